"""The places of the world: found as people write them, and never chosen for them in doubt."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodbot.content.world import FOLDER, country_by_place, load_names, load_zones, zone_named
from moodbot.content.yaml_strict import read_yaml
from moodbot.core.dialogue import DM, Reply, Utterance
from moodbot.discordapp.buttons import view_of
from moodbot.features.journal.places import place_choices
from moodbot.times.zones import MOST, place_key
from tests.house import the_pack
from tests.standin.limits import check_message

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
        ("calcutta", "Asia/Kolkata"),
        ("bombay", "Asia/Kolkata"),
        ("kiev", "Europe/Kyiv"),
        ("istanbul", "Europe/Istanbul"),
        ("US/Eastern", "America/New_York"),
        ("california", "America/Los_Angeles"),
        ("Bayern", "Europe/Berlin"),
        ("scotland", "Europe/London"),
        ("the Netherlands", "Europe/Amsterdam"),
        ("trinidad and tobago", "America/Port_of_Spain"),
        ("burkina faso", "Africa/Ouagadougou"),
        ("Austin, TX", "America/Chicago"),
        ("portland or", "America/Los_Angeles"),
        ("london ontario", "America/Toronto"),
        ("London, UK", "Europe/London"),
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
        ("london", "America/Toronto"),
        ("sydney", "America/Halifax"),
        ("florida", "America/New_York"),
        ("florida", "America/Chicago"),
        ("ontario", "America/Toronto"),
        ("georgia", "Asia/Tbilisi"),
        ("georgia", "America/New_York"),
        ("washington", "America/Los_Angeles"),
        ("springfield", "America/New_York"),
        ("wat", "Africa/Lagos"),
        ("art", "America/Argentina/Buenos_Aires"),
    ],
)
def test_in_doubt_the_person_chooses(typed: str, among: str) -> None:
    """Abbreviations, large countries and names of several cities are offered, at most five at once."""
    found = ZONES.find(typed)
    assert found.zone is None
    assert not found.near
    assert among in {place.zone for place in found.candidates}


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("amsterdm", "Europe/Amsterdam"),
        ("sydeny", "Australia/Sydney"),
        ("germny", "Europe/Berlin"),
        ("californa", "America/Los_Angeles"),
        ("floripa beach brazil", "America/Sao_Paulo"),
        ("paris, texas", "America/Chicago"),
        ("a village in germany", "Europe/Berlin"),
    ],
)
def test_what_is_only_similar_is_never_chosen(typed: str, among: str) -> None:
    """A mistyped name, and an unknown town of a known region: the person is asked."""
    found = ZONES.find(typed)
    assert found.zone is None
    assert found.near
    assert among in {place.zone for place in found.candidates}


def every_name() -> list[str]:
    """Return every name of every list."""
    names = load_names()
    lists = (names.zones, names.links, names.abbreviations, names.countries, names.regions)
    cities = (spelling for group in names.cities.values() for spellings in group for spelling in spellings)
    after_a_city = (f"{city} {code}" for city in ("Paris", "Springfield") for code in names.codes)
    return [*(name for each in lists for name in each), *cities, *after_a_city]


def test_every_name_of_every_list_is_found_and_never_as_another() -> None:
    """Each is exact; and what is offered are different clocks under different labels."""
    names = load_names()
    without_place = {name for name in every_name() if "/" not in name and name in names.zones}
    for name in {*every_name()} - without_place - {f"Paris {code}" for code in names.codes}:
        found = ZONES.find(name)
        zones, labels = [place.zone for place in found.candidates], [place.label for place in found.candidates]
        if not name.startswith("Springfield "):
            assert found.zone or zones, name
            assert not found.near, name
        assert len(set(zones)) == len(set(labels)) == len(labels) <= MOST, (name, found)
        assert len(zones) != 1 or found.near or place_key(name) in map(place_key, names.abbreviations), name


def test_every_name_makes_buttons_that_discord_takes() -> None:
    """The real row of each question: no custom_id twice, and none too long."""
    for name in every_name():
        choices = place_choices(ZONES.find(name).candidates)
        reply = Reply(2**63, DM, 999, (Utterance("?"),), (*choices, *choices))
        if (view := view_of(reply, the_pack())) is not None:
            check_message({"content": "?", "components": view.to_components()})
            assert len(view.children) == len(choices), name


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "no",
        "yes",
        "qwxyzzy",
        "north",
        "center",
        "general",
        "thanks",
        "sunday",
        "hi",
        "ok",
        "nowhereville-upon-nothing",
        "utc+15",
        "utc-13",
    ],
)
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


@pytest.mark.parametrize(
    ("place", "country"),
    [("florida", "US"), ("lahore", "PK"), ("mumbai", "IN"), ("london", None), ("nice", None), ("reading", None)],
)
def test_a_place_that_is_in_one_country_alone_names_it(place: str, country: str | None) -> None:
    """London is in Ontario, too, and "nice" is a word: no number of a country that may be wrong."""
    assert country_by_place().get(place) == country
