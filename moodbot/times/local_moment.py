"""Convert local dates and times to UTC milliseconds and back, including at clock changes."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND, _MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)


class Remark(StrEnum):
    """A clock change that affects a local time: the time is SKIPPED or exists TWICE; shown to the person."""

    SKIPPED = "skipped"
    TWICE = "twice"


def local_moment(day: date, clock: time, zone: tzinfo) -> tuple[int, Remark | None]:
    """Return the UTC milliseconds of *clock* on *day* in *zone*, and a remark if a clock change affects it.

    A local time that is skipped (in spring, or a whole day where a country changed sides of the date line) moves to
    the first existing minute after it: SKIPPED. For one that exists twice (in autumn) the first is returned: TWICE.
    Raises OverflowError at the ends of the calendar (the years 1 and 9999).
    """
    first = datetime.combine(day, clock, zone).replace(fold=0)
    # Both offsets are equal for a time that exists once; in a gap, fold=0 gives the offset before the change.
    before, after = _offset(first), _offset(first.replace(fold=1))
    if before < after:
        return _utc_milliseconds(_change_instant(first, before, after)), Remark.SKIPPED
    return _utc_milliseconds(first.astimezone(UTC)), Remark.TWICE if before > after else None


def local_time(at: int, zone: tzinfo) -> datetime:
    """Return the local time in *zone* at *at* (UTC milliseconds). Raises OverflowError beyond the year 9999."""
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)


def _change_instant(skipped: datetime, before: timedelta, after: timedelta) -> datetime:
    """Return the first second, in UTC, at which the zone of *skipped* has the offset *after* (binary search)."""
    wall, zone = skipped.replace(tzinfo=UTC), skipped.tzinfo
    early, late = wall - after, wall - before
    while late - early > _SECOND:
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        early, late = (early, middle) if _offset(middle.astimezone(zone)) == after else (middle, late)
    return late.replace(microsecond=0)


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _utc_milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND
