"""Run the numbered migrations that a database still lacks."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from moodbot.storage.database import Database, Transaction
from moodbot.storage.errors import DatabaseNewer

MAKE_TABLE = "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL)"
# On SQLite the transaction itself excludes other writers; PostgreSQL needs a lock, released with the transaction.
LOCK = {"postgres": "SELECT pg_advisory_xact_lock(7136202611)"}
SQLITE_ONLY = " WITHOUT ROWID"
HIGHEST_NUMBER = "SELECT COALESCE(MAX(number), 0) FROM migrations"
HIGHEST_NUMBER_OF_FEATURE = "SELECT COALESCE(MAX(number), 0) FROM feature_migrations WHERE feature = ?"
RECORD_OF_FEATURE = "INSERT INTO feature_migrations (feature, number, name) VALUES (?, ?, ?)"
RECORD = "INSERT INTO migrations (number, name) VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration: a file `0001_talks.sql` has number 1 and name "talks"."""

    number: int
    name: str
    sql: str

    def statements(self) -> Iterator[str]:
        """Yield each statement without comment lines; it must end with a semicolon at a line's end, else ValueError."""
        # sqlite3's executescript would commit the transaction around all migrations.
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
    """Return the migrations in *package* for *dialect* ("sqlite" or "postgres"), lowest number first.

    One file serves both dialects, minus the clause WITHOUT ROWID on PostgreSQL; if `0009_name.postgres.sql` stands
    beside `0009_name.sql`, PostgreSQL uses it instead. Raises ValueError if *package* has no migration.
    """
    by_name = {file.name: file for file in files(package).iterdir()}
    steps = []
    for name, common in by_name.items():
        stem, dot, ending = name.partition(".")
        if dot and ending == "sql":
            file = by_name.get(f"{stem}.{dialect}.sql", common)
            number, _, title = stem.partition("_")
            steps.append(Migration(int(number), title, _for_dialect(dialect, file.read_text(encoding="utf-8"))))
    if not steps:
        raise ValueError(f"{package} holds no steps: a first one is a file 0001_name.sql")
    return tuple(sorted(steps, key=lambda step: step.number))


def _for_dialect(dialect: str, sql: str) -> str:
    """Return *sql* as *dialect* accepts it: on PostgreSQL without the clause WITHOUT ROWID."""
    return sql if dialect == "sqlite" else sql.replace(SQLITE_ONLY, "")


async def migrate(database: Database, feature_packages: Mapping[str, str] | None = None) -> None:
    """Run the missing migrations of the program, then of each feature, all in one transaction.

    *feature_packages* maps a feature's name to the package of its migrations. The database is locked for writing
    meanwhile, so that of two programs that start at once one waits and then finds nothing to do. Raises DatabaseNewer,
    with nothing changed, if the database has a migration that this program does not know. The tables of a removed
    feature stay unchanged.
    """
    async with database.transaction() as transaction:
        if lock := LOCK.get(database.dialect):
            await transaction.execute(lock)
        await transaction.execute(MAKE_TABLE)
        await _run_missing(transaction, migrations_of(database.dialect), HIGHEST_NUMBER, RECORD)
        for feature, package in (feature_packages or {}).items():
            steps = migrations_of(database.dialect, package)
            await _run_missing(transaction, steps, HIGHEST_NUMBER_OF_FEATURE, RECORD_OF_FEATURE, feature)


async def _run_missing(
    transaction: Transaction, steps: tuple[Migration, ...], highest: str, record: str, *feature: str
) -> None:
    current = int((await transaction.execute(highest, *feature))[0][0])
    known = steps[-1].number
    if current > known:
        raise DatabaseNewer(current, known, *feature)
    for step in steps:
        if step.number > current:
            for statement in step.statements():
                await transaction.execute(statement)
            await transaction.execute(record, *feature, step.number, step.name)
