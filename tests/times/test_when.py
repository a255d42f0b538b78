"""Past times as people type them, each in the person's own zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodbot.content.time_words import load_time_words
from moodbot.times.local_moment import local_moment, local_time
from moodbot.times.when import Remark, Unread, When, read_when

WORDS = load_time_words("en")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = int(datetime(2026, 11, 25, 15, 30, tzinfo=BERLIN).timestamp() * 1000)
"""A Wednesday afternoon."""

ZONES = sorted(available_timezones())


def read(text: str, zone: ZoneInfo = BERLIN, now: int = NOW) -> When | Unread:
    """Read *text* in English."""
    return read_when(text, now, zone, WORDS)


@pytest.mark.parametrize(
    ("typed", "local", "rest"),
    [
        ("yesterday evening long call with my sister", "2026-11-24 20:00", "long call with my sister"),
        ("yesterday", "2026-11-24 12:00", ""),
        ("this morning", "2026-11-25 08:00", ""),
        ("last night", "2026-11-24 22:00", ""),
        ("two hours ago", "2026-11-25 13:30", ""),
        ("2h ago", "2026-11-25 13:30", ""),
        ("30 min ago felt bad", "2026-11-25 15:00", "felt bad"),
        ("an hour ago", "2026-11-25 14:30", ""),
        ("a week ago", "2026-11-18 12:00", ""),
        ("just now", "2026-11-25 15:30", ""),
        ("monday", "2026-11-23 12:00", ""),
        ("Monday, Exam went badly", "2026-11-23 12:00", "Exam went badly"),
        ("last friday 14:30", "2026-11-20 14:30", ""),
        ("on 12 nov", "2026-11-12 12:00", ""),
        ("nov 12 at 8pm", "2026-11-12 20:00", ""),
        ("2026-11-12 20:00", "2026-11-12 20:00", ""),
        ("12.11. 20:00", "2026-11-12 20:00", ""),
        ("at 20:00", "2026-11-24 20:00", ""),
        ("8pm", "2026-11-24 20:00", ""),
        ("noon", "2026-11-25 12:00", ""),
        ("noon yesterday", "2026-11-24 12:00", ""),
        ("midnight", "2026-11-25 00:00", ""),
        ("half past eight", "2026-11-25 08:30", ""),
        ("yesterday at half past 7 in the evening, argh", "2026-11-24 19:30", "argh"),
        ("three days ago in the morning", "2026-11-22 08:00", ""),
        ("Sat 21 Nov, 20:00", "2026-11-21 20:00", ""),
    ],
)
def test_a_time_is_read_as_it_was_meant(typed: str, local: str, rest: str) -> None:
    """In the person's zone, always before now, and what stands behind it becomes the note."""
    found = read(typed)
    assert isinstance(found, When)
    assert f"{local_time(found.at, BERLIN):%Y-%m-%d %H:%M}" == local
    assert (found.rest, found.remark) == (rest, None)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Unread.UNKNOWN),
        ("exam was hard", Unread.UNKNOWN),
        ("tomorrow", Unread.FUTURE),
        ("next monday", Unread.FUTURE),
        ("in 2 hours", Unread.FUTURE),
        ("2027-01-01", Unread.FUTURE),
        ("tonight", Unread.FUTURE),
        ("30 feb", Unread.NO_SUCH_DAY),
        ("25:00", Unread.NO_SUCH_TIME),
        ("12/11", Unread.TWO_DAYS),
        ("1 jan 2020", Unread.TOO_LONG_AGO),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, why: Unread) -> None:
    """Nothing is guessed: each reason has an answer of its own."""
    assert read(typed) is why


@pytest.mark.parametrize(
    ("zone", "day", "clock", "remark", "utc"),
    [
        ("Europe/Berlin", (2026, 3, 29), (2, 30), Remark.SKIPPED, "2026-03-29 01:00"),
        ("Europe/Berlin", (2026, 10, 25), (2, 30), Remark.TWICE, "2026-10-25 00:30"),
        ("America/New_York", (2026, 3, 8), (2, 15), Remark.SKIPPED, "2026-03-08 07:00"),
        ("America/New_York", (2026, 11, 1), (1, 15), Remark.TWICE, "2026-11-01 05:15"),
        ("Australia/Lord_Howe", (2026, 10, 4), (2, 15), Remark.SKIPPED, "2026-10-03 15:30"),
        ("Australia/Lord_Howe", (2026, 4, 5), (1, 45), Remark.TWICE, "2026-04-04 14:45"),
        ("Africa/Cairo", (2026, 4, 24), (0, 30), Remark.SKIPPED, "2026-04-23 22:00"),
        ("America/Santiago", (2026, 9, 6), (0, 30), Remark.SKIPPED, "2026-09-06 04:00"),
        ("Pacific/Apia", (2011, 12, 30), (12, 0), Remark.SKIPPED, "2011-12-30 10:00"),
        ("Europe/Berlin", (2028, 2, 29), (20, 0), None, "2028-02-29 19:00"),
    ],
)
def test_clock_changes_are_met_and_told(
    zone: str, day: tuple[int, int, int], clock: tuple[int, int], remark: Remark | None, utc: str
) -> None:
    """A time that was skipped becomes the first that exists, one that came twice is the first of both."""
    wall = datetime(*day, *clock)
    at, told = local_moment(wall.date(), wall.time(), ZoneInfo(zone))
    assert f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M}" == utc
    assert told is remark


def test_a_person_is_told_of_a_clock_change() -> None:
    """The remark comes with the moment, so that the answer can say it."""
    found = read("sunday 25 oct 2:30")
    assert isinstance(found, When)
    assert found.remark is Remark.TWICE


@given(text=st.text(max_size=80), zone=st.sampled_from(ZONES), now=st.integers(10**12, 4 * 10**12))
def test_no_text_breaks_it(text: str, zone: str, now: int) -> None:
    """Whatever is typed, wherever and whenever: a moment that has been, with the end of the text, or a reason."""
    found = read(text, ZoneInfo(zone), now)
    if isinstance(found, When):
        assert found.at <= now
        assert text.rstrip().endswith(found.rest)


@given(
    zone=st.sampled_from(ZONES),
    now=st.integers(1_600_000_000_000, 4 * 10**12),
    back=st.integers(2, 700),
    minute=st.integers(0, 24 * 60 - 1),
)
def test_a_written_date_is_that_wall_clock_time(zone: str, now: int, back: int, minute: int) -> None:
    """ "2026-11-12 20:00" shows 20:00 on that day again, except where a clock change is told."""
    place = ZoneInfo(zone)
    day = local_time(now, place).date() - timedelta(days=back)
    typed = f"{day:%Y-%m-%d} {minute // 60:02}:{minute % 60:02}"
    found = read(typed, place, now)
    assert isinstance(found, When)
    if found.remark is not Remark.SKIPPED:
        assert f"{local_time(found.at, place):%Y-%m-%d %H:%M}" == typed


def test_a_language_without_words_still_reads_numbers() -> None:
    """Nobody has written the words of times in Finnish yet; the English ones are read there."""
    assert load_time_words("fi-FI") == WORDS
