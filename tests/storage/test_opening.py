"""Opening a database: what stops it, and what the person who runs the bot is told."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from moodbot.core.errors import CannotStart
from moodbot.storage.errors import DatabaseNewer, DatabaseUnusable
from moodbot.storage.migrate import migrations_of
from tests.stores import open_store


async def refusal(path: Path, busy_ms: int = 10) -> str:
    """Open the file at *path*, which must be refused, and return what is said."""
    with pytest.raises(DatabaseUnusable) as caught:
        async with open_store(f"sqlite:///{path}", "id", busy_ms=busy_ms):
            pass
    assert isinstance(caught.value, CannotStart)
    return str(caught.value)


@pytest.fixture
def closed_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in which no file can be made; root may write everywhere but in the kernel's own."""
    if os.geteuid() == 0:
        yield Path("/proc/self")
        return
    tmp_path.chmod(0o555)
    yield tmp_path
    tmp_path.chmod(0o755)


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The folder is not made, as a typing error would hide the data somewhere new."""
    assert f"There is no folder {tmp_path / 'nowhere'}" in await refusal(tmp_path / "nowhere" / "moodbot.db")
    assert not (tmp_path / "nowhere").exists()


async def test_a_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    """A path that goes through a file leads nowhere."""
    (tmp_path / "file").touch()
    assert f"There is no folder {tmp_path / 'file'}" in await refusal(tmp_path / "file" / "moodbot.db")


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    """Given a folder, the message offers a file in it."""
    assert f"Give a file, such as {tmp_path / 'moodbot.db'}" in await refusal(tmp_path)


async def test_a_folder_that_cannot_be_written_is_named(closed_folder: Path) -> None:
    """The message says who has to be let in where."""
    assert f"No file can be made in {closed_folder}" in await refusal(closed_folder / "moodbot.db")


async def test_another_kind_of_file_is_left_alone(tmp_path: Path) -> None:
    """A file that is not a database is refused and keeps its content."""
    diary = tmp_path / "diary.txt"
    diary.write_text("Dear diary. " * 200)
    assert "is not a SQLite database" in await refusal(diary)
    assert diary.read_text() == "Dear diary. " * 200


async def test_a_damaged_database_is_named(tmp_path: Path, file_address: str) -> None:
    """A database whose pages are overwritten is said to be damaged, with what to do."""
    async with open_store(file_address, "id"):
        pass
    path = tmp_path / "moodbot.db"
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    assert "is damaged. Put a backup in its place" in await refusal(path)


async def test_a_database_held_by_another_program_is_named(tmp_path: Path, file_address: str) -> None:
    """While another program writes, opening waits for a while and then says so."""
    async with open_store(file_address, "id"):
        pass
    with closing(sqlite3.connect(tmp_path / "moodbot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "is held by another program" in await refusal(tmp_path / "moodbot.db")


async def test_a_new_file_held_by_another_program_is_named(tmp_path: Path) -> None:
    """The same is said where the other program came first, and the file has no tables yet."""
    with closing(sqlite3.connect(tmp_path / "moodbot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "is held by another program" in await refusal(tmp_path / "moodbot.db")


async def test_a_database_of_a_newer_moodbot_is_refused_unchanged(tmp_path: Path, file_address: str) -> None:
    """An older program does not touch what it does not know, and names both versions."""
    async with open_store(file_address, "id"):
        pass
    with closing(sqlite3.connect(tmp_path / "moodbot.db")) as future:
        future.execute("INSERT INTO migrations VALUES (9999, 'dreams')")
        future.commit()
    before = (tmp_path / "moodbot.db").read_bytes()
    with pytest.raises(DatabaseNewer, match="at version 9999, this moodbot knows versions up to") as caught:
        async with open_store(file_address, "id"):
            pass
    assert (caught.value.found, caught.value.known) == (9999, migrations_of("sqlite")[-1].number)
    assert (tmp_path / "moodbot.db").read_bytes() == before


async def test_only_the_owner_may_read_the_file(tmp_path: Path, file_address: str) -> None:
    """Other users of the machine cannot look up who is sad; that goes for SQLite's side files as well."""
    async with open_store(file_address, "id"):
        modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in os.listdir(tmp_path)}
    assert modes == {"moodbot.db": 0o600, "moodbot.db-wal": 0o600, "moodbot.db-shm": 0o600}
