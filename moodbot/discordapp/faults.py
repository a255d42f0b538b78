"""Discord's errors, by what is to be done about them."""

import discord

from moodbot.app.errors import CannotSpeak

DMS_CLOSED = frozenset({50007, 50278})
"""The person takes no DMs from this bot, or shares no server with it."""

NO_ACCESS = 50001
MISSING_PERMISSION = 50013

_NAMES = {NO_ACCESS: "View Channel", MISSING_PERMISSION: "Send Messages"}


def cannot_speak(fault: Exception) -> CannotSpeak:
    """Return *fault* as the use cases know it, with the name of the permission that is missing, if one is."""
    if not isinstance(fault, discord.HTTPException):
        return CannotSpeak("Discord could not be reached")
    if fault.code in DMS_CLOSED:
        return CannotSpeak("DMs are closed")
    if isinstance(fault, discord.NotFound):
        return CannotSpeak("the channel is gone")
    if isinstance(fault, discord.Forbidden):
        return CannotSpeak(_NAMES.get(fault.code, f"Discord's error {fault.code}"))
    return CannotSpeak(f"Discord answered {fault.status}, error {fault.code}")
