"""Parse the argument of `checkin`: "every 2h", "at 8:00 and 20:00", "weekdays", "quiet 22-7", "pause 3 days"."""

from dataclasses import dataclass, replace
from enum import StrEnum

from moodbot.features.outreach.rules.plans import EVERY_DAY, WEEKDAYS, WEEKEND, Rhythm
from moodbot.times.clock_reading import read_clock
from moodbot.times.length_reading import read_minutes
from moodbot.times.time_words import Phrase, Row, TimeWords, Unit, Words
from moodbot.times.told_time import Clock
from moodbot.times.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

LEAST_EVERY = 30
"""Minutes; more frequent check-ins would only disturb."""

MOST_TIMES = 12
LEAST_SNOOZE, MOST_SNOOZE = 5, 7 * MINUTES_PER_DAY
MOST_PAUSE = 366 * MINUTES_PER_DAY
_HOURS = 24
_HALF_DAY = 12 * MINUTES_PER_HOUR
_QUOTES = str.maketrans(dict.fromkeys('`"“”„«»'))
"""Quotation marks, which people copy from an example together with its words."""


class Deed(StrEnum):
    """The change that a person asks for in their check-ins."""

    SHOW = "show"
    ON = "on"
    OFF = "off"
    LESS = "less"
    PAUSE = "pause"
    SKIP = "skip"
    SKIP_TODAY = "skip_today"
    SKIP_TONIGHT = "skip_tonight"
    SNOOZE = "snooze"
    SNOOZE_TOMORROW = "snooze_tomorrow"


class Misread(StrEnum):
    """The reason why a typed wish cannot be carried out."""

    UNKNOWN = "unknown"
    TOO_OFTEN = "too_often"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Wish:
    """A parsed wish: ON has the new *rhythm* (None: unchanged), PAUSE and SNOOZE have *minutes*.

    A pause without *minutes* is open-ended.
    """

    deed: Deed
    rhythm: Rhythm | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class RhythmWords:
    """The words for rhythms in one language, in lower case; *times* are its words for times.

    - *on*, *off*, *less*, *pause*, *skip* and *snooze* come first; *today* (skip TODAY), *following* (skip NEXT),
      *tonight* (skip THIS EVENING) and *tomorrow* follow them
    - *every* (EVERY 2 h), *hourly*, *daily*, *between*, *until* (from 9 TO 17), *quiet*, *none* (quiet OFF)
    - *weekdays* and *weekends*; *filler* may occur anywhere and is ignored (ONLY on mondays PLEASE)
    """

    times: TimeWords
    on: Words
    off: Words
    less: frozenset[Phrase]
    pause: Words
    skip: Words
    snooze: Words
    today: frozenset[Phrase]
    tonight: frozenset[Phrase]
    tomorrow: Words
    following: Words
    every: Words
    hourly: Words
    daily: Words
    between: Words
    until: Words
    quiet: Words
    none: Words
    weekdays: Words
    weekends: Words
    filler: Words


def read_wish(text: str, rhythm: Rhythm, words: RhythmWords) -> Wish | Misread:
    """Parse *text* and return the wish, or the reason why it cannot be carried out; *rhythm* is the current rhythm.

    A bare hour ("at 8") is read on the 24-hour clock, but "9 to 5" ends in the afternoon.
    """
    row = Row(text.translate(_QUOTES))
    first = row[0].text
    if not row.pieces:
        return Wish(Deed.SHOW)
    if row.phrase(0, words.less):
        return Wish(Deed.LESS)
    if first in words.off and read_minutes(row, row.skip(1, words.filler), words.times):
        return _pause(row, words)  # stop for a week
    if first in words.off:
        return Misread.UNKNOWN if _is_part(row, words) else Wish(Deed.OFF)
    if first in words.pause:
        return _pause(row, words)
    if first in words.skip:
        return _skip(row, words)
    if first in words.snooze:
        return _snooze(row, words)
    if first in words.on and len(row.pieces) == 1:
        return Wish(Deed.ON)
    return _Clauses(row, words, rhythm).read()


