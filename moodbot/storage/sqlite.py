"""SQLite implementation of Database: one writing connection and two reading ones (aiosqlite)."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from itertools import cycle
from pathlib import Path

import aiosqlite

from moodbot.core.errors import Reason, StoreUnavailable
from moodbot.storage.circuit_breaker import CircuitBreaker
from moodbot.storage.database import Rows, SqliteAddress, Value
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.nesting import OpenTransactions

READERS = 2
QUICK_BUSY_MS = 1_000
"""How long (ms) a statement waits for another program once people wait for answers."""

OLDEST_SQLITE = (3, 35, 0)  # the first with RETURNING

# With NORMAL a killed program loses nothing, a power cut at most the last commits. secure_delete
# overwrites deleted data, because a deleted mood must not be found in the file.
_SETUP = ("PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON", "PRAGMA secure_delete = ON")
_WAL = "PRAGMA journal_mode = WAL"
_READ_ONLY = "PRAGMA query_only = ON"
_BEGIN = "BEGIN IMMEDIATE"
_TRUNCATE = "PRAGMA wal_checkpoint(TRUNCATE)"
_BUSY = "PRAGMA busy_timeout = "
_WAL_TRIES = 20

_REASONS: dict[int, Reason] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "not a database",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
}
# Errors in our own statements: they must not be reported as "the database does not answer".
_OWN_MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)


def _reason(fault: sqlite3.Error) -> Reason:
    """Return the reason for *fault*, by the lowest byte of its SQLite error code."""
    code = getattr(fault, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:
        # The shared-memory file beside the database could not grow.
        return "full"
    return _REASONS.get(code & 0xFF, "other")


@contextmanager
def _translate_faults() -> Iterator[None]:
    """Turn a driver error into StoreUnavailable; let errors in our own statements through."""
    try:
        yield
    except _OWN_MISTAKES:
        raise
    except sqlite3.DatabaseError as fault:
        raise StoreUnavailable(_reason(fault)) from fault


class _SqliteTransaction:
    """Runs the statements of one open transaction."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run one statement and return its rows; empty for a statement without RETURNING or SELECT."""
        with _translate_faults():
            return tuple(await self._connection.execute_fetchall(sql, values))


