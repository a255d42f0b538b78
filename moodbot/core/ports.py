"""Ports: interfaces to clock, messages and workers that the adapters implement."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from moodbot.core.dialogue import Picture, Place, Reply
from moodbot.core.errors import CannotSpeak


class Clock(Protocol):
    """Source of time, pauses and random values."""

    def now(self) -> int:
        """Return the time in UTC milliseconds."""

    def monotonic(self) -> float:
        """Return seconds that never go backwards, from an arbitrary start."""

    def chance(self) -> float:
        """Return a random number in [0, 1)."""

    def new_id(self) -> str:
        """Return 32 random hexadecimal digits."""

    async def pause(self, seconds: float, until: asyncio.Event | None = None) -> bool:
        """Wait *seconds*; return True as soon as *until* is set, else False. 0 or less does not wait."""


@dataclass(frozen=True, slots=True)
class InstallationId:
    """The unique id of this installation of the bot; nonces are made with it."""

    value: str


class Worker(Protocol):
    """A background task that runs beside the conversation."""

    async def run(self, *, alone: bool) -> None:
        """Work until `stop`. *alone*: no other process can still be sending, so earlier claims are void."""

    def stop(self) -> None:
        """Start no new work; `run` returns when the work in progress is done."""


class Messenger(Protocol):
    """Sends messages to one person in one place."""

    async def type(self) -> None:
        """Show the typing indicator. Never raises: it is only a courtesy."""

    async def say(
        self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = (), *, within: float | None = None
    ) -> None:
        """Send one message with *pictures*; *offer* is the reply whose choices stand under it. Raises CannotSpeak."""

    async def remove_own(self) -> None:
        """Remove the bot's own messages from this place. Raises CannotSpeak if some are left."""


@dataclass(frozen=True, slots=True)
class Detour:
    """A fallback place for a reply that cannot be sent, with an *explanation* for the person ("" for none).

    *explanation_only*: the reply itself is not sent there, because others could read it.
    """

    place: Place
    messenger: Messenger
    explanation: str
    explanation_only: bool = False


class Reach(Protocol):
    """Reaches the person who has just spoken, at any place."""

    def messenger_for(self, place: Place) -> Messenger:
        """Return the messenger for *place*."""

    def detour_for(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return the detour after *fault* at *place*, None if there is none."""

    def log_unreachable(self, place: Place, fault: CannotSpeak) -> None:
        """Report to the operator that this person could not be answered at all."""
