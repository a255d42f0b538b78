"""Parse a past time at the start of a text into UTC milliseconds, as in "yesterday evening called my sister"."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from moodbot.times.local_moment import Remark, local_moment, local_time
from moodbot.times.time_reading import after_time, parse_time
from moodbot.times.time_words import DayPart, TimeWords
from moodbot.times.told_time import (
    CalendarDay,
    Clock,
    Day,
    DaysBack,
    MonthsBack,
    ParsedTime,
    Unread,
    Weekday,
    WeekdayChoice,
)
from moodbot.times.units import DAY, MINUTE

__all__ = ["Remark", "TimeWords", "Unread", "When", "read_when"]

MORNING_BEGINS = 4
"""Before this hour, "this evening" also means the evening that has just passed."""

KEPT = 730 * DAY
"""Retention of entries and suggestions, and how far back a time may be, in milliseconds."""

_NOON, _HALF_DAY, _HOURS, _FIRST_WAKING_HOUR = 12, 12, 24, 7
_DAYS_PER_WEEK, _MONTHS_PER_YEAR = 7, 12
_MOST_BACK = 5_000
"""Days or months back that exceed every retention period but stay inside the calendar."""

_NEAR_YEARS = 3
_MONTHS_SEARCHED = 3
"""Of three consecutive months, at least one has 31 days."""


@dataclass(frozen=True, slots=True)
class When:
    """A resolved time: *at* is UTC milliseconds, *rest* the text after the time, *remark* a clock change or None."""

    at: int
    rest: str
    remark: Remark | None


@dataclass(frozen=True, slots=True)
class _Now:
    at: int
    zone: tzinfo

    @property
    def local(self) -> datetime:
        return local_time(self.at, self.zone)

    @property
    def today(self) -> date:
        return self.local.date()


def read_when(text: str, now: int, zone: tzinfo, words: TimeWords, kept: int = KEPT) -> When | Unread:
    """Return the past moment at the start of *text*, written at *now* (UTC milliseconds) by a person in *zone*.

    *kept* is the retention of entries in milliseconds: anything before it is TOO_LONG_AGO.
    Parts that are not given are chosen so that the moment is before *now*, in the usual meaning:

    - "monday" is the latest Monday whose time has passed, including today; "last monday" is before today; "this
      monday" is in this week (which starts on Monday), and may be in the FUTURE
    - "at 20:00" is today or, if that is still ahead, yesterday; "8:30" is on the 24-hour clock; "at 8" is the
      latest 8 o'clock of either half of the day, but with a day ("monday at 8") the one from 7:00 to 18:59
    - a part of the day is its typical hour ("yesterday evening"), or *now* if it has begun and that hour is still
      ahead; it also decides the half of the day ("last night at 2" is in the night after yesterday)
    - a day alone is its noon, "today" alone is *now*; "midnight" with a day is the one that ends it, if it is over
    - "12 nov" is in this year or the last, whichever is nearer; in this year it may be in the FUTURE. "the 12th" is
      the latest one that has passed
    - "two hours ago" is counted in minutes, "two days ago" in days

    A local time that a clock change skips or repeats is resolved by `local_moment`, with its remark.
    """
    parsed = parse_time(text, words)
    if isinstance(parsed, Unread):
        return parsed
    moment = _latest_moment(parsed, _Now(now, zone))
    if isinstance(moment, Unread):
        return moment
    at, remark = moment
    return Unread.TOO_LONG_AGO if at < now - kept else When(at, after_time(text, parsed.end), remark)


def _latest_moment(parsed: ParsedTime, now: _Now) -> tuple[int, Remark | None] | Unread:
    if parsed.elapsed is not None:
        return now.at - parsed.elapsed.minutes * MINUTE, None
    days = _possible_days(parsed.day, now.today)
    if isinstance(days, Unread):
        return days
    if _is_now(parsed, days, now):
        return now.at, None
    if parsed.part is not None and parsed.part.days_back == 0 and now.local.hour < MORNING_BEGINS:
        days = [*days, now.today - timedelta(days=1)]
    moments = [
        local_moment(day + timedelta(days=hour // _HOURS), time(hour % _HOURS, minute), now.zone)
        for day in days
        for hour, minute in _possible_clocks(parsed, either_half=parsed.day is None or day == now.today)
    ]
    passed = [moment for moment in moments if moment[0] <= now.at]
    return max(passed, key=lambda moment: moment[0]) if passed else Unread.FUTURE


def _is_now(parsed: ParsedTime, days: list[date], now: _Now) -> bool:
    """Return True for "today", and for a part of today that has begun but is before its typical hour."""
    if parsed.clock is not None or now.today not in days:
        return False
    if parsed.part is None:
        return not isinstance(parsed.day, Weekday)
    return parsed.part.part.begins <= now.local.hour < parsed.part.part.hour


def _possible_clocks(parsed: ParsedTime, either_half: bool) -> list[tuple[int, int]]:
    """Return the possible hours and minutes; hours from 24 on are in the night after the day.

    With *either_half*, a bare hour can be before or after noon.
    """
    clock = parsed.clock
    if clock is None:
        return [(parsed.part.part.hour if parsed.part else _NOON, 0)]
    if parsed.part is not None:
        return [(_hour_within(parsed.part.part, clock), clock.minute)]
    if clock.hour == _HOURS:
        return [(0, 0), (_HOURS, 0)]
    if clock.known or not clock.bare:
        return [(clock.hour, clock.minute)]
    early, late = clock.hour % _HALF_DAY, clock.hour % _HALF_DAY + _HALF_DAY
    if either_half:
        return [(early, clock.minute), (late, clock.minute)]
    return [(early if early >= _FIRST_WAKING_HOUR else late, clock.minute)]


def _hour_within(part: DayPart, clock: Clock) -> int:
    """Return the hour of *clock* inside *part* of the day; unchanged if it is outside of it."""
    step, hour = (_HOURS, clock.hour) if clock.known else (_HALF_DAY, clock.hour % _HALF_DAY)
    hours = range(hour, part.begins + _HALF_DAY, step)
    return next((candidate for candidate in hours if candidate >= part.begins), clock.hour)


def _possible_days(day: Day | None, today: date) -> list[date] | Unread:
    """Return the possible days; `_latest_moment` chooses the latest whose time has passed."""
    match day:
        case None:
            return [today, today - timedelta(days=1)]
        case DaysBack(days):
            return [today - timedelta(days=days)] if days < _MOST_BACK else Unread.TOO_LONG_AGO
        case MonthsBack(months):
            return [_months_back(today, months)] if months < _MOST_BACK else Unread.TOO_LONG_AGO
        case Weekday():
            return _weekdays(day, today)
        case CalendarDay(year=None):
            return _nearest(day, today)
        case CalendarDay(year=year):
            return _in_year(day, year or 0, today)


def _weekdays(day: Weekday, today: date) -> list[date]:
    monday = today - timedelta(days=today.weekday())
    days_since = (today.weekday() - day.index) % _DAYS_PER_WEEK
    match day.which:
        case WeekdayChoice.LATEST:
            return [today - timedelta(days=days_since), today - timedelta(days=days_since + _DAYS_PER_WEEK)]
        case WeekdayChoice.BEFORE_TODAY:
            return [today - timedelta(days=days_since or _DAYS_PER_WEEK)]
        case WeekdayChoice.THIS_WEEK:
            return [monday + timedelta(days=day.index)]
        case WeekdayChoice.WEEK_BEFORE:
            return [monday + timedelta(days=day.index - _DAYS_PER_WEEK)]


def _in_year(day: CalendarDay, year: int, today: date) -> list[date] | Unread:
    found = _date(year, day.month or 1, day.day)
    if found is None:
        return Unread.NO_SUCH_DAY if year else Unread.TOO_LONG_AGO
    if abs(year - today.year) > _NEAR_YEARS:
        return Unread.FUTURE if year > today.year else Unread.TOO_LONG_AGO
    return [found]


def _nearest(day: CalendarDay, today: date) -> list[date] | Unread:
    if day.month is None:
        firsts = (_months_back(today.replace(day=1), months) for months in range(_MONTHS_SEARCHED))
        found = [_date(first.year, first.month, day.day) for first in firsts]
    else:
        found = [_date(year, day.month, day.day) for year in (today.year, today.year - 1)]
    existing = [each for each in found if each is not None]
    if day.month is None or not existing:
        return existing or Unread.NO_SUCH_DAY
    return [min(existing, key=lambda each: abs(each - today))]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months_back(today: date, months: int) -> date:
    year, month = divmod(today.year * _MONTHS_PER_YEAR + today.month - 1 - months, _MONTHS_PER_YEAR)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
