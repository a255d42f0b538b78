"""Load place names with their time zones: the YAML files in places/, and the zones and countries of tzdata."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from moodbot.content.yaml_strict import read_yaml
from moodbot.times.zones import PlaceNames, Zones

FOLDER = Path(__file__).resolve().parent / "places"
_BRACKETS = re.compile(r"\s*\(.*\)")
_COMMA = re.compile(r"\s*,\s*")


@cache
def load_zones() -> Zones:
    """Load all place names. The files are part of moodbot: a fault in one is a bug, so they are not validated."""
    return Zones(load_names())


@cache
def load_names() -> PlaceNames:
    """Load the names of all places, from the files and from tzdata."""
    cities = cast(dict[str, str], read_yaml(FOLDER / "cities.yaml").data)
    more = cast(dict[str, dict[str, list[str]]], read_yaml(FOLDER / "more.yaml").data)
    states = [(name.split("/"), zones) for name, zones in more["states"].items()]
    regions = {name: zones for names, zones in more["regions"].items() for name in names.split("/")}
    countries, links = _tzdata_countries(), _tzdata_links()
    return PlaceNames(
        zones=tuple(sorted(available_timezones())),
        links=links,
        cities={zone: [city.split("/") for city in _COMMA.split(names)] for zone, names in cities.items()},
        abbreviations=more["abbreviations"],
        countries=countries,
        regions={**{name: zones for (name, _), zones in states}, **more["countries"], **regions},
        codes={code: zones for (_, code), zones in states},
        locales=more["locales"],
    )


@cache
def country_by_place() -> Mapping[str, str]:
    """Load the country code of each city and US state, without names that two countries have, or common words do."""
    codes = {zone: code for code, _, zone, *_ in _table("zone.tab")}
    more = cast(dict[str, dict[str, list[str]]], read_yaml(FOLDER / "more.yaml").data)
    named = [(names.partition("/")[0], "US") for names in more["states"]]
    for zone, cities in load_names().cities.items():
        named += [(spelling, codes[zone]) for spellings in cities for spelling in spellings if zone in codes]
    zones = codes.keys() - {"Indian/Christmas", "America/North_Dakota/Center", "America/Nome"}
    named += [(zone.rpartition("/")[2].replace("_", " "), codes[zone]) for zone in zones]
    owners: dict[str, set[str]] = {}
    for name, code in named:
        owners.setdefault(_BRACKETS.sub("", name).casefold(), set()).add(code)
    # A name that is listed with an addition alone, "Nice (France)", is also a word.
    plain = {name.casefold() for name, _ in named}
    return {name: next(iter(found)) for name, found in owners.items() if len(found) == 1 and name in plain}


def _tzdata_countries() -> dict[str, list[str]]:
    """Return the zones of each country by its English name."""
    names = dict(_table("iso3166.tab"))
    countries: dict[str, list[str]] = {}
    for code, _, zone, *_ in _table("zone.tab"):
        countries.setdefault(names[code], []).append(zone)
    return countries


def _tzdata_links() -> dict[str, str]:
    """Return the zone that each former name of a zone means: "Asia/Calcutta" is Asia/Kolkata.

    Zones of their own country, such as Europe/Oslo, are no former names even where tzdata links them to a neighbour.
    """
    proper = {zone for _, _, zone, *_ in _table("zone.tab")}
    lines = (line.split() for line in _text("tzdata.zi").splitlines() if line.startswith("L "))
    links = {name: zone for _, zone, name in lines if name not in proper}
    return {name: links.get(zone, zone) for name, zone in links.items()}


def _table(name: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in _text(name).splitlines() if line and not line.startswith("#"))


def _text(name: str) -> str:
    return (files("tzdata.zoneinfo") / name).read_text(encoding="utf-8")


def zone_named(name: str) -> tzinfo:
    """Return the zone of the IANA name *name*; UTC if it is unknown or no longer in tzdata."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
