"""The circuit breaker: when Discord wants no more unprompted messages, no process sends any, and someone is told."""

import logging

from moodbot.core.ports import Clock
from moodbot.features.outreach.ports import Breaker, DirectLine, NotSent
from moodbot.features.outreach.store.queue import QueueStore
from moodbot.times.units import HOUR

log = logging.getLogger(__name__)

TOO_FAST = 40003
"""Milliseconds for which nothing is sent after "opening DMs too fast"; a flag for spam ends only by the operator."""


class CircuitBreaker:
    """Opened by one process, kept for all. Methods may raise StoreUnavailable.

    *operator_channel* gets a message, where there is one; the log gets an error in any case.
    """

    def __init__(self, store: QueueStore, line: DirectLine, clock: Clock, operator_channel: int | None) -> None:
        self._store = store
        self._line = line
        self._clock = clock
        self._operator_channel = operator_channel
        self.known_open = False

    async def is_open(self) -> bool:
        """True while nothing may be sent."""
        breaker = await self._store.breaker()
        self.known_open = breaker is not None and breaker.is_open(self._clock.now())
        return self.known_open

    async def open(self, code: int) -> None:
        """Stop every unprompted message because Discord answered *code*, and tell the operator once."""
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
