"""Find a person's time zone by city, country, abbreviation, UTC offset or locale."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from moodbot.language.mood_words import near_enough

MOST = 5
"""Most places offered at once: Discord's limit of buttons in a row."""

LONGEST_NAME = 60
FEWEST_LETTERS_FOR_TYPOS = 5
"""Fewest letters for typo matching; shorter names would match too many words."""

_OFFSET = re.compile(r"^(?:utc|gmt|z)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?$")
_FURTHEST_WEST, _FURTHEST_EAST = 12, 14
_UTC = frozenset({"utc", "gmt", "z", "zulu"})
_BRACKETS = re.compile(r"\s*\((.*)\)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place to choose from: its IANA zone, and the name to show."""

    zone: str
    label: str


@dataclass(frozen=True, slots=True)
class ZoneMatch:
    """The result of a search: one *zone*, or *candidates* for the person to choose from; neither if unknown."""

    zone: str | None = None
    candidates: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Names of places. *zones* are all IANA names; *cities* maps a zone to its cities, each with its spellings, of
    which the first is shown; *abbreviations*, *countries* and *locales* map names to zones.
    """

    zones: tuple[str, ...]
    cities: Mapping[str, Sequence[Sequence[str]]]
    abbreviations: Mapping[str, Sequence[str]]
    countries: Mapping[str, Sequence[str]]
    locales: Mapping[str, Sequence[str]]


class Zones:
    """Finds time zones by name. It reads no clock and knows no offsets of zones, only their names."""

    def __init__(self, names: PlaceNames) -> None:
        self._zones = {zone.casefold(): zone for zone in names.zones}
        self._locales = names.locales
        self._multi_zones: dict[str, tuple[str, ...]] = {}
        for names_of_zones in (names.abbreviations, names.countries):
            self._multi_zones |= {place_key(name): tuple(zones) for name, zones in names_of_zones.items()}
        places: dict[str, dict[str, Place]] = defaultdict(dict)
        for zone in names.zones:
            if _is_place_name(zone):
                places[place_key(self.label(zone))].setdefault(zone, Place(zone, self.label(zone)))
        for zone, cities in names.cities.items():
            for spellings in cities:
                place = Place(zone, spellings[0])
                for spelling in spellings:
                    for key in _search_keys(spelling):
                        places[key][zone if len(spellings) == 1 else f"{zone}:{spellings[0]}"] = place
        self._places = {key: tuple(by_place.values()) for key, by_place in places.items()}

    def find(self, named: str) -> ZoneMatch:
        """Find the zone of *named*. An abbreviation or name of several zones returns candidates, never one zone."""
        text = " ".join(named.split()).casefold()[:LONGEST_NAME]
        # "EST" and the like are also IANA names, of zones without clock changes, which hardly anybody means.
        if (zone := self._zones.get(text.replace(" ", "_"))) and "/" in zone:
            return ZoneMatch(zone)
        if text in _UTC:
            return ZoneMatch("Etc/UTC")
        if offset := _OFFSET.match(text.replace(" ", "")):
            return self._match_offset(*offset.groups())
        key = place_key(text)
        if zones := self._multi_zones.get(key):
            return self._match_zones(zones)
        return self._match_places(self._places.get(key) or self._similar_places(key))

    def guess(self, locale: str) -> tuple[Place, ...]:
        """Return likely places for *locale* ("en-GB", "de_DE") of a person's Discord or computer, possibly none."""
        tag = locale.replace("_", "-").casefold()
        zones = self._locales.get(tag) or self._locales.get(tag.partition("-")[0]) or ()
        return tuple(Place(zone, self.label(zone)) for zone in zones[:MOST])

    def label(self, zone: str) -> str:
        """Return the name of *zone* to show: "Europe/Berlin" is Berlin, "Etc/GMT-8" is UTC+8."""
        area, _, name = zone.rpartition("/")
        if area != "Etc":
            return name.replace("_", " ")
        hours = name.removeprefix("GMT")
        # The Etc/GMT names in tzdata have the inverted sign.
        return "UTC" if hours in ("", "0", "UTC") else f"UTC{'+' if hours[0] == '-' else '-'}{hours[1:]}"

    def _match_offset(self, sign: str, hours: str, minutes: str | None) -> ZoneMatch:
        east = sign == "+"
        most = _FURTHEST_EAST if east else _FURTHEST_WEST
        if int(hours) > most:
            return ZoneMatch()
        if minutes and int(minutes):
            return self._match_zones(_HALF_HOURS.get(f"{'+' if east else '-'}{int(hours)}:{minutes}", ()))
        return ZoneMatch(f"Etc/GMT{'-' if east else '+'}{int(hours)}" if int(hours) else "Etc/UTC")

    def _match_zones(self, zones: Iterable[str]) -> ZoneMatch:
        return self._match_places(tuple(Place(zone, self.label(zone)) for zone in zones))

    def _match_places(self, places: Sequence[Place]) -> ZoneMatch:
        if len({place.zone for place in places}) == 1:
            return ZoneMatch(places[0].zone)
        return ZoneMatch(candidates=tuple(places[:MOST]))

    def _similar_places(self, key: str) -> tuple[Place, ...]:
        """Return places with names similar to *key*, most similar first."""
        if len(key) < FEWEST_LETTERS_FOR_TYPOS:
            return ()
        near = [name for name in self._places if name[:1] == key[:1] and near_enough(key, name)]
        near.sort(key=lambda name: (OSA.distance(key, name), name))
        by_zone = {place.zone: place for name in near for place in self._places[name]}
        return tuple(by_zone.values())


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


def place_key(name: str) -> str:
    """Return the key by which place names are compared: letters and digits only, without accents or case."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l").replace("ø", "o"))
    return "".join(sign for sign in plain if sign.isalnum())[:LONGEST_NAME]


def _search_keys(spelling: str) -> set[str]:
    """Return the search keys of one spelling: "Frankfurt (Oder)" is also found as "Frankfurt"."""
    bare = _BRACKETS.sub("", spelling)
    return {place_key(each) for each in (bare, _BRACKETS.sub(r" \1", spelling), bare.casefold().translate(_UMLAUTS))}


def _is_place_name(zone: str) -> bool:
    return "/" in zone and not zone.startswith("Etc/")
