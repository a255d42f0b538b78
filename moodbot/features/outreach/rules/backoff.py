"""Giving way: check-ins that nobody answers become fewer, then ask once whether they are wanted, then stop."""

from dataclasses import replace

from moodbot.features.outreach.rules.plans import CheckinPlan, PlanState

THIN_AFTER = 3
"""Unanswered check-ins in a row after which they come half as often."""

ASK_AFTER = 6
"""Unanswered check-ins in a row after which the bot asks whether to go on."""


def asks_now(plan: CheckinPlan) -> bool:
    """True where the next message is not one more check-in but the question whether they are wanted."""
    return plan.thinned and plan.unanswered >= ASK_AFTER


def after_sending(plan: CheckinPlan) -> CheckinPlan:
    """Return the plan once one more check-in was sent, which nobody has answered yet."""
    if asks_now(plan):
        return replace(plan, state=PlanState.ASKED, unanswered=plan.unanswered + 1)
    unanswered = plan.unanswered + 1
    return replace(plan, unanswered=unanswered, thinned=plan.thinned or unanswered >= THIN_AFTER)


def answered(plan: CheckinPlan) -> CheckinPlan:
    """Return the plan once the person has spoken.

    Whoever answers the very check-in that would have made them fewer has not seen fewer yet: all stays as it was.
    """
    return restored(plan) if plan.thinned and plan.unanswered == THIN_AFTER else replace(plan, unanswered=0)


def to_be_told(plan: CheckinPlan) -> bool:
    """True just after a check-in was sent with which the person should learn, when they next speak, what has changed:
    the first that came later than it was asked for, and the question whether to go on.
    """
    return plan.state is PlanState.ASKED or (plan.thinned and plan.unanswered == THIN_AFTER + 1)


def is_paused(plan: CheckinPlan, now: int) -> bool:
    """True while a pause that the person asked for goes on at *now* (UTC ms)."""
    return plan.state is PlanState.PAUSED and (plan.until is None or plan.until > now)


def anew(plan: CheckinPlan, now: int) -> CheckinPlan:
    """Return the plan as the person made it, neither thinned nor waiting for an answer; a pause goes on."""
    fresh = restored(plan)
    return replace(fresh, state=plan.state, until=plan.until) if is_paused(plan, now) else fresh


def restored(plan: CheckinPlan) -> CheckinPlan:
    """Return the plan as the person made it: neither thinned nor paused nor waiting for an answer."""
    return replace(plan, state=PlanState.ACTIVE, thinned=False, unanswered=0, until=None)


def awake(plan: CheckinPlan, now: int) -> CheckinPlan:
    """Return the plan without a pause or a skip that are over at *now* (UTC ms)."""
    if plan.state is PlanState.PAUSED and plan.until is not None and plan.until <= now:
        plan = replace(plan, state=PlanState.ACTIVE, until=None)
    over = plan.skip_until is not None and plan.skip_until <= now
    return replace(plan, skip_from=None, skip_until=None) if over else plan
