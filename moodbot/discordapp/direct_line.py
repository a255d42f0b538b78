"""Send outreach by DM: one request a message, one try, with a nonce, within the bot's rate limit."""

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
from moodbot.discordapp.faults import DMS_CLOSED, DROPPED, FLAGGED_FOR_DMS, UNKNOWN_CHANNEL, send_or_plain
from moodbot.discordapp.plain import plain_text
from moodbot.features.outreach.ports import NotSent, SendFault

log = logging.getLogger(__name__)
T = TypeVar("T")

TRY_SECONDS = 20.0
"""Timeout of one try in seconds, discord.py's own retries included."""

WINDOW_SECONDS = 1.0
UNAUTHORIZED, TOO_FAST, SERVER_ERRORS = 401, 429, 500


MOST_A_SECOND = 46
"""Requests a second, all of the bot's included, below which outreach may send one more. Discord accepts 50 a second,
and counts them a little later than they are sent."""

_counted_in_advance: ContextVar[list[float]] = ContextVar("_counted_in_advance")
"""The time (monotonic seconds) at which `room` counted this task's next request in advance; empty if it did not."""


class Traffic:
    """Counts all requests of the bot to Discord within the last second."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: deque[float] = deque()

    def trace(self) -> aiohttp.TraceConfig:
        """Return the trace that counts a client's requests; pass it to the client as *http_trace*."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._count)
        return config

    async def room(self, most: int = MOST_A_SECOND) -> None:
        """Wait until fewer than *most* requests were sent within the last second, then count this task's next request.

        Counting in advance keeps many waiting tasks from all taking the same free slot.
        """
        while len(self._recent()) >= most:
            await self._clock.pause(self._times[0] + WINDOW_SECONDS - self._clock.monotonic())
        now = self._clock.monotonic()
        self._times.append(now)
        _counted_in_advance.set([now])

    async def _count(self, *_: Any) -> None:
        if in_advance := _counted_in_advance.get([]):
            # Replace the advance count: the request may start later, and Discord counts when it arrives.
            with suppress(ValueError):
                self._times.remove(in_advance.pop())
        self._times.append(self._clock.monotonic())

    def _recent(self) -> deque[float]:
        now = self._clock.monotonic()
        while self._times and now - self._times[0] >= WINDOW_SECONDS:
            self._times.popleft()
        return self._times


class DiscordLine:
    """The DirectLine port on Discord: sends outreach through the current client. Methods raise NotSent."""

    exists = True

    def __init__(self, clock: Clock) -> None:
        self.traffic = Traffic(clock)
        self._client_and_words: tuple[discord.Client, Words] | None = None

    @property
    def ready(self) -> bool:
        """False while there is no open client to send through."""
        return self._client_and_words is not None and not self._client_and_words[0].is_closed()

    @property
    def client(self) -> discord.Client:
        """The current client. Raises NotSent if there is none."""
        if self._client_and_words is None:
            raise NotSent(SendFault.NOT_NOW)
        return self._client_and_words[0]

    def take(self, client: discord.Client, words: Words) -> None:
        """Send through *client* from now on; *words* gives the texts of buttons by person."""
        self._client_and_words = client, words

    def leave(self, client: discord.Client) -> None:
        """Stop sending through *client*, which is being closed; does nothing for any other client."""
        if self._client_and_words is not None and self._client_and_words[0] is client:
            self._client_and_words = None

    async def open(self, person: int) -> int:
        """Open the DM of *person* and return its channel id."""
        channel = await self._try_once(lambda client, _: client.create_dm(discord.Object(person)))
        return channel.id

    async def send(self, channel: int, reply: Reply, nonce: str) -> int:
        """Send the only utterance of *reply*, with its choices, to the DM *channel*; return the message id."""
        (utterance,) = reply.utterances
        if self.ready:
            await self.traffic.room()

        def post(client: discord.Client, words: Words) -> Awaitable[discord.Message]:
            pack, where = words.of(reply.person), _channel(client, channel)
            if (view := view_of(reply, pack)) is None:
                return where.send(utterance.text, nonce=nonce)
            plain = plain_text(utterance.text, reply, (), pack) or utterance.text
            return send_or_plain(
                lambda: where.send(utterance.text, view=view, nonce=nonce), lambda: where.send(plain, nonce=nonce)
            )

        return (await self._try_once(post)).id

    async def alert(self, channel: int, text: str) -> None:
        """Send *text* to the operator's *channel*."""
        await self._try_once(lambda client, _: client.get_partial_messageable(channel).send(text))

    async def _try_once(self, request: Callable[[discord.Client, Words], Awaitable[T]]) -> T:
        if self._client_and_words is None or not self.ready:
            raise NotSent(SendFault.NOT_NOW)
        try:
            async with asyncio.timeout(TRY_SECONDS):
                return await request(*self._client_and_words)
        except discord.HTTPException as fault:
            raise NotSent(send_fault_of(fault), fault.code) from fault
        except (aiohttp.ClientError, *DROPPED) as fault:
            raise NotSent(SendFault.AGAIN) from fault
        except RuntimeError as fault:
            # aiohttp raises RuntimeError for a session that was closed meanwhile.
            log.info("a client was closed while it was sending: %s", type(fault).__name__)
            raise NotSent(SendFault.AGAIN) from fault


def _channel(client: discord.Client, channel: int) -> discord.PartialMessageable:
    return client.get_partial_messageable(channel, type=discord.ChannelType.private)


def send_fault_of(fault: discord.HTTPException) -> SendFault:
    """Return the SendFault for an error of Discord."""
    if fault.code in FLAGGED_FOR_DMS:
        return SendFault.FLAGGED
    if fault.code in DMS_CLOSED or fault.code == UNKNOWN_CHANNEL:
        return SendFault.CLOSED
    if fault.status in (UNAUTHORIZED, TOO_FAST):
        return SendFault.NOT_NOW
    return SendFault.AGAIN if fault.status >= SERVER_ERRORS else SendFault.REFUSED
