"""Forgetting a person: noted first, then done to the end, also when the program is killed on the way."""

import logging
from collections.abc import Callable

from moodbot.app.desk_ports import DeskFailed, DeskFault, Notice, StaffSide
from moodbot.app.errors import StoreUnavailable
from moodbot.app.ports import Clock
from moodbot.app.rights_ports import Card, RightsStore
from moodbot.domain.packs import ReplyPack

log = logging.getLogger(__name__)

SWEEPS, SWEEP_SECONDS = 100, 0.05


class Forgetting:
    """Forgets people. *forget_here* takes them out of this program's memory."""

    def __init__(
        self, store: RightsStore, staff: StaffSide, clock: Clock, pack: ReplyPack, forget_here: Callable[[int], None]
    ) -> None:
        self.store = store
        self._staff = staff
        self._clock = clock
        self._pack = pack
        self._forget_here = forget_here

    async def forget(self, person: int) -> None:
        """Delete everything about *person*, and empty the cards of their requests. Raises StoreUnavailable."""
        await self.store.begin(person, self._clock.now())
        await self._erase(person)
        for other, cards in await self.store.pending():
            if other == person:
                await self._finish(person, cards)

    async def resume(self) -> None:
        """Finish what was begun before. Never raises; what Discord does not let be done now is tried again later."""
        try:
            for person, cards in await self.store.pending():
                await self._erase(person)
                await self._finish(person, cards)
        except StoreUnavailable as fault:
            log.error("forgetting could not be finished: %s", fault)

    async def _erase(self, person: int) -> None:
        self._forget_here(person)
        await self.store.erase(person, self._clock.now())

    async def _finish(self, person: int, cards: tuple[Card, ...]) -> None:
        emptied = [await self._emptied(card) for card in cards]
        if all(emptied):
            await self.store.done(person)
        await self._sweep()

    async def _emptied(self, card: Card) -> bool:
        """Empty a card and end its thread; False where that has to be tried again."""
        server, channel, message, thread = card
        try:
            if message is not None:
                await self._staff.edit(server, channel, message, Notice(self._pack.text("desk_forgotten"), quotes=()))
            if thread is not None:
                await self._staff.end_thread(thread)
        except DeskFailed as fault:
            return fault.fault is not DeskFault.LATER
        return True

    async def _sweep(self) -> None:
        for _ in range(SWEEPS):
            if await self.store.sweep():
                return
            await self._clock.pause(SWEEP_SECONDS)
        log.warning("what was deleted stands in the write-ahead log until nobody reads there any more")
