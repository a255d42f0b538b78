"""The places of the world: found as people write them, and never chosen for them in doubt."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodbot.content.world import FOLDER, load_zones, zone_named
from moodbot.content.yaml_strict import read_yaml
from moodbot.times.zones import MOST

ZONES = load_zones()


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("berlin", "Europe/Berlin"),
        ("Europe/Lisbon", "Europe/Lisbon"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("america/new york", "America/New_York"),
        ("New York", "America/New_York"),
        ("münchen", "Europe/Berlin"),
        ("muenchen", "Europe/Berlin"),
        ("koln", "Europe/Berlin"),
        ("Kraków", "Europe/Warsaw"),
        ("San Francisco", "America/Los_Angeles"),
        ("москва", "Europe/Moscow"),
        ("germany", "Europe/Berlin"),
        ("uk", "Europe/London"),
        ("utc", "Etc/UTC"),
        ("UTC+8", "Etc/GMT-8"),
        ("gmt -3", "Etc/GMT+3"),
        ("+2", "Etc/GMT-2"),
        ("utc+0", "Etc/UTC"),
        ("amsterdm", "Europe/Amsterdam"),
    ],
)
def test_a_place_is_found_as_people_write_it(typed: str, zone: str) -> None:
    """IANA names, cities, countries with one clock, and offsets, whose sign is not turned round."""
    assert ZONES.find(typed).zone == zone


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("est", "America/New_York"),
        ("EST", "America/Toronto"),
        ("ist", "Asia/Kolkata"),
        ("ist", "Europe/Dublin"),
        ("cet", "Europe/Paris"),
        ("pst", "America/Los_Angeles"),
        ("usa", "America/Chicago"),
        ("utc+5:30", "Asia/Kolkata"),
        ("birmingham", "Europe/London"),
    ],
)
def test_in_doubt_the_person_chooses(typed: str, among: str) -> None:
    """Abbreviations, large countries and names of several cities are offered, at most five at once."""
    found = ZONES.find(typed)
    assert found.zone is None
    assert among in {place.zone for place in found.candidates}
    assert len({place.label for place in found.candidates}) == len(found.candidates) <= MOST


@pytest.mark.parametrize("typed", ["", "no", "yes", "qwxyzzy", "nowhereville-upon-nothing", "utc+15", "utc-13"])
def test_what_is_no_place_finds_nothing(typed: str) -> None:
    """An answer such as "no" is not Norway."""
    found = ZONES.find(typed)
    assert (found.zone, found.candidates) == (None, ())


@given(st.text(max_size=70))
def test_no_text_breaks_it(typed: str) -> None:
    """Whatever is typed; and what is found exists, and fits into a button's id."""
    found = ZONES.find(typed)
    for zone in [*filter(None, [found.zone]), *(place.zone for place in found.candidates)]:
        assert zone in available_timezones()
        assert len(zone) < 50


@pytest.mark.parametrize(
    ("locale", "first"),
    [("en-GB", "Europe/London"), ("de_DE", "Europe/Berlin"), ("de", "Europe/Berlin"), ("ja", "Asia/Tokyo"),
     ("pt-BR", "America/Sao_Paulo"), ("no", "Europe/Oslo"), ("sv-SE", "Europe/Stockholm")],
)  # fmt: skip
def test_a_locale_is_a_guess(locale: str, first: str) -> None:
    """Discord's and a computer's way of writing it; the likeliest place first."""
    assert ZONES.guess(locale)[0].zone == first


def test_an_unknown_locale_guesses_nothing() -> None:
    """Better no guess than a wrong one."""
    assert ZONES.guess("tlh") == ZONES.guess("") == ()


def test_zones_are_shown_as_places() -> None:
    """Nobody has to read the database's own names."""
    zones = ("Europe/Berlin", "America/New_York", "Etc/GMT-8", "Etc/GMT+3", "Etc/UTC")
    assert [ZONES.label(zone) for zone in zones] == ["Berlin", "New York", "UTC+8", "UTC-3", "UTC"]


def test_every_zone_in_the_data_exists() -> None:
    """A typing error there would silently give somebody UTC."""
    more = read_yaml(FOLDER / "more.yaml").data
    cities = read_yaml(FOLDER / "cities.yaml").data
    assert isinstance(more, dict)
    assert isinstance(cities, dict)
    named = {zone for group in more.values() for zones in group.values() for zone in zones}
    assert named | cities.keys() <= available_timezones()
    assert sum(len(each.split(",")) for each in cities.values()) > 300


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_a_zone_that_is_gone_counts_as_utc(name: str) -> None:
    """Zones are renamed now and then; nobody's journal breaks over it."""
    assert str(zone_named(name)) == "UTC"
