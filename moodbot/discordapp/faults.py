"""Classify Discord's errors by how the bot reacts to them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

from moodbot.core.errors import CannotSpeak, Cause

log = logging.getLogger(__name__)
T = TypeVar("T")

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

BAD_REQUEST, TOO_LARGE = 400, 413

_CAUSES = {
    **dict.fromkeys(DMS_CLOSED, (Cause.CLOSED, "DMs are closed")),
    **dict.fromkeys(FLAGGED_FOR_DMS, (Cause.HELD, "no more DMs can be opened just now")),
    50083: (Cause.ARCHIVED, "the thread is archived"),
    160005: (Cause.LOCKED, "the thread is locked"),
    # Content, title, and links that Discord counts as harmful.
    **dict.fromkeys((200000, 200001, 240000), (Cause.FILTERED, "AutoMod stopped the message")),
}
"""Causes by Discord's code, whose status may be 400 or 403."""

_PERMISSION_NAMES = {NO_ACCESS: "View Channel", MISSING_PERMISSION: "Send Messages"}


class NotRemoved(CannotSpeak):
    """Raised when own messages are or may be left in a DM, so that the person is not told that they are gone."""

    def __init__(self) -> None:
        super().__init__("own messages could not be removed")


def cannot_speak(fault: Exception) -> CannotSpeak:
    """Return *fault* as CannotSpeak, with its cause and the name of the missing permission, if any."""
    if not isinstance(fault, discord.HTTPException):
        return CannotSpeak("Discord could not be reached", refused=False)
    if fault.code in _CAUSES:
        cause, words = _CAUSES[fault.code]
        return CannotSpeak(words, cause=cause)
    if isinstance(fault, discord.NotFound):
        return CannotSpeak("the channel is gone", refused=False)
    if isinstance(fault, discord.Forbidden):
        return CannotSpeak(_PERMISSION_NAMES.get(fault.code, f"Discord's error {fault.code}"))
    refused = fault.status in (BAD_REQUEST, TOO_LARGE)
    return CannotSpeak(f"Discord answered {fault.status}, error {fault.code}", refused, Cause.UNFIT)


async def send_or_plain(send: Callable[[], Awaitable[T]], plain: Callable[[], Awaitable[T]]) -> T:
    """Await *send* and return its result; if Discord refuses the form of that message, await *plain* instead."""
    try:
        return await send()
    except discord.HTTPException as fault:
        if fault.status not in (BAD_REQUEST, TOO_LARGE) or fault.code in _CAUSES:
            raise
        # Never the text of the fault: it may quote the message.
        log.error("a message was refused and is sent plain: status %d, error %d", fault.status, fault.code)
        return await plain()


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
