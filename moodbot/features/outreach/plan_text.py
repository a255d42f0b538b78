"""Describe a check-in plan in words: its rhythm, and the next times or the reason why there are none."""

from collections.abc import Sequence

from moodbot.features.outreach.rules.plans import (
    EVERY_DAY,
    WEEKDAYS,
    WEEKEND,
    CheckinPlan,
    PlanState,
    Rhythm,
)
from moodbot.features.outreach.rules.schedule import after_quiet, next_checkins
from moodbot.features.outreach.service import Checkins
from moodbot.language.packs import ReplyPack
from moodbot.times.local_time import local_text
from moodbot.times.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

SHOWN = 3
"""Number of coming check-ins that are shown."""


def plan_text(
    plan: CheckinPlan,
    pack: ReplyPack,
    checkins: Checkins,
    prefix: str,
    *,
    closed: bool = False,
    again: int | None = None,
) -> str:
    """Return the plan in words. *closed*: the person's DMs are closed. *again*: a snoozed check-in's time (UTC ms)."""
    rhythm, now = rhythm_text(plan.rhythm, pack), checkins.clock.now()
    if closed:
        return pack.text("checkin_plan_closed", rhythm=rhythm, prefix=prefix)
    if plan.zone is None:
        return pack.text("checkin_plan_no_zone", rhythm=rhythm, prefix=prefix)
    if plan.state is PlanState.ASKED:
        return pack.text("checkin_plan_asked", rhythm=rhythm, prefix=prefix)
    zone = checkins.times.zone_of(plan.zone)
    if plan.state is PlanState.PAUSED and plan.until is None:
        return pack.text("checkin_plan_paused_open", rhythm=rhythm, prefix=prefix)
    if plan.state is PlanState.PAUSED and plan.until is not None and plan.until > now:
        until = local_text(pack, plan.until, zone, now)
        return pack.text("checkin_plan_paused", rhythm=rhythm, moment=until, prefix=prefix)
    ahead = next_checkins(plan, now, zone, SHOWN)
    if again is not None and after_quiet(again, plan.rhythm, zone) == again:
        ahead = tuple(sorted({again, *ahead}))[:SHOWN]
    if not ahead:
        return pack.text("checkin_plan_none", rhythm=rhythm, prefix=prefix)
    text = pack.text("checkin_plan", rhythm=rhythm, next=" · ".join(local_text(pack, at, zone, now) for at in ahead))
    return f"{text}\n{pack.text('checkin_plan_thinned')}" if plan.thinned else text


def rhythm_text(rhythm: Rhythm, pack: ReplyPack) -> str:
    """Return a rhythm in words, such as "Every 2 hours between 9:00 and 21:00, on weekdays"."""
    text = _how_often(rhythm, pack)
    if rhythm.days != EVERY_DAY:
        text = pack.text("rhythm_on_days", rhythm=text, days=_days(rhythm.days, pack))
    if rhythm.quiet is not None:
        start, end = map(_clock, rhythm.quiet)
        text = pack.text("rhythm_quiet", rhythm=text, start=start, end=end)
    return text


def _how_often(rhythm: Rhythm, pack: ReplyPack) -> str:
    start, end = _clock(rhythm.start), _clock(rhythm.end)
    if rhythm.times:
        return pack.text("rhythm_at", times=_enumeration([_clock(minute) for minute in rhythm.times], pack))
    if rhythm.every >= MINUTES_PER_DAY:
        return pack.text("rhythm_once_a_day", start=start)
    if rhythm.every == MINUTES_PER_HOUR:
        return pack.text("rhythm_every_hour", start=start, end=end)
    hours, minutes = divmod(rhythm.every, MINUTES_PER_HOUR)
    if minutes:
        return pack.text("rhythm_every_minutes", count=str(rhythm.every), start=start, end=end)
    return pack.text("rhythm_every_hours", count=str(hours), start=start, end=end)


def _days(days: Sequence[int], pack: ReplyPack) -> str:
    if tuple(days) == WEEKDAYS:
        return pack.text("rhythm_weekdays")
    if tuple(days) == WEEKEND:
        return pack.text("rhythm_weekends")
    names = pack.text("day_names").split()
    return _enumeration([names[day] for day in days], pack)


def _enumeration(parts: Sequence[str], pack: ReplyPack) -> str:
    return pack.text("rhythm_and").join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _clock(minute: int) -> str:
    hour, rest = divmod(minute % MINUTES_PER_DAY, MINUTES_PER_HOUR)
    return f"{hour}:{rest:02d}"
