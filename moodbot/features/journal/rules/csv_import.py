"""A table of moods from elsewhere, read whole or not at all: moodbot's own, and Daylio's."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum

from moodbot.features.journal.rules.csv_export import plain
from moodbot.features.journal.rules.entries import NOTE_LIMIT
from moodbot.times.local_moment import local_moment

OURS = ("time", "mood")
DAYLIO = ("full_date", "time", "mood")
MOST_ROWS = 100_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEPARATORS = ",;\t"
_CLOCK = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?")
# As phones write them, in small and without points and spaces.
_MORNING = frozenset({"am", "a", "오전", "上午", "午前", "ص", "πμ"})
_AFTERNOON = frozenset({"pm", "p", "오후", "下午", "午後", "م", "μμ"})
_HALF_DAY = 12


class Fault(StrEnum):
    """What is wrong with a row."""

    NO_TIME = "no_time"
    FUTURE = "future"
    NO_MOOD = "no_mood"
    LONG_NOTE = "long_note"
    BROKEN = "broken"


class NotATable(Exception):
    """The text is no table that can be read: it has no head with the columns that are needed, or too many rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One mood: *line* is where it begins in the file, counted from 1, *at* UTC milliseconds, *mood* as written.

    *offset* is how many minutes that clock was ahead of UTC, None where the file does not say.
    """

    line: int
    at: int
    mood: str
    note: str | None
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that can be used, and what is wrong with the others, by line."""

    rows: tuple[Row, ...]
    wrong: tuple[tuple[int, Fault], ...]

    @property
    def moods(self) -> tuple[str, ...]:
        """Return every mood that is named, each once, in the order of the file."""
        return tuple(dict.fromkeys(row.mood for row in self.rows))


def read_table(text: str, zone: tzinfo, now: int) -> Table:
    """Return the table in *text*; times without an offset are read in *zone*. Raises NotATable.

    The sign between the cells may be a comma, a semicolon or a tab. Daylio's columns: full_date, date, weekday, time,
    mood, activities, note_title, note; the activities are not read.
    """
    text = text.lstrip("\ufeff")
    rows = _numbered(text, max(_SEPARATORS, key=text.partition("\n")[0].count))
    _, head = next(rows, (1, None))
    names = [name.strip().casefold() for name in head or ()]
    if all(name in names for name in DAYLIO):
        return _read(rows, names, lambda cells: _daylio_time(cells, zone), now)
    if all(name in names for name in OURS):
        return _read(rows, names, lambda cells: _our_time(cells, zone), now)
    raise NotATable


def _numbered(text: str, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the rows of a table, each with the line in the file that it begins on; None, as the last, for one that
    cannot be taken apart.
    """
    rows = csv.reader((found[0] for found in _LINE.finditer(text)), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in rows:
            yield line, cells
            line = rows.line_num + 1
    except csv.Error:
        yield line, None


def _read(
    rows: Iterable[tuple[int, list[str] | None]],
    names: list[str],
    time_of: Callable[[Mapping[str, str]], int | None],
    now: int,
) -> Table:
    good: list[Row] = []
    wrong: list[tuple[int, Fault]] = []
    for line, cells in rows:
        if cells is None:
            wrong.append((line, Fault.BROKEN))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(good) + len(wrong) >= MOST_ROWS:
            raise NotATable
        row = dict(zip(names, cells, strict=False))
        at, mood, note = time_of(row), row.get("mood", "").strip(), _note(row)
        fault = _fault(at, mood, note, now)
        if fault is not None or at is None:
            wrong.append((line, fault or Fault.NO_TIME))
        else:
            good.append(Row(line, at, mood, note, _offset(row)))
    return Table(tuple(good), tuple(wrong))


def _fault(at: int | None, mood: str, note: str | None, now: int) -> Fault | None:
    if at is None:
        return Fault.NO_TIME
    if at > now:
        return Fault.FUTURE
    if not mood:
        return Fault.NO_MOOD
    return Fault.LONG_NOTE if note is not None and len(note) > NOTE_LIMIT else None


def _note(row: Mapping[str, str]) -> str | None:
    if "note_title" not in row:
        return plain(row.get("note", "")).strip() or None
    # Daylio writes line breaks as tags.
    parts = [plain(row.get(name, "")).replace("<br>", "\n").strip() for name in ("note_title", "note")]
    return "\n".join(filter(None, parts)) or None


def _our_time(row: Mapping[str, str], zone: tzinfo) -> int | None:
    try:
        found = datetime.fromisoformat(row.get("time", "").strip())
        if found.tzinfo is None:
            return local_moment(found.date(), found.time(), zone)[0]
        return round(found.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _offset(row: Mapping[str, str]) -> int | None:
    try:
        ahead = datetime.fromisoformat(row["time"].strip()).utcoffset()
    except ValueError:
        return None
    return None if ahead is None else round(ahead.total_seconds() / 60)


def _daylio_time(row: Mapping[str, str], zone: tzinfo) -> int | None:
    try:
        day = date.fromisoformat(row.get("full_date", "").strip())
    except ValueError:
        return None
    clock = _clock(row.get("time", "").strip())
    try:
        return None if clock is None else local_moment(day, clock, zone)[0]
    except OverflowError:
        return None


def _clock(text: str) -> time | None:
    """Return the time of day that a phone has written, with the half of the day before or behind it."""
    found = _CLOCK.search(text)
    if found is None:
        return None
    half = "".join((text[: found.start()] + text[found.end() :]).replace(".", "").split()).casefold()
    hour, minute = int(found["hour"]), int(found["minute"])
    if half in _MORNING | _AFTERNOON:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if half in _AFTERNOON else 0)
    elif half:
        return None
    try:
        return time(hour, minute)
    except ValueError:
        return None
