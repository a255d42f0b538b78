"""Risk states and countries of people, held in memory so that help never waits for the database."""

import logging

from moodbot.core.dialogue import Cue
from moodbot.core.errors import StoreUnavailable
from moodbot.core.memory import Memories, Memory
from moodbot.core.ports import Clock
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.store import CareStore
from moodbot.times.units import DAY

log = logging.getLogger(__name__)

STICKY = DAY
"""Milliseconds for which a risk state holds; people seldom repeat themselves."""

OPENED_WITHIN = 7 * STICKY
"""Milliseconds for which unopened help is remembered. A person who does not open it at once may need it on another day,
and the button itself must not tell others what it is about."""

RISKS, COUNTRIES, UNOPENED = "risks noticed", "countries", "help to be opened"
"""Names of the memories in the data inventory."""


class CareMemory:
    """Risk states, countries and unopened help by person.

    Loaded from the database at start; risk states and countries are also saved there. A database failure costs only the
    saving.
    """

    def __init__(self, store: CareStore, memories: Memories, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._risks = memories.add(RISKS, Memory[Tier](clock.now, STICKY))
        self._countries = memories.add(COUNTRIES, Memory[str](clock.now, None))
        self._unopened = memories.add(UNOPENED, Memory[Cue](clock.now, OPENED_WITHIN))

    async def load(self) -> None:
        """Load the stored risk states and countries. A database failure is only logged; care works without them."""
        try:
            for person, tier, at in await self._store.risks(self._clock.now() - STICKY):
                self._risks.put(person, Tier(tier), at=at)
            for person, country in await self._store.countries():
                self._countries.put(person, country)
        except StoreUnavailable as fault:
            log.error("risk states and countries could not be read: %s", fault)

    def tier(self, person: int) -> Tier:
        """Return the tier noticed within the last day, NONE if there was none."""
        return self._risks.get(person) or Tier.NONE

    def country(self, person: int) -> str | None:
        """Return the stored country code of this person ("-" after a refusal), None if nothing is stored."""
        return self._countries.get(person)

    def notice(self, person: int, tier: Tier) -> None:
        """Remember in memory that this person is at risk; a lower tier never replaces an explicit one.

        NONE (worry about someone else) leaves this person's own state unchanged.
        """
        if tier is not Tier.NONE:
            self._risks.put(person, Tier.EXPLICIT if self.tier(person) is Tier.EXPLICIT else tier)

    def leave_unopened(self, person: int, cue: Cue) -> None:
        """Remember the help that this person can open, because it could not be sent to their DM."""
        self._unopened.put(person, cue)

    def opened(self, person: int) -> Cue | None:
        """Return and forget the help that this person can open; None if there is none or it expired."""
        return self._unopened.pop(person)

    async def save_risk(self, person: int) -> None:
        """Save the remembered risk (time and tier only) to the database. A database failure is only logged."""
        tier, at = self._risks.get(person), self._risks.put_at(person)
        if tier is None or at is None:
            return
        try:
            await self._store.save_risk(person, tier, at)
        except StoreUnavailable as fault:
            log.error("a risk state could not be kept: %s", fault)

    async def save_country(self, person: int, country: str | None) -> None:
        """Store the country code of this person, or delete it if None. Raises StoreUnavailable."""
        await self._store.save_country(person, country)
        if country is None:
            self._countries.pop(person)
        else:
            self._countries.put(person, country)
