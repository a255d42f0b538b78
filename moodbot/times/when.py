"""A past time in a person's own words, turned into a moment: "yesterday evening long call with my sister"."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from moodbot.times.local_moment import Remark, local_moment, local_time
from moodbot.times.time_reading import after_time, tell_time
from moodbot.times.time_words import DayPart, TimeWords
from moodbot.times.told_time import CalendarDay, Clock, Day, DaysBack, MonthsBack, Told, Unread, Weekday, Which
from moodbot.times.units import DAY, MINUTE

__all__ = ["Remark", "TimeWords", "Unread", "When", "read_when"]

MORNING_BEGINS = 4
"""Until this hour "this evening" is the one that is just over."""

KEPT = 730 * DAY
"""Milliseconds that a time may lie back, and for which entries and suggestions are kept."""

_NOON, _HALF_DAY, _HOURS, _WAKING = 12, 12, 24, 7
_WEEK, _YEAR = 7, 12
_FAR = 5_000
"""Days or months back that are longer than anything is kept: far enough, and still in the calendar."""

_NEAR_YEARS = 3
_MONTHS_LOOKED_AT = 3
"""Of three months behind each other, at least one has 31 days."""


@dataclass(frozen=True, slots=True)
class When:
    """A moment: *at* is UTC milliseconds, *rest* the words behind the time, *remark* what to tell the person."""

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
    """Return the past moment that *text* begins with, told at *now* (UTC milliseconds) by someone in *zone*.

    *kept* is for how many milliseconds entries are kept: what lies before that is TOO_LONG_AGO.
    What is not said is taken so that it lies before *now*, and as people mean it:

    - "monday" is the last Monday whose time has passed, today's as well; "last monday" is before today; "this
      monday" is that of this week (from Monday on), and may lie in the FUTURE
    - "at 20:00" is today's or, while that lies ahead, yesterday's; "8:30" is read on the 24-hour clock; "at 8" is
      the last 8 o'clock of either half of the day, with a day ("monday at 8") that between 7:00 and 18:59
    - a part of the day is its typical hour ("yesterday evening"), or *now* once it has begun and that hour has not
      come; it also says which half of the day is meant ("last night at 2" is in the night after yesterday)
    - a day alone is its noon, "today" alone is *now*; "midnight" with a day is the one that ends it, if it is over
    - "12 nov" is that of this year or the last, whichever is nearer; if that is this year's, it may lie in the
      FUTURE. "the 12th" is the last one that has passed
    - "two hours ago" is counted in minutes, "two days ago" in days

    A local time that a clock change skips or doubles is taken as `local_moment` does, and remarked upon.
    """
    told = tell_time(text, words)
    if isinstance(told, Unread):
        return told
    found = _moment(told, _Now(now, zone))
    if isinstance(found, Unread):
        return found
    at, remark = found
    return Unread.TOO_LONG_AGO if at < now - kept else When(at, after_time(text, told.end), remark)


def _moment(told: Told, now: _Now) -> tuple[int, Remark | None] | Unread:
    if told.elapsed is not None:
        return now.at - told.elapsed.minutes * MINUTE, None
    days = _days(told.day, now.today)
    if isinstance(days, Unread):
        return days
    if _is_now(told, days, now):
        return now.at, None
    if told.part is not None and told.part.days_back == 0 and now.local.hour < MORNING_BEGINS:
        days = [*days, now.today - timedelta(days=1)]
    moments = [
        local_moment(day + timedelta(days=hour // _HOURS), time(hour % _HOURS, minute), now.zone)
        for day in days
        for hour, minute in _clocks(told, either_half=told.day is None or day == now.today)
    ]
    passed = [moment for moment in moments if moment[0] <= now.at]
    return max(passed, key=lambda moment: moment[0]) if passed else Unread.FUTURE


def _is_now(told: Told, days: list[date], now: _Now) -> bool:
    """True for "today", and for a part of today that has begun and has not come to its typical hour."""
    if told.clock is not None or now.today not in days:
        return False
    if told.part is None:
        return not isinstance(told.day, Weekday)
    return told.part.part.begins <= now.local.hour < told.part.part.hour


def _clocks(told: Told, either_half: bool) -> list[tuple[int, int]]:
    """Return the hours and minutes that may be meant; hours from 24 on are in the night after the day.

    With *either_half* a bare hour may be before or after noon.
    """
    clock = told.clock
    if clock is None:
        return [(told.part.part.hour if told.part else _NOON, 0)]
    if told.part is not None:
        return [(_hour_within(told.part.part, clock), clock.minute)]
    if clock.hour == _HOURS:
        return [(0, 0), (_HOURS, 0)]
    if clock.known or not clock.bare:
        return [(clock.hour, clock.minute)]
    early, late = clock.hour % _HALF_DAY, clock.hour % _HALF_DAY + _HALF_DAY
    if either_half:
        return [(early, clock.minute), (late, clock.minute)]
    return [(early if early >= _WAKING else late, clock.minute)]


def _hour_within(part: DayPart, clock: Clock) -> int:
    """Return the hour that *clock* is in *part* of the day; as it was said, where it lies in another part."""
    step, hour = (_HOURS, clock.hour) if clock.known else (_HALF_DAY, clock.hour % _HALF_DAY)
    possible = range(hour, part.begins + _HALF_DAY, step)
    return next((each for each in possible if each >= part.begins), clock.hour)


def _days(day: Day | None, today: date) -> list[date] | Unread:
    """Return the days that may be meant: the last of them whose time has passed is."""
    match day:
        case None:
            return [today, today - timedelta(days=1)]
        case DaysBack(days):
            return [today - timedelta(days=days)] if days < _FAR else Unread.TOO_LONG_AGO
        case MonthsBack(months):
            return [_months_back(today, months)] if months < _FAR else Unread.TOO_LONG_AGO
        case Weekday():
            return _weekdays(day, today)
        case CalendarDay(year=None):
            return _nearest(day, today)
        case CalendarDay(year=year):
            return _in_year(day, year or 0, today)


def _weekdays(day: Weekday, today: date) -> list[date]:
    monday = today - timedelta(days=today.weekday())
    since = (today.weekday() - day.index) % _WEEK
    match day.which:
        case Which.LATEST:
            return [today - timedelta(days=since), today - timedelta(days=since + _WEEK)]
        case Which.BEFORE_TODAY:
            return [today - timedelta(days=since or _WEEK)]
        case Which.THIS_WEEK:
            return [monday + timedelta(days=day.index)]
        case Which.WEEK_BEFORE:
            return [monday + timedelta(days=day.index - _WEEK)]


def _in_year(day: CalendarDay, year: int, today: date) -> list[date] | Unread:
    found = _date(year, day.month or 1, day.day)
    if found is None:
        return Unread.NO_SUCH_DAY if year else Unread.TOO_LONG_AGO
    if abs(year - today.year) > _NEAR_YEARS:
        return Unread.FUTURE if year > today.year else Unread.TOO_LONG_AGO
    return [found]


def _nearest(day: CalendarDay, today: date) -> list[date] | Unread:
    if day.month is None:
        firsts = (_months_back(today.replace(day=1), months) for months in range(_MONTHS_LOOKED_AT))
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
    year, month = divmod(today.year * _YEAR + today.month - 1 - months, _YEAR)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
