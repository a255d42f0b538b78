"""Letting go: talks after a day of silence, what was sent unasked after two weeks, which message answered which after a
month, the journal after two years.
"""

import asyncio
import logging

from moodbot.app.checkin_ports import WaitingStore
from moodbot.app.conversation import DAY
from moodbot.app.desk_ports import DeskStore
from moodbot.app.errors import StoreUnavailable
from moodbot.app.ports import AnswerStore, Clock, JournalStore, TalkStore
from moodbot.domain.journal import KEPT

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0
ANSWERS_KEPT = 30 * DAY
SETTLED_KEPT = 14 * DAY
REQUESTS_KEPT = 30 * DAY


async def keep_house(
    talks: TalkStore,
    answers: AnswerStore,
    journal: JournalStore,
    waiting: WaitingStore,
    desks: DeskStore,
    *,
    clock: Clock,
    stop: asyncio.Event,
) -> None:
    """Let go of what is over, at once and every hour, until *stop* is set. A failing database is tried again."""
    while True:
        try:
            await talks.let_go(clock.now() - DAY)
            await answers.let_go_answers(clock.now() - ANSWERS_KEPT)
            await journal.let_go_entries(clock.now() - KEPT)
            await waiting.let_go_settled(clock.now() - SETTLED_KEPT)
            await desks.let_go_requests(clock.now() - REQUESTS_KEPT, clock.now() - REQUESTS_KEPT)
        except StoreUnavailable as fault:
            log.error("old talks could not be let go: %s", fault)
        if await clock.pause(EVERY_SECONDS, stop):
            return
