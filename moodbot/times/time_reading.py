"""The time that a text begins with, as it was told: a day, a part of it and a time of day, in any order."""

import re
from dataclasses import replace

from moodbot.times.clock_reading import read_clock, read_length_ago, waits
from moodbot.times.day_reading import read_day
from moodbot.times.time_words import Row, TimeWords
from moodbot.times.told_time import CalendarDay, Clock, DaysBack, Elapsed, MonthsBack, PartSaid, Told, Unread, Weekday

_Piece = DaysBack | MonthsBack | Weekday | CalendarDay | PartSaid | Clock | Elapsed | Unread

_SIGNS = frozenset(",;:.-–—~(@!")
_HINTS = frozenset("~@")
_BETWEEN = re.compile(r"(?:\s*(?:[,;]+|[.:!…–—-]+(?=\s|$)))*\s*")


def tell_time(text: str, words: TimeWords) -> Told | Unread:
    """Return what *text* tells about a time before its words go on to other things, or why that cannot be read."""
    row, told, place = Row(text), Told(), 0
    if row.phrase(0, words.never):
        return Unread.UNKNOWN
    while told.elapsed is None:
        start, led, hinted = _past_lead(row, place, words)
        found = _piece(row, start, words, led, hinted)
        if found is None or not row.parted(found[1]):
            break
        piece, place_behind = found
        more = _with(told, piece)
        if more is None:
            break
        if isinstance(more, Unread):
            return more
        place = place_behind
        told = replace(more, end=row[place - 1].end)
    return Unread.UNKNOWN if told == Told() else told


def after_time(text: str, end: int) -> str:
    """Return the words of *text* behind *end*, without the comma or dash that sets them apart from a time."""
    found = _BETWEEN.match(text, end)
    return text[found.end() if found else end :]


def _past_lead(row: Row, place: int, words: TimeWords) -> tuple[int, bool, bool]:
    """Return the place behind "on", "at about" and signs, whether there was a word, and whether the last was "at"."""
    led = hinted = False
    while (text := row[place].text) in words.lead or text in words.at or text in _SIGNS:
        if waits(row, place, words):
            break
        led = led or text not in _SIGNS
        hinted = text in words.at or text in _HINTS
        place += 1
    return place, led, hinted


def _piece(row: Row, place: int, words: TimeWords, led: bool, hinted: bool) -> tuple[_Piece, int] | None:
    if waits(row, place, words):
        return Unread.FUTURE, place + 1
    return (
        read_length_ago(row, place, words)
        or read_day(row, place, words, led, hinted)
        or read_clock(row, place, words, hinted)
    )


def _with(told: Told, piece: _Piece) -> Told | Unread | None:
    """Return *told* with one more *piece*; None where the piece does not belong to it, so that a note begins."""
    match piece:
        case Unread():
            waits_for_day = piece is Unread.NO_SUCH_TIME or told.day is None
            return piece if waits_for_day else None
        case Elapsed():
            return replace(told, elapsed=piece) if told == Told(end=told.end) else None
        case Clock():
            return replace(told, clock=piece) if told.clock is None else None
        case PartSaid(days_back=None):
            return replace(told, part=piece) if told.part is None else None
        case PartSaid():
            free = told.part is None and told.day is None and piece.days_back is not None
            return replace(told, part=piece, day=DaysBack(piece.days_back or 0)) if free else None
        case _:
            # "Sat 21 Nov" is how moodbot itself writes days.
            free = told.day is None or (isinstance(told.day, Weekday) and isinstance(piece, CalendarDay))
            return replace(told, day=piece) if free else None
