"""What the use cases need from the world, and nothing more; the edges fit themselves to these."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from moodbot.core.dialogue import Picture, Place, Reply
from moodbot.core.errors import CannotSpeak


class Clock(Protocol):
    """Time and chance."""

    def now(self) -> int:
        """Return the time in UTC milliseconds."""

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""

    def chance(self) -> float:
        """Return a random number in [0, 1)."""

    def new_id(self) -> str:
        """Return 32 random hexadecimal digits."""

    async def pause(self, seconds: float, until: asyncio.Event | None = None) -> bool:
        """Wait *seconds*; return True as soon as *until* is set. No waiting at 0 seconds or less."""


@dataclass(frozen=True, slots=True)
class InstallationId:
    """What tells this installation of the bot from any other; nonces are made with it."""

    value: str


class Worker(Protocol):
    """Something that runs beside the conversation."""

    async def run(self, *, alone: bool) -> None:
        """Work until `stop`. *alone*: no other process shares the database, so what one before it claimed is free."""

    def stop(self) -> None:
        """Begin nothing more; `run` ends when what is on its way is settled."""


class Messenger(Protocol):
    """A way to one person in one place. May raise CannotSpeak."""

    async def type(self) -> None:
        """Show that the bot is typing; never raises, for typing is only a courtesy."""

    async def say(self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = ()) -> None:
        """Send one message with *pictures*; *offer* is the reply whose choices stand under it."""


@dataclass(frozen=True, slots=True)
class Detour:
    """Another way to a person who cannot be reached: where, how, and the *explanation* that says why.

    *explanation_only* keeps the answer itself back, because others could read it there.
    """

    place: Place
    messenger: Messenger
    explanation: str
    explanation_only: bool = False


class Reach(Protocol):
    """The ways to the person who has just spoken."""

    def at(self, place: Place) -> Messenger:
        """Return the way to the person at *place*."""

    def instead_of(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return another way where *place* cannot be written to, None where there is none."""

    def lost(self, place: Place, fault: CannotSpeak) -> None:
        """Note that this person could not be answered at all."""
