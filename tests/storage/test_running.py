"""Only one bot runs on a SQLite file, and a killed one leaves nothing to clear away."""

import subprocess
import sys
from pathlib import Path

import pytest

import moodbot
from moodbot.storage.errors import DatabaseUnusable
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
