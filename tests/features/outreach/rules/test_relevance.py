"""Whether what is due is still wanted."""

from datetime import UTC

import pytest

from moodbot.core.outreach_kinds import MessageKind
from moodbot.core.person import Contact
from moodbot.features.outreach.messages import OUTREACH_MESSAGES
from moodbot.features.outreach.rules.plans import CheckinPlan, OutreachKind, PlanState, Rhythm, Skipped, Waiting
from moodbot.features.outreach.rules.relevance import (
    AFTER_HELP_MANNERS,
    CHECKIN_MANNERS,
    LATE_FOLLOW_UP,
    RETRY,
    Due,
    why_not,
)

NOON = 1_793_534_400_000
"""1 November 2026, 12:00 UTC."""

MINUTE, HOUR = 60_000, 3_600_000
LATE = 20 * MINUTE
PLAN = CheckinPlan(7, Rhythm(times=(12 * 60,)), "Etc/UTC")
OPEN, LETTERS, CLOSED = Contact(7, 1), Contact(7, 1, letter=True), Contact(7, 1, closed_at=1)
CHECKIN = Waiting(7, OutreachKind.CHECKIN, NOON)
TRIED = Waiting(7, OutreachKind.CHECKIN, NOON, tries=1, tried_at=NOON)


def reason(
    row: Waiting = CHECKIN, contact: Contact = OPEN, plan: CheckinPlan | None = PLAN, after: int = 0
) -> Skipped | None:
    """Return why *row* is not sent so long (ms) after noon."""
    manners = {kind.kind: kind.manners for kind in OUTREACH_MESSAGES}[row.kind]
    return why_not(Due(row, contact, plan, UTC if plan else None, NOON + after), manners, LATE)


def of(kind: MessageKind) -> Waiting:
    """Return a row of *kind*, due at noon."""
    return Waiting(7, kind, NOON)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (reason(), None),
        (reason(after=LATE), None),
        (reason(after=LATE + 1), Skipped.LATE),
        (reason(of(OutreachKind.AFTER_HELP), after=LATE + 1), None),
        (reason(of(OutreachKind.AFTER_HELP), after=LATE_FOLLOW_UP + 1), Skipped.LATE),
        (reason(plan=None), Skipped.UNWANTED),
        (reason(contact=CLOSED), Skipped.CLOSED),
        (reason(of(OutreachKind.LETTER)), Skipped.UNWANTED),
        (reason(of(OutreachKind.LETTER), LETTERS), None),
        (reason(of(OutreachKind.LETTER), LETTERS, plan=None), None),
        (reason(plan=CheckinPlan(7, Rhythm(times=(780,)), "Etc/UTC")), Skipped.UNWANTED),
        (reason(plan=CheckinPlan(7, PLAN.rhythm, "Etc/UTC", PlanState.ASKED)), Skipped.UNWANTED),
        (reason(of(OutreachKind.AGAIN), plan=CheckinPlan(7, PLAN.rhythm, "Etc/UTC", PlanState.ASKED)), None),
        (
            reason(of(OutreachKind.AGAIN), plan=CheckinPlan(7, PLAN.rhythm, "Etc/UTC", PlanState.PAUSED)),
            Skipped.UNWANTED,
        ),
        (
            reason(plan=CheckinPlan(7, Rhythm(times=(720,), quiet=(725, 800)), "Etc/UTC"), after=6 * MINUTE),
            Skipped.QUIET,
        ),
        (
            reason(of(OutreachKind.AFTER_FRIEND), plan=CheckinPlan(7, Rhythm(quiet=(700, 800)), "Etc/UTC")),
            Skipped.QUIET,
        ),
        (reason(TRIED, CLOSED, None, after=RETRY - 1), None),
        (reason(TRIED, after=RETRY), Skipped.UNKNOWN),
        (reason(Waiting(7, OutreachKind.CHECKIN, NOON - LATE, tries=1, tried_at=NOON), after=1), Skipped.UNKNOWN),
    ],
)
def test_why_it_is_not_sent(found: Skipped | None, expected: Skipped | None) -> None:
    """Late by kind, DMs closed, plans changed, quiet hours; what was tried is tried for two minutes."""
    assert found is expected


def test_the_night_is_quiet_for_what_nobody_gave_a_time_to() -> None:
    """A follow-up that comes late does not come after ten at night; a check-in that was set to then does."""
    evening = NOON + 10 * HOUR
    late = Due(Waiting(7, OutreachKind.AFTER_HELP, evening - HOUR), OPEN, None, UTC, evening)
    assert why_not(late, AFTER_HELP_MANNERS, LATE) is Skipped.QUIET
    plan = CheckinPlan(7, Rhythm(times=(22 * 60,)), "Etc/UTC")
    checkin = Due(Waiting(7, OutreachKind.CHECKIN, evening), OPEN, plan, UTC, evening)
    assert why_not(checkin, CHECKIN_MANNERS, LATE) is None