def _pause(row: Row, words: RhythmWords) -> Wish | Misread:
    length = read_minutes(row, row.skip(1, words.filler), words.times)
    if length is None:
        return Wish(Deed.PAUSE) if len(row.pieces) == 1 else Misread.UNKNOWN
    return Wish(Deed.PAUSE, minutes=length[0]) if length[0] <= MOST_PAUSE else Misread.TOO_LONG


def _skip(row: Row, words: RhythmWords) -> Wish | Misread:
    if row.phrase(1, words.today):
        return Wish(Deed.SKIP_TODAY)
    if row.phrase(1, words.tonight):
        return Wish(Deed.SKIP_TONIGHT)
    return Wish(Deed.SKIP) if len(row.pieces) == 1 or row[1].text in words.following else Misread.UNKNOWN


def _snooze(row: Row, words: RhythmWords) -> Wish | Misread:
    place = row.skip(row.skip(1, words.filler), words.until)
    if row[place].text in words.tomorrow:
        return Wish(Deed.SNOOZE_TOMORROW)
    if len(row.pieces) == 1:
        return Wish(Deed.SNOOZE, minutes=MINUTES_PER_HOUR)
    length = read_minutes(row, place, words.times)
    if length is None or length[0] < LEAST_SNOOZE:
        return Misread.UNKNOWN
    return Wish(Deed.SNOOZE, minutes=length[0]) if length[0] <= MOST_SNOOZE else Misread.TOO_LONG


def _is_part(row: Row, words: RhythmWords) -> bool:
    """True if an off word is about a part of the plan only: "no weekends", "end at 18", "off tonight"."""
    times = words.times
    parts = words.weekdays | words.weekends | words.quiet | words.tomorrow
    phrases = words.today | words.tonight
    part_words = {*parts, *times.weekdays, *times.tonight, *(word for phrase in phrases for word in phrase)}
    return any(piece.text in part_words or piece.text.isdecimal() for piece in row.pieces[1:])


