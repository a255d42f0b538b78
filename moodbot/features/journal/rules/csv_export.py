"""CSV export: write a journal as a table that spreadsheets open and moodbot can import again."""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo

from moodbot.features.journal.rules.entries import Entry
from moodbot.language.packs import Mood
from moodbot.times.local_moment import local_time

COLUMNS = ("time", "mood", "pleasantness", "energy", "note")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Signs that start a formula in a spreadsheet, the wide signs of East Asian keyboards included."""

MARK = "'"
"""Put before a cell so that no spreadsheet runs it."""


def entries_csv(entries: Iterable[Entry], moods: Mapping[str, Mood], zone_of: Callable[[str | None], tzinfo]) -> str:
    """Return *entries* as CSV, a row each: ISO time with its offset, mood, pleasantness, energy, note.

    A mood that is no longer in a pack has no numbers. A note that a spreadsheet would run as a formula gets MARK in
    front (OWASP, CSV injection); `plain` removes it again.
    """
    out: list[str] = []
    rows = csv.writer(_Sink(out))
    rows.writerow(COLUMNS)
    for entry in entries:
        mood = moods.get(entry.mood)
        numbers = (mood.pleasantness, mood.energy) if mood else ("", "")
        time = local_time(entry.at, zone_of(entry.zone)).isoformat(timespec="milliseconds")
        rows.writerow((time, entry.mood, *numbers, harmless(entry.note or "")))
    return "".join(out)


class _Sink:
    """Collects the text that a csv.writer writes."""

    def __init__(self, parts: list[str]) -> None:
        self.write = parts.append


def harmless(cell: str) -> str:
    """Return *cell* with MARK in front if a spreadsheet could run it as a formula."""
    return MARK + cell if cell.startswith((*_FORMULAS, MARK)) else cell


def plain(cell: str) -> str:
    """Return *cell* without the MARK that `harmless` put in front."""
    rest = cell.removeprefix(MARK)
    return rest if cell.startswith(MARK) and rest.startswith((*_FORMULAS, MARK)) else cell
