"""What a file must stand: restarts, a killed program, other programs, a full disk, damage."""

import asyncio
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import moodbot
from moodbot.core.dialogue import DM, Place, PlaceKind, Session, Source, TalkPhase
from moodbot.core.errors import StoreUnavailable
from moodbot.features.journal.rules.entries import Entry
from tests.stores import open_store

TALK = Session(1, DM, TalkPhase.FRIEND, "anxious", 3, 1, ("hello.1",), 1_000)

KEEP_AND_DIE = """
import asyncio, os, signal, sys
from moodbot.core.dialogue import DM, Session, TalkPhase
from tests.stores import open_store
async def main():
    async with open_store(sys.argv[1], "id") as store:
        talk = Session(1, DM, TalkPhase.FRIEND, "anxious", 3, 1, ("hello.1",), 1_000)
        await store.talks.save(talk)
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""


async def test_a_restart_loses_no_talk_and_no_id(file_address: str) -> None:
    """What was kept before closing is found after opening again, and the first id stays."""
    async with open_store(file_address, "first") as store:
        await store.talks.save(TALK)
    async with open_store(file_address, "second") as store:
        assert await store.talks.talks_of(1, 0) == (TALK,)
        assert await store.installation.value("installation_id") == "first"


def test_a_killed_program_loses_no_turn(file_address: str) -> None:
    """A talk whose keeping had returned survives a SIGKILL in the next instant."""
    root = Path(moodbot.__file__).parents[1]
    ended = subprocess.run([sys.executable, "-c", KEEP_AND_DIE, file_address], cwd=root, timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL

    async def after_restart() -> tuple[Session, ...]:
        async with open_store(file_address, "id") as store:
            return await store.talks.talks_of(1, 0)

    assert asyncio.run(after_restart()) == (TALK,)


async def test_two_stores_on_one_file_see_each_other(file_address: str) -> None:
    """While one command-line program looks on, the bot goes on writing, and each sees the other's work."""
    async with open_store(file_address, "a") as bot, open_store(file_address, "b") as tool:
        await asyncio.gather(
            *(bot.talks.save(replace(TALK, person=person)) for person in range(0, 100, 2)),
            *(tool.talks.save(replace(TALK, person=person)) for person in range(1, 100, 2)),
        )
        for person in range(100):
            assert await bot.talks.talks_of(person, 0) == await tool.talks.talks_of(person, 0) != ()


