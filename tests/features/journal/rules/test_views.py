"""What pictures of a journal show: local days, open gaps, and every entry once."""

from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodbot.core.dialogue import Source
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.journal.rules.views import JournalView, Period, bounds, first_of, view_of
from moodbot.times.units import DAY
from tests.house import the_pack

MOODS = the_pack().moods
BERLIN = ZoneInfo("Europe/Berlin")
NOW = int(datetime(2026, 11, 25, 15, 30, tzinfo=BERLIN).timestamp() * 1000)
ZONES = sorted(available_timezones())
FELT = st.tuples(st.integers(0, 400), st.sampled_from([*MOODS, "gone"]), st.sampled_from(ZONES))
"""How many days ago, which mood, and in which zone."""


def entry(mood: str, local: str, zone: str | None = "Europe/Berlin") -> Entry:
    """An entry felt when clocks in *zone* showed *local*."""
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone or "UTC"))
    return Entry(1, mood, int(at.timestamp() * 1000), zone, Source.TALK, NOW)


def view(*entries: Entry, period: Period = Period.MONTH) -> JournalView:
    """The view of *entries* for somebody in Berlin."""
    return view_of(period, entries, NOW, BERLIN, zone_named=ZoneInfo, moods=MOODS)


@pytest.mark.parametrize(
    ("period", "first"), [(Period.WEEK, "2026-11-19"), (Period.MONTH, "2026-10-27"), (Period.YEAR, "2025-12-01")]
)
def test_a_period_is_whole_local_days_up_to_now(period: Period, first: str) -> None:
    """From the midnight of its first day, where the person lives, to this moment."""
    start, end = bounds(period, NOW, BERLIN)
    assert datetime.fromtimestamp(start / 1000, BERLIN).isoformat()[:16] == f"{first}T00:00"
    assert end == NOW + 1


@pytest.mark.parametrize(
    ("today", "first"), [((2026, 11, 25), (2025, 12, 1)), ((2024, 2, 29), (2023, 3, 1)), ((2026, 12, 1), (2026, 1, 1))]
)
def test_a_year_is_twelve_calendar_months(today: tuple[int, int, int], first: tuple[int, int, int]) -> None:
    """With the month of today as the last."""
    assert first_of(date(*today)) == date(*first)


def test_an_evening_is_on_the_day_it_was_felt_on() -> None:
    """Half past eleven in Berlin is that day there, whatever UTC says; Tokyo counts by Tokyo."""
    shown = view(entry("sad", "2026-11-20T23:30"), entry("happy", "2026-11-21T00:30", "Asia/Tokyo"))
    assert [(day.day.day, day.pleasantness) for day in shown.days] == [(20, -2.0), (21, 3.0)]


def test_an_entry_without_a_zone_is_where_the_person_lives() -> None:
    """23:30 UTC is the next day in Berlin."""
    shown = view(entry("sad", "2026-11-20T23:30", None))
    assert shown.days[0].day == date(2026, 11, 21)


def test_days_without_an_entry_leave_the_line_open() -> None:
    """Two entries of a day and of the next are joined; over a day without one nothing is."""
    shown = view(
        entry("sad", "2026-11-10T09:00"),
        entry("okay", "2026-11-10T20:00"),
        entry("tired", "2026-11-11T23:59"),
        entry("happy", "2026-11-13T00:01"),
    )
    assert [[dot.mood for dot in stretch] for stretch in shown.stretches] == [["sad", "okay", "tired"], ["happy"]]


def test_a_mood_that_left_the_packs_is_counted_and_has_no_place_on_the_line() -> None:
    """It is not given a pleasantness that nobody wrote."""
    shown = view(entry("nostalgic", "2026-11-10T09:00"), entry("sad", "2026-11-10T10:00"))
    assert [named.mood for named in shown.named] == ["nostalgic", "sad"]
    assert [dot.mood for stretch in shown.stretches for dot in stretch] == ["sad"]
    assert shown.days[0].pleasantness == -2.0
    alone = view(entry("nostalgic", "2026-11-10T09:00"))
    assert (alone.stretches, alone.days[0].pleasantness) == ((), None)


def test_everything_begins_with_the_first_entry() -> None:
    """No empty years stand before it."""
    shown = view(entry("sad", "2024-03-05T09:00"), period=Period.ALL)
    assert (shown.first, shown.last) == (date(2024, 3, 5), date(2026, 11, 25))


@given(
    times=st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from([*MOODS, "gone"]), st.sampled_from(ZONES)), max_size=30
    ),
    zone=st.sampled_from(ZONES),
    period=st.sampled_from(Period),
)
def test_every_entry_is_shown_exactly_once(times: list[tuple[int, str, str]], zone: str, period: Period) -> None:
    """Whatever zones it was felt in: one dot each, within the days that are shown, and in the counts."""
    entries = [Entry(1, mood, NOW - days * DAY, felt, Source.TALK, NOW) for days, mood, felt in times]
    shown = view_of(period, entries, NOW, ZoneInfo(zone), zone_named=ZoneInfo, moods=MOODS)
    assert Counter(dot.mood for dot in shown.dots) == Counter(mood for _, mood, _ in times)
    assert sum(named.count for named in shown.named) == len(entries)
    assert all(shown.first <= dot.at.date() <= shown.last for dot in shown.dots)
    assert {day.day for day in shown.days} == {dot.at.date() for dot in shown.dots}
    assert sum(map(len, shown.stretches)) == sum(dot.pleasantness is not None for dot in shown.dots)


def test_times_are_told_in_local_clocks() -> None:
    """A dot stands where the clock of that place stood."""
    (dot,) = view(entry("sad", "2026-11-10T09:15", "Asia/Kathmandu")).dots
    assert dot.at == datetime(2026, 11, 10, 9, 15, tzinfo=UTC).replace(tzinfo=None)
