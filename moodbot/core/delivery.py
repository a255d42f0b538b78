"""Says a reply as a person would: typing at once, a pause as long as writing takes, the message, the next one."""

import asyncio
from dataclasses import replace

from moodbot.core.dialogue import Reply, Utterance
from moodbot.core.ports import Clock, Messenger
from moodbot.core.turn_taking import Speaking

TYPING_LASTS = 8.0
"""Seconds after which typing is shown again; Discord lets it fade after 10."""


async def deliver(
    reply: Reply, messenger: Messenger, speaking: Speaking, clock: Clock, typing: asyncio.Task[None] | None = None
) -> None:
    """Say *reply* through *messenger*; fall silent as soon as the person speaks again, unless it stands.

    *typing* is a typing call already on its way for the first message. The choices stand under the last
    message, and only when that is out has the question been asked. Raises CannotSpeak.
    """
    last, stop = len(reply.utterances) - 1, asyncio.Event() if reply.uninterrupted else speaking.stop
    for number, utterance in enumerate(reply.utterances):
        if number or typing is None:
            await messenger.type()
        else:
            await typing
        if await _write(utterance.pause, messenger, stop, clock):
            return
        if number == last:
            # From here on a new turn answers this question, even while Discord is still taking the message.
            speaking.said = True
        offer = reply if number == last else _under(utterance, reply)
        await messenger.say(utterance.text, offer, utterance.pictures)


def _under(utterance: Utterance, reply: Reply) -> Reply | None:
    """Return what stands under a message before the last one, None where nothing does."""
    return replace(reply, choices=utterance.choices, menu=False, writes=False) if utterance.choices else None


async def _write(seconds: float, messenger: Messenger, stop: asyncio.Event, clock: Clock) -> bool:
    """Wait as long as writing takes, seen typing all the while; True when the person spoke meanwhile."""
    while seconds > TYPING_LASTS:
        if await clock.pause(TYPING_LASTS, stop):
            return True
        await messenger.type()
        seconds -= TYPING_LASTS
    return await clock.pause(seconds, stop)
