"""PostgreSQL implementation of Database, on a small pool of connections (asyncpg)."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache

import asyncpg

from moodbot.core.errors import Reason, StoreUnavailable
from moodbot.storage.circuit_breaker import CircuitBreaker
from moodbot.storage.database import PostgresAddress, Rows, Value
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.nesting import OpenTransactions

CONNECTIONS = 8
CONNECT_SECONDS, STATEMENT_SECONDS = 10.0, 30.0

QUICK_SECONDS = 3.0
"""Seconds for a statement, with the wait for a connection, once people wait for answers."""

SERVER_SECONDS = 2.5
"""Seconds after which the server ends a statement itself, so that one locked row is not taken for a silent server."""


_LITERAL_OR_PLACEHOLDER = re.compile(r"'(?:[^']|'')*'|\?")

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
# Errors in our own statements: they must not be reported as "the database does not answer".
_OWN_MISTAKES = (
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.SyntaxOrAccessError,
    asyncpg.DataError,
)
CONNECTION_FAULTS = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)


@lru_cache(maxsize=512)
def number_placeholders(sql: str) -> str:
    """Replace each `?` in *sql* by `$1`, `$2` and so on, except inside string literals."""
    count = 0

    def number(match: re.Match[str]) -> str:
        nonlocal count
        if match[0] != "?":
            return match[0]
        count += 1
        return f"${count}"

    return _LITERAL_OR_PLACEHOLDER.sub(number, sql)


@contextmanager
def _translate_faults() -> Iterator[None]:
    """Turn a driver error into StoreUnavailable; let errors in our own statements through."""
    try:
        yield
    except asyncpg.PostgresError as fault:
        if reason := next((reason for kind, reason in _REASONS if isinstance(fault, kind)), None):
            raise StoreUnavailable(reason) from fault
        if isinstance(fault, _OWN_MISTAKES):
            raise
        raise StoreUnavailable("unreachable" if isinstance(fault, CONNECTION_FAULTS) else "other") from fault
    except CONNECTION_FAULTS as fault:
        # The rollback of a transaction fails once its connection was ended after a timeout.
        timed_out = isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError)
        raise StoreUnavailable("timeout" if timed_out else "unreachable") from fault


async def _run(
    connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]", sql: str, values: tuple[Value, ...]
) -> Rows:
    """Run one statement; end the connection if the server is silent, or its clean-up would wait just as long again."""
    try:
        return tuple(await connection.fetch(number_placeholders(sql), *values))
    except TimeoutError:
        connection.terminate()
        raise


class _PostgresTransaction:
    """Runs the statements of one open transaction."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._connection = connection

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run one statement and return its rows; empty for a statement without RETURNING or SELECT."""
        return await _run(self._connection, sql, values)


class PostgresDatabase:
    """An open PostgreSQL database, made by open_postgres. The next statement replaces a lost connection."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", address: PostgresAddress) -> None:
        self._pool = pool
        self._address = address
        self._seconds = CONNECT_SECONDS
        self._breaker = CircuitBreaker()
        self._transactions = OpenTransactions()
        self._closed = False

    @property
    def dialect(self) -> str:
        """The SQL dialect: "sqlite" or "postgres"."""
        return "postgres"

    async def fetch(self, sql: str, *values: Value) -> Rows:
        """Run one read-only statement and return its rows."""
        async with self._connection() as connection, connection.transaction(readonly=True):
            return await _run(connection, sql, values)

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run and commit one writing statement; return the rows of its RETURNING clause."""
        async with self._connection() as connection:
            return await _run(connection, sql, values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[_PostgresTransaction]:
        """Open a transaction that commits at the end of the block and rolls back when an error leaves it."""
        async with self._connection() as connection, connection.transaction():
            with self._transactions.track():
                yield _PostgresTransaction(connection)

    async def fail_fast(self, monotonic: Callable[[], float]) -> None:
        """From now on give up on a statement after QUICK_SECONDS, and on a silent server for some seconds."""
        self._seconds = QUICK_SECONDS
        self._breaker = CircuitBreaker(monotonic, frozenset({"timeout"}))
        self._pool.set_connect_args(
            self._address.url,
            timeout=QUICK_SECONDS,
            command_timeout=QUICK_SECONDS,
            server_settings={"statement_timeout": f"{SERVER_SECONDS}s"},
        )
        await self._pool.expire_connections()

    async def truncate_log(self) -> bool:
        """Do nothing and return True: the server removes deleted data itself, by vacuum."""
        self._transactions.raise_if_open()
        return True

    async def close(self) -> None:
        """Close after the running statements have ended. Idempotent."""
        self._transactions.raise_if_open()
        if self._closed:
            return
        self._closed = True
        with _translate_faults():
            try:
                await asyncio.wait_for(self._pool.close(), self._seconds)
            except TimeoutError:
                self._pool.terminate()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator["asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"]:
        # A second connection would not see what the open transaction has written, and might wait for its locks.
        self._transactions.raise_if_open()
        if self._closed:
            raise StoreUnavailable("closed")
        self._breaker.refuse_if_open()
        with self._breaker.watching(), _translate_faults():
            connection = await self._pool.acquire(timeout=self._seconds)
            try:
                yield connection
            except TimeoutError:
                connection.terminate()
                raise
            finally:
                await self._pool.release(connection, timeout=self._seconds)


@contextmanager
def explain_connecting() -> Iterator[None]:
    """Turn a fault of connecting into DatabaseUnusable; its message never repeats the address or password."""
    try:
        yield
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError) as fault:
        raise DatabaseUnusable("PostgreSQL refused the user or the password in MOODBOT_DATABASE_URL.") from fault
    except asyncpg.InvalidCatalogNameError as fault:
        advice = "PostgreSQL has no database of the name in MOODBOT_DATABASE_URL. Make it with createdb."
        raise DatabaseUnusable(advice) from fault
    except (*CONNECTION_FAULTS, asyncpg.PostgresError) as fault:
        advice = "PostgreSQL cannot be reached at the address in MOODBOT_DATABASE_URL. Is it running there?"
        raise DatabaseUnusable(advice) from fault


async def open_postgres(address: PostgresAddress) -> PostgresDatabase:
    """Open the database at *address*. Raises DatabaseUnusable."""
    with explain_connecting():
        pool = await asyncpg.create_pool(
            address.url,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=CONNECT_SECONDS,
            command_timeout=STATEMENT_SECONDS,
        )
    return PostgresDatabase(pool, address)
