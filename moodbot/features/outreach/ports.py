"""What check-ins and other things said unasked need from the world."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from moodbot.core.dialogue import Reply
from moodbot.core.person import Contact
from moodbot.core.unasked import Kind
from moodbot.features.outreach.rules.plans import CheckinPlan, Skipped, Waiting


@dataclass(frozen=True, slots=True)
class Situation:
    """How it stands with a person to whom something is due.

    *journal* says that they keep one, *zone* where they live. *at_risk* holds for a day after a risk, *talking* while
    they are in a talk or have asked for a counsellor. *mood* is the last one in their journal within some days.
    """

    contact: Contact
    plan: CheckinPlan | None
    journal: bool
    zone: str | None
    at_risk: bool
    talking: bool
    mood: str | None


@dataclass(frozen=True, slots=True)
class Next:
    """What is kept together with the end of something that was due.

    The changed *plan* is kept only where nobody changed it meanwhile, and *row* with it; a *row* without a plan always.
    *closed* says that the person's DMs are closed, *tell* that they are to be told something when they next speak.
    """

    plan: CheckinPlan | None = None
    row: Waiting | None = None
    closed: bool = False
    tell: bool = False


@dataclass(frozen=True, slots=True)
class Breaker:
    """Nothing is sent unasked since *opened_at*, because Discord answered *code*.

    *until* is None where only the operator ends it. Times are UTC milliseconds.
    """

    code: int
    opened_at: int
    until: int | None

    def is_open(self, now: int) -> bool:
        """True while nothing may be sent."""
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class Status:
    """What an operator sees: rows whose time has come (*due*) of those *waiting*; *sent* and *skipped* by reason within
    the time that rows are kept; plans by state; *suspended* people, whose DMs are closed; how late the sent ones
    were (seconds, median and 99th percentile, None where none was sent); and the breaker.
    """

    due: int
    waiting: int
    sent: int
    skipped: Mapping[str, int]
    plans: Mapping[str, int]
    suspended: int
    late_median: float | None
    late_p99: float | None
    breaker: Breaker | None


class WaitingStore(Protocol):
    """What waits for its time, over all processes that share the database. Methods may raise StoreUnavailable."""

    async def claim(self, now: int, due_by: int, lease_end: int, count: int) -> tuple[Waiting, ...]:
        """Take up to *count* rows that are ready by *due_by*, the longest ready first; before them those that are ready
        *now* and were tried already.

        Nobody else gets them before *lease_end*; a row whose lease has ended is taken over.
        """

    async def take_over(self, now: int) -> int:
        """Make claimed rows claimable at once; only for a process that is alone. Return how many."""

    async def situations(self, people: Collection[int], now: int) -> Mapping[int, Situation]:
        """Return how it stands with each of *people*; those who never agreed to hear from the bot are missing."""

    async def begin(self, row: Waiting, now: int) -> Waiting | Skipped:
        """Note, before it is sent, that *row* is tried, and let the person's talk stand at it; return it so.

        With nothing changed, return UNWANTED where the row was taken back, JUST_WROTE where something else was just
        sent to this person.
        """

    async def give_back(self, row: Waiting, ready_at: int, *, tried: bool) -> None:
        """Let the row be claimed again from *ready_at*; *tried* is False where it was surely not sent."""

    async def sent(self, row: Waiting, at: int, message: int, then: Next) -> bool:
        """Keep that *row* was sent as *message*, and what comes next, all or nothing; False where the plan changed."""

    async def skipped(self, row: Waiting, at: int, reason: Skipped, then: Next) -> bool:
        """Keep that *row* was not sent, and why, and what comes next, all or nothing; False as above."""

    async def arrange(self, row: Waiting) -> bool:
        """Let *row* wait for its slot; False where this person has one of that kind and slot already."""

    async def waiting_of(self, person: int) -> tuple[Waiting, ...]:
        """Return what waits for this person, the next first."""

    async def last_sent(self, person: int) -> Waiting | None:
        """Return what was said last unasked to this person, None where nothing was or nobody knows any more."""

    async def cancel(self, person: int, *kinds: Kind) -> int:
        """Delete what waits for this person, of *kinds* or of all; return how many. What was settled stays."""

    async def next_ready(self) -> int | None:
        """Return the moment (UTC ms) at which something can next be claimed, None where nothing waits."""

    async def reserve(self, now: int, count: int, per_second: float) -> int:
        """Reserve *count* sends in the budget that all processes share; return when the first may go.

        The others follow, *per_second*. Both times are UTC microseconds.
        """

    async def breaker(self) -> Breaker | None:
        """Return the circuit breaker as it was opened last, None where it is closed."""

    async def open_breaker(self, breaker: Breaker) -> bool:
        """Open the breaker for every process; False where another has opened it meanwhile."""

    async def close_breaker(self) -> bool:
        """Let unprompted sends go again; False where they could."""

    async def status(self, now: int) -> Status:
        """Return what an operator wants to see."""

    async def let_go_settled(self, before: int) -> int:
        """Delete rows that were settled before *before* (UTC ms), in batches; return how many."""


class PlanStore(Protocol):
    """The check-in plan and the DM of each person. Methods may raise StoreUnavailable."""

    async def plan(self, person: int) -> CheckinPlan | None:
        """Return this person's plan, None where check-ins are off."""

    async def keep_plan(self, plan: CheckinPlan, row: Waiting | None, *, begun: bool = False) -> CheckinPlan:
        """Keep *plan*, and *row* in the place of the check-in that waits; return it with its new version.

        A snoozed check-in stays. With *begun*, nothing is kept where the plan has ended meanwhile.
        """

    async def end_plan(self, person: int) -> bool:
        """Delete the plan and every check-in that waits; False where there was none."""

    async def contact(self, person: int) -> Contact | None:
        """Return the DM that was opened when this person agreed, None where none was."""

    async def open_contact(self, person: int, channel: int, at: int) -> None:
        """Keep the DM channel of this person, which is open now."""

    async def want_letter(self, person: int, wanted: bool) -> None:
        """Keep whether this person wants a letter."""

    async def heard_from(self, person: int, told: bool) -> None:
        """Keep that the person has spoken; *told* that they know by now how their check-ins stand."""


