"""The store: opened with one call, closed with one. Features make their own parts of it on its database."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext

from moodbot.core.dialogue import Phase
from moodbot.core.services import Under
from moodbot.storage.answers import AnswerStore
from moodbot.storage.database import Database, parse_address
from moodbot.storage.encryption import TextEncryption
from moodbot.storage.installation import InstallationStore
from moodbot.storage.migrate import migrate
from moodbot.storage.opening import BUSY_MS, explain_faults, open_database
from moodbot.storage.people import PeopleStore
from moodbot.storage.running import alone_on
from moodbot.storage.talks import TalkStore


class Store:
    """What is kept: one open *database*, the *encryption* that seals texts in it, and what belongs to no feature."""

    def __init__(self, database: Database, encryption: TextEncryption) -> None:
        self.database = database
        self.encryption = encryption
        self.answers = AnswerStore(database)
        self.installation = InstallationStore(database)

    def parts(self, phase: Callable[[str], Phase]) -> Iterator[object]:
        """Yield what features find of the store; *phase* returns the phase of a talk by its name."""
        yield Under(Database, self.database)
        yield self.encryption
        yield TalkStore(self.database, phase)
        yield PeopleStore(self.database)
        yield self.answers
        yield self.installation

    async def close(self) -> None:
        """Let running statements end, then close; a second call does nothing."""
        await self.database.close()


@asynccontextmanager
async def open_store(
    address: str,
    new_id: str,
    *,
    migrations: Mapping[str, str] | None = None,
    busy_ms: int = BUSY_MS,
    note_keys: tuple[str, ...] = (),
    alone: bool = False,
) -> AsyncIterator[Store]:
    """Open the database at *address*, bring it up to date, and close it at the end of the block.

    *new_id* becomes the installation id of a new database; one that has an id keeps it. *migrations* are the packages
    with the steps of features that bring tables of their own, by feature. *busy_ms*
    is how long a statement waits for another program that is writing. *note_keys* encrypt notes; without any,
    none are kept. *alone* refuses a SQLite file on which another bot is running; on PostgreSQL several may.

    Raises DatabaseAddressInvalid, DatabaseUnusable, DatabaseNewer or NoteKeyInvalid; each message says what to do.
    """
    encryption = TextEncryption(note_keys)
    where = parse_address(address)
    with alone_on(where) if alone else nullcontext():
        database = await open_database(where, busy_ms)
        try:
            with explain_faults(where):
                await migrate(database, migrations or {})
                await InstallationStore(database).name_once(new_id)
            yield Store(database, encryption)
        finally:
            await database.close()
