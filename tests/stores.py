"""The store with every feature's part of it at hand, for tests that look behind a turn."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any

from moodbot.conversation.registry import EVERYTHING
from moodbot.core.features import Features
from moodbot.core.services import Services
from moodbot.features.care.store import CareStore
from moodbot.features.counsellors.store.desks import DeskStore
from moodbot.features.journal.store.journal import JournalStore
from moodbot.features.outreach.store.plans import PlanStore
from moodbot.features.outreach.store.queue import QueueStore
from moodbot.storage.database import Database
from moodbot.storage.encryption import TextEncryption
from moodbot.storage.talks import TalkStore
from moodbot.stores import Store as PlainStore
from moodbot.stores import open_store as open_plain_store

A_NOTE_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


class Store(PlainStore):
    """Everything that is kept: *talks*, *answers*, *journal* and so on, over one open database."""

    def __init__(self, database: Database, encryption: TextEncryption, features: Features = EVERYTHING) -> None:
        super().__init__(database, encryption)
        found = self._found = Services(features, *self.parts(features.table.phase))
        self.talks = TalkStore(database, features.table.phase)
        self.care = CareStore.of(found)
        self.journal = JournalStore.of(found)
        self.plans = PlanStore.of(found)
        self.waiting = QueueStore.of(found)
        self.desks = DeskStore.of(found)

    @cached_property
    def rights(self) -> Any:
        """Everything about one person; only where that feature is there."""
        from moodbot.features.privacy.store import RightsStore

        return RightsStore.of(self._found)


@asynccontextmanager
async def open_store(
    address: str, new_id: str, *, features: Features = EVERYTHING, **more: Any
) -> AsyncIterator[Store]:
    """Open the store at *address* as a bot with *features* does."""
    async with open_plain_store(address, new_id, migrations=features.migrations, **more) as opened:
        store = Store(opened.database, opened.encryption, features)
        store.taken_over = opened.taken_over
        yield store
