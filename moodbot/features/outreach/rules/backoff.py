"""Backoff: halve the frequency of unanswered check-ins, then ask once whether to go on, then stop them."""

from dataclasses import replace

from moodbot.features.outreach.rules.plans import CheckinPlan, PlanState

THIN_AFTER = 3
"""Unanswered check-ins in a row after which they come half as often."""

ASK_AFTER = 6
"""Unanswered check-ins in a row after which the bot asks whether to go on."""


def asks_now(plan: CheckinPlan) -> bool:
    """True if the next message is the question whether to go on, not one more check-in."""
    return plan.thinned and plan.unanswered >= ASK_AFTER


def after_sending(plan: CheckinPlan) -> CheckinPlan:
    """Return the plan after one more check-in was sent and not answered yet."""
    if asks_now(plan):
        return replace(plan, state=PlanState.ASKED, unanswered=plan.unanswered + 1)
    unanswered = plan.unanswered + 1
    return replace(plan, unanswered=unanswered, thinned=plan.thinned or unanswered >= THIN_AFTER)


def answered(plan: CheckinPlan) -> CheckinPlan:
    """Return the plan after the person has spoken.

    A person who answers the check-in that triggered thinning has not seen fewer yet, so the plan is restored.
    """
    return restored(plan) if plan.thinned and plan.unanswered == THIN_AFTER else replace(plan, unanswered=0)


def to_be_told(plan: CheckinPlan) -> bool:
    """True if the person must be told at their next turn what has changed: just after the first thinned check-in was
    sent, and after the question whether to go on.
    """
    return plan.state is PlanState.ASKED or (plan.thinned and plan.unanswered == THIN_AFTER + 1)


def is_paused(plan: CheckinPlan, now: int) -> bool:
    """True if a pause that the person asked for still lasts at *now* (UTC ms)."""
    return plan.state is PlanState.PAUSED and (plan.until is None or plan.until > now)


def anew(plan: CheckinPlan, now: int) -> CheckinPlan:
    """Return the plan without thinning and without an open question whether to go on; a pause stays."""
    fresh = restored(plan)
    return replace(fresh, state=plan.state, until=plan.until) if is_paused(plan, now) else fresh


def restored(plan: CheckinPlan) -> CheckinPlan:
    """Return the plan without thinning, pause or open question whether to go on."""
    return replace(plan, state=PlanState.ACTIVE, thinned=False, unanswered=0, until=None)


def awake(plan: CheckinPlan, now: int) -> CheckinPlan:
    """Return the plan without a pause or skip that has ended by *now* (UTC ms)."""
    if plan.state is PlanState.PAUSED and plan.until is not None and plan.until <= now:
        plan = replace(plan, state=PlanState.ACTIVE, until=None)
    over = plan.skip_until is not None and plan.skip_until <= now
    return replace(plan, skip_from=None, skip_until=None) if over else plan
