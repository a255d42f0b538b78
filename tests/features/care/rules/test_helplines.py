"""Help lines are found by what people call their country, shown with their link, and reviewed every year."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodbot.features.care.rules.helplines import (
    Channel,
    Country,
    HelpLine,
    HelpLines,
    LineTexts,
    Purpose,
    due,
    show_line,
    show_lines,
)

TEXTS = LineTexts(
    call="{service}: call {dial}",
    text="{service}: text {dial}",
    keyword="{service}: text {keyword} to {dial}",
    chat="{service}: chat",
    unconfirmed="please check the link",
)
CALL = HelpLine(
    country="NZ",
    service="Listeners",
    purpose=Purpose.GENERAL,
    channel=Channel.CALL,
    dial="12 34",
    keyword=None,
    url="https://listeners.example",
    languages=("en",),
    hours="24/7",
    source="https://listeners.example/contact",
    reviewed_on=date(2026, 3, 1),
    confirmed=True,
)
SAFE = replace(CALL, service="Safe House", purpose=Purpose.ABUSE)
IRELAND = Country("IE", "Ireland", ("Éire",), ("112",), (replace(CALL, country="IE"),))
BRITAIN = Country("GB", "United Kingdom", ("UK", "Great Britain", "Scotland"), ("999",), (replace(CALL, country="GB"),))
NEW_ZEALAND = Country("NZ", "New Zealand", ("Aotearoa",), ("111",), (SAFE, CALL))
AUSTRIA = Country("AT", "Austria", ("Österreich",), ("112",), (replace(CALL, country="AT"),))
LINES = HelpLines(
    (IRELAND, BRITAIN, NEW_ZEALAND, AUSTRIA),
    "https://elsewhere.example",
    others=("Iceland", "Australia"),
    fillers=("i", "live", "in", "the", "im"),
)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("uk", "GB"),
        ("U.K.", "GB"),
        ("Great Britain!", "GB"),
        ("I'm in the UK", "GB"),
        ("gb", "GB"),
        ("nz", "NZ"),
        ("newzealand", "NZ"),
        ("  NEW   zealand ", "NZ"),
        ("aotearoa", "NZ"),
        ("new zeland", "NZ"),
        ("Irelnad", "IE"),
        ("eire", "IE"),
        ("osterreich", "AT"),
        ("Österreich", "AT"),
        ("scotlnd", "GB"),
    ],
)
def test_a_country_is_found_by_any_of_its_names(said: str, code: str) -> None:
    """Codes, names in its own language, a sentence around it and one typo all lead there."""
    found = LINES.find(said)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   ",
        "iceland",
        "Iceland",
        "narnia",
        "u",
        "ukk",
        "ni",
        "the",
        "i live in the",
        "australia",
        "austrlia",
        "not new zealand",
        "x" * 10_000,
    ],
)
def test_nobody_is_given_another_country(said: str) -> None:
    """What names no country here finds none, least of all a country one letter away from the one that was meant."""
    assert LINES.find(said) is None


def test_a_typo_that_could_be_two_countries_is_asked_again() -> None:
    """One edit from both Iran and Iraq is neither."""
    two = HelpLines(
        (replace(IRELAND, code="AA", name="Abcde"), replace(IRELAND, code="BB", name="Abcdf", aliases=())), "", (), ()
    )
    assert two.find("abcdx") is None


@given(st.text(max_size=80))
def test_finding_never_fails(said: str) -> None:
    """Whatever is typed, the answer is a country of ours or none."""
    assert LINES.find(said) in {None, *LINES.countries}


def test_lines_come_by_purpose_in_the_order_asked() -> None:
    """A person in danger at home sees the line for that first; without a purpose all lines are shown."""
    assert NEW_ZEALAND.lines_for(Purpose.GENERAL, Purpose.ABUSE) == (CALL, SAFE)
    assert NEW_ZEALAND.lines_for(Purpose.CHILDREN) == ()
    assert NEW_ZEALAND.lines_for() == (SAFE, CALL)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (CALL, "Listeners: call 12 34 · 24/7 · <https://listeners.example>"),
        (
            replace(CALL, confirmed=False, hours=None),
            "Listeners: call 12 34 · <https://listeners.example> (please check the link)",
        ),
        (
            replace(CALL, channel=Channel.TEXT, keyword="HI"),
            "Listeners: text HI to 12 34 · 24/7 · <https://listeners.example>",
        ),
        (replace(CALL, channel=Channel.TEXT), "Listeners: text 12 34 · 24/7 · <https://listeners.example>"),
        (
            replace(CALL, channel=Channel.CHAT, dial=None, languages=("de", "en")),
            "Listeners: chat · 24/7 · de, en · <https://listeners.example>",
        ),
    ],
)
def test_a_line_is_shown_with_its_link_and_an_honest_mark(line: HelpLine, shown: str) -> None:
    """The link is always there; a line that no person has confirmed says so."""
    assert show_line(line, TEXTS) == shown


def test_lines_are_shown_as_a_list() -> None:
    """One line of the message for each."""
    assert show_lines((CALL, SAFE), TEXTS).splitlines() == [f"- {show_line(line, TEXTS)}" for line in (CALL, SAFE)]


@pytest.mark.parametrize(
    ("reviewed", "today", "is_due"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), False),
        (date(2026, 3, 1), date(2027, 3, 1), False),
        (date(2026, 3, 1), date(2027, 3, 2), True),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
        (date(2026, 3, 2), date(2026, 3, 1), True),
        (date(2020, 1, 1), date(2026, 3, 1), True),
        (None, date(2026, 3, 1), True),
    ],
)
def test_a_line_is_due_after_twelve_months(reviewed: date | None, today: date, is_due: bool) -> None:
    """To the day; no date, or one that is still to come, proves nothing."""
    line = replace(CALL, reviewed_on=reviewed)
    assert due((line,), today) == ([line] if is_due else [])
