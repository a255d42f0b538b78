"""Parsed times: the parts of a time before it has a date, and Unread, the reasons for failure."""

from dataclasses import dataclass
from enum import StrEnum

from moodbot.times.time_words import DayPart


class Unread(StrEnum):
    """Why a time cannot be parsed or used.

    UNKNOWN: there is none, or it is not understood. TWO_DAYS: "12/11" is another day for Americans than for others.
    TOO_LONG_AGO: before the retention period of entries.
    """

    UNKNOWN = "unknown"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    TWO_DAYS = "two_days"
    FUTURE = "future"
    TOO_LONG_AGO = "too_long_ago"


class WeekdayChoice(StrEnum):
    """Which date a weekday refers to: the latest, one before today, or that of this week or the week before."""

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
    """The day *days* before today; 0 is today."""

    days: int


@dataclass(frozen=True, slots=True)
class MonthsBack:
    """The day *months* before today, or the last day of a month that is too short."""

    months: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week; *index* counts from Monday, 0."""

    index: int
    which: WeekdayChoice


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A calendar date; *month* and *year* are None if they were not given."""

    day: int
    month: int | None = None
    year: int | None = None


Day = DaysBack | MonthsBack | Weekday | CalendarDay


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """A part of the day; *days_back* is its day ("this evening" 0, "last night" 1), None for any day."""

    part: DayPart
    days_back: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; *hour* ranges from 0 to 24, which is the midnight at the end of the day.

    *known*: the half of the day is certain; *bare*: only an hour was given ("at 8").
    """

    hour: int
    minute: int = 0
    known: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class ParsedTime:
    """A parsed time; *end* is the text offset after it. If *elapsed* is set, all other parts are None."""

    day: Day | None = None
    part: PartOfDay | None = None
    clock: Clock | None = None
    elapsed: Elapsed | None = None
    end: int = 0
