"""CSV import: parse a table of moods exported by moodbot or Daylio, and list the faults by line."""

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
# As phones write them, here casefolded and without points and spaces.
_MORNING = frozenset({"am", "a", "오전", "上午", "午前", "ص", "πμ"})
_AFTERNOON = frozenset({"pm", "p", "오후", "下午", "午後", "م", "μμ"})
_HALF_DAY = 12


class Fault(StrEnum):
    """Faults of a row that cannot be imported."""

    NO_TIME = "no_time"
    FUTURE = "future"
    NO_MOOD = "no_mood"
    LONG_NOTE = "long_note"
    BROKEN = "broken"


class NotATable(Exception):
    """The text is not a readable table: the header lacks needed columns, or there are more than MOST_ROWS rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One mood: *line* is its first line in the file, counted from 1, *at* is in UTC milliseconds, *mood* as written.

    *offset* is the UTC offset in minutes, None if the file does not give it.
    """

    line: int
    at: int
    mood: str
    note: str | None
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The usable rows, and the faults of the other rows, each with its line."""

    rows: tuple[Row, ...]
    wrong: tuple[tuple[int, Fault], ...]

    @property
    def moods(self) -> tuple[str, ...]:
        """Return the distinct moods, in the order of the file."""
        return tuple(dict.fromkeys(row.mood for row in self.rows))


def read_table(text: str, zone: tzinfo, now: int) -> Table:
    """Return the table in *text*; times without an offset are in *zone*, *now* is in UTC ms. Raises NotATable.

    Cells are separated by a comma, a semicolon or a tab. Daylio's columns: full_date, date, weekday, time,
    mood, activities, note_title, note; the activities are not read.
    """
    text = text.lstrip("\ufeff")
    rows = _numbered_rows(text, max(_SEPARATORS, key=text.partition("\n")[0].count))
    _, head = next(rows, (1, None))
    names = [name.strip().casefold() for name in head or ()]
    if all(name in names for name in DAYLIO):
        return _read(rows, names, lambda cells: _daylio_time(cells, zone), now)
    if all(name in names for name in OURS):
        return _read(rows, names, lambda cells: _our_time(cells, zone), now)
    raise NotATable


def _numbered_rows(text: str, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each row with its first line in the file; a row that cannot be parsed is None, and the last."""
    rows = csv.reader((line_match[0] for line_match in _LINE.finditer(text)), delimiter=separator, strict=True)
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
        moment = datetime.fromisoformat(row.get("time", "").strip())
        if moment.tzinfo is None:
            return local_moment(moment.date(), moment.time(), zone)[0]
        return round(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _offset(row: Mapping[str, str]) -> int | None:
    try:
        offset = datetime.fromisoformat(row["time"].strip()).utcoffset()
    except ValueError:
        return None
    return None if offset is None else round(offset.total_seconds() / 60)


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
    """Return the time of day as phones write it, with a word for morning or afternoon before or after; else None."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    half = "".join((text[: match.start()] + text[match.end() :]).replace(".", "").split()).casefold()
    hour, minute = int(match["hour"]), int(match["minute"])
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
