"""Whether something that is due is still wanted now, and if not, why."""

from datetime import tzinfo

from moodbot.core.person import Contact
from moodbot.features.outreach.rules.backoff import is_paused
from moodbot.features.outreach.rules.plans import CHECKIN_KINDS, CheckinPlan, Kind, Rhythm, Skipped, Waiting
from moodbot.features.outreach.rules.schedule import is_wanted, minute_of_day

RETRY = 2 * 60 * 1000
"""Milliseconds after the first try within which a message is tried again. Discord knows a nonce for "a few minutes"
and does not say for how many; after that a second try could be a second message."""

PATIENT = 3 * 60 * 60 * 1000
"""Milliseconds by which a follow-up or a letter may come late; a check-in has less, because it asks about now."""

NIGHT = Rhythm(quiet=(22 * 60, 7 * 60))
"""Quiet hours of people who have set none, for what they have not given a time to."""


def quiet_of(plan: CheckinPlan | None) -> Rhythm:
    """Return the rhythm whose quiet hours hold for what has no time of its own: the person's, or else the night."""
    return plan.rhythm if plan is not None and plan.rhythm.quiet else NIGHT


def why_not(
    row: Waiting, contact: Contact, plan: CheckinPlan | None, zone: tzinfo | None, *, now: int, late: int
) -> Skipped | None:
    """Return why *row* is not sent at *now* (UTC ms), None where it is; *late* is how late a check-in may be (ms).

    What was tried is tried again, whatever else has changed, for it may have arrived: else it is UNKNOWN.
    """
    is_checkin = row.kind in CHECKIN_KINDS
    too_late = now - row.slot > (late if is_checkin else max(late, PATIENT))
    if row.tried_at is not None:
        return Skipped.UNKNOWN if too_late or now - row.tried_at >= RETRY else None
    if contact.closed_at is not None:
        return Skipped.CLOSED
    if row.kind is Kind.LETTER and not contact.letter:
        return Skipped.UNWANTED
    if is_checkin and (plan is None or zone is None or (row.kind is Kind.AGAIN and is_paused(plan, now))):
        return Skipped.UNWANTED
    if too_late:
        return Skipped.LATE
    rhythm = plan.rhythm if is_checkin and plan is not None else quiet_of(plan)
    if zone is not None and rhythm.is_quiet(minute_of_day(now, zone)):
        return Skipped.QUIET
    if row.kind is Kind.CHECKIN and plan is not None and zone is not None and not is_wanted(plan, row.slot, zone):
        return Skipped.UNWANTED
    return None
