"""Keeps the Discord client running: a start that fails says why, a connection lost later is sought for ever."""

import asyncio
import logging
from collections.abc import Callable

import aiohttp
import discord
from yarl import URL

from moodbot.app.errors import CannotStart
from moodbot.app.hearing import describe
from moodbot.app.ports import Clock
from moodbot.discordapp.bot import MoodBot
from moodbot.discordapp.connection import Connection

log = logging.getLogger(__name__)

START_SECONDS = 30.0
"""How long Discord may be unreachable at start before it is taken as a fault of the set-up."""

GONE_SECONDS = 180.0
"""How long a lost connection is left to discord.py, which may retry a dead address for ever."""

RETRY_SECONDS = 5.0

TOKEN_REFUSED = (
    "Discord refused the token. Copy it anew from https://discord.com/developers/applications "
    "(your application, Bot, Reset Token) and put it into DISCORD_TOKEN."
)
INTENT_REFUSED = (
    "Discord refused the Message Content intent. Switch it on at https://discord.com/developers/applications "
    "(your application, Bot, Message Content Intent), or set MOODBOT_MESSAGE_CONTENT=false: then moodbot works in "
    "DMs, by mention and by slash command."
)
UNREACHABLE = (
    "Discord could not be reached for 30 seconds. Check the network, and MOODBOT_API_BASE and MOODBOT_GATEWAY "
    "if you have set them, then start moodbot again."
)

_NETWORK = (OSError, aiohttp.ClientError, asyncio.TimeoutError, discord.HTTPException, discord.GatewayNotFound)


def point_at(api_base: str | None, gateway: str | None) -> None:
    """Let discord.py talk to another address than Discord's own, such as a stand-in's; None leaves it."""
    if api_base:
        discord.http.Route.BASE = api_base
    if gateway:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)


async def serve(new_client: Callable[[], MoodBot], token: str, clock: Clock, stop: asyncio.Event) -> None:
    """Run until *stop* is set. Raises CannotStart with what to do about it.

    After the first success every loss of connection is met with another try, at first by discord.py and, where
    that does not succeed within three minutes, with a new client.
    """
    deadline: float | None = clock.monotonic() + START_SECONDS
    while not stop.is_set():
        async with new_client() as client:
            connected = await _run(client, token, clock, stop, deadline)
        if connected:
            deadline = None
        elif deadline is not None and clock.monotonic() >= deadline:
            raise CannotStart(UNREACHABLE)
        if not stop.is_set():
            await clock.pause(RETRY_SECONDS if deadline is None else 1.0, stop)


async def _run(client: MoodBot, token: str, clock: Clock, stop: asyncio.Event, deadline: float | None) -> bool:
    """Run one client until it ends, is stopped or is given up; return whether it was ever connected."""
    connection = client.connection
    running = asyncio.create_task(client.start(token))
    ended = asyncio.Event()
    running.add_done_callback(lambda _: ended.set())
    watching = asyncio.create_task(_watch(connection, clock, ended, deadline))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, watching, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (watching, stopping):
        task.cancel()
    await client.close()
    await asyncio.gather(watching, stopping, return_exceptions=True)
    _look_at(await _result(running))
    return connection.was_up


async def _result(running: asyncio.Task[None]) -> BaseException | None:
    running.cancel()
    (result,) = await asyncio.gather(running, return_exceptions=True)
    return result


def _look_at(fault: BaseException | None) -> None:
    """Raise CannotStart where another try would be refused as well; log what else ended a client."""
    if isinstance(fault, discord.LoginFailure):
        raise CannotStart(TOKEN_REFUSED) from fault
    if isinstance(fault, discord.PrivilegedIntentsRequired):
        raise CannotStart(INTENT_REFUSED) from fault
    if isinstance(fault, _NETWORK):
        log.warning("Discord cannot be reached (%s); trying again", type(fault).__name__)
    elif fault is not None and not isinstance(fault, asyncio.CancelledError):
        log.error("the client ended: %s; starting another", describe(fault))


async def _watch(connection: Connection, clock: Clock, ended: asyncio.Event, deadline: float | None) -> None:
    """Return when the client should be given up: not connected in time, or lost for too long."""
    if deadline is not None and not connection.was_up:
        left = deadline - clock.monotonic()
        if not await clock.pause(left, connection.up):
            return
    while not ended.is_set():
        await connection.lost.wait()
        if not await clock.pause(GONE_SECONDS, connection.up):
            log.warning("no connection for %d s; starting anew", GONE_SECONDS)
            return
