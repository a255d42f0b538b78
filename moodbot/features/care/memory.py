"""Who was at risk within a day, and in which country: in memory, so that help never waits for the database."""

import logging

from moodbot.core.errors import StoreUnavailable
from moodbot.core.ports import Clock
from moodbot.features.care.ports import CareStore
from moodbot.features.care.rules.risk import Tier

log = logging.getLogger(__name__)

STICKY = 24 * 60 * 60 * 1000
"""Milliseconds for which a risk state holds; people seldom repeat themselves."""


class CareMemory:
    """Filled from the database at start; what changes is kept there too, and a failing database costs only that."""

    def __init__(self, store: CareStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._risks: dict[int, tuple[Tier, int]] = {}
        self._countries: dict[int, str] = {}

    async def load(self) -> None:
        """Read what was kept. A database that fails is logged; care works without."""
        try:
            for person, tier, at in await self._store.risks(self._clock.now() - STICKY):
                self._risks[person] = (Tier(tier), at)
            self._countries.update(await self._store.countries())
        except StoreUnavailable as fault:
            log.error("risk states and countries could not be read: %s", fault)

    def tier(self, person: int) -> Tier:
        """Return the tier that was noticed within the last day, NONE where there was none."""
        tier, at = self._risks.get(person, (Tier.NONE, 0))
        if self._clock.now() - at < STICKY:
            return tier
        self._risks.pop(person, None)
        return Tier.NONE

    def country(self, person: int) -> str | None:
        """Return the code of the country that this person asked to be kept."""
        return self._countries.get(person)

    def forget(self, person: int) -> None:
        """Take this person out of the memory."""
        self._risks.pop(person, None)
        self._countries.pop(person, None)

    def notice(self, person: int, tier: Tier) -> None:
        """Remember, at once and in memory, that this person is at risk; an explicit risk is not lowered.

        NONE, for worry about someone else, leaves this person's own state as it is.
        """
        if tier is Tier.NONE:
            return
        if self.tier(person) is not Tier.EXPLICIT:
            self._risks[person] = (tier, self._clock.now())
        else:
            self._risks[person] = (Tier.EXPLICIT, self._clock.now())

    async def keep(self, person: int) -> None:
        """Keep what was noticed, as a time and a tier only."""
        if person not in self._risks:
            return
        tier, at = self._risks[person]
        try:
            await self._store.keep_risk(person, tier, at)
        except StoreUnavailable as fault:
            log.error("a risk state could not be kept: %s", fault)

    async def keep_country(self, person: int, country: str | None) -> None:
        """Keep the country of this person, or forget it. Raises StoreUnavailable."""
        await self._store.keep_country(person, country)
        if country is None:
            self._countries.pop(person, None)
        else:
            self._countries[person] = country
