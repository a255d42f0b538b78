"""Forgetting a person: noted first, then done to the end, also when the program is killed on the way."""

import logging
from collections.abc import Callable, Iterable

from moodbot.app.desk_ports import DeskFailed, DeskFault
from moodbot.app.desk_worker import DeskWorker
from moodbot.app.errors import StoreUnavailable
from moodbot.app.ports import Clock
from moodbot.app.rights_ports import Pending, RightsStore, Trace
from moodbot.domain.packs import ReplyPack

log = logging.getLogger(__name__)

SWEEPS, SWEEP_SECONDS = 100, 0.05


class Forgetting:
    """Forgets people. *forget_here* takes them out of this program's memory."""

    def __init__(
        self, store: RightsStore, desk: DeskWorker, clock: Clock, pack: ReplyPack, forget_here: Callable[[int], None]
    ) -> None:
        self.store = store
        self._desk = desk
        self._clock = clock
        self._pack = pack
        self._forget_here = forget_here

    async def forget(self, person: int) -> bool:
        """Delete everything about *person* everywhere; return whether a block of theirs runs on. Raises
        StoreUnavailable; what was begun is then finished later.
        """
        await self.store.begin(person, self._clock.now())
        blocked = await self._erase(person)
        await self._finish([each for each in await self.store.pending() if each.person == person])
        return blocked

    async def resume(self) -> None:
        """Finish what was begun before. Never raises; what Discord does not let be done now is tried again later."""
        try:
            pending = await self.store.pending()
            for each in pending:
                if not each.erased:
                    await self._erase(each.person)
            await self._finish(pending)
        except StoreUnavailable as fault:
            log.error("forgetting could not be finished: %s", fault)

    async def _erase(self, person: int) -> bool:
        self._forget_here(person)
        return await self.store.erase(person, self._clock.now())

    async def _finish(self, pending: Iterable[Pending]) -> None:
        for each in pending:
            left = [trace for trace in each.traces if not await self._gone(trace)]
            await self.store.settle(each.person, tuple(left))
        await self._sweep()

    async def _gone(self, trace: Trace) -> bool:
        """Empty a card and end a thread; False where that has to be tried again."""
        try:
            if trace.number:
                await self._desk.messages.emptied(trace.server, trace.channel, trace.card, trace.number)
            if trace.thread is not None:
                key = "thread_forgotten" if trace.number else "thread_released"
                await self._desk.threads.end(trace.server, trace.thread, self._pack.text(key))
        except DeskFailed as fault:
            return fault.fault is not DeskFault.LATER
        return True

    async def _sweep(self) -> None:
        for _ in range(SWEEPS):
            if await self.store.sweep():
                return
            await self._clock.pause(SWEEP_SECONDS)
        log.warning("what was deleted stands in the write-ahead log until nobody reads there any more")
