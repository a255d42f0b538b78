"""The whole store: opened with one call, closed with one."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext

from moodbot.core.errors import Reason, StoreUnavailable
from moodbot.features.care.store import CareNotes
from moodbot.features.counsellors.store.desks import DeskNotes
from moodbot.features.journal.store.journal import JournalNotes
from moodbot.features.outreach.store.plans import PlanNotes
from moodbot.features.outreach.store.queue import WaitingNotes
from moodbot.features.privacy.store import Rights
from moodbot.storage.answers import Answers
from moodbot.storage.database import Address, Database, SqliteAddress, parse_address
from moodbot.storage.encryption import NoteBox
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.installation import Installation
from moodbot.storage.migrate import migrate
from moodbot.storage.running import alone_on
from moodbot.storage.sqlite import open_sqlite
from moodbot.storage.talks import Talks

BUSY_MS = 5_000

_ADVICE: dict[Reason, str] = {
    "locked": "{name} is held by another program. Stop that program, or give moodbot a database of its own.",
    "full": "There is no space left for {name}. Make some, then try again.",
    "corrupt": "{name} is damaged. Put a backup in its place, or move it away to start with an empty one.",
    "not a database": "{name} is not a SQLite database. Give another path, or move the file away.",
    "unreachable": "{name} cannot be reached. Is it running?",
    "read-only": "{name} cannot be written. Let the user that runs moodbot write it and its folder.",
}
_NO_ADVICE = "{name} cannot be opened. Let the user that runs moodbot read and write it and its folder."


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


@contextmanager
def told(where: Address) -> Iterator[None]:
    """Turn a database that does not answer into DatabaseUnusable, which says what to do about it."""
    try:
        yield
    except StoreUnavailable as fault:
        name = str(where.path or "The database in memory") if isinstance(where, SqliteAddress) else "PostgreSQL"
        raise DatabaseUnusable(_ADVICE.get(fault.reason, _NO_ADVICE).format(name=name)) from fault


async def open_database(where: Address, busy_ms: int = BUSY_MS, looking: bool = False) -> Database:
    """Return the open database at *where*, not migrated; *looking* changes nothing, and makes no file.

    Raises DatabaseUnusable.
    """
    if isinstance(where, SqliteAddress):
        with told(where):
            return await open_sqlite(where, busy_ms, looking)
    try:
        from moodbot.storage.postgres import open_postgres
    except ImportError as missing:
        advice = "A PostgreSQL database needs the package asyncpg. Install moodbot[postgres]."
        raise DatabaseUnusable(advice) from missing
    return await open_postgres(where)
