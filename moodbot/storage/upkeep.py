"""What an operator does with a whole database: a backup, a check, and a copy into another one."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from moodbot.storage.database import Address, Database, SqliteAddress, Transaction
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.migrate import HIGHEST, HIGHEST_OF, migrate, migrations_of
from moodbot.storage.opening import explain_faults, open_database
from moodbot.storage.running import SUFFIX, alone_on
from moodbot.storage.tables import Table, Tally, rows_of, tables_of, tally_of

ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
INSTALLATION = "installation"


async def back_up(where: Address, file: Path, of_features: Mapping[str, str] | None = None) -> None:
    """Write a copy of the database at *where*, as it is at one moment, into the new *file*; the bot may go on.

    A SQLite database is copied as it is; a PostgreSQL one becomes a SQLite file. Raises DatabaseUnusable, with no file
    left behind.
    """
    _refuse_to_overwrite(file)
    half = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        _make_empty(half)
        if isinstance(where, SqliteAddress):
            async with _as_it_is(where) as database:
                with explain_faults(SqliteAddress(file)):
                    await database.execute("VACUUM INTO ?", str(half))
        else:
            await copy(where, SqliteAddress(half), of_features)
        os.replace(half, file)
    finally:
        _take_away(half)


async def check(where: Address, of_features: Mapping[str, str] | None = None) -> tuple[list[str], bool]:
    """Return a line for each thing looked at in the database at *where*, and whether all is well.

    *of_features* are the packages with the steps of features that have tables of their own.
    """
    async with _as_it_is(where) as database:
        with explain_faults(where):
            lines, good = [], True
            if database.dialect == "sqlite":
                found = [str(row[0]) for row in await database.fetch("PRAGMA integrity_check")]
                good = found == ["ok"]
                lines += ["The file is whole."] if good else [f"Damaged: {line}" for line in found]
            async with _moment(database) as moment:
                for whose, version, known in await _versions(moment, database.dialect, of_features or {}):
                    lines.append(f"Version {version}{whose}; this moodbot knows versions up to {known}.")
                    good = good and version <= known
                for table in await tables_of(moment, database.dialect):
                    lines.append(f"{table.name}: {(await tally_of(moment, table)).rows} rows")
    return lines, good


async def copy(source: Address, target: Address, of_features: Mapping[str, str] | None = None) -> list[str]:
    """Copy everything at *source* into the empty database at *target*; return a line for each table.

    All of it is there and proven the same, by the number of rows and a checksum of each table, or none of it.
    *of_features* are the packages with the steps of features that have tables of their own. Raises DatabaseUnusable.
    """
    async with _snapshot(source) as (dialect, moment):
        for whose, version, known in await _versions(moment, dialect, of_features or {}):
            if version != known:
                raise DatabaseUnusable(
                    f"The database to copy is not at version {known}{whose}, which this moodbot writes. "
                    "Start moodbot on it once (or install a newer one), then copy."
                )
        with _nothing_left_of(target), alone_on(target):
            taken = await open_database(target)
            try:
                with explain_faults(target):
                    await migrate(taken, of_features)
                    tables = await tables_of(moment, dialect)
                    async with taken.transaction() as writing:
                        _refuse_strangers(tables, await tables_of(writing, taken.dialect))
                        await _refuse_unless_empty(writing, tables)
                        return [await _copy_table(moment, writing, table) for table in tables]
            finally:
                await taken.close()


async def _copy_table(moment: Transaction, writing: Transaction, table: Table) -> str:
    marks = ", ".join("?" * len(table.columns))
    insert = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})"
    if table.name == INSTALLATION:
        await writing.execute(f"DELETE FROM {INSTALLATION}")
    read = Tally()
    async for rows in rows_of(moment, table):
        read = read.with_rows(rows)
        for row in rows:
            await writing.execute(insert, *row)
    if await tally_of(writing, table) != read:
        raise DatabaseUnusable(f"The copy of {table.name} is not the same as what was read. Nothing was copied.")
    return f"{table.name}: {read.rows} rows, checksum {read.checksum:064x}"


def _refuse_strangers(tables: tuple[Table, ...], known: tuple[Table, ...]) -> None:
    strange = {table.name for table in tables} - {table.name for table in known}
    if strange:
        names = ", ".join(sorted(strange))
        raise DatabaseUnusable(
            f"The database to copy has tables that this moodbot does not know: {names}. They are not moodbot's, or of "
            "a feature that was taken out. Nothing was copied."
        )


async def _refuse_unless_empty(writing: Transaction, tables: tuple[Table, ...]) -> None:
    for table in tables:
        if table.name != INSTALLATION and await writing.execute(f"SELECT 1 FROM {table.name} LIMIT 1"):
            raise DatabaseUnusable(f"The database to copy into is not empty ({table.name}). Give an empty one.")


@asynccontextmanager
async def _snapshot(source: Address) -> AsyncIterator[tuple[str, Transaction]]:
    """Open what is at *source*, with its dialect, as it is at one moment; a bot that writes there is not held up."""
    if isinstance(source, SqliteAddress):
        with tempfile.TemporaryDirectory() as folder:
            still = SqliteAddress(Path(folder) / "moment.db")
            assert still.path is not None
            await back_up(source, still.path)
            async with _as_it_is(still) as database, database.transaction() as moment:
                yield database.dialect, moment
        return
    async with _as_it_is(source) as database, _moment(database) as moment:
        yield database.dialect, moment


@asynccontextmanager
async def _moment(database: Database) -> AsyncIterator[Transaction]:
    """Read from one moment: on PostgreSQL in a transaction, on SQLite by statements that each see one."""
    if database.dialect == "postgres":
        async with database.transaction() as transaction:
            await transaction.execute(ONE_MOMENT)
            yield transaction
    else:
        yield _Reading(database)


class _Reading:
    """Reads without holding a transaction open, so that a bot which writes is not kept waiting."""

    def __init__(self, database: Database) -> None:
        self.execute = database.fetch


@asynccontextmanager
async def _as_it_is(where: Address) -> AsyncIterator[Database]:
    """Open the database at *where* without changing it. Raises DatabaseUnusable where there is none."""
    refuse_unless_there(where)
    database = await open_database(where, looking=True)
    try:
        with explain_faults(where):
            await _version(_Reading(database), database.dialect)
        yield database
    finally:
        await database.close()


def refuse_unless_there(where: Address) -> None:
    """Raise DatabaseUnusable for a SQLite file that does not exist: a typing error must not look like an empty one."""
    if isinstance(where, SqliteAddress) and (where.path is None or not where.path.is_file()):
        raise DatabaseUnusable(f"There is no database file {where.path or 'in memory'} to read.")


async def _version(source: Transaction, dialect: str) -> int:
    if "migrations" not in {row[0] for row in await source.execute(_TABLES[dialect])}:
        raise DatabaseUnusable("That database was not made by moodbot: it has no list of migrations.")
    return int((await source.execute(HIGHEST))[0][0])


async def _versions(source: Transaction, dialect: str, of_features: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """Return "" or " of <feature>" for each list of steps, its version there, and the one that is written here."""
    found = [("", await _version(source, dialect), migrations_of(dialect)[-1].number)]
    noted = "feature_migrations" in {row[0] for row in await source.execute(_TABLES[dialect])}
    for feature, package in of_features.items():
        version = int((await source.execute(HIGHEST_OF, feature))[0][0]) if noted else 0
        found.append((f" of {feature}", version, migrations_of(dialect, package)[-1].number))
    return found


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table'",
    "postgres": "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
}


@contextmanager
def _nothing_left_of(target: Address) -> Iterator[None]:
    """Take a SQLite file away again that was made in this block, where the block does not succeed."""
    path = target.path if isinstance(target, SqliteAddress) else None
    was_there = path is None or path.exists()
    try:
        yield
    except BaseException:
        if path is not None and not was_there:
            _take_away(path)
        raise


def _take_away(file: Path) -> None:
    """Delete a SQLite file with what lies beside it."""
    for left in (file, *(file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-shm", "-journal", SUFFIX))):
        left.unlink(missing_ok=True)


def _refuse_to_overwrite(file: Path) -> None:
    if file.exists():
        raise DatabaseUnusable(f"{file} is there already. Give the backup a name of its own.")


def _make_empty(file: Path) -> None:
    """Make an empty file that only its owner can read, for SQLite to fill."""
    try:
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as fault:
        raise DatabaseUnusable(f"No file can be made in {file.parent} ({fault.strerror}).") from fault
