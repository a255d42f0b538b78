"""What check-ins and other things said unasked need from the world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from moodbot.domain.checkins import CheckinPlan, Kind, Skipped, Waiting
from moodbot.domain.dialogue import Reply


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be kept together with the end of something that was due: the changed *plan*, None where it stays,
    and the rows that come next.
    """

    plan: CheckinPlan | None = None
    rows: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class Breaker:
    """Nothing is sent unasked since *opened_at*, because Discord answered *code*; *until* is None where only the
    operator ends it. Times are UTC milliseconds.
    """

    code: int
    opened_at: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Status:
    """What an operator sees of the last 14 days: rows that wait (*due* by now, of *waiting*), *sent*, *skipped* by
    reason, plans by state, how late the sent ones were (seconds, median and 99th percentile), and the breaker.
    """

    due: int
    waiting: int
    sent: int
    skipped: Mapping[Skipped, int]
    plans: Mapping[str, int]
    late_median: float
    late_p99: float
    breaker: Breaker | None


class WaitingStore(Protocol):
    """What waits for its time, over all processes that share the database. Methods may raise StoreUnavailable."""

    async def claim(self, now: int, lease_end: int, count: int) -> tuple[Waiting, ...]:
        """Take up to *count* rows that are due, the longest due first; nobody else gets them before *lease_end*.

        Each comes with the person's DM channel (0 where there is none). A row whose lease has ended is taken over.
        """

    async def take_over(self, now: int) -> int:
        """Make claimed rows claimable at once; only for a process that is alone. Return how many."""

    async def give_back(self, number: int, ready_at: int, tried: bool) -> None:
        """Let the row be claimed again from *ready_at*; *tried* is False where it was surely not sent."""

    async def sent(self, number: int, at: int, message: int, then: Next) -> None:
        """Keep that the row was sent as *message*, and what comes next, all or nothing."""

    async def skipped(self, number: int, at: int, reason: Skipped, then: Next) -> None:
        """Keep that the row was not sent, and why, and what comes next, all or nothing."""

    async def arrange(self, row: Waiting) -> bool:
        """Let *row* wait for its slot; False where this person has one of that kind and slot already."""

    async def open_rows(self, person: int) -> tuple[Waiting, ...]:
        """Return what waits for this person, the next first."""

    async def cancel(self, person: int, *kinds: Kind) -> int:
        """Delete what waits for this person, of *kinds* or of all; return how many. What was sent stays."""

    async def next_ready(self) -> int | None:
        """Return the moment (UTC ms) at which something can next be claimed, None where nothing waits."""

    async def reserve(self, now: int, count: int, per_second: float) -> int:
        """Reserve *count* sends in the budget that all processes share; return when the first may go (UTC ms).

        They go *per_second* apart from then on.
        """

    async def breaker(self) -> Breaker | None:
        """Return the open circuit breaker, None where it is closed; one whose time is over counts as open still."""

    async def open_breaker(self, breaker: Breaker) -> bool:
        """Open the breaker for every process; False where it was open with the same end or a later one."""

    async def close_breaker(self) -> None:
        """Let unprompted sends go again."""

    async def status(self, now: int) -> Status:
        """Return what an operator wants to see."""

    async def let_go_waiting(self, before: int) -> int:
        """Delete rows that were settled before *before* (UTC ms), in batches; return how many."""


class PlanStore(Protocol):
    """The check-in plan and the DM of each person. Methods may raise StoreUnavailable."""

    async def plan(self, person: int) -> CheckinPlan | None:
        """Return this person's plan, None where check-ins are off."""

    async def keep_plan(self, plan: CheckinPlan, rows: Sequence[Waiting]) -> None:
        """Keep *plan* and put *rows* in the place of what waits for this person as a check-in (CHECKIN, ASK and AGAIN),
        all or nothing. A row of a slot that was settled already is left out.
        """

    async def note(self, plan: CheckinPlan) -> None:
        """Keep *plan* alone; what waits stays."""

    async def end_plan(self, person: int) -> bool:
        """Delete the plan and what waits as a check-in; False where there was none."""

    async def channel(self, person: int) -> int | None:
        """Return the DM channel that was opened when this person agreed."""

    async def keep_channel(self, person: int, channel: int, at: int) -> None:
        """Keep the DM channel of this person."""


class SendFault(StrEnum):
    """Why an unprompted message did not go out, by what is to be done about it."""

    CLOSED = "dms closed"
    FLAGGED = "flagged"
    AGAIN = "to be tried again"
    REFUSED = "refused"


class NotSent(Exception):
    """The message did not go out, or it is not known whether it did (AGAIN). *code* is Discord's, 0 without one."""

    def __init__(self, fault: SendFault, code: int = 0) -> None:
        super().__init__(f"not sent: {fault} ({code})")
        self.fault = fault
        self.code = code


@dataclass(slots=True)
class Traffic:
    """The requests that conversations of this process caused lately; seconds of a monotonic clock."""

    times: list[float] = field(default_factory=list)

    def count(self, now: float) -> None:
        """Note one request at *now*."""
        self.times.append(now)
        self.within(now)

    def within(self, now: float) -> int:
        """Return how many there were in the second before *now*."""
        self.times[:] = [time for time in self.times if now - time < 1.0]
        return len(self.times)


class DirectLine(Protocol):
    """Writing to a person unasked. Every method may raise NotSent."""

    async def open(self, person: int) -> int:
        """Open the person's DM and return its channel id; only ever after the person asked for it."""

    async def send(self, channel: int, reply: Reply, nonce: str) -> int:
        """Send the one utterance of *reply* with its choices into the DM *channel*; return the message's id.

        It is sent once, with *nonce* (at most 25 characters), so that Discord drops a second one.
        """

    async def alert(self, channel: int, text: str) -> None:
        """Write *text* into the operator's channel."""
