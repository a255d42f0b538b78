"""Where the database is, and the few things that any database must be able to do."""

from collections.abc import Sequence
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
    """A SQLite database: the file at *path*, or one in memory that ends with the program (None)."""

    path: Path | None


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """A PostgreSQL database. The *url* may hold a password, so it is never shown."""

    url: str = field(repr=False)


Address = SqliteAddress | PostgresAddress


class Transaction(Protocol):
    """Statements that take effect together or not at all."""

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run one statement and return its rows, none where it returns nothing."""


class Database(Protocol):
    """A database as the queries see it: `?` stands for a value, rows come back whole.

    Every method raises StoreUnavailable when the database does not answer.
    """

    @property
    def dialect(self) -> str:
        """Which SQL this database speaks, where the two differ: "sqlite" or "postgres"."""

    async def fetch(self, sql: str, *values: Value) -> Rows:
        """Return the rows of a statement that only reads."""

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run one statement that writes, kept when this returns; the rows are those of RETURNING."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a block whose statements are kept together at its end, or undone when it is left by an error.

        Inside the block its task may use only the transaction: the database's own methods, close() among them, raise
        NestedStatement there, on every database. Other tasks wait on SQLite until the block has ended; on PostgreSQL
        they run beside it, and wait where they touch the same rows. So a block never waits for a task that uses the
        database.
        """

    async def tidy(self) -> bool:
        """Take what was deleted out of the files beside a SQLite database; False while somebody still reads there.

        Nobody waits for it, and it waits for nobody.
        """

    async def close(self) -> None:
        """Let running statements end, then close; a second call does nothing."""


def parse_address(address: str) -> Address:
    """Return what *address* names: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:` or
    `postgresql://user:password@host/name`.

    Raises DatabaseAddressInvalid, without repeating the address, for anything else.
    """
    scheme, separator, rest = address.strip().partition("://")
    if not separator:
        raise DatabaseAddressInvalid(f"This is not a database address. {_EXAMPLE}")
    if scheme.lower() in ("postgres", "postgresql"):
        return _postgres(address.strip())
    if scheme.lower() != "sqlite":
        raise DatabaseAddressInvalid(f"moodbot knows no database of this kind. {_EXAMPLE}")
    if not rest.startswith("/"):
        raise DatabaseAddressInvalid(f"A SQLite address has three slashes before a relative path. {_EXAMPLE}")
    path = rest[1:]
    if not path or "?" in path or "\0" in path:
        raise DatabaseAddressInvalid(f"A SQLite address is a path and nothing else. {_EXAMPLE}")
    return SqliteAddress(None if path == ":memory:" else Path(path))


def _postgres(address: str) -> PostgresAddress:
    try:
        parts = urlsplit(address)
        named = parts.path.strip("/") and (parts.port is None or parts.port > 0)
    except ValueError:
        named = False
    if not named:
        raise DatabaseAddressInvalid(f"A PostgreSQL address names a host and a database. {_EXAMPLE}")
    return PostgresAddress(address)
