"""Letting go of everything whose time is over, and finishing to forget people."""

import asyncio
import logging

from moodbot.app.checkin_ports import WaitingStore
from moodbot.app.desk_ports import DeskStore
from moodbot.app.errors import StoreUnavailable
from moodbot.app.forgetting import Forgetting
from moodbot.app.ports import AnswerStore, Clock, JournalStore, TalkStore
from moodbot.domain.kept import Until
from moodbot.domain.retention import Retention

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0


async def keep_house(
    talks: TalkStore,
    answers: AnswerStore,
    journal: JournalStore,
    waiting: WaitingStore,
    desks: DeskStore,
    *,
    forgetting: Forgetting,
    retention: Retention,
    clock: Clock,
    stop: asyncio.Event,
) -> None:
    """Finish forgetting people, and let go of what is over, at once and every hour, until *stop* is set.

    A failing database is tried again.
    """
    while True:
        try:
            now = clock.now()
            await forgetting.resume()
            await talks.let_go(retention.before(Until.TALKS, now))
            await answers.let_go_answers(retention.before(Until.REQUESTS, now))
            await journal.let_go_entries(retention.before(Until.ENTRIES, now))
            await waiting.let_go_settled(retention.before(Until.SLOTS, now))
            before = retention.before(Until.REQUESTS, now)
            await desks.let_go_requests(before, before)
        except StoreUnavailable as fault:
            log.error("old talks could not be let go: %s", fault)
        if await clock.pause(EVERY_SECONDS, stop):
            return
