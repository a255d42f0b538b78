"""SQLite behind the Database interface: one connection that writes, two that read."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from itertools import cycle
from pathlib import Path

import aiosqlite

from moodbot.core.errors import Reason, StoreUnavailable
from moodbot.storage.database import Rows, SqliteAddress, Value
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.nesting import OpenTransactions

READERS = 2
OLDEST_SQLITE = (3, 35, 0)  # the first with RETURNING

# A killed program loses nothing with NORMAL, a power cut at most the last moments. What is deleted
# is overwritten, because a mood that was let go must not be found in the file.
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
# Faults of our own statements: they are not the database's and must not pass for them.
_OURS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)


def _reason(fault: sqlite3.Error) -> Reason:
    """Return the class of *fault*; SQLite keeps it in the lowest byte of its code."""
    code = getattr(fault, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:
        # The file that lies beside the database could not grow.
        return "full"
    return _REASONS.get(code & 0xFF, "other")


@contextmanager
def _named() -> Iterator[None]:
    """Turn a fault of the driver into StoreUnavailable."""
    try:
        yield
    except _OURS:
        raise
    except sqlite3.DatabaseError as fault:
        raise StoreUnavailable(_reason(fault)) from fault


class _SqliteTransaction:
    """The statements of one open transaction."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run one statement and return its rows, none where it returns nothing."""
        with _named():
            return tuple(await self._connection.execute_fetchall(sql, values))


class SqliteDatabase:
    """An open SQLite database; made by open_sqlite."""

    def __init__(
        self,
        writer: aiosqlite.Connection,
        readers: tuple[aiosqlite.Connection, ...],
        closing: AsyncExitStack,
        busy_ms: int,
    ) -> None:
        self._writer = writer
        self._busy_ms = busy_ms
        self._readers = cycle(readers) if readers else None
        self._closing = closing
        self._turn = asyncio.Lock()
        self._open = OpenTransactions()
        self._closed = False

    @property
    def dialect(self) -> str:
        """Which SQL this database speaks, where the two differ: "sqlite" or "postgres"."""
        return "sqlite"

    async def fetch(self, sql: str, *values: Value) -> Rows:
        """Return the rows of a statement that only reads; it waits for no writer, except in memory."""
        if self._readers is None:
            return await self.execute(sql, *values)
        # A reader would not wait, but it would not see what the transaction has written either.
        self._open.refuse_inside()
        self._refuse_when_closed()
        with _named():
            return tuple(await next(self._readers).execute_fetchall(sql, values))

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run one statement that writes, kept when this returns; the rows are those of RETURNING."""
        async with self._its_turn():
            with _named():
                return tuple(await self._writer.execute_fetchall(sql, values))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[_SqliteTransaction]:
        """Keep the statements of this block together at its end; undo them when it is left by an error."""
        async with self._its_turn():
            transaction = _SqliteTransaction(self._writer)
            try:
                await transaction.execute(_BEGIN)
                with self._open.opened():
                    yield transaction
                with _named():
                    await self._writer.commit()
            except BaseException:
                # Queued behind whatever the cancelled task left running; nothing when no transaction is open.
                with _named():
                    await self._writer.rollback()
                raise

    async def tidy(self) -> bool:
        """Empty the write-ahead log into the database; False while somebody still reads there."""
        async with self._its_turn():
            with _named():
                # It would hold the write lock for as long as it waits for whoever reads.
                await self._writer.execute_fetchall(f"{_BUSY}0")
                try:
                    rows = tuple(await self._writer.execute_fetchall(_TRUNCATE))
                finally:
                    await self._writer.execute_fetchall(f"{_BUSY}{self._busy_ms}")
        return not rows or not rows[0][0]

    async def close(self) -> None:
        """Let running statements end, then close; a second call does nothing."""
        self._open.refuse_inside()
        async with self._turn:
            if self._closed:
                return
            self._closed = True
            with _named():
                await self._closing.aclose()

    @asynccontextmanager
    async def _its_turn(self) -> AsyncIterator[None]:
        """Have the writer alone until the end of the block, once whoever had it before is done."""
        self._open.refuse_inside()
        async with self._turn:
            self._refuse_when_closed()
            yield

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise StoreUnavailable("closed")


async def open_sqlite(address: SqliteAddress, busy_ms: int, looking: bool = False) -> SqliteDatabase:
    """Open the database at *address*, making the file where there is none, readable by its owner only.

    *busy_ms* is how long a statement waits for another program. *looking* makes no file and leaves the one that is
    there in the mode it is in, for it may be somebody else's. Raises DatabaseUnusable where no file
    can be, and StoreUnavailable where there is one that cannot be used.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseUnusable(f"This Python brings SQLite {sqlite3.sqlite_version}; moodbot needs 3.35 or newer.")
    # The driver's own debug log writes down every statement with its values, that is, with people's ids.
    logging.getLogger("aiosqlite").setLevel(logging.INFO)
    if address.path is not None and not looking:
        _make_file(address.path)
    with _named():
        async with AsyncExitStack() as opened:
            writer = await _connect(opened, address.path, busy_ms)
            readers = []
            if address.path is not None:
                if not looking:
                    await _use_wal(writer)
                readers = [await _connect(opened, address.path, busy_ms) for _ in range(READERS)]
            for reader in readers:
                await reader.execute_fetchall(_READ_ONLY)
            return SqliteDatabase(writer, tuple(readers), opened.pop_all(), busy_ms)


async def _connect(opened: AsyncExitStack, path: Path | None, busy_ms: int) -> aiosqlite.Connection:
    connection = await opened.enter_async_context(
        aiosqlite.connect(path or ":memory:", timeout=busy_ms / 1000, isolation_level=None)
    )
    for statement in _SETUP:
        await connection.execute_fetchall(statement)
    return connection


async def _use_wal(connection: aiosqlite.Connection) -> None:
    """Let readers and the writer work side by side from now on.

    Where two programs switch at once, SQLite refuses one of them without waiting; that one waits for
    the write lock, which does wait, and tries again.
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


def _make_file(path: Path) -> None:
    """Make an empty file for the database where there is none.

    A file that is there is not touched: closing it would drop the locks that another connection
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
