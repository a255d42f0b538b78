"""Classify Discord's errors by how the bot reacts to them."""

import asyncio
import logging
from collections.abc import Awaitable

import aiohttp
import discord

from moodbot.core.errors import CannotSpeak

log = logging.getLogger(__name__)

DROPPED = (aiohttp.ClientConnectionError, asyncio.TimeoutError)
"""Errors of a request whose connection was lost; Discord may or may not have carried it out."""

DMS_CLOSED = frozenset({50007, 50278})
"""The person does not accept DMs from this bot, or shares no server with it."""

DMS_TOO_FAST = 40003
"""The bot may not open further DMs for a while."""

FLAGGED_FOR_DMS = frozenset({DMS_TOO_FAST, 20026})
"""Discord treats the bot's DMs as spam (too many opened, or flagged): outreach must stop."""

UNKNOWN_CHANNEL = 10003

NO_ACCESS = 50001
MISSING_PERMISSION = 50013

_PERMISSION_NAMES = {NO_ACCESS: "View Channel", MISSING_PERMISSION: "Send Messages"}


def cannot_speak(fault: Exception) -> CannotSpeak:
    """Return *fault* as CannotSpeak, with the name of the missing permission, if any."""
    if not isinstance(fault, discord.HTTPException):
        return CannotSpeak("Discord could not be reached", refused=False)
    if fault.code in DMS_CLOSED:
        return CannotSpeak("DMs are closed")
    if fault.code == DMS_TOO_FAST:
        return CannotSpeak("no more DMs can be opened just now")
    if isinstance(fault, discord.NotFound):
        return CannotSpeak("the channel is gone", refused=False)
    if isinstance(fault, discord.Forbidden):
        return CannotSpeak(_PERMISSION_NAMES.get(fault.code, f"Discord's error {fault.code}"))
    return CannotSpeak(f"Discord answered {fault.status}, error {fault.code}", refused=False)


async def taken(answer: Awaitable[object]) -> bool:
    """Send the first answer to an interaction; return True if Discord accepted it, as it does within 3 seconds."""
    try:
        await answer
    except discord.HTTPException as fault:
        log.warning("an interaction could not be answered: error %d", fault.code)
        return False
    except DROPPED as fault:
        log.warning("an interaction could not be answered: %s", type(fault).__name__)
        return False
    return True
