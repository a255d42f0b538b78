"""Letting go of everything whose time is over, and finishing to forget people."""

import asyncio
import logging
from typing import Protocol

from moodbot.core.errors import StoreUnavailable
from moodbot.core.faults import describe
from moodbot.core.ports import AnswerStore, Clock, TalkStore
from moodbot.core.retention import Retention, Until
from moodbot.features.care.ports import CareStore
from moodbot.features.counsellors.ports import DeskStore
from moodbot.features.journal.ports import JournalStore
from moodbot.features.outreach.ports import WaitingStore
from moodbot.features.privacy.forgetting import Forgetting

log = logging.getLogger(__name__)

EVERY_SECONDS, SOON_SECONDS = 3600.0, 60.0
"""Seconds between two rounds, and where forgetting somebody is not finished."""


class Shelves(Protocol):
    """Where things lie that are let go of one day."""

    @property
    def talks(self) -> TalkStore:
        """Where talks stand."""

    @property
    def answers(self) -> AnswerStore:
        """Which messages answer which."""

    @property
    def care(self) -> CareStore:
        """Who was at risk."""

    @property
    def journal(self) -> JournalStore:
        """Entries and suggestions."""

    @property
    def waiting(self) -> WaitingStore:
        """Check-ins and whatever else was said unasked."""

    @property
    def desks(self) -> DeskStore:
        """Requests for a person."""


async def keep_house(
    shelves: Shelves, *, forgetting: Forgetting, retention: Retention, clock: Clock, stop: asyncio.Event
) -> None:
    """Finish forgetting people, and let go of what is over, at once and every hour, until *stop* is set.

    What could not be finished, and a failing database, is tried again, people after a minute.
    """
    while True:
        finished = False
        try:
            await let_go_of_what_is_over(shelves, retention, clock.now())
            finished = await forgetting.resume()
        except StoreUnavailable as fault:
            log.error("what is over could not be let go: %s", fault)
        except Exception as fault:  # noqa: BLE001 - a boundary: one broken round must not be the last
            log.error("a round of housekeeping broke: %s", describe(fault))
        if await clock.pause(EVERY_SECONDS if finished else SOON_SECONDS, stop):
            return


async def let_go_of_what_is_over(shelves: Shelves, retention: Retention, now: int) -> None:
    """Delete what is older than it may be at *now* (UTC ms), a little at a time. Raises StoreUnavailable."""
    await shelves.talks.let_go(retention.before(Until.TALKS, now))
    await shelves.care.let_go_risks(retention.before(Until.DAY, now))
    await shelves.answers.let_go_answers(retention.before(Until.REQUESTS, now))
    await shelves.journal.let_go_entries(retention.before(Until.ENTRIES, now))
    await shelves.waiting.let_go_settled(retention.before(Until.SLOTS, now))
    await shelves.desks.let_go_requests(retention.before(Until.REQUESTS, now))
    await shelves.desks.let_go_blocks(now)
