"""A day and a time as clocks on the wall show it, turned into a moment, also where clocks are changed."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND, _MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)


class Remark(StrEnum):
    """What a person should be told about a local time that a clock change made unusual."""

    SKIPPED = "skipped"
    TWICE = "twice"


def local_moment(day: date, clock: time, zone: tzinfo) -> tuple[int, Remark | None]:
    """Return when it is *clock* on *day* in *zone*, in UTC milliseconds, and what is unusual about it.

    A local time that the clocks skip (in spring, or a whole day where a country changed sides of the date line)
    moves to the first minute that exists after it: SKIPPED. Of one that comes twice (in autumn) the first is
    taken: TWICE. Raises OverflowError at the ends of the calendar (the years 1 and 9999).
    """
    first = datetime.combine(day, clock, zone).replace(fold=0)
    # For a time that exists once both are the same; in a gap the first has the offset from before the change.
    before, after = _offset(first), _offset(first.replace(fold=1))
    if before < after:
        return _milliseconds(_change(first, before, after)), Remark.SKIPPED
    return _milliseconds(first.astimezone(UTC)), Remark.TWICE if before > after else None


def local_time(at: int, zone: tzinfo) -> datetime:
    """Return what clocks in *zone* show at *at* (UTC milliseconds). Raises OverflowError beyond the year 9999."""
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)


def _change(skipped: datetime, before: timedelta, after: timedelta) -> datetime:
    """Return the first second, in UTC, at which the zone of *skipped* has the offset *after*."""
    wall, zone = skipped.replace(tzinfo=UTC), skipped.tzinfo
    early, late = wall - after, wall - before
    while late - early > _SECOND:
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        early, late = (early, middle) if _offset(middle.astimezone(zone)) == after else (middle, late)
    return late.replace(microsecond=0)


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND
