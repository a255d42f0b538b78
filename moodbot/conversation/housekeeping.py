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
        """Run rounds until `stop`; an unfinished round is repeated after a minute. *alone* makes no difference."""
        while not await self._clock.pause(EVERY_SECONDS if await self.round() else SOON_SECONDS, self._stopping):
            pass

    async def round(self) -> bool:
        """Delete all expired data, in small steps; False if something is left to do soon. Never raises an Exception.

        What fails is logged by its kind, and keeps no other feature from its own.
        """
        services, retention, now = self._services, self._services.of(Retention), self._clock.now()
        services.of(Memories).expire()
        finished = True
        for expiry in services.of(Features).expires:
            try:
                done = await expiry.delete(services, retention.before(expiry.until, now)) is not False
            except StoreUnavailable as fault:
                log.error("expired data could not be deleted: %s", fault)
                return False
            except Exception as fault:  # noqa: BLE001 - a boundary: the data of other features must still expire
                log.error("a round of housekeeping broke: %s", describe(fault))
                done = False
            finished = finished and done
        return finished
