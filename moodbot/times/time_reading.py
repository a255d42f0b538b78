"""Parse the time at the start of a text: a day, a part of the day and a time of day, in any order."""

import re
from dataclasses import replace

from moodbot.times.clock_reading import is_in_future, read_clock, read_length_ago
from moodbot.times.day_reading import read_day
from moodbot.times.time_words import Row, TimeWords
from moodbot.times.told_time import (
    CalendarDay,
    Clock,
    DaysBack,
    Elapsed,
    MonthsBack,
    ParsedTime,
    PartOfDay,
    Unread,
    Weekday,
)

_Piece = DaysBack | MonthsBack | Weekday | CalendarDay | PartOfDay | Clock | Elapsed | Unread

_SIGNS = frozenset(",;:.-–—~(@!")
_HINTS = frozenset("~@")
_SEPARATOR = re.compile(r"(?:\s*(?:[,;]+|[.:!…–—-]+(?=\s|$)))*\s*")


def parse_time(text: str, words: TimeWords) -> ParsedTime | Unread:
    """Parse the time at the start of *text*, up to the first word of anything else; Unread says why it fails."""
    row, parsed, place = Row(text), ParsedTime(), 0
    if row.phrase(0, words.never):
        return Unread.UNKNOWN
    while parsed.elapsed is None:
        start, led, hinted = _skip_lead(row, place, words)
        found_piece = _piece(row, start, words, led, hinted)
        if found_piece is None or not row.parted(found_piece[1]):
            break
        piece, after = found_piece
        extended = _with_piece(parsed, piece)
        if extended is None:
            break
        if isinstance(extended, Unread):
            return extended
        place = after
        parsed = replace(extended, end=row[place - 1].end)
    return Unread.UNKNOWN if parsed == ParsedTime() else parsed


def after_time(text: str, end: int) -> str:
    """Return *text* from *end* on, without the comma or dash that separates it from the time."""
    found = _SEPARATOR.match(text, end)
    return text[found.end() if found else end :]


def _skip_lead(row: Row, place: int, words: TimeWords) -> tuple[int, bool, bool]:
    """Skip "on", "at about" and signs; return the place, True after any word, and True if the last was "at" or "~"."""
    led = hinted = False
    while (text := row[place].text) in words.lead or text in words.at or text in _SIGNS:
        if is_in_future(row, place, words):
            break
        led = led or text not in _SIGNS
        hinted = text in words.at or text in _HINTS
        place += 1
    return place, led, hinted


def _piece(row: Row, place: int, words: TimeWords, led: bool, hinted: bool) -> tuple[_Piece, int] | None:
    if is_in_future(row, place, words):
        return Unread.FUTURE, place + 1
    return (
        read_length_ago(row, place, words)
        or read_day(row, place, words, led, hinted)
        or read_clock(row, place, words, hinted)
    )


def _with_piece(parsed: ParsedTime, piece: _Piece) -> ParsedTime | Unread | None:
    """Add *piece* to *parsed*; None if it does not fit, because then the note begins."""
    match piece:
        case Unread():
            is_error = piece is Unread.NO_SUCH_TIME or parsed.day is None
            return piece if is_error else None
        case Elapsed():
            return replace(parsed, elapsed=piece) if parsed == ParsedTime(end=parsed.end) else None
        case Clock():
            return replace(parsed, clock=piece) if parsed.clock is None else None
        case PartOfDay(days_back=None):
            return replace(parsed, part=piece) if parsed.part is None else None
        case PartOfDay():
            free = parsed.part is None and parsed.day is None and piece.days_back is not None
            return replace(parsed, part=piece, day=DaysBack(piece.days_back or 0)) if free else None
        case _:
            # moodbot itself writes days as "Sat 21 Nov".
            free = parsed.day is None or (isinstance(parsed.day, Weekday) and isinstance(piece, CalendarDay))
            return replace(parsed, day=piece) if free else None
