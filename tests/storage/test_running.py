"""Only one bot runs on a database, and a killed one leaves nothing to clear away."""

import asyncio
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

import moodbot
from moodbot.storage.database import parse_address
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.postgres_lock import CHECK_SECONDS, REFUSED, RETRY_SECONDS
from moodbot.storage.upkeep import check
from tests.hands import HandClock, until
from tests.postgres import END, HOLDER, Postgres, taken_over
from tests.stores import open_store

HOLD = """
import asyncio, sys
from tests.stores import open_store
async def main():
    async with open_store(sys.argv[1], "id", alone=True):
        print("held", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
asyncio.run(main())
"""


async def test_a_second_bot_on_one_file_is_refused_until_the_first_is_gone(file_address: str, tmp_path: Path) -> None:
    """The second is told what to do; commands that only look may come in; after a SIGKILL the way is free."""
    root = Path(moodbot.__file__).parents[1]
    first = subprocess.Popen(  # noqa: ASYNC220 - it only waits to be killed
        [sys.executable, "-c", HOLD, file_address],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(DatabaseUnusable, match=r"Another moodbot is running on .*moodbot\.db"):
            async with open_store(file_address, "id", alone=True):
                pass
        async with open_store(file_address, "id") as beside:
            assert await beside.installation.value("installation_id") == "id"
    finally:
        first.kill()
        first.communicate()
    async with open_store(file_address, "id", alone=True):
        pass


async def test_several_may_run_on_memory_and_on_files_of_their_own(tmp_path: Path) -> None:
    """The rule is about one file, not about one machine."""
    async with (
        open_store("sqlite:///:memory:", "a", alone=True) as first,
        open_store("sqlite:///:memory:", "b", alone=True) as second,
        open_store(f"sqlite:///{tmp_path / 'c.db'}", "c", alone=True) as third,
        open_store(f"sqlite:///{tmp_path / 'd.db'}", "d", alone=True) as fourth,
    ):
        ids = [await store.installation.value("installation_id") for store in (first, second, third, fourth)]
    assert ids == ["a", "b", "c", "d"]


async def test_a_second_bot_on_one_postgresql_is_refused(postgres: Postgres, hand_clock: HandClock) -> None:
    """It is told what to do; commands that only look may come in; the way is free once the first has ended."""
    address = await postgres.fresh()
    async with open_store(address, "id", clock=hand_clock, alone=True):
        with pytest.raises(DatabaseUnusable) as refused:
            async with open_store(address, "id", clock=hand_clock, alone=True):
                pass
        assert str(refused.value) == REFUSED
        assert "MOODBOT_DATABASE_URL" in REFUSED
        async with open_store(address, "id") as beside:
            assert await beside.installation.value("installation_id") == "id"
        assert (await check(parse_address(address)))[1]
        async with open_store(await postgres.fresh(), "other", clock=hand_clock, alone=True):
            pass
    async with open_store(address, "id", clock=hand_clock, alone=True):
        pass


async def test_a_lost_lock_is_taken_again(postgres: Postgres, hand_clock: HandClock) -> None:
    """The server ended the connection that holds it: another one of the same bot holds it soon, and nobody stops."""
    address = await postgres.fresh()
    async with open_store(address, "id", clock=hand_clock, alone=True) as store:
        other = await asyncpg.connect(address)
        first = await other.fetchval(HOLDER)
        await other.execute(END, first)
        holder = None
        while holder in (None, first):  # it is taken again in a task of the bot's
            holder = await other.fetchval(HOLDER)
        with pytest.raises(DatabaseUnusable):
            async with open_store(address, "id", clock=hand_clock, alone=True):
                pass
        await other.close()
        assert not store.taken_over.is_set()


async def test_a_server_that_was_frozen_keeps_no_lock_from_its_own_bot(
    postgres: Postgres, hand_clock: HandClock
) -> None:
    """A look at the connection fails after three seconds; when the server is back, the old session's lock is undone."""
    address = await postgres.fresh()
    async with open_store(address, "id", clock=hand_clock, alone=True) as store:
        other = await asyncpg.connect(address)
        first = await other.fetchval(HOLDER)
        with postgres.frozen():
            await until(lambda: hand_clock.waiting > 0)
            hand_clock.advance(CHECK_SECONDS)
            await until(lambda: RETRY_SECONDS in hand_clock.pauses)
        holder = first
        while holder in (None, first):
            hand_clock.advance(RETRY_SECONDS)
            holder = await other.fetchval(HOLDER)
        await other.close()
        assert not store.taken_over.is_set()


async def test_a_bot_whose_database_was_taken_over_is_told(postgres: Postgres, hand_clock: HandClock) -> None:
    """Another one waits for the lock and has it before this one can take it again."""
    address = await postgres.fresh()
    async with open_store(address, "id", clock=hand_clock, alone=True) as store, taken_over(address):
        await asyncio.wait_for(store.taken_over.wait(), 10)
        assert store.taken_over.is_set()
