"""Load place names with their time zones: the YAML files in places/, and the zones of tzdata."""

import re
from datetime import UTC, tzinfo
from functools import cache
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from moodbot.content.yaml_strict import read_yaml
from moodbot.times.zones import PlaceNames, Zones

FOLDER = Path(__file__).resolve().parent / "places"
_COMMA = re.compile(r"\s*,\s*")


@cache
def load_zones() -> Zones:
    """Load all place names. The files are part of moodbot: a fault in one is a bug, so they are not validated."""
    cities = cast(dict[str, str], read_yaml(FOLDER / "cities.yaml").data)
    more = cast(dict[str, dict[str, list[str]]], read_yaml(FOLDER / "more.yaml").data)
    return Zones(
        PlaceNames(
            zones=tuple(sorted(available_timezones())),
            cities={zone: [city.split("/") for city in _COMMA.split(names)] for zone, names in cities.items()},
            abbreviations=more["abbreviations"],
            countries=more["countries"],
            locales=more["locales"],
        )
    )


def zone_named(name: str) -> tzinfo:
    """Return the zone of the IANA name *name*; UTC if it is unknown or no longer in tzdata."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
