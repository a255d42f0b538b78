"""Run the Discord client: if it cannot start, fail with advice; if the connection is lost later, reconnect for ever."""

import asyncio
import logging
from collections.abc import Callable

import aiohttp
import discord
from yarl import URL

from moodbot.core.errors import CannotStart
from moodbot.core.faults import describe
from moodbot.core.ports import Clock
from moodbot.discordapp.bot import MoodBot
from moodbot.discordapp.connection import Connection

log = logging.getLogger(__name__)

START_SECONDS = 30.0
"""Seconds that Discord may be unreachable at start before the start fails as a set-up fault."""

GONE_SECONDS = 180.0
"""Seconds after which a client without a connection is replaced: discord.py may retry a dead address for ever."""

RETRY_SECONDS = 5.0
RETRY_SECONDS_AT_START = 1.0

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
    """Set the REST and gateway addresses of discord.py, such as a stand-in's; None keeps Discord's own."""
    if api_base:
        discord.http.Route.BASE = api_base
    if gateway:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)


async def serve(new_client: Callable[[], MoodBot], token: str, clock: Clock, stop: asyncio.Event) -> None:
    """Run clients until *stop* is set. Raises CannotStart, whose message tells the operator what to do.

    After the first connect every loss of connection is retried: by discord.py, and after three minutes without
    success (GONE_SECONDS) with a new client.
    """
    deadline = clock.monotonic() + START_SECONDS
    started = False
    while not stop.is_set():
        patience = GONE_SECONDS if started else deadline - clock.monotonic()
        started = await _run(new_client(), token, clock, stop, patience) or started
        if stop.is_set():
            return
        if not started and clock.monotonic() >= deadline:
            raise CannotStart(UNREACHABLE)
        await clock.pause(RETRY_SECONDS if started else RETRY_SECONDS_AT_START, stop)


async def _run(client: MoodBot, token: str, clock: Clock, stop: asyncio.Event, patience: float) -> bool:
    """Run one client until it ends, *stop* is set or it is given up; return True if it was ever connected.

    *patience* is the time to connect, in seconds. Raises CannotStart if Discord refused the token or an intent.
    """
    running = asyncio.create_task(client.start(token))
    watching = asyncio.create_task(_until_given_up(client.connection, clock, patience))
    stopping = asyncio.create_task(stop.wait())
    tasks = (running, watching, stopping)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        fault = _fault_of(running)
    finally:
        # Cancelled before close(), the client does not wait for a close frame that a dead network never delivers.
        # Cancelled again after it, because before Python 3.12 wait_for may swallow a cancellation.
        running.cancel()
        await client.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    _raise_or_log(fault, client)
    return client.connection.was_up


async def _until_given_up(connection: Connection, clock: Clock, patience: float) -> None:
    """Return when *connection* was down too long: *patience* seconds until the first connect, later GONE_SECONDS."""
    while await clock.pause(patience, connection.up):
        patience = GONE_SECONDS
        await connection.lost.wait()
    if connection.was_up:
        log.warning("no connection for %d s; starting anew", GONE_SECONDS)


def _fault_of(running: asyncio.Task[None]) -> BaseException | None:
    return running.exception() if running.done() and not running.cancelled() else None


def _raise_or_log(fault: BaseException | None, client: MoodBot) -> None:
    """Raise CannotStart if a retry would be refused as well; log any other fault that ended the client."""
    if isinstance(fault, discord.LoginFailure):
        raise CannotStart(TOKEN_REFUSED) from fault
    if isinstance(fault, discord.PrivilegedIntentsRequired):
        raise CannotStart(INTENT_REFUSED) from fault
    # discord.py 2.7 raises AttributeError for its missing socket if the very first connection is refused.
    if isinstance(fault, _NETWORK) or (isinstance(fault, AttributeError) and client.ws is None):
        log.warning("Discord cannot be reached (%s); trying again", type(fault).__name__)
    elif fault is not None:
        log.error("the client ended: %s; starting another", describe(fault))
