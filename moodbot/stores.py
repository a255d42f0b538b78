"""Open and close the database with the stores that belong to no feature."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext

from moodbot.core.dialogue import Phase
from moodbot.core.ports import Clock
from moodbot.core.services import Under
from moodbot.storage.answers import AnswerStore
from moodbot.storage.database import Database, parse_address
from moodbot.storage.encryption import TextEncryption
from moodbot.storage.installation import InstallationStore
from moodbot.storage.migrate import migrate
from moodbot.storage.opening import BUSY_MS, explain_faults, open_database
from moodbot.storage.people import PeopleStore
from moodbot.storage.running import lock_database, lock_server
from moodbot.storage.talks import TalkStore


class Store:
    """An open *database*, the *encryption* of texts in it, and the stores that belong to no feature.

    *taken_over* is set if another bot takes the database over (only PostgreSQL, after a lost connection).
    """

    def __init__(self, database: Database, encryption: TextEncryption, taken_over: asyncio.Event | None = None) -> None:
        self.database = database
        self.taken_over = taken_over or asyncio.Event()
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
    clock: Clock | None = None,
    alone: bool = False,
) -> AsyncIterator[Store]:
    """Open the database at *address*, migrate it, and close it at the end of the block.

    *new_id* becomes the installation id of a database that has none. *migrations* are the packages with the migrations
    of features that have tables of their own, by feature. *busy_ms* is how long (ms) a statement waits for another
    program that is writing. *note_keys* encrypt notes; without keys, no notes are stored. With *clock*, people
    wait for answers: statements are given up soon (Database.fail_fast). *alone* refuses a database on which another bot
    is running; on PostgreSQL it needs *clock*.

    Raises DatabaseAddressInvalid, DatabaseUnusable, DatabaseNewer or NoteKeyInvalid; each message says what to do.
    """
    encryption = TextEncryption(note_keys)
    parsed = parse_address(address)
    with lock_database(parsed) if alone else nullcontext():
        database = await open_database(parsed, busy_ms)
        try:
            async with lock_server(parsed, clock) if alone and clock else nullcontext() as taken_over:
                with explain_faults(parsed):
                    await migrate(database, migrations or {})
                    await InstallationStore(database).set_id_once(new_id)
                    if clock is not None:
                        await database.fail_fast(clock.monotonic)
                yield Store(database, encryption, taken_over)
        finally:
            await database.close()
