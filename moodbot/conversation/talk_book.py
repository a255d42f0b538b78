"""TalkBook: loads and saves talks and preferences for a turn, and survives a failing database.

A talk that could not be saved is kept in memory until it can, so that what is said during a fault is no riddle.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace

from moodbot.core.dialogue import Place, Session
from moodbot.core.errors import StoreUnavailable
from moodbot.core.memory import Memories, Memory
from moodbot.core.person import Preferences
from moodbot.core.ports import Clock
from moodbot.core.variation import remember
from moodbot.storage.people import PeopleStore
from moodbot.storage.talks import TalkStore
from moodbot.times.units import DAY

log = logging.getLogger(__name__)

UNSAVED = "unsaved talks"
"""The name of the memory in the data inventory."""

REMEMBERED = 5_000


class TalkBook:
    """Loads and saves talks and preferences. Never raises StoreUnavailable: a failure is logged."""

    def __init__(self, talks: TalkStore, people: PeopleStore, clock: Clock, memories: Memories) -> None:
        self._unsaved = memories.add(UNSAVED, Memory[Mapping[Place, Session]](clock.now, DAY, REMEMBERED))
        self._talks = talks
        self._people = people
        self._clock = clock

    async def known(self, person: int) -> tuple[tuple[Session, ...], bool]:
        """Return this person's talks of the last 24 hours, the newest first, and whether these are all.

        If the database fails, they are only those that could not be saved.
        """
        unsaved, all_known = dict(self._unsaved.get(person) or {}), True
        try:
            stored = await self._talks.talks_of(person, self._clock.now() - DAY)
        except StoreUnavailable as fault:
            log.error("talks could not be read: %s", fault)
            stored, all_known = (), False
        if not unsaved:
            return stored, all_known
        talks = {talk.place: talk for talk in stored} | unsaved
        return tuple(sorted(talks.values(), key=lambda talk: talk.updated, reverse=True)), all_known

    async def preferences(self, person: int) -> Preferences:
        """Return this person's preferences; if the database fails, some that neither save nor ask anything."""
        try:
            return await self._people.preferences(person)
        except StoreUnavailable as fault:
            log.error("preferences could not be read: %s", fault)
            return Preferences(person, asked_at=self._clock.now())

    async def at(self, person: int, place: Place, *, step: int = 0) -> Session:
        """Return the talk at *place*; if there is none, a new one at *step*."""
        talks = {talk.place: talk for talk in (await self.known(person))[0]}
        return talks.get(place, Session(person, place, step=step))

    async def save(self, after: Session, source: Place | None = None) -> None:
        """Save the talk *after* a turn; *source* is its place before the turn, None if it did not move."""
        try:
            if source is not None and after.place != source:
                await self._talks.move(after.person, source, after.place)
            await self._talks.save(after)
        except StoreUnavailable as fault:
            log.error("a talk could not be saved: %s", fault)
            self._keep_unsaved(after.person, source, after)
        else:
            self._keep_unsaved(after.person, source, after, saved=True)

    async def move(self, person: int, source: Place, target: Place) -> None:
        """Move the talk at *source* to *target*, because the person could not be reached at *source*."""
        try:
            await self._talks.move(person, source, target)
        except StoreUnavailable as fault:
            log.error("a talk could not be moved: %s", fault)
        if unsaved := (self._unsaved.get(person) or {}).get(source):
            self._keep_unsaved(person, source, replace(unsaved, place=target))

    async def keep_care(self, after: Session) -> None:
        """Save the talk *after* an answer to a risk, merged into the stored talk, which is loaded only now."""
        stored = await self.at(after.person, after.place)
        if stored.step or stored.updated:
            heard = remember(stored.heard, after.heard)
            after = replace(after, mood=stored.mood, step=stored.step + 1, heard=heard)
        await self.save(after)

    async def hold(self, person: int) -> None:
        """Move this person's stored talks into memory, where they expire after a day; a database failure is logged."""
        talks, _ = await self.known(person)
        if talks:
            self._unsaved.put(person, {talk.place: talk for talk in talks})
        try:
            await self._talks.delete_talks(person)
        except StoreUnavailable as fault:
            log.error("talks could not be deleted: %s", fault)

    def _keep_unsaved(self, person: int, source: Place | None, talk: Session, *, saved: bool = False) -> None:
        """Remember *talk*, which was at *source* before, in memory only; forget it there if it was *saved*."""
        unsaved = {place: each for place, each in (self._unsaved.get(person) or {}).items() if place != source}
        unsaved.pop(talk.place, None)
        if not saved:
            unsaved[talk.place] = talk
        if unsaved:
            self._unsaved.put(person, unsaved)
        else:
            self._unsaved.delete_person(person)
