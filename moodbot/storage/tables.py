"""Read all tables and rows by the database's own schema, so that new tables are included."""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from moodbot.storage.database import Rows, Transaction
from moodbot.storage.errors import DatabaseUnusable

BATCH = 1_000
MIGRATIONS = ("migrations", "feature_migrations")
_MODULUS = 2**256

_SQLITE = """
SELECT t.name, c.name, c.pk FROM sqlite_schema t, pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid
"""
_POSTGRES = """
SELECT c.table_name, c.column_name, COALESCE(k.ordinal_position, 0)
FROM information_schema.columns c
LEFT JOIN information_schema.table_constraints p
    ON p.table_schema = c.table_schema AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY'
LEFT JOIN information_schema.key_column_usage k
    ON k.constraint_schema = p.constraint_schema AND k.constraint_name = p.constraint_name
    AND k.column_name = c.column_name
WHERE c.table_schema = 'public' ORDER BY c.table_name, c.ordinal_position
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, and the columns of its primary key in key order."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """A row count, and a checksum over all rows that does not depend on their order."""

    rows: int = 0
    checksum: int = 0

    def with_rows(self, rows: Rows) -> "Tally":
        """Return this tally with *rows* added."""
        digests = (hashlib.sha256(json.dumps(list(row)).encode()).digest() for row in rows)
        added = sum(int.from_bytes(digest) for digest in digests)
        return replace(self, rows=self.rows + len(rows), checksum=(self.checksum + added) % _MODULUS)


async def tables_of(source: Transaction, dialect: str) -> tuple[Table, ...]:
    """Return every table in *source*, a database of *dialect*, except the lists of migrations.

    Raises DatabaseUnusable for a table without a primary key, as rows are read in batches by key.
    """
    rows = await source.execute(_POSTGRES if dialect == "postgres" else _SQLITE)
    columns: dict[str, list[tuple[str, int]]] = {}
    for table, column, key_position in rows:
        if table not in MIGRATIONS:
            columns.setdefault(table, []).append((column, int(key_position)))
    tables = tuple(
        Table(
            name,
            tuple(column for column, _ in columns_of),
            tuple(column for column, key_position in sorted(columns_of, key=lambda each: each[1]) if key_position),
        )
        for name, columns_of in columns.items()
    )
    if keyless := [table.name for table in tables if not table.key]:
        raise DatabaseUnusable(f"These tables have no primary key: {', '.join(keyless)}. Each needs one.")
    return tables


async def rows_of(source: Transaction, table: Table) -> AsyncIterator[Rows]:
    """Yield all rows of *table* in batches, in key order."""
    columns, key = ", ".join(table.columns), ", ".join(table.key)
    placeholders = ", ".join("?" * len(table.key))
    positions = [table.columns.index(column) for column in table.key]
    rows = await source.execute(f"SELECT {columns} FROM {table.name} ORDER BY {key} LIMIT {BATCH}")
    while rows:
        yield rows
        after = [rows[-1][position] for position in positions]
        rows = await source.execute(
            f"SELECT {columns} FROM {table.name} WHERE ({key}) > ({placeholders}) ORDER BY {key} LIMIT {BATCH}", *after
        )


async def tally_of(source: Transaction, table: Table) -> Tally:
    """Return the tally of all rows of *table*."""
    tally = Tally()
    async for rows in rows_of(source, table):
        tally = tally.with_rows(rows)
    return tally
