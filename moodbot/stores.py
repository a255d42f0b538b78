"""Open and close the database with the stores that belong to no feature."""

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
from moodbot.storage.running import lock_database
from moodbot.storage.talks import TalkStore


class Store:
    """An open *database*, the *encryption* of texts in it, and the stores that belong to no feature."""

    def __init__(self, database: Database, encryption: TextEncryption) -> None:
        self.database = database
        self.encryption = encryption
        self.answers = AnswerStore(database)
        self.installation = InstallationStore(database)

    def parts(self, phase: Callable[[str], Phase]) -> Iterator[object]:
        """Yield the parts for Services; *phase* returns the phase of a talk by its stored name."""
        yield Under(Database, self.database)
        yield self.encryption
        yield TalkStore(self.database, phase)
        yield PeopleStore(self.database)
        yield self.answers
        yield self.installation

    async def close(self) -> None:
        """Close the database after its running statements; a second call does nothing."""
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
    """Open the database at *address*, migrate it, and close it at the end of the block.

    *new_id* becomes the installation id of a database that has none. *migrations* are the packages with the migrations
    of features that have tables of their own, by feature. *busy_ms* is how long (ms) a statement waits for another
    program that is writing. *note_keys* encrypt notes; without keys, no notes are stored. *alone* refuses a SQLite
    file on which another bot is running; PostgreSQL allows several.

    Raises DatabaseAddressInvalid, DatabaseUnusable, DatabaseNewer or NoteKeyInvalid; each message says what to do.
    """
    encryption = TextEncryption(note_keys)
    parsed = parse_address(address)
    with lock_database(parsed) if alone else nullcontext():
        database = await open_database(parsed, busy_ms)
        try:
            with explain_faults(parsed):
                await migrate(database, migrations or {})
                await InstallationStore(database).set_id_once(new_id)
            yield Store(database, encryption)
        finally:
            await database.close()
