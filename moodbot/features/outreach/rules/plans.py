"""What the bot may say unasked: the plan a person made for their check-ins, and everything that waits for its time."""

from dataclasses import dataclass, replace
from enum import StrEnum

from moodbot.core.outreach_kinds import MessageKind
from moodbot.times.units import MINUTES_PER_DAY

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
"""Days of the week as Python counts them: 0 is Monday."""

WEEKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
NINE, NINE_AT_NIGHT = 9 * 60, 21 * 60
_FEWER_DAYS = (0, 2, 4)
_LEAST_SLOTS = 2

NONCE_DIGITS = 24
"""Hexadecimal digits of a nonce; Discord takes 25 signs."""


class OutreachKind(MessageKind):
    """What waits for its time; each is sent by DM, once, to a person who asked for it.

    AGAIN is a check-in that was snoozed; AFTER_HELP and AFTER_FRIEND ask the next day how it went.
    """

    CHECKIN = "checkin"
    AGAIN = "again"
    AFTER_HELP = "after_help"
    AFTER_FRIEND = "after_friend"
    DID_IT_HELP = "did_it_help"
    LETTER = "letter"


FOLLOW_UPS = (OutreachKind.AFTER_HELP, OutreachKind.AFTER_FRIEND, OutreachKind.DID_IT_HELP)


class PlanState(StrEnum):
    """How a plan stands. ASKED has run out of answers: it was asked whether to go on, and nothing more is sent."""

    ACTIVE = "active"
    ASKED = "asked"
    PAUSED = "paused"


class Skipped(StrEnum):
    """Why something that was due is not sent.

    JUST_WROTE: something else went to this person minutes before. UNKNOWN: it was tried, and it is not known
    whether it arrived. EMPTY: there is nothing to write about.
    """

    LATE = "late"
    QUIET = "quiet hours"
    RISK = "risk"
    TALKING = "in a talk"
    JUST_WROTE = "just wrote"
    CLOSED = "dms closed"
    REFUSED = "refused"
    BREAKER = "breaker"
    UNKNOWN = "outcome unknown"
    UNWANTED = "no longer wanted"
    EMPTY = "nothing to say"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a person wants to be asked, in their own wall-clock time; minutes are counted from midnight.

    Either at *times*, exactly; or, where there are none, every *every* minutes from *start* to *end* (which may lie
    behind midnight: 22:00 to 6:00). *days* are days of the week. *quiet* is a span in which nothing is sent; it
    may go over midnight, too.
    """

    every: int = 60
    start: int = NINE
    end: int = NINE_AT_NIGHT
    times: tuple[int, ...] = ()
    days: tuple[int, ...] = EVERY_DAY
    quiet: tuple[int, int] | None = None

    def is_quiet(self, minute: int) -> bool:
        """True where *minute* of the day lies in the quiet hours; their last minute is not quiet any more."""
        if self.quiet is None:
            return False
        start, end = self.quiet
        return start <= minute < end if start <= end else minute >= start or minute < end


@dataclass(frozen=True, slots=True)
class CheckinPlan:
    """The check-ins of one person; times are UTC milliseconds, *zone* an IANA name, None while it is unknown.

    *thinned* is True while they come half as often, because three in a row went unanswered; *unanswered* counts
    those in a row. *until* is the end of a pause, None where it has none. *skip_until* leaves out what comes before
    it, from *skip_from* on where that is set. *last_at* is the slot that was sent last and *last_wall* what clocks
    showed then, in seconds since 1970 as if that were UTC. *heard* lists the ids of lines said in check-ins, the
    latest last. *version* grows with every change, so that an older copy never takes the place of a newer one.
    """

    person: int
    rhythm: Rhythm = Rhythm()
    zone: str | None = None
    state: PlanState = PlanState.ACTIVE
    thinned: bool = False
    unanswered: int = 0
    until: int | None = None
    skip_from: int | None = None
    skip_until: int | None = None
    last_at: int | None = None
    last_wall: int | None = None
    heard: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for its time; there is one a person, kind and slot.

    *slot* is when it is due and *tried_at* when it was first about to be sent, None before; both in UTC
    milliseconds. *detail* says what it is about (the number of a suggestion).
    """

    person: int
    kind: MessageKind
    slot: int
    detail: str = ""
    tries: int = 0
    tried_at: int | None = None


def less_often(rhythm: Rhythm) -> Rhythm:
    """Return about half as many check-ins: twice the distance, every second of the times, fewer days at the end."""
    if not rhythm.times:
        span = (rhythm.end - rhythm.start) % MINUTES_PER_DAY or MINUTES_PER_DAY
        doubled = rhythm.every * 2
        if rhythm.every < MINUTES_PER_DAY:
            return replace(rhythm, every=doubled if span // doubled + 1 > _LEAST_SLOTS else MINUTES_PER_DAY)
    elif len(rhythm.times) > 1:
        return replace(rhythm, times=rhythm.times[::2])
    if len(rhythm.days) > len(_FEWER_DAYS):
        return replace(rhythm, days=_FEWER_DAYS)
    return replace(rhythm, days=rhythm.days[:1])
