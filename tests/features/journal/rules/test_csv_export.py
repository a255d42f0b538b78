"""A journal as a table."""

import csv
import io
from datetime import UTC
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from moodbot.core.dialogue import Source
from moodbot.features.journal.archives import make_archive
from moodbot.features.journal.rules.csv_export import COLUMNS, entries_csv, harmless, plain
from moodbot.features.journal.rules.entries import Entry
from tests.house import the_pack

NOON = 1_793_534_400_000


def rows_of(*entries: Entry) -> list[list[str]]:
    """Return the rows of a table of *entries*, its head included."""
    text = entries_csv(entries, the_pack().moods, lambda name: ZoneInfo(name) if name else UTC)
    return list(csv.reader(io.StringIO(text)))


def test_a_row_has_time_with_offset_mood_numbers_and_note() -> None:
    """In the zone that it was felt in."""
    head, row = rows_of(Entry(7, "sad", NOON, "Europe/Berlin", Source.TALK, NOON, 'long, "hard"\nday'))
    assert tuple(head) == COLUMNS
    mood = the_pack().moods["sad"]
    assert row == [
        "2026-11-01T13:00:00.000+01:00",
        "sad",
        str(mood.pleasantness),
        str(mood.energy),
        'long, "hard"\nday',
    ]


def test_a_mood_that_is_gone_has_no_numbers() -> None:
    """The row is there all the same."""
    assert rows_of(Entry(7, "gone", NOON, None, Source.TALK, NOON))[1] == [
        "2026-11-01T12:00:00.000+00:00",
        "gone",
        "",
        "",
        "",
    ]


@given(st.text(max_size=40))
def test_no_cell_is_a_formula_and_each_comes_back(text: str) -> None:
    """What a spreadsheet would run begins with one of a few signs; marked, it is only text."""
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain(harmless(text)) == text


def test_an_archive_is_the_same_whenever_it_is_made() -> None:
    """No time stands in it."""
    assert make_archive({"a": b"1"}) == make_archive({"a": b"1"})
