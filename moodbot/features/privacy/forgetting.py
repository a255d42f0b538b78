"""Erase a person everywhere; the erasure is recorded first, so that a restarted bot finishes it."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from moodbot.core.errors import StoreUnavailable
from moodbot.core.memory import Memories
from moodbot.core.ports import Clock
from moodbot.core.words import Words
from moodbot.features.counsellors.ports import DeskFailed, DeskFault
from moodbot.features.counsellors.worker import DeskWorker
from moodbot.features.privacy.ports import Pending, Trace
from moodbot.features.privacy.store import RightsStore
from moodbot.times.units import WEEK

log = logging.getLogger(__name__)

SWEEPS, SWEEP_SECONDS = 100, 0.05
"""Tries to purge the files of a SQLite database, and seconds between two."""

GIVE_UP = WEEK
"""Milliseconds after which the bot gives up emptying a card or ending a thread that it may not change."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The result of an erasure. If not *erased*, it follows as soon as the database works.

    *blocked*: a block of the person still runs. *remains*: a card or a thread could not be changed yet.
    """

    erased: bool
    blocked: bool = False
    remains: bool = False


class Forgetting:
    """Erases people in the database, in Discord servers and in this program's memory."""

    def __init__(self, store: RightsStore, desk: DeskWorker, clock: Clock, words: Words, memories: Memories) -> None:
        self.store = store
        self._desk = desk
        self._clock = clock
        self._words = words
        self._memories = memories
        self._swept = False

    async def forget_person(self, person: int) -> Forgotten:
        """Erase *person* everywhere; once begun, `resume` finishes whatever fails now.

        Raises StoreUnavailable if it cannot begin; nothing is changed then.
        """
        await self.store.begin(person, self._clock.now())
        self._swept = False
        try:
            blocked = await self._erase(person)
        except StoreUnavailable as fault:
            log.error("forgetting was begun and is finished later: %s", fault)
            return Forgotten(erased=False)
        try:
            remains = not await self._finish([each for each in await self.store.pending() if each.person == person])
        except StoreUnavailable as fault:
            log.error("what is left of somebody is finished later: %s", fault)
            return Forgotten(erased=True, blocked=blocked)
        return Forgotten(erased=True, blocked=blocked, remains=remains)

    async def resume(self) -> bool:
        """Finish pending erasures; return False if something is left. Never raises StoreUnavailable."""
        try:
            pending = await self.store.pending()
            for each in pending:
                if not each.erased:
                    await self._erase(each.person)
            return await self._finish(pending) and self._swept
        except StoreUnavailable as fault:
            log.error("forgetting could not be finished: %s", fault)
            return False

    async def blocked(self, person: int) -> bool:
        """Return whether a block of an erased person still runs. Raises StoreUnavailable."""
        return await self.store.block_runs(person, self._clock.now())

    async def _erase(self, person: int) -> bool:
        self._memories.delete_person(person)
        return await self.store.erase(person, self._clock.now())

    async def _finish(self, pending: Iterable[Pending]) -> bool:
        """Remove the traces in servers, and purge the files; return False if traces are left."""
        finished = True
        for each in pending:
            remaining = [trace for trace in each.traces if not await self._remove_trace(trace)]
            if remaining and self._clock.now() - each.since > GIVE_UP:
                log.warning("%d cards or threads of somebody who was forgotten could not be changed", len(remaining))
                remaining = []
            await self.store.settle(each.person, tuple(remaining))
            finished = finished and not remaining
        await self._sweep()
        return finished

    async def _remove_trace(self, trace: Trace) -> bool:
        """Empty a card and end a thread; return False if it must be tried again."""
        try:
            if trace.number:
                await self._desk.messages.emptied(trace.server, trace.channel, trace.card, trace.number)
            if trace.thread is not None:
                key = "thread_forgotten" if trace.number else "thread_released"
                return await self._desk.threads.end(
                    trace.server, trace.thread, self._words.of_server(trace.server).text(key)
                )
        except DeskFailed as fault:
            return fault.fault is DeskFault.GONE
        return True

    async def _sweep(self) -> None:
        """Purge deleted rows from the database files, once after each start and each erasure."""
        if self._swept:
            return
        for _ in range(SWEEPS):
            if await self.store.sweep():
                self._swept = True
                return
            await self._clock.pause(SWEEP_SECONDS)
        log.warning("what was deleted stands in the write-ahead log until nobody reads there any more")
