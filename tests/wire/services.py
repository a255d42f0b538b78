"""A running serve() for tests, and the waits between its tries, which a test lets pass one by one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from moodbot.discordapp.bot import MoodBot
from moodbot.discordapp.service import RETRY_SECONDS, RETRY_SECONDS_AT_START, serve
from tests.hands import HandClock
from tests.standin import GOOD_TOKEN, Server
from tests.wire.moodbots import after, new_moodbot, parts_of, until


class Waits:
    """The waits between tries, ours and discord.py's, which a test lets pass one by one."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.naps: list[float] = []
        self._seen = 0

    async def nap(self, seconds: float) -> None:
        """Wait for discord.py."""
        self.naps.append(seconds)
        await self.clock.pause(seconds)

    async def next(self) -> float:
        """Wait until the bot has tried and waits to try again; return for how long."""
        await until(lambda: self._between_tries() is not None)
        at = self._between_tries()
        assert at is not None
        self._seen = at + 1
        return self.clock.pauses[at]

    async def out(self, seconds: float) -> None:
        """Let the bot try and wait until *seconds* have passed."""
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end:
            self.clock.advance(await self.next())

    def _between_tries(self) -> int | None:
        lengths = {RETRY_SECONDS, RETRY_SECONDS_AT_START, *self.naps}
        asked = range(self._seen, len(self.clock.pauses))
        return next((at for at in asked if self.clock.pauses[at] in lengths), None)


class Service:
    """A running serve(): *life* ends when it does, *stop* ends it."""

    def __init__(self, life: asyncio.Task[None], stop: asyncio.Event) -> None:
        self.life = life
        self.stop = stop


@asynccontextmanager
async def serving(
    clock: HandClock, token: str = GOOD_TOKEN, content: bool = True, clients: list[MoodBot] | None = None
) -> AsyncIterator[Service]:
    """Serve until the end of the block, and see to it that it then ends; *clients* gets every client made."""
    stop = asyncio.Event()
    made = [] if clients is None else clients
    async with parts_of(clock, pace=0) as parts:

        def another() -> MoodBot:
            made.append(new_moodbot(parts, content))
            return made[-1]

        life = asyncio.create_task(serve(another, token, clock, stop))
        try:
            yield Service(life, stop)
        finally:
            stop.set()
            await after(asyncio.wait({life}))


async def next_unless(waits: Waits, done: Callable[[], object]) -> float:
    """Return the length of the next wait between tries, or 0 as soon as *done* holds."""
    waiting = asyncio.create_task(waits.next())
    await until(lambda: waiting.done() or done())
    if waiting.done():
        return waiting.result()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    return 0.0


async def reconnect(standin: Server, waits: Waits) -> None:
    """Let the bot try and wait until it is connected."""
    while not standin.gateway.connected:
        waits.clock.advance(await next_unless(waits, lambda: standin.gateway.connected))
