"""Which clock a person lives by, from the city, country or abbreviation that they write."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from moodbot.language.mood_words import near_enough

MOST = 5
"""Most places offered at once: as many as Discord sets in a row."""

LONGEST = 60
LEAST_FOR_TYPOS = 5
"""Letters from which a name may be mistyped; shorter ones would be found in too many words."""

_OFFSET = re.compile(r"^(?:utc|gmt|z)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?$")
_FURTHEST_WEST, _FURTHEST_EAST = 12, 14
_UTC = frozenset({"utc", "gmt", "z", "zulu"})
_IN_BRACKETS = re.compile(r"\s*\((.*)\)")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place to choose: its IANA zone and the name to show."""

    zone: str
    label: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a name means: one *zone*, or *candidates* of which the person has to choose; neither where it is unknown."""

    zone: str | None = None
    candidates: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """What is known of places. *zones* are all IANA names; *cities* gives for a zone the cities on its clock, each with
    its names, the first of which is shown; *abbreviations*, *countries* and *locales* name zones.
    """

    zones: tuple[str, ...]
    cities: Mapping[str, Sequence[Sequence[str]]]
    abbreviations: Mapping[str, Sequence[str]]
    countries: Mapping[str, Sequence[str]]
    locales: Mapping[str, Sequence[str]]


class Zones:
    """Finds zones by name. It reads no clock and knows no rules of zones, only what they are called."""

    def __init__(self, names: PlaceNames) -> None:
        self._zones = {zone.casefold(): zone for zone in names.zones}
        self._locales = names.locales
        self._several: dict[str, tuple[str, ...]] = {}
        for said in (names.abbreviations, names.countries):
            self._several |= {key_of(name): tuple(zones) for name, zones in said.items()}
        places: dict[str, dict[str, Place]] = defaultdict(dict)
        for zone in names.zones:
            if _is_place(zone):
                places[key_of(self.label(zone))].setdefault(zone, Place(zone, self.label(zone)))
        for zone, cities in names.cities.items():
            for spellings in cities:
                place = Place(zone, spellings[0])
                for spelling in spellings:
                    for key in _keys(spelling):
                        places[key][zone if len(spellings) == 1 else f"{zone}:{spellings[0]}"] = place
        self._places = {key: tuple(found.values()) for key, found in places.items()}

    def find(self, named: str) -> Found:
        """Return what *named* means. An abbreviation never decides by itself, a name of several places neither."""
        text = " ".join(named.split()).casefold()[:LONGEST]
        # "EST" and the like are IANA names too, of clocks that are never changed; hardly anybody means those.
        if (zone := self._zones.get(text.replace(" ", "_"))) and "/" in zone:
            return Found(zone)
        if text in _UTC:
            return Found("Etc/UTC")
        if offset := _OFFSET.match(text.replace(" ", "")):
            return self._at_offset(*offset.groups())
        key = key_of(text)
        if several := self._several.get(key):
            return self._offer(several)
        return self._among(self._places.get(key) or self._mistyped(key))

    def guess(self, locale: str) -> tuple[Place, ...]:
        """Return where somebody whose Discord or computer speaks *locale* ("en-GB", "de_DE") may live."""
        tag = locale.replace("_", "-").casefold()
        zones = self._locales.get(tag) or self._locales.get(tag.partition("-")[0]) or ()
        return tuple(Place(zone, self.label(zone)) for zone in zones[:MOST])

    def label(self, zone: str) -> str:
        """Return how *zone* is shown: "Europe/Berlin" is Berlin, "Etc/GMT-8" is UTC+8."""
        area, _, name = zone.rpartition("/")
        if area != "Etc":
            return name.replace("_", " ")
        hours = name.removeprefix("GMT")
        # In these names of the database the sign is turned round.
        return "UTC" if hours in ("", "0", "UTC") else f"UTC{'+' if hours[0] == '-' else '-'}{hours[1:]}"

    def _at_offset(self, sign: str, hours: str, minutes: str | None) -> Found:
        east = sign == "+"
        most = _FURTHEST_EAST if east else _FURTHEST_WEST
        if int(hours) > most:
            return Found()
        if minutes and int(minutes):
            return self._offer(_HALF_HOURS.get(f"{'+' if east else '-'}{int(hours)}:{minutes}", ()))
        return Found(f"Etc/GMT{'-' if east else '+'}{int(hours)}" if int(hours) else "Etc/UTC")

    def _offer(self, zones: Iterable[str]) -> Found:
        return self._among(tuple(Place(zone, self.label(zone)) for zone in zones))

    def _among(self, places: Sequence[Place]) -> Found:
        if len({place.zone for place in places}) == 1:
            return Found(places[0].zone)
        return Found(candidates=tuple(places[:MOST]))

    def _mistyped(self, key: str) -> tuple[Place, ...]:
        """Return the places whose names are nearly *key*, the nearest first. They are offered, even where it is one."""
        if len(key) < LEAST_FOR_TYPOS:
            return ()
        near = [name for name in self._places if name[:1] == key[:1] and near_enough(key, name)]
        near.sort(key=lambda name: (OSA.distance(key, name), name))
        found = {place.zone: place for name in near for place in self._places[name]}
        return tuple(found.values())


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
"""Clocks that are no whole hours from UTC have no zone of their own but those of places."""


def key_of(name: str) -> str:
    """Return what makes two spellings of a place the same: letters only, without accents or case."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l").replace("ø", "o"))
    return "".join(sign for sign in plain if sign.isalnum())


def _keys(spelling: str) -> set[str]:
    """Return the keys under which one spelling is found: "Frankfurt (Oder)" also without what is in the brackets."""
    bare = _IN_BRACKETS.sub("", spelling)
    return {key_of(each) for each in (bare, _IN_BRACKETS.sub(r" \1", spelling), bare.casefold().translate(_GERMAN))}


def _is_place(zone: str) -> bool:
    return "/" in zone and not zone.startswith("Etc/")
