"""Ports of outreach: the DM line that it sends on, and the values that pass between stores, worker and operator."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from moodbot.core.dialogue import Reply
from moodbot.core.person import Contact
from moodbot.features.outreach.rules.plans import CheckinPlan, Waiting


@dataclass(frozen=True, slots=True)
class Situation:
    """The circumstances of a person to whom a message is due.

    *journal*: they keep one. *zone*: their IANA zone, None if unknown. *at_risk*: True for a day after a risk.
    *talking*: they are in a talk or have an open counsellor request. *mood*: the last one in their journal within
    three days, None if there is none.
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
    """The changes saved in the transaction that settles a row.

    The changed *plan*, and *row* with it, are saved only if the plan has not changed meanwhile; a *row* without a plan
    is always saved. *closed*: the person's DMs are closed. *tell*: there is news to tell them at their next turn.
    """

    plan: CheckinPlan | None = None
    row: Waiting | None = None
    closed: bool = False
    tell: bool = False


@dataclass(frozen=True, slots=True)
class Breaker:
    """The stored state of the circuit breaker: open since *opened_at*, because Discord answered error *code*.

    *until* is None if only the operator can close it. Times are UTC milliseconds.
    """

    code: int
    opened_at: int
    until: int | None

    def is_open(self, now: int) -> bool:
        """True if no outreach may be sent at *now* (UTC ms)."""
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class Status:
    """The statistics of outreach for the operator.

    *due* counts the *waiting* rows whose slot has come. *sent*, and *skipped* by reason, count the rows that have not
    expired yet. *plans* counts plans by state, *suspended* people with closed DMs. *late_median* and *late_p99* say how
    late sent messages were (seconds, None if none was sent). *breaker* is None while it is closed.
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
    """Why an outreach message was not sent, by the action that follows.

    CLOSED: the person accepts no DMs. FLAGGED: Discord accepts no more outreach from this bot. AGAIN: retry with the
    same nonce, as it may have arrived. NOT_NOW: surely not sent, retry later. REFUSED: Discord will never accept this
    message.
    """

    CLOSED = "dms closed"
    FLAGGED = "flagged"
    AGAIN = "outcome unknown"
    NOT_NOW = "not now"
    REFUSED = "refused"


class NotSent(Exception):
    """The message was not sent, or the outcome is unknown (AGAIN). *code* is Discord's error code, 0 without one."""

    def __init__(self, fault: SendFault, code: int = 0) -> None:
        super().__init__(f"not sent: {fault} (error {code})")
        self.fault = fault
        self.code = code


class DirectLine(Protocol):
    """The port that sends outreach by DM. Every method may raise NotSent."""

    @property
    def exists(self) -> bool:
        """False if this front door has no outreach, as in a terminal."""

    @property
    def ready(self) -> bool:
        """False while there is no connection to Discord."""

    async def open(self, person: int) -> int:
        """Open the person's DM and return its channel id; call it only after the person's opt-in."""

    async def send(self, channel: int, reply: Reply, nonce: str) -> int:
        """Send the one utterance of *reply* with its choices to the DM *channel* and return the message id.

        It is tried once, with *nonce* (at most 25 characters), so that Discord drops a duplicate. Talks have priority:
        it waits while the bot's request rate is near Discord's limit.
        """

    async def alert(self, channel: int, text: str) -> None:
        """Send *text* to the operator's *channel*."""
