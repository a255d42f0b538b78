"""Open a database by its address, and explain to the operator why one does not open."""

from collections.abc import Iterator
from contextlib import contextmanager

from moodbot.core.errors import Reason, StoreUnavailable
from moodbot.storage.database import Address, Database, SqliteAddress
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.sqlite import open_sqlite

BUSY_MS = 5_000


_ADVICE: dict[Reason, str] = {
    "locked": "{name} is held by another program. Stop that program, or give moodbot a database of its own.",
    "full": "There is no space left for {name}. Make some, then try again.",
    "corrupt": "{name} is damaged. Put a backup in its place, or move it away to start with an empty one.",
    "not a database": "{name} is not a SQLite database. Give another path, or move the file away.",
    "unreachable": "{name} cannot be reached. Is it running?",
    "timeout": "{name} does not answer. Is it running, and not overloaded?",
    "read-only": "{name} cannot be written. Let the user that runs moodbot write it and its folder.",
}


_NO_ADVICE = "{name} cannot be opened. Let the user that runs moodbot read and write it and its folder."


@contextmanager
def explain_faults(address: Address) -> Iterator[None]:
    """Turn StoreUnavailable into DatabaseUnusable, whose message tells the operator what to do."""
    try:
        yield
    except StoreUnavailable as fault:
        name = str(address.path or "The database in memory") if isinstance(address, SqliteAddress) else "PostgreSQL"
        raise DatabaseUnusable(_ADVICE.get(fault.reason, _NO_ADVICE).format(name=name)) from fault


async def open_database(address: Address, busy_ms: int = BUSY_MS, inspect_only: bool = False) -> Database:
    """Open the database at *address*, without running migrations; with *inspect_only*, open only an existing file.

    *busy_ms* is how long a statement waits for another program, in milliseconds. Raises DatabaseUnusable.
    """
    if isinstance(address, SqliteAddress):
        with explain_faults(address):
            return await open_sqlite(address, busy_ms, inspect_only)
    try:
        from moodbot.storage.postgres import open_postgres
    except ImportError as missing:
        advice = 'A PostgreSQL database needs the package asyncpg. In moodbot\'s folder: pip install ".[postgres]"'
        raise DatabaseUnusable(advice) from missing
    return await open_postgres(address)
