"""Types of outreach: message kinds, a person's rhythm and check-in plan, and the waiting rows."""

from dataclasses import dataclass, replace
from enum import StrEnum

from moodbot.core.outreach_kinds import MessageKind
from moodbot.times.units import MINUTES_PER_DAY

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
"""Days of the week, 0 is Monday."""

WEEKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
NINE, NINE_AT_NIGHT = 9 * 60, 21 * 60
_FEWER_DAYS = (0, 2, 4)
_LEAST_SLOTS = 2

NONCE_DIGITS = 24
"""Hexadecimal digits of a nonce; Discord takes up to 25 characters."""


class OutreachKind(MessageKind):
    """The kinds of outreach messages; each is sent once, by DM, to a person who opted in.

    AGAIN is a snoozed check-in; AFTER_HELP and AFTER_FRIEND ask the next day how it went; DID_IT_HELP asks hours later
    about a suggestion.
    """

    CHECKIN = "checkin"
    AGAIN = "again"
    AFTER_HELP = "after_help"
    AFTER_FRIEND = "after_friend"
    DID_IT_HELP = "did_it_help"
    LETTER = "letter"


FOLLOW_UPS = (OutreachKind.AFTER_HELP, OutreachKind.AFTER_FRIEND, OutreachKind.DID_IT_HELP)


class PlanState(StrEnum):
    """The state of a plan. ASKED: the bot has asked whether to go on and sends nothing more until the answer."""

    ACTIVE = "active"
    ASKED = "asked"
    PAUSED = "paused"


class Skipped(StrEnum):
    """Why a due message is not sent.

    JUST_WROTE: another message went to this person minutes before. UNKNOWN: it was tried, and the outcome is not
    known. EMPTY: there is nothing to write about.
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
    """When a person wants check-ins, in their wall-clock time; times are minutes from midnight.

    Either exactly at *times*; or, if that is empty, every *every* minutes from *start* to *end* (which may lie past
    midnight: 22:00 to 6:00). *days* are days of the week, 0 is Monday. *quiet* is the span (start, end) of the quiet
    hours, in which nothing is sent; it may cross midnight, too.
    """

    every: int = 60
    start: int = NINE
    end: int = NINE_AT_NIGHT
    times: tuple[int, ...] = ()
    days: tuple[int, ...] = EVERY_DAY
    quiet: tuple[int, int] | None = None

    def is_quiet(self, minute: int) -> bool:
        """True if *minute* of the day lies in the quiet hours; their end is exclusive."""
        if self.quiet is None:
            return False
        start, end = self.quiet
        return start <= minute < end if start <= end else minute >= start or minute < end


@dataclass(frozen=True, slots=True)
class CheckinPlan:
    """The check-in plan of one person; times are UTC milliseconds, *zone* an IANA name, None while it is unknown.

    *thinned* is True while check-ins come half as often, because three in a row went unanswered; *unanswered* counts
    those in a row. *until* is the end of a pause, None if it is open-ended. Check-ins before *skip_until* are skipped,
    from *skip_from* on if that is set. *last_at* is the slot that was sent last and *last_wall* what clocks showed
    then, in seconds since 1970 as if that were UTC. *heard* lists the ids of lines said in check-ins, the latest last.
    *version* grows with every change, for optimistic locking.
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
    """A queued outreach message; person, kind and slot identify it.

    *slot* is its due time and *tried_at* the time of the first try, None before; both in UTC milliseconds. *detail*
    says what it is about (the number of a suggestion).
    """

    person: int
    kind: MessageKind
    slot: int
    detail: str = ""
    tries: int = 0
    tried_at: int | None = None


def less_often(rhythm: Rhythm) -> Rhythm:
    """Return *rhythm* with about half as many check-ins: twice the interval, every second time, or else fewer days."""
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
