"""Housekeeping: deletes expired data from the database and from memory, every hour."""

import asyncio
import logging

from moodbot.core.errors import StoreUnavailable
from moodbot.core.faults import describe
from moodbot.core.features import Features
from moodbot.core.memory import Memories
from moodbot.core.ports import Clock
from moodbot.core.retention import Retention
from moodbot.core.services import Services

log = logging.getLogger(__name__)

EVERY_SECONDS, SOON_SECONDS = 3600.0, 60.0
"""Seconds until the next round: after a good one, and after a failed one."""


class Housekeeping:
    """A worker that runs the expiries of all features at the start and then every hour, until it is stopped."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._clock = services.of(Clock)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Start no further round."""
        self._stopping.set()

    async def run(self, *, alone: bool) -> None:
        """Run rounds until `stop`; a failed round is repeated after a minute. *alone* makes no difference."""
        while True:
            done = False
            try:
                await self.round()
                done = True
            except StoreUnavailable as fault:
                log.error("expired data could not be deleted: %s", fault)
            except Exception as fault:  # noqa: BLE001 - a boundary: one broken round must not be the last
                log.error("a round of housekeeping broke: %s", describe(fault))
            if await self._clock.pause(EVERY_SECONDS if done else SOON_SECONDS, self._stopping):
                return

    async def round(self) -> None:
        """Delete all expired data, in small steps. Raises StoreUnavailable.

        Another exception of one feature does not stop the others; the first is raised at the end, so that the round is
        repeated soon.
        """
        services, retention, now = self._services, self._services.of(Retention), self._clock.now()
        services.of(Memories).expire()
        broken: Exception | None = None
        for expiry in services.of(Features).expires:
            try:
                await expiry.delete(services, retention.before(expiry.until, now))
            except StoreUnavailable:
                raise
            except Exception as fault:  # noqa: BLE001 - the data of other features must still expire
                broken = broken or fault
        if broken is not None:
            raise broken
