"""PostgreSQL behind the Database interface: a small pool of connections."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache

import asyncpg

from moodbot.core.errors import Reason, StoreUnavailable
from moodbot.storage.database import PostgresAddress, Rows, Value
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.nesting import OpenTransactions

CONNECTIONS = 8
CONNECT_SECONDS, STATEMENT_SECONDS = 10.0, 30.0

_LITERAL_OR_MARK = re.compile(r"'(?:[^']|'')*'|\?")

_REASONS: tuple[tuple[type[Exception], Reason], ...] = (
    (asyncpg.DiskFullError, "full"),
    (asyncpg.ReadOnlySQLTransactionError, "read-only"),
    (asyncpg.InsufficientPrivilegeError, "read-only"),
    (asyncpg.LockNotAvailableError, "locked"),
    (asyncpg.DeadlockDetectedError, "locked"),
    (asyncpg.QueryCanceledError, "locked"),
    (asyncpg.DataCorruptedError, "corrupt"),
    (asyncpg.IndexCorruptedError, "corrupt"),
)
# Faults of our own statements: they are not the database's and must not pass for them.
_OURS = (
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.SyntaxOrAccessError,
    asyncpg.DataError,
)
_LOST = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)


@lru_cache(maxsize=512)
def numbered(sql: str) -> str:
    """Return *sql* with its `?` as `$1`, `$2` and so on; those inside quotes are text and stay."""
    count = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] != "?":
            return found[0]
        count += 1
        return f"${count}"

    return _LITERAL_OR_MARK.sub(mark, sql)


@contextmanager
def _named() -> Iterator[None]:
    """Turn a fault of the driver into StoreUnavailable."""
    try:
        yield
    except asyncpg.PostgresError as fault:
        if reason := next((reason for kind, reason in _REASONS if isinstance(fault, kind)), None):
            raise StoreUnavailable(reason) from fault
        if isinstance(fault, _OURS):
            raise
        raise StoreUnavailable("unreachable" if isinstance(fault, _LOST) else "other") from fault
    except _LOST as fault:
        raise StoreUnavailable("unreachable") from fault


class _PostgresTransaction:
    """The statements of one open transaction."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._connection = connection

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run one statement and return its rows, none where it returns nothing."""
        return tuple(await self._connection.fetch(numbered(sql), *values))


class PostgresDatabase:
    """An open PostgreSQL database; made by open_postgres. A lost connection is replaced at the next statement."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool
        self._open = OpenTransactions()
        self._closed = False

    @property
    def dialect(self) -> str:
        """Which SQL this database speaks, where the two differ: "sqlite" or "postgres"."""
        return "postgres"

    async def fetch(self, sql: str, *values: Value) -> Rows:
        """Return the rows of a statement that only reads."""
        async with self._connection() as connection, connection.transaction(readonly=True):
            return tuple(await connection.fetch(numbered(sql), *values))

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run one statement that writes, kept when this returns; the rows are those of RETURNING."""
        async with self._connection() as connection:
            return tuple(await connection.fetch(numbered(sql), *values))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[_PostgresTransaction]:
        """Keep the statements of this block together at its end; undo them when it is left by an error."""
        async with self._connection() as connection, connection.transaction():
            with self._open.opened():
                yield _PostgresTransaction(connection)

    async def tidy(self) -> bool:
        """Nothing: the server does that by itself, when it vacuums."""
        self._open.refuse_inside()
        return True

    async def close(self) -> None:
        """Let running statements end, then close; a second call does nothing."""
        self._open.refuse_inside()
        if self._closed:
            return
        self._closed = True
        with _named():
            await self._pool.close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator["asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"]:
        # On a connection of its own it would not see what the transaction has written, and might wait for its locks.
        self._open.refuse_inside()
        if self._closed:
            raise StoreUnavailable("closed")
        with _named():
            async with self._pool.acquire(timeout=CONNECT_SECONDS) as connection:
                yield connection


async def open_postgres(address: PostgresAddress) -> PostgresDatabase:
    """Open the database at *address*. Raises DatabaseUnusable, which never repeats the address or its password."""
    try:
        pool = await asyncpg.create_pool(
            address.url,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=CONNECT_SECONDS,
            command_timeout=STATEMENT_SECONDS,
        )
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError) as fault:
        raise DatabaseUnusable("PostgreSQL refused the user or the password in MOODBOT_DATABASE_URL.") from fault
    except asyncpg.InvalidCatalogNameError as fault:
        advice = "PostgreSQL has no database of the name in MOODBOT_DATABASE_URL. Make it with createdb."
        raise DatabaseUnusable(advice) from fault
    except (*_LOST, asyncpg.PostgresError) as fault:
        advice = "PostgreSQL cannot be reached at the address in MOODBOT_DATABASE_URL. Is it running there?"
        raise DatabaseUnusable(advice) from fault
    return PostgresDatabase(pool)
