"""Writing to people unasked: one request a message, tried once, with a nonce, and only where there is room for it."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, TypeVar

import aiohttp
import discord

from moodbot.core.dialogue import Reply
from moodbot.core.ports import Clock
from moodbot.core.words import Words
from moodbot.discordapp.buttons import view_of
from moodbot.discordapp.faults import DMS_CLOSED, DROPPED, FLAGGED_FOR_DMS, UNKNOWN_CHANNEL
from moodbot.features.outreach.ports import NotSent, SendFault

log = logging.getLogger(__name__)
T = TypeVar("T")

TRY_SECONDS = 20.0
"""How long one try may take, discord.py's own repetitions included."""

WINDOW_SECONDS = 1.0
UNAUTHORIZED, TOO_FAST, SERVER_ERRORS = 401, 429, 500


MOST_A_SECOND = 46
"""Requests a second, those of conversations included, up to which one more is sent unasked. Discord takes 50 of a bot,
and counts them a little later than they are sent."""

_counted: ContextVar[list[float]] = ContextVar("_counted")
"""Holds the time at which the next request of this task was counted before it began."""


class Traffic:
    """The requests that went to Discord within the last second, whoever caused them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: deque[float] = deque()

    def trace(self) -> aiohttp.TraceConfig:
        """Return what counts the requests of a client; handed to it as *http_trace*."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._count)
        return config

    async def room(self, most: int = MOST_A_SECOND) -> None:
        """Wait until fewer than *most* requests went out within the last second, and count the next one of this task.

        It is counted here and not only when it begins, so that many who wait do not all find the same room.
        """
        while len(self._recent()) >= most:
            await self._clock.pause(self._times[0] + WINDOW_SECONDS - self._clock.monotonic())
        now = self._clock.monotonic()
        self._times.append(now)
        _counted.set([now])

    async def _count(self, *_: Any) -> None:
        if counted := _counted.get([]):
            # A program that was held up sends later than it thought; what counts is when Discord gets it.
            with suppress(ValueError):
                self._times.remove(counted.pop())
        self._times.append(self._clock.monotonic())

    def _recent(self) -> deque[float]:
        now = self._clock.monotonic()
        while self._times and now - self._times[0] >= WINDOW_SECONDS:
            self._times.popleft()
        return self._times


class DiscordLine:
    """The line that unprompted messages take; it lasts while clients come and go. Methods raise NotSent."""

    exists = True

    def __init__(self, clock: Clock) -> None:
        self.traffic = Traffic(clock)
        self._through: tuple[discord.Client, Words] | None = None

    @property
    def ready(self) -> bool:
        """False while there is no client to send through."""
        return self._through is not None and not self._through[0].is_closed()

    @property
    def client(self) -> discord.Client:
        """The client there is. Raises NotSent where there is none."""
        if self._through is None:
            raise NotSent(SendFault.NOT_NOW)
        return self._through[0]

    def take(self, client: discord.Client, words: Words) -> None:
        """Let messages go through *client* from now on; *words* has what stands under them."""
        self._through = client, words

    def leave(self, client: discord.Client) -> None:
        """Send nothing more through *client*, which is being closed."""
        if self._through is not None and self._through[0] is client:
            self._through = None

    async def open(self, person: int) -> int:
        """Open the person's DM and return its channel id."""
        channel = await self._once(lambda client, _: client.create_dm(discord.Object(person)))
        return channel.id

    async def send(self, channel: int, reply: Reply, nonce: str) -> int:
        """Send the one utterance of *reply* with its choices into the DM *channel*; return the message's id."""
        (utterance,) = reply.utterances
        if self.ready:
            await self.traffic.room()
        sent = await self._once(
            lambda client, words: _channel(client, channel).send(
                utterance.text, view=view_of(reply, words.of(reply.person)) or discord.utils.MISSING, nonce=nonce
            )
        )
        return sent.id

    async def alert(self, channel: int, text: str) -> None:
        """Write *text* into the operator's channel."""
        await self._once(lambda client, _: client.get_partial_messageable(channel).send(text))

    async def _once(self, request: Callable[[discord.Client, Words], Awaitable[T]]) -> T:
        if self._through is None or not self.ready:
            raise NotSent(SendFault.NOT_NOW)
        try:
            async with asyncio.timeout(TRY_SECONDS):
                return await request(*self._through)
        except discord.HTTPException as fault:
            raise NotSent(send_fault_of(fault), fault.code) from fault
        except (aiohttp.ClientError, *DROPPED) as fault:
            raise NotSent(SendFault.AGAIN) from fault
        except RuntimeError as fault:
            # aiohttp's word for a session that was closed under way.
            log.info("a client was closed while it was sending: %s", type(fault).__name__)
            raise NotSent(SendFault.AGAIN) from fault


def _channel(client: discord.Client, channel: int) -> discord.PartialMessageable:
    return client.get_partial_messageable(channel, type=discord.ChannelType.private)


def send_fault_of(fault: discord.HTTPException) -> SendFault:
    """Return what an error of Discord means for what was to be sent."""
    if fault.code in FLAGGED_FOR_DMS:
        return SendFault.FLAGGED
    if fault.code in DMS_CLOSED or fault.code == UNKNOWN_CHANNEL:
        return SendFault.CLOSED
    if fault.status in (UNAUTHORIZED, TOO_FAST):
        return SendFault.NOT_NOW
    return SendFault.AGAIN if fault.status >= SERVER_ERRORS else SendFault.REFUSED
