"""What the bot may say unasked: the plan a person made for their check-ins, and everything that waits for its time."""

from dataclasses import dataclass
from enum import StrEnum

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
"""Days of the week as Python counts them: 0 is Monday."""


class Kind(StrEnum):
    """What waits for its time; each is sent by DM, once, to a person who asked for it.

    ASK is the one question whether check-ins should go on; AGAIN a check-in that was snoozed.
    """

    CHECKIN = "checkin"
    AGAIN = "again"
    ASK = "ask"
    AFTER_HELP = "after_help"
    AFTER_FRIEND = "after_friend"
    DID_IT_HELP = "did_it_help"
    LETTER = "letter"


class PlanState(StrEnum):
    """How a plan stands. ASKED waits for an answer to whether it should go on; RESTING ran out of answers;
    PAUSED was paused by the person; SUSPENDED cannot be delivered, because DMs are closed.
    """

    ACTIVE = "active"
    ASKED = "asked"
    RESTING = "resting"
    PAUSED = "paused"
    SUSPENDED = "suspended"


class Skipped(StrEnum):
    """Why something that was due is not sent."""

    LATE = "late"
    QUIET = "quiet hours"
    RISK = "risk"
    TALKING = "in a talk"
    PAUSED = "paused"
    CLOSED = "dms closed"
    REFUSED = "refused"
    BREAKER = "breaker"
    UNKNOWN = "outcome unknown"
    GONE = "no longer wanted"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a person wants to be asked, in their own wall-clock time; minutes are counted from midnight.

    Either at *times*, exactly; or, where there are none, every *every* minutes from *start* to *end* (both may be
    used). *days* are days of the week. *quiet* is a span in which nothing is sent; it may go over midnight.
    """

    every: int = 60
    start: int = 9 * 60
    end: int = 21 * 60
    times: tuple[int, ...] = ()
    days: tuple[int, ...] = EVERY_DAY
    quiet: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CheckinPlan:
    """The check-ins of one person; times are UTC milliseconds, *zone* an IANA name.

    *thinned* is True while they come half as often, because three in a row went unanswered; *unanswered* counts
    those since. *until* is the end of a pause, None where it has none. *skip_until* leaves out what comes before it.
    *last_at* is the slot that was sent last. *told* is False while the person does not know yet that the plan rests
    or cannot be delivered. *heard* lists the ids of lines said in check-ins, the latest last.
    """

    person: int
    rhythm: Rhythm
    zone: str
    state: PlanState = PlanState.ACTIVE
    thinned: bool = False
    unanswered: int = 0
    until: int | None = None
    skip_until: int | None = None
    last_at: int | None = None
    told: bool = True
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for its time; there is one a person, kind and slot.

    *slot* is when it is due and *tried_at* when it was first about to be sent, None before; both in UTC
    milliseconds. *channel* is the DM channel that was opened when the person agreed. *detail* says what it is about
    (the number of a suggestion). *number* is 0 before it is kept.
    """

    person: int
    kind: Kind
    slot: int
    channel: int = 0
    detail: str = ""
    number: int = 0
    tries: int = 0
    tried_at: int | None = None
