"""Deliver a reply at a human pace: typing, a pause as long as writing takes, the message, then the next one."""

import asyncio
from dataclasses import replace

from moodbot.core.dialogue import Reply, Utterance
from moodbot.core.ports import Clock, Messenger
from moodbot.core.turn_taking import Speaking

TYPING_LASTS = 8.0
"""Seconds after which the typing indicator is sent again; Discord hides it after 10."""


async def deliver(
    reply: Reply, messenger: Messenger, speaking: Speaking, clock: Clock, typing: asyncio.Task[None] | None = None
) -> None:
    """Send *reply* through *messenger*; stop as soon as the person speaks again, unless the reply is uninterrupted.

    *typing* is a typing call already started for the first message. The choices stand under the last message; the
    question counts as asked once that is being sent (`speaking.said`). Raises CannotSpeak.
    """
    last, stop = len(reply.utterances) - 1, asyncio.Event() if reply.uninterrupted else speaking.stop
    for number, utterance in enumerate(reply.utterances):
        if number or typing is None:
            await messenger.type()
        else:
            await typing
        if await _type_for(utterance.pause, messenger, stop, clock):
            return
        if number == last:
            # From here on a new turn answers this question, even while Discord is still taking the message.
            speaking.said = True
        offer = reply if number == last else _choices_under(utterance, reply)
        await messenger.say(utterance.text, offer, utterance.pictures)


def _choices_under(utterance: Utterance, reply: Reply) -> Reply | None:
    """Return the reply whose choices stand under a message before the last one, None if it has no choices."""
    return replace(reply, choices=utterance.choices, menu=False, writes=False) if utterance.choices else None


async def _type_for(seconds: float, messenger: Messenger, stop: asyncio.Event, clock: Clock) -> bool:
    """Wait *seconds* while showing typing; return True as soon as *stop* is set, because the person spoke."""
    while seconds > TYPING_LASTS:
        if await clock.pause(TYPING_LASTS, stop):
            return True
        await messenger.type()
        seconds -= TYPING_LASTS
    return await clock.pause(seconds, stop)