class SendFault(StrEnum):
    """Why an unprompted message did not go out, by what is to be done about it.

    CLOSED: the person takes none. FLAGGED: Discord wants no more of them from this bot. AGAIN: it may have arrived.
    NOT_NOW: surely not sent. REFUSED: this one will never be taken.
    """

    CLOSED = "dms closed"
    FLAGGED = "flagged"
    AGAIN = "outcome unknown"
    NOT_NOW = "not now"
    REFUSED = "refused"


class NotSent(Exception):
    """The message did not go out, or it is not known whether it did (AGAIN). *code* is Discord's, 0 without one."""

    def __init__(self, fault: SendFault, code: int = 0) -> None:
        super().__init__(f"not sent: {fault} (error {code})")
        self.fault = fault
        self.code = code


class DirectLine(Protocol):
    """Writing to a person unasked. Every method may raise NotSent."""

    @property
    def exists(self) -> bool:
        """False where nobody can be written to unasked, as in a terminal."""

    @property
    def ready(self) -> bool:
        """False while nothing can be sent because there is no connection to Discord yet, or none just now."""

    async def open(self, person: int) -> int:
        """Open the person's DM and return its channel id; only ever after the person asked for it."""

    async def send(self, channel: int, reply: Reply, nonce: str) -> int:
        """Send the one utterance of *reply* with its choices into the DM *channel*; return the message's id.

        It is tried once, with *nonce* (at most 25 characters), so that Discord drops a second one. Conversations go
        first: it waits while Discord gets nearly as many requests as it takes.
        """

    async def alert(self, channel: int, text: str) -> None:
        """Write *text* into the operator's channel."""
