"""Talks and what people agreed to, as a turn needs them: a database that fails costs the memory, never the answer."""

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
    """Reads and keeps. Never raises StoreUnavailable; what could not be done is logged."""

    def __init__(self, talks: TalkStore, people: PeopleStore, clock: Clock) -> None:
        self._talks = talks
        self._people = people
        self._clock = clock

    async def of(self, person: int) -> tuple[Session, ...]:
        """Return this person's talks of the last day, the newest first; none where they cannot be read."""
        try:
            return await self._talks.talks_of(person, self._clock.now() - DAY)
        except StoreUnavailable as fault:
            log.error("talks could not be read: %s", fault)
            return ()

    async def preferences(self, person: int) -> Preferences:
        """Return what this person agreed to. Where it cannot be read, nothing is kept and nothing is asked."""
        try:
            return await self._people.preferences(person)
        except StoreUnavailable as fault:
            log.error("preferences could not be read: %s", fault)
            return Preferences(person, asked_at=self._clock.now())

    async def at(self, person: int, place: Place, *, step: int = 0) -> Session:
        """Return the talk at *place*; where there is none, a new one at *step*."""
        talks = {talk.place: talk for talk in await self.of(person)}
        return talks.get(place, Session(person, place, step=step))

    async def save(self, after: Session, source: Place | None = None) -> None:
        """Keep where the talk stands; it stood at *source* before, None where it still does."""
        try:
            if source is not None and after.place != source:
                await self._talks.move(after.person, source, after.place)
            await self._talks.save(after)
        except StoreUnavailable as fault:
            log.error("a talk could not be kept: %s", fault)

    async def move(self, person: int, source: Place, target: Place) -> None:
        """Let the talk at *source* go on at *target*, because the person could not be reached at *source*."""
        try:
            await self._talks.move(person, source, target)
        except StoreUnavailable as fault:
            log.error("a talk could not be moved: %s", fault)

    async def keep_care(self, after: Session) -> None:
        """Keep that the talk stands at the answer to a risk, which was given before the talk was looked up."""
        here = await self.at(after.person, after.place)
        if here.step or here.updated:
            heard = remember(here.heard, after.heard)
            after = replace(after, mood=here.mood, step=here.step + 1, heard=heard)
        await self.save(after)
