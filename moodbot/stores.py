"""The whole store: opened with one call, closed with one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from moodbot.features.care.store import CareNotes
from moodbot.features.counsellors.store.desks import DeskNotes
from moodbot.features.journal.store.journal import JournalNotes
from moodbot.features.outreach.store.plans import PlanNotes
from moodbot.features.outreach.store.queue import WaitingNotes
from moodbot.features.privacy.store import Rights
from moodbot.storage.answers import Answers
from moodbot.storage.database import Database, parse_address
from moodbot.storage.encryption import NoteBox
from moodbot.storage.installation import Installation
from moodbot.storage.migrate import migrate
from moodbot.storage.opening import BUSY_MS, open_database, told
from moodbot.storage.running import alone_on
from moodbot.storage.talks import Talks


class Store:
    """Everything that is kept: *talks*, *answers*, *journal* and so on, over one open *database*."""

    def __init__(self, database: Database, notes: NoteBox) -> None:
        self.database = database
        self.talks = Talks(database)
        self.answers = Answers(database)
        self.installation = Installation(database)
        self.care = CareNotes(database)
        self.journal = JournalNotes(database, notes)
        self.plans = PlanNotes(database)
        self.waiting = WaitingNotes(database)
        self.desks = DeskNotes(database, notes)
        self.rights = Rights(database, notes)

    async def close(self) -> None:
        """Let running statements end, then close; a second call does nothing."""
        await self.database.close()


@asynccontextmanager
async def open_store(
    address: str, new_id: str, *, busy_ms: int = BUSY_MS, note_keys: tuple[str, ...] = (), alone: bool = False
) -> AsyncIterator[Store]:
    """Open the database at *address*, bring it up to date, and close it at the end of the block.

    *new_id* becomes the installation id of a new database; one that has an id keeps it. *busy_ms*
    is how long a statement waits for another program that is writing. *note_keys* encrypt notes; without any,
    none are kept. *alone* refuses a SQLite file on which another bot is running; on PostgreSQL several may.

    Raises DatabaseAddressInvalid, DatabaseUnusable, DatabaseNewer or NoteKeyInvalid; each message says what to do.
    """
    notes = NoteBox(note_keys)
    where = parse_address(address)
    with alone_on(where) if alone else nullcontext():
        database = await open_database(where, busy_ms)
        try:
            with told(where):
                await migrate(database)
                await Installation(database).name_once(new_id)
            yield Store(database, notes)
        finally:
            await database.close()