async def test_a_store_held_by_another_program_is_named_and_recovers(tmp_path: Path, file_address: str) -> None:
    """While another program writes, keeping fails by name and reading goes on; afterwards all is well."""
    async with open_store(file_address, "id", busy_ms=10) as store:
        await store.talks.save(TALK)
        with closing(sqlite3.connect(tmp_path / "moodbot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for blocked in (store.talks.save(TALK), store.talks.move(1, DM, Place(PlaceKind.CHANNEL, 7))):
                with pytest.raises(StoreUnavailable) as caught:
                    await blocked
                assert caught.value.reason == "locked"
            assert await store.talks.talks_of(1, 0) == (TALK,)
        later = replace(TALK, step=4)
        await store.talks.save(later)
        assert await store.talks.talks_of(1, 0) == (later,)


async def test_a_full_disk_is_named_and_loses_nothing_kept(file_address: str) -> None:
    """Where no page can be added, keeping fails by name, and the talks kept before can be read."""
    async with open_store(file_address, "id") as store:
        await store.talks.save(TALK)
        await store.database.execute("PRAGMA max_page_count = 1")
        with pytest.raises(StoreUnavailable) as caught:
            await store.talks.save(replace(TALK, person=2, heard=("line",) * 20_000))
        assert caught.value.reason == "full"
        assert await store.talks.talks_of(1, 0) == (TALK,)


async def test_a_full_disk_leaves_no_half_of_an_entry(file_address: str) -> None:
    """Neither the entry nor its number is there; with space again, the next one is kept as if nothing had been."""
    async with open_store(file_address, "id") as store:
        await store.journal.add(Entry(1, "sad", 1, None, Source.TALK, 1))
        await store.database.execute("PRAGMA max_page_count = 1")
        with pytest.raises(StoreUnavailable) as caught:
            await store.journal.add(Entry(1, "x" * 20_000, 2, None, Source.TALK, 1))
        assert caught.value.reason == "full"
        await store.database.execute("PRAGMA max_page_count = 1000000")
        kept = await store.journal.add(Entry(1, "tired", 3, None, Source.TALK, 1))
        assert kept is not None
        assert (kept.number, await store.journal.count(1)) == (2, 2)


async def test_an_entry_waits_for_no_other_program_and_is_kept_afterwards(tmp_path: Path, file_address: str) -> None:
    """While another program holds the file nothing is half done, and looking back goes on."""
    async with open_store(file_address, "id", busy_ms=10) as store:
        await store.journal.add(Entry(1, "sad", 1, None, Source.TALK, 1))
        with closing(sqlite3.connect(tmp_path / "moodbot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable) as caught:
                await store.journal.add(Entry(1, "tired", 2, None, Source.TALK, 1))
            assert caught.value.reason == "locked"
            assert [entry.mood for entry in await store.journal.page(1, 0, 9)] == ["sad"]
        assert (await store.journal.add(Entry(1, "tired", 2, None, Source.TALK, 1))) is not None


async def test_damage_is_named(tmp_path: Path, file_address: str) -> None:
    """A page that was overwritten while the bot slept is met by name when it is read."""
    async with open_store(file_address, "id") as store:
        for person in range(500):
            await store.talks.save(replace(TALK, person=person))
        page = (await store.database.fetch("SELECT rootpage FROM sqlite_schema WHERE name = 'talks'"))[0][0]
        size = (await store.database.fetch("PRAGMA page_size"))[0][0]
    with (tmp_path / "moodbot.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    async with open_store(file_address, "id") as store:
        with pytest.raises(StoreUnavailable) as caught:
            await store.talks.talks_of(1, 0)
        assert caught.value.reason == "corrupt"


async def test_reading_cannot_write(file_address: str) -> None:
    """A statement that writes is refused where only reading was asked for."""
    async with open_store(file_address, "id") as store:
        with pytest.raises(StoreUnavailable) as caught:
            await store.database.fetch("DELETE FROM talks")
        assert caught.value.reason == "read-only"


async def test_a_fault_of_our_own_is_not_the_databases(file_address: str) -> None:
    """A statement that breaks a rule of the tables is a bug and keeps its own name."""
    async with open_store(file_address, "id") as store:
        with pytest.raises(sqlite3.IntegrityError):
            await store.database.execute("INSERT INTO installation (key, value) VALUES (?, ?)", "key", None)


async def test_what_is_let_go_cannot_be_found_in_the_file(tmp_path: Path, file_address: str) -> None:
    """A mood that was deleted is overwritten, so that nobody reads it out of the file later."""
    async with open_store(file_address, "id") as store:
        await store.talks.save(replace(TALK, mood="most-secret-mood"))
        assert b"most-secret-mood" in (tmp_path / "moodbot.db-wal").read_bytes()
        await store.talks.delete_expired(before=2_000)
    assert os.listdir(tmp_path) == ["moodbot.db"]
    assert b"most-secret-mood" not in (tmp_path / "moodbot.db").read_bytes()


async def test_an_unknown_phase_is_a_rest(file_address: str) -> None:
    """An older moodbot lets a talk at a step it does not know rest, and skips one in an unknown place."""
    async with open_store(file_address, "id") as store:
        await store.talks.save(TALK)
        await store.talks.save(replace(TALK, place=Place(PlaceKind.CHANNEL, 7)))
        await store.database.execute("UPDATE talks SET phase = ? WHERE place_kind = ?", "dreaming", "dm")
        await store.database.execute("UPDATE talks SET place_kind = ? WHERE place_kind = ?", "moon", "channel")
        assert await store.talks.talks_of(1, 0) == (replace(TALK, phase=TalkPhase.REST),)


async def test_no_log_names_a_person(file_address: str, caplog: pytest.LogCaptureFixture) -> None:
    """Even where everything is logged, the driver does not write people's ids down."""
    with caplog.at_level(logging.DEBUG):
        async with open_store(file_address, "id") as store:
            await store.talks.save(replace(TALK, person=987_654_321))
            await store.talks.talks_of(987_654_321, 0)
    assert "987654321" not in caplog.text
