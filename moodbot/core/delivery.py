"""Deliver a reply at a human pace: typing, a pause as long as writing takes, the message, then the next one."""

import asyncio
from dataclasses import replace

from moodbot.core.dialogue import Reply, Utterance
from moodbot.core.ports import Clock, Messenger
from moodbot.core.turn_taking import Speaking

TYPING_LASTS = 8.0
"""Seconds after which the typing indicator is sent again; Discord hides it after 10."""


async def deliver(
    reply: Reply,
    messenger: Messenger,
    speaking: Speaking,
    clock: Clock,
    typing: asyncio.Task[None] | None = None,
    *,
    within: float | None = None,
) -> None:
    """Send *reply* through *messenger*; stop as soon as the person speaks again, unless the reply is uninterrupted.

    When the program stops, the rest is sent without pauses.
    *typing* is a typing call already started for the first message. The choices stand under the last message; the
    question counts as asked once that is being sent (`speaking.said`), and was asked once it is out (`speaking.out`).
    With *within*, seconds, nothing is typed and each try to send takes no longer: for help, which must not wait.
    Raises CannotSpeak.
    """
    last, wake = len(reply.utterances) - 1, speaking.hurry if reply.uninterrupted else speaking.stop
    for number, utterance in enumerate(reply.utterances):
        if within is not None:
            pass
        elif number or typing is None:
            await messenger.type()
        else:
            await typing
        await _type_for(utterance.pause, messenger, wake, clock)
        if speaking.interrupted and not reply.uninterrupted:
            return
        if number == last:
            # From here on a new turn answers this question, even while Discord is still taking the message.
            speaking.said = True
        offer = reply if number == last else _choices_under(utterance, reply)
        await messenger.say(utterance.text, offer, utterance.pictures, within=within)
    speaking.out = True


def _choices_under(utterance: Utterance, reply: Reply) -> Reply | None:
    """Return the reply whose choices stand under a message before the last one, None if it has no choices."""
    return (
        replace(reply, choices=utterance.choices, menu=False, writes=False, phase=None) if utterance.choices else None
    )


async def _type_for(seconds: float, messenger: Messenger, wake: asyncio.Event, clock: Clock) -> None:
    """Wait *seconds* while showing typing, or until *wake* is set."""
    while seconds > TYPING_LASTS:
        if await clock.pause(TYPING_LASTS, wake):
            return
        await messenger.type()
        seconds -= TYPING_LASTS
    await clock.pause(seconds, wake)
