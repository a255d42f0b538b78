"""Circuit breaker: stops outreach, also after a restart, and alerts the operator when Discord rejects it."""

import logging

from moodbot.core.ports import Clock
from moodbot.features.outreach.ports import Breaker, DirectLine, NotSent
from moodbot.features.outreach.store.queue import QueueStore
from moodbot.times.units import HOUR

log = logging.getLogger(__name__)

TOO_FAST = 40003
"""Discord's error code for "opening DMs too fast": the breaker opens for one hour. After a flag for spam it stays open
until the operator closes it."""


class CircuitBreaker:
    """Opened by one process, stored for all. Methods may raise StoreUnavailable.

    *operator_channel* gets a message if it is set; the log gets an error in any case. *known_open* is the last known
    state, without a query.
    """

    def __init__(self, store: QueueStore, line: DirectLine, clock: Clock, operator_channel: int | None) -> None:
        self._store = store
        self._line = line
        self._clock = clock
        self._operator_channel = operator_channel
        self.known_open = False

    async def is_open(self) -> bool:
        """Look up the stored state; True while no outreach may be sent."""
        breaker = await self._store.breaker()
        self.known_open = breaker is not None and breaker.is_open(self._clock.now())
        return self.known_open

    async def open(self, code: int) -> None:
        """Stop all outreach because Discord answered error *code*, and alert the operator once."""
        now = self._clock.now()
        self.known_open = True
        until = now + HOUR if code == TOO_FAST else None
        if not await self._store.open_breaker(Breaker(code, now, until)):
            return
        ends = "for one hour" if until else "until `moodbot checkins resume`"
        text = f"Discord answered error {code} to a message sent unasked. moodbot sends nothing unasked {ends}."
        log.error(text)
        if self._operator_channel is not None:
            try:
                await self._line.alert(self._operator_channel, text)
            except NotSent as fault:
                log.error("the operator's channel could not be told: %s", fault)
