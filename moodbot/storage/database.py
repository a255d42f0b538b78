"""Where the database is, and the few things that any database must be able to do."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from moodbot.storage.errors import DatabaseAddressInvalid

Value = int | str | None
Rows = Sequence[Sequence[Any]]

_EXAMPLE = "Write sqlite:///moodbot.db for a file here, sqlite:////var/lib/moodbot/moodbot.db for one there."


@dataclass(frozen=True, slots=True)
class SqliteAddress:
    """A SQLite database: the file at *path*, or one in memory that ends with the program (None)."""

    path: Path | None


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
        """The name of the folder that holds this database's migrations."""

    async def fetch(self, sql: str, *values: Value) -> Rows:
        """Return the rows of a statement that only reads."""

    async def execute(self, sql: str, *values: Value) -> Rows:
        """Run one statement that writes, kept when this returns; the rows are those of RETURNING."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a block whose statements are kept together at its end, or undone when it is left by an error.

        No other statement of this program runs in between, so inside the block only the
        transaction may be used: the database's own methods would wait for ever.
        """

    async def close(self) -> None:
        """Let running statements end, then close; a second call does nothing."""


def parse_address(address: str) -> SqliteAddress:
    """Return what *address* names: `sqlite:///relative.db`, `sqlite:////absolute.db` or `sqlite:///:memory:`.

    Raises DatabaseAddressInvalid, without repeating the address, for anything else.
    """
    scheme, separator, rest = address.strip().partition("://")
    if not separator:
        raise DatabaseAddressInvalid(f"This is not a database address. {_EXAMPLE}")
    kind = scheme.lower().partition("+")[0]
    if kind in ("postgres", "postgresql"):
        raise DatabaseAddressInvalid(f"PostgreSQL comes with a later version of moodbot. {_EXAMPLE}")
    if scheme.lower() != "sqlite":
        raise DatabaseAddressInvalid(f"moodbot knows no database of this kind. {_EXAMPLE}")
    if not rest.startswith("/"):
        raise DatabaseAddressInvalid(f"A SQLite address has three slashes before a relative path. {_EXAMPLE}")
    path = rest[1:]
    if not path or "?" in path or "\0" in path:
        raise DatabaseAddressInvalid(f"A SQLite address is a path and nothing else. {_EXAMPLE}")
    return SqliteAddress(None if path == ":memory:" else Path(path))
