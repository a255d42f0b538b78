"""Find a person's time zone by city, region, country, abbreviation, UTC offset or locale."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from moodbot.language.mood_words import NEAR_EDITS, near_enough

MOST = 5
"""Most places offered at once: Discord's limit of buttons in a row."""

LONGEST_NAME = 60
FEWEST_LETTERS_FOR_TYPOS = 5
"""Fewest letters for typo matching; shorter names would match too many words."""

FEWEST_LETTERS_FOR_TWO_TYPOS = 8

MOST_WORDS = 4
"""Most words of a city with its region; longer texts are sentences."""

_OFFSET = re.compile(r"^(?:utc|gmt|z)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?$")
_FURTHEST_WEST, _FURTHEST_EAST = 12, 14
_UTC = frozenset({"utc", "gmt", "z", "zulu"})
_AREAS = frozenset(["Africa", "America", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"])
_BRACKETS = re.compile(r"\s*\((.*)\)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place to choose from: its IANA zone, and the name to show."""

    zone: str
    label: str


@dataclass(frozen=True, slots=True)
class ZoneMatch:
    """The result of a search: one *zone*, or *candidates* for the person to choose from; neither if unknown.

    Candidates have distinct zones. *near*: nothing has the name that was searched, only a similar one.
    """

    zone: str | None = None
    candidates: tuple[Place, ...] = ()
    near: bool = False


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Names of places. *zones* are all IANA names, *links* maps further names of zones to them; *cities* maps a zone to
    its cities, each with its spellings, of which the first is shown. *abbreviations*, *countries*, *regions* and
    *locales* map names to zones; a region overrides a country of that name. *codes* ("tx") count only after a city.
    """

    zones: tuple[str, ...]
    links: Mapping[str, str]
    cities: Mapping[str, Sequence[Sequence[str]]]
    abbreviations: Mapping[str, Sequence[str]]
    countries: Mapping[str, Sequence[str]]
    regions: Mapping[str, Sequence[str]]
    codes: Mapping[str, Sequence[str]]
    locales: Mapping[str, Sequence[str]]


class Zones:
    """Finds time zones by name. It reads no clock and knows no offsets of zones, only their names."""

    def __init__(self, names: PlaceNames) -> None:
        self._zones = {zone.casefold(): names.links.get(zone, zone) for zone in names.zones}
        self._locales = names.locales
        self._abbreviations, self._codes = _by_key(names.abbreviations), _by_key(names.codes)
        self._regions = _by_key(names.countries) | _by_key(names.regions)
        self._places = _places_by_key(names)

    def find(self, named: str) -> ZoneMatch:
        """Find the zone of *named*. Only an exact name of one zone decides; an abbreviation, a name of several zones
        and a similar name return candidates.
        """
        text = " ".join(named.split()).casefold()[:LONGEST_NAME]
        # "EST" and the like are also IANA names, of zones without clock changes, which hardly anybody means.
        if "/" in text and (zone := self._zones.get(text.replace(" ", "_"))):
            return ZoneMatch(zone)
        if text in _UTC:
            return ZoneMatch("Etc/UTC")
        if offset := _OFFSET.match(text.replace(" ", "")):
            return self._match_offset(*offset.groups())
        key = place_key(text)
        if zones := self._abbreviations.get(key):
            return _ask(self._main_places(zones))
        if exact := self._named(key) or self._named(key.removeprefix("the")):
            return _match_places(exact)
        return self._city_in_region(text) or _ask(self._similar_places(key), near=True)

    def guess(self, locale: str) -> tuple[Place, ...]:
        """Return likely places for *locale* ("en-GB", "de_DE") of a person's Discord or computer, possibly none."""
        tag = locale.replace("_", "-").casefold()
        zones = self._locales.get(tag) or self._locales.get(tag.partition("-")[0]) or ()
        return self._main_places(zones[:MOST])

    def label(self, zone: str) -> str:
        """Return the name of *zone* to show."""
        return label_of(zone)

    def _match_offset(self, sign: str, hours: str, minutes: str | None) -> ZoneMatch:
        east = sign == "+"
        most = _FURTHEST_EAST if east else _FURTHEST_WEST
        if int(hours) > most:
            return ZoneMatch()
        if minutes and int(minutes):
            zones = _HALF_HOURS.get(f"{'+' if east else '-'}{int(hours)}:{minutes}", ())
            return _match_places(self._main_places(zones)) if zones else ZoneMatch()
        return ZoneMatch(f"Etc/GMT{'-' if east else '+'}{int(hours)}" if int(hours) else "Etc/UTC")

    def _named(self, key: str) -> tuple[Place, ...]:
        return (*self._places.get(key, ()), *self._main_places(self._regions.get(key, ())))

    def _main_places(self, zones: Iterable[str]) -> tuple[Place, ...]:
        return tuple(Place(zone, label_of(zone)) for zone in zones)

    def _city_in_region(self, text: str) -> ZoneMatch | None:
        """Return the match of a city with its region ("paris, texas", "austin tx"), None if *text* ends with none.

        An unknown city of a known region is asked, with the zones of the region.
        """
        words = text.replace(",", " ").split()
        for count in range(1, min(len(words), MOST_WORDS)):
            city, region = place_key("".join(words[:-count])), place_key("".join(words[-count:]))
            zones = self._regions.get(region, ())
            within = {*zones, *self._codes.get(region, ())}
            if there := tuple(place for place in self._places.get(city, ()) if place.zone in within):
                return _match_places(there)
            if zones and len(words) <= MOST_WORDS:
                return _ask(self._main_places(zones), near=True)
        return None

    def _similar_places(self, key: str) -> tuple[Place, ...]:
        """Return places with names similar to *key*, most similar first."""
        if len(key) < FEWEST_LETTERS_FOR_TYPOS:
            return ()
        most = 1 if len(key) < FEWEST_LETTERS_FOR_TWO_TYPOS else NEAR_EDITS
        names = {*self._places, *self._regions}
        near = [(OSA.distance(key, name), name) for name in names if name[:1] == key[:1] and near_enough(key, name)]
        return tuple(place for edits, name in sorted(near) if edits <= most for place in self._named(name))


_HALF_HOURS: Mapping[str, tuple[str, ...]] = {
    "+3:30": ("Asia/Tehran",),
    "+4:30": ("Asia/Kabul",),
    "+5:30": ("Asia/Kolkata", "Asia/Colombo"),
    "+5:45": ("Asia/Kathmandu",),
    "+6:30": ("Asia/Yangon",),
    "+8:45": ("Australia/Eucla",),
    "+9:30": ("Australia/Adelaide", "Australia/Darwin"),
    "+10:30": ("Australia/Lord_Howe", "Australia/Adelaide"),
    "+12:45": ("Pacific/Chatham",),
    "-2:30": ("America/St_Johns",),
    "-3:30": ("America/St_Johns",),
    "-9:30": ("Pacific/Marquesas",),
}
"""Zones by UTC offset, for offsets that are no whole hours: these have no Etc/GMT zone."""


def label_of(zone: str) -> str:
    """Return the name of *zone* to show: "Europe/Berlin" is Berlin, "Etc/GMT-8" is UTC+8."""
    area, _, name = zone.rpartition("/")
    if area != "Etc":
        return name.replace("_", " ")
    hours = name.removeprefix("GMT")
    # The Etc/GMT names in tzdata have the inverted sign.
    return "UTC" if hours in ("", "0", "UTC") else f"UTC{'+' if hours[0] == '-' else '-'}{hours[1:]}"


def place_key(name: str) -> str:
    """Return the key by which place names are compared: letters and digits only, without accents or case."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l").replace("ø", "o").replace("&", "and"))
    return "".join(sign for sign in plain if sign.isalnum())[:LONGEST_NAME]


def _match_places(places: Sequence[Place]) -> ZoneMatch:
    """Return the one zone of *places*, or ask which of their zones is meant."""
    asked = _ask(places)
    return ZoneMatch(asked.candidates[0].zone) if len(asked.candidates) == 1 else asked


def _ask(places: Sequence[Place], *, near: bool = False) -> ZoneMatch:
    """Return the candidates among *places*: one of each zone, because they all mean the same clock."""
    by_zone: dict[str, Place] = {}
    for place in places:
        by_zone.setdefault(place.zone, place)
    return ZoneMatch(candidates=tuple(by_zone.values())[:MOST], near=near and bool(by_zone))


def _by_key(zones_by_name: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for name, zones in zones_by_name.items():
        for key in _search_keys(name):
            found[key] |= dict.fromkeys(zones)
    return {key: tuple(zones) for key, zones in found.items()}


def _places_by_key(names: PlaceNames) -> dict[str, tuple[Place, ...]]:
    """Return the zones that are named after a city, and the cities, by their search keys."""
    found: dict[str, dict[Place, None]] = defaultdict(dict)
    for zone in names.zones:
        if _is_place_name(zone, linked=zone in names.links):
            found[place_key(label_of(zone))].setdefault(Place(names.links.get(zone, zone), label_of(zone)))
    for zone, cities in names.cities.items():
        for spellings in cities:
            place = Place(zone, spellings[0])
            for spelling in spellings:
                for key in _search_keys(spelling):
                    found[key].setdefault(place)
    return {key: tuple(places) for key, places in found.items()}


def _search_keys(spelling: str) -> set[str]:
    """Return the search keys of one spelling: "Frankfurt (Oder)" is also found as "Frankfurt"."""
    bare = _BRACKETS.sub("", spelling)
    return {place_key(each) for each in (bare, _BRACKETS.sub(r" \1", spelling), bare.casefold().translate(_UMLAUTS))}


def _is_place_name(zone: str, *, linked: bool) -> bool:
    """Return False for names that are also plain answers (Australia/North, Center) or mean only a part (Samoa)."""
    area, _, name = zone.partition("/")
    return area in _AREAS and not (linked and area == "Australia") and name not in ("North_Dakota/Center", "Samoa")
