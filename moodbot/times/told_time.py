"""What a person has told about a time, before anybody asks which moment it was."""

from dataclasses import dataclass
from enum import StrEnum

from moodbot.times.time_words import DayPart


class Unread(StrEnum):
    """Why a time cannot be read, or not be used.

    UNKNOWN: there is none, or it is not understood. TWO_DAYS: "12/11" is another day for Americans than for others.
    TOO_LONG_AGO: longer than entries are kept.
    """

    UNKNOWN = "unknown"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    TWO_DAYS = "two_days"
    FUTURE = "future"
    TOO_LONG_AGO = "too_long_ago"


class Which(StrEnum):
    """Which of the weekdays of a name is meant."""

    LATEST = "latest"
    BEFORE_TODAY = "before_today"
    THIS_WEEK = "this_week"
    WEEK_BEFORE = "week_before"


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A number of minutes before now."""

    minutes: int


@dataclass(frozen=True, slots=True)
class DaysBack:
    """The day so many days before today; 0 is today."""

    days: int


@dataclass(frozen=True, slots=True)
class MonthsBack:
    """The day so many months before today, or the last one of a month that is too short."""

    months: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """One of the days that bear a name; *index* counts from Monday, 0."""

    index: int
    which: Which


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day as the calendar names it; *month* and *year* are None where they were not said."""

    day: int
    month: int | None = None
    year: int | None = None


Day = DaysBack | MonthsBack | Weekday | CalendarDay


@dataclass(frozen=True, slots=True)
class PartSaid:
    """A part of the day. With *days_back*, of which day: "this evening" 0, "last night" 1; else any day."""

    part: DayPart
    days_back: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; *hour* goes from 0 to 24, the midnight with which a day ends.

    *known* says that it is clear which half of the day is meant, *bare* that an hour was said alone ("at 8").
    """

    hour: int
    minute: int = 0
    known: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """All that was said about a time; *end* is the place in the text behind it. Nothing else stands with *elapsed*."""

    day: Day | None = None
    part: PartSaid | None = None
    clock: Clock | None = None
    elapsed: Elapsed | None = None
    end: int = 0