class SqliteDatabase:
    """An open SQLite database, made by open_sqlite."""

    def __init__(
        self,
        writer: aiosqlite.Connection,
        readers: tuple[aiosqlite.Connection, ...],
        closing: AsyncExitStack,
        busy_ms: int,
    ) -> None:
        self._writer = writer
        self._busy_ms = busy_ms
        self._connections = (writer, *readers)
        self._readers = cycle(readers) if readers else None
        # Two, because beside a program that writes the talks can still be read.
        self._writing, self._reading = CircuitBreaker(), CircuitBreaker()
        self._closing = closing
        self._writer_lock = asyncio.Lock()
        self._transactions = OpenTransactions()
        self._closed = False

    @property
    def dialect(self) -> str:
        """The SQL dialect: "sqlite" or "postgres"."""
        return "sqlite"

    async def fetch(self, sql: str, *values: Value) -> Rows:
        """Run one read-only statement and return its rows; it waits for a writer only in memory."""
        if self._readers is None:
            return await self.execute(sql, *values)
        # A reading connection would not see what the open transaction has written.
        self._transactions.raise_if_open()
        self._refuse_when_closed()
        self._reading.refuse_if_open()
        with self._reading.watching(), _translate_faults():
            return tuple(await next(self._readers).execute_fetchall(sql, values))

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run and commit one writing statement; return the rows of its RETURNING clause."""
        async with self._exclusive_writer():
            with self._writing.watching(), _translate_faults():
                return tuple(await self._writer.execute_fetchall(sql, values))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[_SqliteTransaction]:
        """Open a transaction that commits at the end of the block and rolls back when an error leaves it."""
        async with self._exclusive_writer():
            transaction = _SqliteTransaction(self._writer)
            try:
                with self._writing.watching():
                    await transaction.execute(_BEGIN)
                with self._transactions.track():
                    yield transaction
                with _translate_faults():
                    await self._writer.commit()
            except BaseException:
                # Runs after any statement that the cancelled task left running; a no-op if no transaction is open.
                with _translate_faults():
                    await self._writer.rollback()
                raise

    async def fail_fast(self, monotonic: Callable[[], float]) -> None:
        """From now on wait for another program only QUICK_BUSY_MS at most, and then refuse writing for some seconds."""
        self._busy_ms = min(self._busy_ms, QUICK_BUSY_MS)
        async with self._exclusive_writer():
            for connection in self._connections:
                await connection.execute_fetchall(f"{_BUSY}{self._busy_ms}")
        self._writing, self._reading = CircuitBreaker(monotonic), CircuitBreaker(monotonic)

    async def truncate_log(self) -> bool:
        """Move the write-ahead log into the database and truncate it; False if a reader still uses it."""
        async with self._exclusive_writer():
            with _translate_faults():
                # With a busy timeout it would hold the write lock while it waits for readers.
                await self._writer.execute_fetchall(f"{_BUSY}0")
                try:
                    rows = tuple(await self._writer.execute_fetchall(_TRUNCATE))
                finally:
                    await self._writer.execute_fetchall(f"{_BUSY}{self._busy_ms}")
        return not rows or not rows[0][0]

    async def close(self) -> None:
        """Close after the running statements have ended. Idempotent."""
        self._transactions.raise_if_open()
        async with self._writer_lock:
            if self._closed:
                return
            self._closed = True
            with _translate_faults():
                await self._closing.aclose()

    @asynccontextmanager
    async def _exclusive_writer(self) -> AsyncIterator[None]:
        """Wait for the writing connection and hold it until the end of the block."""
        self._transactions.raise_if_open()
        async with self._writer_lock:
            self._refuse_when_closed()
            # Asked only now, so that those who waited behind the one that failed do not each wait again.
            self._writing.refuse_if_open()
            yield

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise StoreUnavailable("closed")


async def open_sqlite(address: SqliteAddress, busy_ms: int, inspect_only: bool = False) -> SqliteDatabase:
    """Open the database at *address*; create a missing file, readable by its owner only.

    *busy_ms* is how long a statement waits for another program, in milliseconds. *inspect_only* creates no file and
    leaves the journal mode of an existing one, which may be another program's. Raises DatabaseUnusable if no
    file can be created, StoreUnavailable if an existing one cannot be used.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseUnusable(f"This Python brings SQLite {sqlite3.sqlite_version}; moodbot needs 3.35 or newer.")
    # The driver's debug log holds every statement with its values, which include people's ids.
    logging.getLogger("aiosqlite").setLevel(logging.INFO)
    if address.path is not None and not inspect_only:
        _create_file(address.path)
    with _translate_faults():
        async with AsyncExitStack() as stack:
            writer = await _connect(stack, address.path, busy_ms)
            readers = []
            if address.path is not None:
                if not inspect_only:
                    await _use_wal(writer)
                readers = [await _connect(stack, address.path, busy_ms) for _ in range(READERS)]
            for reader in readers:
                await reader.execute_fetchall(_READ_ONLY)
            return SqliteDatabase(writer, tuple(readers), stack.pop_all(), busy_ms)


async def _connect(stack: AsyncExitStack, path: Path | None, busy_ms: int) -> aiosqlite.Connection:
    connection = await stack.enter_async_context(
        aiosqlite.connect(path or ":memory:", timeout=busy_ms / 1000, isolation_level=None)
    )
    for statement in _SETUP:
        await connection.execute_fetchall(statement)
    return connection


async def _use_wal(connection: aiosqlite.Connection) -> None:
    """Switch the database to write-ahead logging, so that readers and the writer do not block each other.

    If two programs switch at once, SQLite refuses one at once; that one waits for the write lock and retries.
    """
    for _ in range(_WAL_TRIES - 1):
        try:
            await connection.execute_fetchall(_WAL)
            return
        except sqlite3.OperationalError as fault:
            if _reason(fault) != "locked":
                raise
        await connection.execute_fetchall(_BEGIN)
        await connection.rollback()
    await connection.execute_fetchall(_WAL)


def _create_file(path: Path) -> None:
    """Create an empty database file, unless there is one. Raises DatabaseUnusable.

    An existing file is not opened: closing it would drop the locks that another connection
    of this program holds on it.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.is_dir():
            advice = f"{path} is a folder. Give a file, such as {path / 'moodbot.db'}."
            raise DatabaseUnusable(advice) from None
    except OSError as fault:
        missing = isinstance(fault, FileNotFoundError | NotADirectoryError) and not path.parent.is_dir()
        advice = (
            f"There is no folder {path.parent}. Make it, or give a path that exists."
            if missing
            else f"No file can be made in {path.parent}. Let the user that runs moodbot write there."
        )
        raise DatabaseUnusable(advice) from None
