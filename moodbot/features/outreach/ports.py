"""What check-ins and other things said unasked need from the world."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from moodbot.core.dialogue import Reply
from moodbot.core.person import Contact
from moodbot.features.outreach.rules.plans import CheckinPlan, Waiting


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
