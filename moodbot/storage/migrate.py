"""Brings a database to the shape that this program knows, step by step."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from moodbot.storage.database import Database, Transaction
from moodbot.storage.errors import DatabaseNewer

MAKE_TABLE = "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL)"
# SQLite is held for writing by its transaction; PostgreSQL needs a lock of its own, given up with the transaction.
LOCK = {"postgres": "SELECT pg_advisory_xact_lock(7136202611)"}
SQLITE_ONLY = " WITHOUT ROWID"
HIGHEST = "SELECT COALESCE(MAX(number), 0) FROM migrations"
HIGHEST_OF = "SELECT COALESCE(MAX(number), 0) FROM feature_migrations WHERE feature = ?"
NOTE_OF = "INSERT INTO feature_migrations (feature, number, name) VALUES (?, ?, ?)"
NOTE = "INSERT INTO migrations (number, name) VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step: a file `0001_talks.sql` has number 1 and name "talks"."""

    number: int
    name: str
    sql: str

    def statements(self) -> Iterator[str]:
        """Yield the statements one by one; each ends with a semicolon at the end of a line."""
        # sqlite3's executescript would commit the transaction that holds the steps together.
        statement = ""
        for line in self.sql.splitlines():
            if not line.strip() or line.lstrip().startswith("--"):
                continue
            statement += line + "\n"
            if sqlite3.complete_statement(statement):
                yield statement
                statement = ""
        if statement:
            raise ValueError(f"migration {self.number} ends in the middle of a statement")


PACKAGE = "moodbot.storage.migrations"


def migrations_of(dialect: str, package: str = PACKAGE) -> tuple[Migration, ...]:
    """Return every step in *package* for *dialect* ("sqlite" or "postgres"), at least one, lowest number first.

    A file serves both, but for what only SQLite knows; where that is not enough, `0009_name.postgres.sql` beside
    `0009_name.sql` is read in its place.
    """
    found = {file.name: file for file in files(package).iterdir()}
    steps = []
    for name, common in found.items():
        stem, dot, ending = name.partition(".")
        if dot and ending == "sql":
            file = found.get(f"{stem}.{dialect}.sql", common)
            number, _, title = stem.partition("_")
            steps.append(Migration(int(number), title, _in(dialect, file.read_text(encoding="utf-8"))))
    if not steps:
        raise ValueError(f"{package} holds no steps: a first one is a file 0001_name.sql")
    return tuple(sorted(steps, key=lambda step: step.number))


def _in(dialect: str, sql: str) -> str:
    """Return *sql* without the clause by which SQLite keeps a table in the order of its key."""
    return sql if dialect == "sqlite" else sql.replace(SQLITE_ONLY, "")


async def migrate(database: Database, of_features: Mapping[str, str] | None = None) -> None:
    """Run the steps that *database* does not have yet, all or none; then those *of_features* with tables of their own,
    each from its package.

    The database is held for writing meanwhile, so that of two programs that start at once one waits
    and then finds everything done. Raises DatabaseNewer, with nothing changed, when the database has
    a step that this program does not know. The tables of a feature that was taken out stay as they are.
    """
    async with database.transaction() as transaction:
        if lock := LOCK.get(database.dialect):
            await transaction.execute(lock)
        await transaction.execute(MAKE_TABLE)
        await _run(transaction, migrations_of(database.dialect), HIGHEST, NOTE)
        for feature, package in (of_features or {}).items():
            steps = migrations_of(database.dialect, package)
            await _run(transaction, steps, HIGHEST_OF, NOTE_OF, feature)


async def _run(transaction: Transaction, steps: tuple[Migration, ...], highest: str, record: str, *whose: str) -> None:
    found = int((await transaction.execute(highest, *whose))[0][0])
    known = steps[-1].number
    if found > known:
        raise DatabaseNewer(found, known, *whose)
    for step in steps:
        if step.number > found:
            for statement in step.statements():
                await transaction.execute(statement)
            await transaction.execute(record, *whose, step.number, step.name)
