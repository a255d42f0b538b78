"""Database addresses, and the interface that SQLite and PostgreSQL implement."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from moodbot.storage.errors import DatabaseAddressInvalid

Value = int | str | None
Rows = Sequence[Sequence[Any]]

_EXAMPLE = (
    "Write sqlite:///moodbot.db for a file here, sqlite:////var/lib/moodbot/moodbot.db for one there, "
    "postgresql://user:password@host/name for PostgreSQL."
)


@dataclass(frozen=True, slots=True)
class SqliteAddress:
    """The address of a SQLite database: the file at *path*, or None for one in memory that ends with the program."""

    path: Path | None


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """The address of a PostgreSQL database. *url* may hold a password, so repr leaves it out."""

    url: str = field(repr=False)


Address = SqliteAddress | PostgresAddress


class Transaction(Protocol):
    """An open transaction: its statements take effect together or not at all."""

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run one statement and return its rows; empty for a statement without RETURNING or SELECT."""


class Database(Protocol):
    """An open database. SQL marks each value with `?`; results come back as complete rows.

    Every method raises StoreUnavailable when the database does not answer.
    """

    @property
    def dialect(self) -> str:
        """The SQL dialect: "sqlite" or "postgres"."""

    async def fetch(self, sql: str, *values: Value) -> Rows:
        """Run one read-only statement and return its rows."""

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run and commit one writing statement; return the rows of its RETURNING clause."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction that commits at the end of the block and rolls back when an error leaves it.

        Inside the block its task may use only the transaction: the database's own methods, close() included, raise
        NestedStatement on every database. On SQLite other tasks wait until the block has ended; on PostgreSQL they
        run beside it, and wait only for the same rows. So the block must not wait for a task that uses the database.
        """

    async def fail_fast(self, monotonic: Callable[[], float]) -> None:
        """From now on give up on a statement within seconds, and after one that waited in vain refuse the next ones at
        once (storage/circuit_breaker.py). *monotonic* returns seconds.

        For the time when people wait for an answer; migrations and tools may take longer.
        """

    async def truncate_log(self) -> bool:
        """Remove deleted data from the files beside a SQLite database; False if a reader still uses them.

        Returns without waiting for readers.
        """

    async def close(self) -> None:
        """Close after the running statements have ended. Idempotent."""


def parse_address(address: str) -> Address:
    """Parse a database address: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:` or
    `postgresql://user:password@host/name`.

    Raises DatabaseAddressInvalid, without repeating the address, for anything else.
    """
    scheme, separator, rest = address.strip().partition("://")
    if not separator:
        raise DatabaseAddressInvalid(f"This is not a database address. {_EXAMPLE}")
    if scheme.lower() in ("postgres", "postgresql"):
        return _parse_postgres(address.strip())
    if scheme.lower() != "sqlite":
        raise DatabaseAddressInvalid(f"moodbot knows no database of this kind. {_EXAMPLE}")
    if not rest.startswith("/"):
        raise DatabaseAddressInvalid(f"A SQLite address has three slashes before a relative path. {_EXAMPLE}")
    path = rest[1:]
    if not path or "?" in path or "\0" in path:
        raise DatabaseAddressInvalid(f"A SQLite address is a path and nothing else. {_EXAMPLE}")
    return SqliteAddress(None if path == ":memory:" else Path(path))


def _parse_postgres(address: str) -> PostgresAddress:
    try:
        parts = urlsplit(address)
        names_database = parts.path.strip("/") and (parts.port is None or parts.port > 0)
    except ValueError:
        names_database = False
    if not names_database:
        raise DatabaseAddressInvalid(f"A PostgreSQL address names a host and a database. {_EXAMPLE}")
    return PostgresAddress(address)
