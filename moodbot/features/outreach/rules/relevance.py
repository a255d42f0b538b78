"""Decide whether a due outreach message is still relevant, and give the reason for skipping it if not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from moodbot.core.person import Contact
from moodbot.features.outreach.rules.backoff import is_paused
from moodbot.features.outreach.rules.plans import CheckinPlan, Rhythm, Skipped, Waiting
from moodbot.features.outreach.rules.schedule import is_wanted, minute_of_day
from moodbot.times.units import HOUR, MINUTE

RETRY = 2 * MINUTE
"""Milliseconds after the first try within which a message is tried again. Discord remembers a nonce for "a few
minutes" and does not say how many; after that a retry could arrive as a second message."""

LATE_FOLLOW_UP = 3 * HOUR
"""Milliseconds by which a follow-up or letter may be late; the limit of a check-in is shorter, as it asks about now."""

NIGHT = Rhythm(quiet=(22 * 60, 7 * 60))
"""Default quiet hours, for messages whose time the person has not chosen."""


@dataclass(frozen=True, slots=True)
class Due:
    """A due *row* with the person's *contact*, *plan* (None if check-ins are off) and *zone*, and *now* (UTC ms)."""

    row: Waiting
    contact: Contact
    plan: CheckinPlan | None
    zone: tzinfo | None
    now: int


Test = Callable[[Due], bool]


def _never(due: Due) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class RelevanceRules:
    """When a kind of message is skipped.

    *about_now*: it asks about this moment, at a time that the person has chosen, so it is skipped if it would be late
    or collide with another message. All other kinds are postponed instead, and default to quiet hours at night.
    *during_risk*: it is sent even on the day after a risk. *unwanted* is tested first, *left_out* last.
    """

    about_now: bool = False
    during_risk: bool = False
    unwanted: Test = _never
    left_out: Test = _never


def quiet_of(plan: CheckinPlan | None) -> Rhythm:
    """Return a rhythm with the quiet hours for messages whose time is not chosen: the person's own, or else NIGHT."""
    return plan.rhythm if plan is not None and plan.rhythm.quiet else NIGHT


def why_not(due: Due, manners: RelevanceRules, late: int) -> Skipped | None:
    """Return the reason for skipping the row, None if it is to be sent; *late* is how late a check-in may be (ms).

    A row that was tried may have arrived: it is retried, whatever else has changed, and UNKNOWN once RETRY is over.
    """
    row, now, plan = due.row, due.now, due.plan
    too_late = now - row.slot > (late if manners.about_now else max(late, LATE_FOLLOW_UP))
    if row.tried_at is not None:
        return Skipped.UNKNOWN if too_late or now - row.tried_at >= RETRY else None
    if due.contact.closed_at is not None:
        return Skipped.CLOSED
    if manners.unwanted(due):
        return Skipped.UNWANTED
    if too_late:
        return Skipped.LATE
    rhythm = plan.rhythm if manners.about_now and plan is not None else quiet_of(plan)
    if due.zone is not None and rhythm.is_quiet(minute_of_day(now, due.zone)):
        return Skipped.QUIET
    return Skipped.UNWANTED if manners.left_out(due) else None


def _no_plan(due: Due) -> bool:
    return due.plan is None or due.zone is None


def _no_plan_or_paused(due: Due) -> bool:
    return due.plan is None or due.zone is None or is_paused(due.plan, due.now)


def _not_in_plan(due: Due) -> bool:
    """True if the plan has no check-in at the slot of this row."""
    return due.plan is not None and due.zone is not None and not is_wanted(due.plan, due.row.slot, due.zone)


def _no_letter(due: Due) -> bool:
    return not due.contact.letter


CHECKIN_MANNERS = RelevanceRules(about_now=True, unwanted=_no_plan, left_out=_not_in_plan)
AGAIN_MANNERS = RelevanceRules(about_now=True, unwanted=_no_plan_or_paused)
LETTER_MANNERS = RelevanceRules(unwanted=_no_letter)
AFTER_HELP_MANNERS = RelevanceRules(during_risk=True)
"""This follow-up is meant for the day after a help block."""
