"""Views of a journal for drawing: entries as dots in local time, means of days, and counts of moods."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import groupby, pairwise

from moodbot.features.journal.rules.entries import Entry
from moodbot.language.packs import Mood
from moodbot.times.local_moment import local_moment, local_time

WEEK_DAYS, MONTH_DAYS, MONTHS = 7, 30, 12


class Period(StrEnum):
    """The time that a picture covers."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Dot:
    """One entry: *at* is the naive local time where it was felt, *pleasantness* goes from -3 to 3.

    *pleasantness* is None for a mood that is no longer in a pack: the line chart leaves it out.
    """

    at: datetime
    mood: str
    pleasantness: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """A local day with entries, and their mean pleasantness; None if no mood of the day has one."""

    day: date
    pleasantness: float | None


@dataclass(frozen=True, slots=True)
class Named:
    """A mood, how often it was named, and its pleasantness (None if it is no longer in a pack)."""

    mood: str
    count: int
    pleasantness: int | None


@dataclass(frozen=True, slots=True)
class JournalView:
    """The data of a picture: local days from *first* to *last*, *dots* by time, *days* with entries, and *named* moods.

    *named* has the most frequent mood first.
    """

    period: Period
    first: date
    last: date
    dots: tuple[Dot, ...]
    days: tuple[Day, ...]
    named: tuple[Named, ...]

    @property
    def stretches(self) -> tuple[tuple[Dot, ...], ...]:
        """Return runs of dots to join by a line: dots of the same day or of consecutive days.

        A day without an entry breaks the line, because nothing is known of it.
        """
        placed = [dot for dot in self.dots if dot.pleasantness is not None]
        runs: list[list[Dot]] = [placed[:1]] if placed else []
        for before, after in pairwise(placed):
            if (after.at.date() - before.at.date()).days <= 1:
                runs[-1].append(after)
            else:
                runs.append([after])
        return tuple(map(tuple, runs))


def bounds(period: Period, now: int, zone: tzinfo) -> tuple[int, int]:
    """Return start and end (UTC ms, end excluded) of *period* up to *now* in *zone*.

    Whole local days: the last seven or thirty including today; a year is twelve calendar months including this one.
    """
    today = local_time(now, zone).date()
    if period is Period.ALL:
        return 0, now + 1
    first = first_of(today) if period is Period.YEAR else today - timedelta(days=_days(period) - 1)
    return local_moment(first, time(), zone)[0], now + 1


def first_of(today: date) -> date:
    """Return the first day of the twelve calendar months that end with that of *today*."""
    months = today.year * MONTHS + today.month - MONTHS
    return date(months // MONTHS, months % MONTHS + 1, 1)


def view_of(
    period: Period,
    entries: Iterable[Entry],
    now: int,
    zone: tzinfo,
    *,
    zone_named: Callable[[str], tzinfo],
    moods: Mapping[str, Mood],
) -> JournalView:
    """Return the view of *entries* to draw, each in the zone in which it was felt, or in *zone* if that is unknown."""
    dots = sorted((_dot(entry, zone, zone_named, moods) for entry in entries), key=lambda dot: dot.at)
    last = max([local_time(now, zone).date(), *(dot.at.date() for dot in dots[-1:])])
    first = local_time(bounds(period, now, zone)[0], zone).date() if period is not Period.ALL else last
    first = min([first, *(dot.at.date() for dot in dots[:1])])
    days = tuple(_day(day, tuple(group)) for day, group in groupby(dots, lambda dot: dot.at.date()))
    counts = Counter(dot.mood for dot in dots).most_common()
    named = tuple(Named(mood, count, _pleasantness(mood, moods)) for mood, count in counts)
    return JournalView(period, first, last, tuple(dots), days, named)


def _days(period: Period) -> int:
    return WEEK_DAYS if period is Period.WEEK else MONTH_DAYS


def _dot(entry: Entry, zone: tzinfo, zone_named: Callable[[str], tzinfo], moods: Mapping[str, Mood]) -> Dot:
    local = local_time(entry.at, zone_named(entry.zone) if entry.zone else zone)
    return Dot(local.replace(tzinfo=None), entry.mood, _pleasantness(entry.mood, moods))


def _day(day: date, dots: tuple[Dot, ...]) -> Day:
    known = [dot.pleasantness for dot in dots if dot.pleasantness is not None]
    return Day(day, sum(known) / len(known) if known else None)


def _pleasantness(mood: str, moods: Mapping[str, Mood]) -> int | None:
    return moods[mood].pleasantness if mood in moods else None
