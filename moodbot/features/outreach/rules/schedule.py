"""Compute due times of check-ins, follow-ups and letters in the person's time zone, across clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

from moodbot.features.outreach.rules.plans import CheckinPlan, PlanState, Rhythm
from moodbot.times.local_moment import Remark, local_moment, local_time
from moodbot.times.units import DAY, HOUR, MINUTE, MINUTES_PER_DAY, MINUTES_PER_HOUR, SECOND

_DAY_SECONDS, _HOUR_SECONDS, _MINUTE_SECONDS = DAY // SECOND, HOUR // SECOND, MINUTE // SECOND
"""Wall-clock times are in seconds, so that a check-in keeps its second of the hour when clocks change."""

DAYS_AHEAD = 16
"""Days searched for a due time: a thinned weekly check-in is at most two weeks away."""

MORNING, EVENING = 10 * 60, 20 * 60
"""Minutes of the day between which a follow-up may come by default."""

LETTER_AT = 18 * 60
SUNDAY = 6
_MIX, _WORD = 0x9E3779B97F4A7C15, 2**64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def spread(person: int, seconds: int) -> int:
    """Return an offset from 0 to *seconds* - 1 (seconds) that is always the same for this person.

    Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4) spreads consecutive ids far apart.
    """
    return (((person * _MIX) % _WORD >> 32) * seconds) >> 32


def next_checkin(plan: CheckinPlan, now: int, zone: tzinfo) -> int | None:
    """Return when the next check-in after *now* is due (both UTC ms), None if there is none."""
    return next(iter(next_checkins(plan, now, zone, 1)), None)


def next_checkins(plan: CheckinPlan, now: int, zone: tzinfo, count: int) -> tuple[int, ...]:
    """Return when the next *count* check-ins are due (UTC ms), fewer if there are no more."""
    if plan.zone is None or plan.state is PlanState.ASKED or (plan.state is PlanState.PAUSED and plan.until is None):
        return ()
    paused_until = plan.until if plan.state is PlanState.PAUSED and plan.until else 0
    skipped_until = 0 if plan.skip_from is not None else plan.skip_until or 0
    earliest = max(now + 1, skipped_until, paused_until, (plan.last_at or 0) + 1)
    return tuple(islice((at for at in _due_times(plan, earliest, zone) if not _is_skipped(plan, at)), count))


def _is_skipped(plan: CheckinPlan, at: int) -> bool:
    return plan.skip_from is not None and plan.skip_until is not None and plan.skip_from <= at < plan.skip_until


def is_wanted(plan: CheckinPlan, slot: int, zone: tzinfo) -> bool:
    """True if the plan in its current state has a check-in at *slot* (UTC ms)."""
    return next_checkin(plan, slot - 1, zone) == slot


def wall_seconds(at: int, zone: tzinfo) -> int:
    """Return the wall-clock time in *zone* at *at* (UTC ms), in seconds since 1970 as if that were UTC."""
    return _seconds(local_time(at, zone))


def minute_of_day(at: int, zone: tzinfo) -> int:
    """Return the minute of the day in *zone* at *at* (UTC ms)."""
    local = local_time(at, zone)
    return local.hour * MINUTES_PER_HOUR + local.minute


def after_quiet(at: int, rhythm: Rhythm, zone: tzinfo) -> int:
    """Return *at* (UTC ms), or if it lies in the quiet hours, their end."""
    if rhythm.quiet is None or not rhythm.is_quiet(minute_of_day(at, zone)):
        return at
    return _next_time_at(at, rhythm.quiet[1], zone)


def start_of_tomorrow(now: int, zone: tzinfo) -> int:
    """Return the next four o'clock in the morning (UTC ms), when a day begins: a night belongs to the day before."""
    local = local_time(now, zone)
    day = local.date() if local.hour < _NIGHT_ENDS else local.date() + timedelta(days=1)
    return local_moment(day, time(_NIGHT_ENDS), zone)[0]


def evening_to_come(now: int, zone: tzinfo) -> int | None:
    """Return when this evening begins (UTC ms), None if it or the night after it has begun."""
    local = local_time(now, zone)
    if not _NIGHT_ENDS <= local.hour < _EVENING_BEGINS:
        return None
    return local_moment(local.date(), time(_EVENING_BEGINS), zone)[0]


