"""Many people at once: messages at an even rate on the real clock."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.standin.errors import WaitedInVainError

if TYPE_CHECKING:
    from tests.standin.server import Server

FIRST_USER = 1_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """*rate* messages a second for *seconds*, each by the next of *users* people; DMs unless *channel_id*."""

    rate: float
    seconds: float
    users: int = 1000
    text: str = "!anxious"
    channel_id: int | None = None
    first_user: int = FIRST_USER
    settle: float = 5.0

    async def run(self, server: "Server") -> None:
        """Say it all, then wait up to *settle* seconds for the answers that are still missing.

        A message that is late because the machine is slow is still said, at once.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for index in range(round(self.rate * self.seconds)):
            await asyncio.sleep(max(0.0, begun + index / self.rate - loop.time()))
            user_id = self.first_user + index % self.users
            await server.say(user_id, self.channel_id or server.dm(user_id), self.text)
        with suppress(WaitedInVainError):
            await server.until(lambda: not server.stats.waiting, self.settle)
