"""The store with every feature's part of it at hand, for tests that look behind a turn."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any

from moodbot.conversation.registry import EVERYTHING
from moodbot.core.features import Features
from moodbot.core.services import Services
from moodbot.features.care.store import CareNotes
from moodbot.features.counsellors.store.desks import DeskNotes
from moodbot.features.journal.store.journal import JournalNotes
from moodbot.features.outreach.store.plans import PlanNotes
from moodbot.features.outreach.store.queue import WaitingNotes
from moodbot.storage.database import Database
from moodbot.storage.encryption import NoteBox
from moodbot.storage.talks import Talks
from moodbot.stores import Store as PlainStore
from moodbot.stores import open_store as open_plain_store


class Store(PlainStore):
    """Everything that is kept: *talks*, *answers*, *journal* and so on, over one open database."""

    def __init__(self, database: Database, notes: NoteBox, features: Features = EVERYTHING) -> None:
        super().__init__(database, notes)
        found = self._found = Services(features, *self.parts(features.table.phase))
        self.talks = Talks(database, features.table.phase)
        self.care = CareNotes.of(found)
        self.journal = JournalNotes.of(found)
        self.plans = PlanNotes.of(found)
        self.waiting = WaitingNotes.of(found)
        self.desks = DeskNotes.of(found)

    @cached_property
    def rights(self) -> Any:
        """Everything about one person; only where that feature is there."""
        from moodbot.features.privacy.store import Rights

        return Rights.of(self._found)


@asynccontextmanager
async def open_store(
    address: str, new_id: str, *, features: Features = EVERYTHING, **more: Any
) -> AsyncIterator[Store]:
    """Open the store at *address* as a bot with *features* does."""
    async with open_plain_store(address, new_id, migrations=features.migrations, **more) as opened:
        yield Store(opened.database, opened.notes, features)
