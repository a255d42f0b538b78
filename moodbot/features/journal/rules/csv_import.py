"""CSV import: parse a table of moods exported by moodbot or Daylio, and list the faults by line."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum

from moodbot.features.journal.rules.csv_export import plain
from moodbot.features.journal.rules.entries import MOST_ENTRIES, NOTE_LIMIT
from moodbot.times.local_moment import local_moment

OURS = ("time", "mood")
DAYLIO = ("full_date", "time", "mood")
MOST_UNKNOWN = 50
"""Most different moods of one table that are not ours: each has to be asked about."""

LONGEST_NAME = 100
"""Most characters of a mood or a time."""

MOST_ROWS, MOST_LINES = 2 * MOST_ENTRIES, 20 * MOST_ENTRIES
"""Most rows of a table, blank ones included, and most lines, with the line breaks of notes."""

LONGEST_LINE, MOST_CELLS = 20_000, 64
_LINE = re.compile(rf"[^\r\n]{{0,{LONGEST_LINE}}}(?:\r\n|\r|\n|\Z)")
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
    LONG_MOOD = "long_mood"
    LONG_NOTE = "long_note"
    BROKEN = "broken"


class Refusal(StrEnum):
    """Reasons why a whole table is refused."""

    NO_TABLE = "no_table"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_MOODS = "too_many_moods"
    TOO_WIDE = "too_wide"


class Refused(Exception):
    """The text is no readable table, or more than one can be read in good time; *reason* says which."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """One mood: *line* is its first line in the file, counted from 1, *at* is in UTC milliseconds.

    *mood* is ours, or as written if it names none of ours.
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


MoodOf = Callable[[str], str | None]
"""Returns our mood that a cell names, None if it names none."""


def read_table(text: str, zone: tzinfo, now: int, mood_of: MoodOf) -> Table:
    """Return the table in *text*; times without an offset are in *zone*, *now* is in UTC ms. Raises Refused.

    Cells are separated by a comma, a semicolon or a tab. Daylio's columns: full_date, date, weekday, time,
    mood, activities, note_title, note; the activities are not read.
    """
    text = text.lstrip("\ufeff")
    rows = _numbered_rows(text, max(_SEPARATORS, key=text[:LONGEST_LINE].partition("\n")[0].count))
    _, head = next(rows, (1, None))
    names = [name.strip().casefold() for name in head or ()]
    if all(name in names for name in DAYLIO):
        return _read(rows, names, lambda cells: _daylio_time(cells, zone), now, mood_of)
    if all(name in names for name in OURS):
        return _read(rows, names, lambda cells: _our_time(cells, zone), now, mood_of)
    raise Refused(Refusal.NO_TABLE)


def _numbered_rows(text: str, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each row with its first line in the file; a row that cannot be parsed is None, and the last."""
    rows = csv.reader(_lines(text), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in rows:
            if len(cells) > MOST_CELLS:
                raise Refused(Refusal.TOO_WIDE)
            yield line, cells
            line = rows.line_num + 1
    except csv.Error:
        yield line, None


def _lines(text: str) -> Iterator[str]:
    at = 0
    for _ in range(MOST_LINES):
        if at == len(text):
            return
        line = _LINE.match(text, at)
        if line is None:
            raise Refused(Refusal.TOO_WIDE)
        yield line[0]
        at = line.end()
    raise Refused(Refusal.TOO_MANY_ROWS)


class _Moods:
    """Names the mood of each cell, once for each spelling."""

    def __init__(self, mood_of: MoodOf) -> None:
        self._mood_of = mood_of
        self._named: dict[str, str] = {}
        self._unknown = 0

    def named(self, written: str) -> str:
        """Return our mood that *written* names, else *written*. Raises Refused if too many moods are not ours."""
        if written not in self._named:
            ours = self._mood_of(written)
            self._unknown += ours is None
            if self._unknown > MOST_UNKNOWN:
                raise Refused(Refusal.TOO_MANY_MOODS)
            self._named[written] = ours or written
        return self._named[written]


def _read(
    rows: Iterable[tuple[int, list[str] | None]],
    names: list[str],
    time_of: Callable[[Mapping[str, str]], int | None],
    now: int,
    mood_of: MoodOf,
) -> Table:
    moods, good = _Moods(mood_of), list[Row]()
    wrong: list[tuple[int, Fault]] = []
    for count, (line, cells) in enumerate(rows):
        if count == MOST_ROWS:
            raise Refused(Refusal.TOO_MANY_ROWS)
        if cells is None:
            wrong.append((line, Fault.BROKEN))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(good) + len(wrong) >= MOST_ENTRIES:
            raise Refused(Refusal.TOO_MANY_ROWS)
        row = dict(zip(names, cells, strict=False))
        at, mood, note = time_of(row), row.get("mood", "").strip(), _note(row)
        fault = _fault(at, mood, note, now)
        if fault is not None or at is None:
            wrong.append((line, fault or Fault.NO_TIME))
        else:
            good.append(Row(line, at, moods.named(mood), note, _offset(row)))
    return Table(tuple(good), tuple(wrong))


def _fault(at: int | None, mood: str, note: str | None, now: int) -> Fault | None:
    if at is None:
        return Fault.NO_TIME
    if at > now:
        return Fault.FUTURE
    if not mood:
        return Fault.NO_MOOD
    if len(mood) > LONGEST_NAME:
        return Fault.LONG_MOOD
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
    match = _CLOCK.search(text) if len(text) <= LONGEST_NAME else None
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