def next_day(now: int, zone: tzinfo | None, person: int) -> int:
    """Return a time late tomorrow morning (UTC ms), or 24 hours after *now* if the zone is unknown."""
    if zone is None:
        return now + DAY
    day = local_time(now, zone).date() + timedelta(days=1)
    return local_moment(day, time(MORNING // MINUTES_PER_HOUR + 1), zone)[0] + spread(person, _HOUR_SECONDS) * SECOND


def some_hours_later(now: int, hours: int, zone: tzinfo | None, person: int) -> int:
    """Return the time *hours* after *now* (UTC ms), or `next_day` if that is at night or the zone is unknown."""
    later = now + hours * HOUR
    if zone is not None and MORNING <= minute_of_day(later, zone) < EVENING:
        return later
    return next_day(now, zone, person)


def next_sunday(now: int, zone: tzinfo, person: int) -> int:
    """Return the next time for a letter after *now* (UTC ms): a Sunday between six and seven in the evening."""
    day = local_time(now, zone).date()
    offset = spread(person, _HOUR_SECONDS) * SECOND
    for ahead in range(15):
        candidate = day + timedelta(days=ahead)
        at = local_moment(candidate, time(LETTER_AT // MINUTES_PER_HOUR), zone)[0] + offset
        if candidate.weekday() == SUNDAY and at > now:
            return at
    raise AssertionError("every week has a Sunday")


def next_letter(now: int, zone: tzinfo, person: int, rhythm: Rhythm) -> int:
    """Return when the next letter is due (UTC ms), on a Sunday outside the quiet hours of *rhythm*.

    If these last from the evening into Monday, the letter is due in the hour before they begin.
    """
    at = next_sunday(now, zone, person)
    moved, sunday = after_quiet(at, rhythm, zone), local_time(at, zone).date()
    if rhythm.quiet is None or local_time(moved, zone).date() == sunday:
        return moved
    hour, minute = divmod(max(0, rhythm.quiet[0] - MINUTES_PER_HOUR), MINUTES_PER_HOUR)
    # Half an hour is kept free, so that a letter that is postponed for another message is still in time.
    early = local_moment(sunday, time(hour, minute), zone)[0] + spread(person, _HOUR_SECONDS // 2) * SECOND
    return early if early > now else next_letter(at, zone, person, rhythm)


_NIGHT_ENDS, _EVENING_BEGINS = 4, 17


def _next_time_at(at: int, minute: int, zone: tzinfo) -> int:
    """Return the first time after *at* with *minute* of the day in *zone* (UTC ms)."""
    today = local_time(at, zone).date()
    for ahead in range(3):
        hour, rest = divmod(minute % MINUTES_PER_DAY, MINUTES_PER_HOUR)
        candidate = local_moment(today + timedelta(days=ahead), time(hour, rest), zone)[0]
        if candidate > at:
            return candidate
    raise AssertionError("every day has every minute, or one after it")


def _due_times(plan: CheckinPlan, earliest: int, zone: tzinfo) -> Iterator[int]:
    last = -1
    try:
        first_day = local_time(earliest, zone).date() - timedelta(days=2)
        for ahead in range(DAYS_AHEAD + 2):
            for at in _slots(plan, first_day + timedelta(days=ahead), zone):
                local = local_time(at, zone)
                quiet = plan.rhythm.is_quiet(local.hour * MINUTES_PER_HOUR + local.minute)
                again = plan.last_wall is not None and _seconds(local) <= plan.last_wall
                if at >= earliest and at > last and not quiet and not again:
                    last = at
                    yield at
    except OverflowError:
        # Python's dates end with the year 9999.
        return


def _slots(plan: CheckinPlan, day: date, zone: tzinfo) -> list[int]:
    """Return the check-in times (UTC ms) of *day* in order, without wall-clock times that a clock change skips.

    Only a time that the person named moves to the first minute after the gap, if that is the same day.
    """
    rhythm = plan.rhythm
    slots: list[int] = []
    if day.weekday() not in rhythm.days:
        return slots
    walls = [minute * _MINUTE_SECONDS for minute in rhythm.times] or _every(rhythm, plan.person)
    for seconds in _thinned(walls, day) if plan.thinned else walls:
        slot_day = day + timedelta(days=seconds // _DAY_SECONDS)
        clock = (datetime.min + timedelta(seconds=seconds % _DAY_SECONDS)).time()
        at, remark = local_moment(slot_day, clock, zone)
        moved_to_another_day = remark is Remark.SKIPPED and local_time(at, zone).date() != slot_day
        if remark is not Remark.SKIPPED or (rhythm.times and not moved_to_another_day):
            slots.append(at)
    return sorted(slots)


def _every(rhythm: Rhythm, person: int) -> list[int]:
    """Return the times of an evenly spaced rhythm (seconds from midnight), shifted by the person's own offset."""
    span = (rhythm.end - rhythm.start) % MINUTES_PER_DAY * _MINUTE_SECONDS
    offset = spread(person, min(rhythm.every, MINUTES_PER_HOUR, span // _MINUTE_SECONDS + 1) * _MINUTE_SECONDS)
    return [
        rhythm.start * _MINUTE_SECONDS + passed for passed in range(offset, span + 1, rhythm.every * _MINUTE_SECONDS)
    ] or [rhythm.start * _MINUTE_SECONDS]


def _thinned(walls: list[int], day: date) -> list[int]:
    """Return every other time of *walls*, or if there is only one a day, that time every other day."""
    if len(walls) > 1:
        return walls[::2]
    return walls if day.toordinal() % 2 else []


def _seconds(local: datetime) -> int:
    return (local.replace(tzinfo=UTC) - _EPOCH) // timedelta(seconds=1)
