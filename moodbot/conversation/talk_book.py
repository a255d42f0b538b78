"""TalkBook: loads and saves talks and preferences for a turn, and survives a failing database."""

import logging
from dataclasses import replace

from moodbot.core.dialogue import Place, Session
from moodbot.core.errors import StoreUnavailable
from moodbot.core.person import Preferences
from moodbot.core.ports import Clock
from moodbot.core.variation import remember
from moodbot.storage.people import PeopleStore
from moodbot.storage.talks import TalkStore
from moodbot.times.units import DAY

log = logging.getLogger(__name__)


class TalkBook:
    """Loads and saves talks and preferences. Never raises StoreUnavailable: a failure is logged."""

    def __init__(self, talks: TalkStore, people: PeopleStore, clock: Clock) -> None:
        self._talks = talks
        self._people = people
        self._clock = clock

    async def of(self, person: int) -> tuple[Session, ...]:
        """Return this person's talks of the last 24 hours, the newest first; none if the database fails."""
        try:
            return await self._talks.talks_of(person, self._clock.now() - DAY)
        except StoreUnavailable as fault:
            log.error("talks could not be read: %s", fault)
            return ()

    async def preferences(self, person: int) -> Preferences:
        """Return this person's preferences; if the database fails, some that neither save nor ask anything."""
        try:
            return await self._people.preferences(person)
        except StoreUnavailable as fault:
            log.error("preferences could not be read: %s", fault)
            return Preferences(person, asked_at=self._clock.now())

    async def at(self, person: int, place: Place, *, step: int = 0) -> Session:
        """Return the talk at *place*; if there is none, a new one at *step*."""
        talks = {talk.place: talk for talk in await self.of(person)}
        return talks.get(place, Session(person, place, step=step))

    async def save(self, after: Session, source: Place | None = None) -> None:
        """Save the talk *after* a turn; *source* is its place before the turn, None if it did not move."""
        try:
            if source is not None and after.place != source:
                await self._talks.move(after.person, source, after.place)
            await self._talks.save(after)
        except StoreUnavailable as fault:
            log.error("a talk could not be saved: %s", fault)

    async def move(self, person: int, source: Place, target: Place) -> None:
        """Move the talk at *source* to *target*, because the person could not be reached at *source*."""
        try:
            await self._talks.move(person, source, target)
        except StoreUnavailable as fault:
            log.error("a talk could not be moved: %s", fault)

    async def keep_care(self, after: Session) -> None:
        """Save the talk *after* an answer to a risk, merged into the stored talk, which is loaded only now."""
        stored = await self.at(after.person, after.place)
        if stored.step or stored.updated:
            heard = remember(stored.heard, after.heard)
            after = replace(after, mood=stored.mood, step=stored.step + 1, heard=heard)
        await self.save(after)
