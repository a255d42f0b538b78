"""The whole store: opened with one call, closed with one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from moodbot.app.errors import Reason, StoreUnavailable
from moodbot.storage.answers import Answers
from moodbot.storage.care import CareNotes
from moodbot.storage.database import Database, SqliteAddress, parse_address
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.installation import Installation
from moodbot.storage.migrate import migrate
from moodbot.storage.sessions import Talks
from moodbot.storage.sqlite import open_sqlite

BUSY_MS = 5_000

_ADVICE: dict[Reason, str] = {
    "locked": "{name} is held by another program. Stop that program, or give moodbot a database of its own.",
    "full": "There is no space left for {name}. Make some, then start moodbot again.",
    "corrupt": "{name} is damaged. Put a backup in its place, or move it away to start with an empty one.",
    "not a database": "{name} is not a SQLite database. Give another path, or move the file away.",
    "read-only": "{name} cannot be written. Let the user that runs moodbot write it and its folder.",
}
_NO_ADVICE = "{name} cannot be opened. Let the user that runs moodbot read and write it and its folder."


class Store:
    """Everything that is kept: *talks*, *answers* and *installation*, over one open *database*."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.talks = Talks(database)
        self.answers = Answers(database)
        self.installation = Installation(database)
        self.care = CareNotes(database)

    async def close(self) -> None:
        """Let running statements end, then close; a second call does nothing."""
        await self.database.close()


@asynccontextmanager
async def open_store(address: str, new_id: str, *, busy_ms: int = BUSY_MS) -> AsyncIterator[Store]:
    """Open the database at *address*, bring it up to date, and close it at the end of the block.

    *new_id* becomes the installation id of a new database; one that has an id keeps it. *busy_ms*
    is how long a statement waits for another program that is writing.

    Raises DatabaseAddressInvalid, DatabaseUnusable or DatabaseNewer; each message says what to do.
    """
    where = parse_address(address)
    try:
        database = await _open(where, new_id, busy_ms)
    except StoreUnavailable as fault:
        name = str(where.path or "The database in memory")
        raise DatabaseUnusable(_ADVICE.get(fault.reason, _NO_ADVICE).format(name=name)) from fault
    try:
        yield Store(database)
    finally:
        await database.close()


async def _open(where: SqliteAddress, new_id: str, busy_ms: int) -> Database:
    database = await open_sqlite(where, busy_ms)
    try:
        await migrate(database)
        await Installation(database).name_once(new_id)
    except BaseException:
        await database.close()
        raise
    return database
