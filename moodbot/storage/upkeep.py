"""Back up, check and copy a whole database for an operator."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from moodbot.storage.database import Address, Database, SqliteAddress, Transaction
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.migrate import HIGHEST_NUMBER, HIGHEST_NUMBER_OF_FEATURE, migrate, migrations_of
from moodbot.storage.opening import explain_faults, open_database
from moodbot.storage.running import LOCK_SUFFIX, lock_database
from moodbot.storage.tables import Table, Tally, rows_of, tables_of, tally_of

REPEATABLE_READ = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
INSTALLATION = "installation"


async def back_up(address: Address, file: Path, feature_packages: Mapping[str, str] | None = None) -> None:
    """Write a consistent copy of the database at *address* into the new *file*, also while the bot runs.

    A PostgreSQL database becomes a SQLite file. *feature_packages* maps a feature's name to the package of its
    migrations. Raises DatabaseUnusable and leaves no file behind.
    """
    _refuse_to_overwrite(file)
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        _create_empty(partial)
        if isinstance(address, SqliteAddress):
            async with _open_unchanged(address) as database:
                with explain_faults(SqliteAddress(file)):
                    await database.execute("VACUUM INTO ?", str(partial))
        else:
            await copy(address, SqliteAddress(partial), feature_packages)
        os.replace(partial, file)
    finally:
        _delete_file(partial)


async def check(address: Address, feature_packages: Mapping[str, str] | None = None) -> tuple[list[str], bool]:
    """Check integrity and versions of the database at *address*; return report lines, and True if it is sound.

    *feature_packages* maps a feature's name to the package of its migrations. Raises DatabaseUnusable.
    """
    async with _open_unchanged(address) as database:
        with explain_faults(address):
            lines, good = [], True
            if database.dialect == "sqlite":
                findings = [str(row[0]) for row in await database.fetch("PRAGMA integrity_check")]
                good = findings == ["ok"]
                lines += ["The file is whole."] if good else [f"Damaged: {line}" for line in findings]
            async with _consistent_reader(database) as reader:
                for owner, version, known in await _versions(reader, database.dialect, feature_packages or {}):
                    lines.append(f"Version {version}{owner}; this moodbot knows versions up to {known}.")
                    good = good and version <= known
                for table in await tables_of(reader, database.dialect):
                    lines.append(f"{table.name}: {(await tally_of(reader, table)).rows} rows")
    return lines, good


async def copy(source: Address, target: Address, feature_packages: Mapping[str, str] | None = None) -> list[str]:
    """Copy all tables at *source* into the empty database at *target*; return a report line for each table.

    Either every table is copied and verified, by its row count and a checksum, or nothing is.
    *feature_packages* maps a feature's name to the package of its migrations. Raises DatabaseUnusable.
    """
    async with _snapshot(source) as (dialect, reader):
        for owner, version, known in await _versions(reader, dialect, feature_packages or {}):
            if version != known:
                raise DatabaseUnusable(
                    f"The database to copy is not at version {known}{owner}, which this moodbot writes. "
                    "Start moodbot on it once (or install a newer one), then copy."
                )
        with _delete_new_file_on_error(target), lock_database(target):
            target_database = await open_database(target)
            try:
                with explain_faults(target):
                    await migrate(target_database, feature_packages)
                    tables = await tables_of(reader, dialect)
                    async with target_database.transaction() as writer:
                        _refuse_unknown_tables(tables, await tables_of(writer, target_database.dialect))
                        await _refuse_unless_empty(writer, tables)
                        return [await _copy_table(reader, writer, table) for table in tables]
            finally:
                await target_database.close()


async def _copy_table(reader: Transaction, writer: Transaction, table: Table) -> str:
    placeholders = ", ".join("?" * len(table.columns))
    insert = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({placeholders})"
    if table.name == INSTALLATION:
        await writer.execute(f"DELETE FROM {INSTALLATION}")
    read = Tally()
    async for rows in rows_of(reader, table):
        read = read.with_rows(rows)
        for row in rows:
            await writer.execute(insert, *row)
    if await tally_of(writer, table) != read:
        raise DatabaseUnusable(f"The copy of {table.name} is not the same as what was read. Nothing was copied.")
    return f"{table.name}: {read.rows} rows, checksum {read.checksum:064x}"


def _refuse_unknown_tables(tables: tuple[Table, ...], known: tuple[Table, ...]) -> None:
    unknown = {table.name for table in tables} - {table.name for table in known}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise DatabaseUnusable(
            f"The database to copy has tables that this moodbot does not know: {names}. They are not moodbot's, or of "
            "a feature that was taken out. Nothing was copied."
        )


async def _refuse_unless_empty(writer: Transaction, tables: tuple[Table, ...]) -> None:
    for table in tables:
        if table.name != INSTALLATION and await writer.execute(f"SELECT 1 FROM {table.name} LIMIT 1"):
            raise DatabaseUnusable(f"The database to copy into is not empty ({table.name}). Give an empty one.")


@asynccontextmanager
async def _snapshot(source: Address) -> AsyncIterator[tuple[str, Transaction]]:
    """Yield the dialect of *source* and a consistent view of its rows, without blocking a bot that writes there."""
    if isinstance(source, SqliteAddress):
        with tempfile.TemporaryDirectory() as folder:
            snapshot = SqliteAddress(Path(folder) / "moment.db")
            assert snapshot.path is not None
            await back_up(source, snapshot.path)
            async with _open_unchanged(snapshot) as database, database.transaction() as reader:
                yield database.dialect, reader
        return
    async with _open_unchanged(source) as database, _consistent_reader(database) as reader:
        yield database.dialect, reader


@asynccontextmanager
async def _consistent_reader(database: Database) -> AsyncIterator[Transaction]:
    """Yield a reader: a repeatable-read transaction on PostgreSQL, single read statements on SQLite."""
    if database.dialect == "postgres":
        async with database.transaction() as transaction:
            await transaction.execute(REPEATABLE_READ)
            yield transaction
    else:
        yield _StatementReader(database)


class _StatementReader:
    """Reads without an open transaction, so that a bot that writes does not wait."""

    def __init__(self, database: Database) -> None:
        self.execute = database.fetch


@asynccontextmanager
async def _open_unchanged(address: Address) -> AsyncIterator[Database]:
    """Open the database at *address* without changing it. Raises DatabaseUnusable if moodbot did not create it."""
    refuse_unless_there(address)
    database = await open_database(address, inspect_only=True)
    try:
        with explain_faults(address):
            await _version(_StatementReader(database), database.dialect)
        yield database
    finally:
        await database.close()


def refuse_unless_there(address: Address) -> None:
    """Raise DatabaseUnusable for a missing SQLite file: a typing error must not look like an empty database."""
    if isinstance(address, SqliteAddress) and (address.path is None or not address.path.is_file()):
        raise DatabaseUnusable(f"There is no database file {address.path or 'in memory'} to read.")


async def _version(source: Transaction, dialect: str) -> int:
    if "migrations" not in {row[0] for row in await source.execute(_TABLES[dialect])}:
        raise DatabaseUnusable("That database was not made by moodbot: it has no list of migrations.")
    return int((await source.execute(HIGHEST_NUMBER))[0][0])


async def _versions(
    source: Transaction, dialect: str, feature_packages: Mapping[str, str]
) -> list[tuple[str, int, int]]:
    """Return (label, version in *source*, known version) for the program (label "") and features (" of <name>")."""
    versions = [("", await _version(source, dialect), migrations_of(dialect)[-1].number)]
    has_feature_list = "feature_migrations" in {row[0] for row in await source.execute(_TABLES[dialect])}
    for feature, package in feature_packages.items():
        version = int((await source.execute(HIGHEST_NUMBER_OF_FEATURE, feature))[0][0]) if has_feature_list else 0
        versions.append((f" of {feature}", version, migrations_of(dialect, package)[-1].number))
    return versions


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table'",
    "postgres": "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
}


@contextmanager
def _delete_new_file_on_error(target: Address) -> Iterator[None]:
    """Delete the SQLite file at *target* if this block created it and fails."""
    path = target.path if isinstance(target, SqliteAddress) else None
    existed = path is None or path.exists()
    try:
        yield
    except BaseException:
        if path is not None and not existed:
            _delete_file(path)
        raise


def _delete_file(file: Path) -> None:
    """Delete a SQLite file and the WAL, journal and lock files beside it."""
    for each in (
        file,
        *(file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-shm", "-journal", LOCK_SUFFIX)),
    ):
        each.unlink(missing_ok=True)


def _refuse_to_overwrite(file: Path) -> None:
    if file.exists():
        raise DatabaseUnusable(f"{file} is there already. Give the backup a name of its own.")


def _create_empty(file: Path) -> None:
    """Create an empty file that only its owner can read, for SQLite to fill. Raises DatabaseUnusable."""
    try:
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as fault:
        raise DatabaseUnusable(f"No file can be made in {file.parent} ({fault.strerror}).") from fault
