"""Build the buttons with places from which a person chooses their time zone."""

from moodbot.core.dialogue import Choice
from moodbot.times.local_time import TimeBook
from moodbot.times.zones import Place

ZONE_CUE = "zone:"


def zone_choices(times: TimeBook, locale: str | None) -> tuple[Choice, ...]:
    """Return buttons with the likely places of a person with *locale* ("en-GB"); none if *locale* is None."""
    return place_choices(times.zones.guess(locale) if locale else ())


def place_choices(places: tuple[Place, ...]) -> tuple[Choice, ...]:
    """Return a button for each of *places*."""
    return tuple(Choice(ZONE_CUE + place.zone, place.label) for place in places)
