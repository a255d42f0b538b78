"""Due times of a desk: opening hours, the next rung of a request, the next daily digest."""

from datetime import time, timedelta, tzinfo

from moodbot.features.counsellors.rules.requests import Desk, Hours, Request, Rung
from moodbot.features.outreach.rules.schedule import minute_of_day
from moodbot.times.local_moment import local_moment, local_time
from moodbot.times.units import MINUTE

DIGEST_HOUR = 9
_DAYS_AHEAD = 8


def is_open(hours: Hours | None, at: int, zone: tzinfo) -> bool:
    """Return whether *hours* in *zone* include *at* (UTC ms); None means always open."""
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
    """Return the next opening after *now* (both UTC ms)."""
    today = local_time(now, zone).date()
    hour, minute = divmod(hours.start, 60)
    for ahead in range(_DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        at = local_moment(day, time(hour, minute), zone)[0]
        if day.weekday() in hours.days and at > now:
            return at
    raise AssertionError("hours have at least one day")


def next_rung(request: Request, desk: Desk) -> tuple[Rung, int] | None:
    """Return the next rung of the ladder and its due time (UTC ms); None after the last rung.

    The time counts from `waiting_at`, when the request began to wait (again). A caller that reaches a rung late moves
    `waiting_at` by the delay, so that the usual time passes before the next rung.
    """
    remaining = desk.ladder_of(request).rungs_after(request.rung)
    if not remaining:
        return None
    rung, minutes = remaining[0]
    return rung, request.waiting_at + minutes * MINUTE


def delay_of(planned: int, now: int) -> int:
    """Return the delay of *now* behind *planned* (milliseconds); up to a minute counts as 0."""
    return now - planned if now - planned > MINUTE else 0


def next_digest(now: int, zone: tzinfo) -> int:
    """Return the due time of the next daily digest (UTC ms): 9:00 in the desk's zone."""
    day = local_time(now, zone).date()
    for ahead in (0, 1, 2):
        at = local_moment(day + timedelta(days=ahead), time(DIGEST_HOUR), zone)[0]
        if at > now:
            return at
    raise AssertionError("every day has a morning")