class _Clauses:
    """Parses the clauses of a rhythm, in any order."""

    def __init__(self, row: Row, words: RhythmWords, rhythm: Rhythm) -> None:
        self._row, self._words, self._times = row, words, words.times
        self._rhythm = rhythm
        self._days: set[int] = set()
        self._has_interval = False
        self._place = 0

    def read(self) -> Wish | Misread:
        row, words = self._row, self._words
        while self._place < len(row.pieces):
            word = row[self._place].text
            if word in words.on | words.filler | self._times.joins or word in {",", ";", ".", "+", "&"}:
                self._place += 1
            elif fault := self._clause(word):
                return fault
        if self._days:
            self._rhythm = replace(self._rhythm, days=tuple(sorted(self._days)))
        return Wish(Deed.ON, rhythm=self._rhythm)

    def _clause(self, word: str) -> Misread | None:
        words = self._words
        if word in words.weekdays | words.weekends:
            self._days |= set(WEEKDAYS if word in words.weekdays else WEEKEND)
            self._place += 1
        elif (weekday := {**self._times.weekdays, **self._times.short_weekdays}.get(word)) is not None:
            self._days.add(weekday)
            self._place += 1
        elif word in words.hourly or word in words.daily:
            return self._set_interval(MINUTES_PER_HOUR if word in words.hourly else MINUTES_PER_DAY, self._place + 1)
        elif word in words.every:
            return self._every()
        elif word in words.quiet:
            return self._quiet()
        elif word in words.between:
            self._place += 1
            return self._window()
        elif word in self._times.at:
            return self._at(self._place + 1)
        elif self._is_bare_hours():
            return Misread.UNKNOWN
        elif self._window() is not None:
            return self._at(self._place)
        return None

    def _is_bare_hours(self) -> bool:
        """True for "2h" alone: it may mean every two hours or in two hours, but hardly two o'clock."""
        hours = self._row.number(self._place, 2)
        unit, behind = self._row[self._place + 1], self._row[self._place + 2]
        is_hour = self._times.units.get(unit.text) is Unit.HOUR and not (behind.glued and behind.text.isdecimal())
        return is_hour and hours is not None and hours * MINUTES_PER_HOUR <= _HALF_DAY

    def _every(self) -> Misread | None:
        self._place += 1
        # "every weekday", "every monday": the next clause reads the days.
        text, words = self._row[self._place].text, self._words
        day_words = self._times.weekdays.keys() | words.weekdays | words.weekends
        if text in day_words:
            return None
        length = read_minutes(self._row, self._place, self._times)
        return Misread.UNKNOWN if length is None else self._set_interval(*length)

    def _set_interval(self, minutes: int, behind: int) -> Misread | None:
        if minutes < LEAST_EVERY:
            return Misread.TOO_OFTEN
        if minutes > MINUTES_PER_DAY:
            return Misread.TOO_LONG
        self._place = behind
        if minutes == MINUTES_PER_DAY:
            self._days |= set(EVERY_DAY)
            if self._rhythm.times or self._has_interval:
                return None
        self._has_interval = True
        self._rhythm = replace(self._rhythm, every=minutes, times=())
        return None

    def _quiet(self) -> Misread | None:
        self._place = self._row.skip(self._place + 1, self._times.units.keys() | self._words.filler)
        if self._row[self._place].text in self._words.none:
            self._rhythm, self._place = replace(self._rhythm, quiet=None), self._place + 1
            return None
        self._place = self._row.skip(self._place, self._words.between | self._times.at)
        if (span := self._span()) is None:
            return Misread.UNKNOWN
        self._rhythm = replace(self._rhythm, quiet=(span[0].minute_of_day, span[1].minute_of_day))
        return None

    def _window(self) -> Misread | None:
        if (span := self._span()) is None:
            return Misread.UNKNOWN
        start, end = span
        last = end.minute_of_day
        if last <= start.minute_of_day < _HALF_DAY and not end.known:
            last += _HALF_DAY
        self._rhythm = replace(self._rhythm, start=start.minute_of_day, end=last, times=())
        return None

    def _span(self) -> tuple["_Minute", "_Minute"] | None:
        """Read two times of day with a word or a dash between them, None if there are none."""
        first = self._hour_before_to(self._place) or self._clock(self._place)
        if first is None:
            return None
        between = first[1]
        joins = self._words.until | self._times.joins | {"-", "–", "—"}
        second = self._clock(between + 1) if self._row[between].text in joins else None
        if second is None or first[0].minute_of_day == second[0].minute_of_day:
            return None
        self._place = second[1]
        return first[0], second[0]

    def _hour_before_to(self, place: int) -> tuple["_Minute", int] | None:
        """Read the first hour of "10 to 18", in a plan a span and not ten minutes to six. None if there is none."""
        text, number = self._row[place].text, self._row.number(place, 2)
        hour = self._times.numbers.get(text) if number is None else number
        if hour is None or hour > _HOURS or self._row[place + 1].text not in self._words.until:
            return None
        return _Minute(
            hour * MINUTES_PER_HOUR % MINUTES_PER_DAY, hour > _HALF_DAY // MINUTES_PER_HOUR or text[0] == "0"
        ), place + 1

    def _at(self, place: int) -> Misread | None:
        minutes: set[int] = set()
        while clock := self._clock(place):
            minutes.add(clock[0].minute_of_day)
            place = clock[1]
            while self._row[place].text in self._times.joins | self._times.at | {",", "&", "+"}:
                place += 1
        if not minutes:
            return Misread.UNKNOWN
        if len(minutes) > MOST_TIMES:
            return Misread.TOO_MANY
        self._place = place
        self._rhythm = replace(self._rhythm, times=tuple(sorted(minutes)))
        return None

    def _clock(self, place: int) -> tuple["_Minute", int] | None:
        reading = read_clock(self._row, place, self._times, hinted=True) if place < len(self._row.pieces) else None
        if reading is None or not isinstance(reading[0], Clock):
            return None
        clock = reading[0]
        return _Minute((clock.hour * MINUTES_PER_HOUR + clock.minute) % MINUTES_PER_DAY, clock.known), reading[1]


@dataclass(frozen=True, slots=True)
class _Minute:
    """A minute of the day; *known* is True if the half of the day is certain."""

    minute_of_day: int
    known: bool
