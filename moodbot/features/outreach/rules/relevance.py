"""Whether something that is due is still wanted now, and if not, why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from moodbot.core.person import Contact
from moodbot.features.outreach.rules.backoff import is_paused
from moodbot.features.outreach.rules.plans import CheckinPlan, Rhythm, Skipped, Waiting
from moodbot.features.outreach.rules.schedule import is_wanted, minute_of_day
from moodbot.times.units import HOUR

RETRY = 2 * 60 * 1000
"""Milliseconds after the first try within which a message is tried again. Discord knows a nonce for "a few minutes"
and does not say for how many; after that a second try could be a second message."""

PATIENT = 3 * HOUR
"""Milliseconds by which a follow-up or a letter may come late; a check-in has less, because it asks about now."""

NIGHT = Rhythm(quiet=(22 * 60, 7 * 60))
"""Quiet hours of people who have set none, for what they have not given a time to."""


@dataclass(frozen=True, slots=True)
class Due:
    """A *row* whose time has come, the person's *contact* and *plan*, their *zone*, and the time *now* (UTC ms)."""

    row: Waiting
    contact: Contact
    plan: CheckinPlan | None
    zone: tzinfo | None
    now: int


Test = Callable[[Due], bool]


def _never(due: Due) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Manners:
    """How a kind of message behaves.

    *about_now*: it asks about this moment, at a time that the person has chosen. It is left out where it would come
    late or beside something else; what is not about now comes later instead, and keeps the night quiet. *during_risk*:
    it is sent also on the day after a risk. *unwanted* is asked first, *left_out* last.
    """

    about_now: bool = False
    during_risk: bool = False
    unwanted: Test = _never
    left_out: Test = _never


def quiet_of(plan: CheckinPlan | None) -> Rhythm:
    """Return the rhythm whose quiet hours hold for what has no time of its own: the person's, or else the night."""
    return plan.rhythm if plan is not None and plan.rhythm.quiet else NIGHT


def why_not(due: Due, manners: Manners, late: int) -> Skipped | None:
    """Return why the row is not sent, None where it is; *late* is how late a check-in may be (ms).

    What was tried is tried again, whatever else has changed, for it may have arrived: else it is UNKNOWN.
    """
    row, now, plan = due.row, due.now, due.plan
    too_late = now - row.slot > (late if manners.about_now else max(late, PATIENT))
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
    """True where the plan leaves out this very check-in."""
    return due.plan is not None and due.zone is not None and not is_wanted(due.plan, due.row.slot, due.zone)


def _no_letter(due: Due) -> bool:
    return not due.contact.letter


CHECKIN_MANNERS = Manners(about_now=True, unwanted=_no_plan, left_out=_not_in_plan)
AGAIN_MANNERS = Manners(about_now=True, unwanted=_no_plan_or_paused)
LETTER_MANNERS = Manners(unwanted=_no_letter)
AFTER_HELP_MANNERS = Manners(during_risk=True)
"""The day after a help block is what this follow-up is for."""
