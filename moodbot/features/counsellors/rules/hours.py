"""When a desk is open, and when its next rung or digest is due."""

from datetime import time, timedelta, tzinfo

from moodbot.features.counsellors.rules.requests import Desk, Hours, Request, Rung
from moodbot.features.outreach.rules.schedule import minute_of_day
from moodbot.times.local_moment import local_moment, local_time
from moodbot.times.units import MINUTE

DIGEST_HOUR = 9
_WEEK = 8


def is_open(hours: Hours | None, at: int, zone: tzinfo) -> bool:
    """True where somebody should be there at *at* (UTC ms); always, where no hours are set."""
    if hours is None:
        return True
    minute, day = minute_of_day(at, zone), local_time(at, zone).date()
    if hours.start < hours.end:
        return day.weekday() in hours.days and hours.start <= minute < hours.end
    yesterday = day - timedelta(days=1)
    return (day.weekday() in hours.days and minute >= hours.start) or (
        yesterday.weekday() in hours.days and minute < hours.end
    )


def opens_at(hours: Hours, now: int, zone: tzinfo) -> int:
    """Return when somebody is there next (UTC ms), later than *now*."""
    today = local_time(now, zone).date()
    hour, minute = divmod(hours.start, 60)
    for ahead in range(_WEEK + 1):
        day = today + timedelta(days=ahead)
        at = local_moment(day, time(hour, minute), zone)[0]
        if day.weekday() in hours.days and at > now:
            return at
    raise AssertionError("hours have at least one day")


def next_rung(request: Request, desk: Desk) -> tuple[Rung, int] | None:
    """Return the rung that is reached next, and when (UTC ms); None where all have been.

    Each counts from when the request began to wait (again): while nobody was there, nobody could take it. Where one
    comes late, that is moved on, so that the usual time goes by before the next.
    """
    left = desk.ladder_of(request).left(request.rung)
    if not left:
        return None
    rung, minutes = left[0]
    return rung, request.waiting_at + minutes * MINUTE


def late(planned: int, now: int) -> int:
    """Return by how much *now* is later than *planned* (UTC ms); 0 for what is usual."""
    return now - planned if now - planned > MINUTE else 0


def next_digest(now: int, zone: tzinfo) -> int:
    """Return when the next daily digest is due (UTC ms): nine in the morning of the desk's zone."""
    day = local_time(now, zone).date()
    for ahead in (0, 1, 2):
        at = local_moment(day + timedelta(days=ahead), time(DIGEST_HOUR), zone)[0]
        if at > now:
            return at
    raise AssertionError("every day has a morning")
