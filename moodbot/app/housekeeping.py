"""Letting go: talks after a day of silence, and which message answered which after a month."""

import asyncio
import logging

from moodbot.app.conversation import DAY
from moodbot.app.errors import StoreUnavailable
from moodbot.app.ports import AnswerStore, Clock, TalkStore

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0
ANSWERS_KEPT = 30 * DAY


async def keep_house(talks: TalkStore, answers: AnswerStore, clock: Clock, stop: asyncio.Event) -> None:
    """Let go of what is over, at once and every hour, until *stop* is set. A failing database is tried again."""
    while True:
        try:
            await talks.let_go(clock.now() - DAY)
            await answers.let_go_answers(clock.now() - ANSWERS_KEPT)
        except StoreUnavailable as fault:
            log.error("old talks could not be let go: %s", fault)
        if await clock.pause(EVERY_SECONDS, stop):
            return
