"""Check-ins over the wire while the program is killed, Discord breaks, and several programs share the work."""

import random
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

from tests.due import channels_of, let_be_due, messages_each, now, outcome, slot_now
from tests.postgres import Postgres
from tests.standin import Server
from tests.stores import open_store
from tests.wire.killing import survive
from tests.wire.moodbots import settings_for, started

PEOPLE, KILLS = 150, 5
PATIENCE = 120.0


async def test_killed_again_and_again_nobody_gets_one_twice(standin: Server, tmp_path: Path) -> None:
    """SIGKILL in the middle of sending, five times; in the end each slot was sent once."""
    found = await survive(standin, tmp_path, PEOPLE, KILLS, random.Random(5))
    assert found.sent + sum(found.skipped.values()) == PEOPLE
    assert set(found.skipped) <= {"outcome unknown"}
    assert sum(found.skipped.values()) <= PEOPLE // 100
    assert set(found.each) <= {0, 1}
    assert found.each[1] >= found.sent
    assert found.broken > 0


async def test_three_programs_on_one_postgresql_share_the_work(
    standin: Server, tmp_path: Path, postgres: Postgres
) -> None:
    """Each sends some; nobody gets one twice."""
    address, channels = await postgres.fresh(), channels_of(standin, PEOPLE)
    async with open_store(address, "an-installation") as store:
        await let_be_due(store, channels, slot_now(now()))
        settings = settings_for(standin, MOODBOT_DATABASE_URL=address, MOODBOT_SEND_BUDGET="45")
        async with AsyncExitStack() as running:
            programs = [
                await running.enter_async_context(started(tmp_path, "run", settings=settings)) for _ in range(3)
            ]
            assert await outcome(store, PEOPLE, PATIENCE) == (PEOPLE, {})
            assert all("Traceback" not in program.log for program in programs)
    assert messages_each(standin, channels) == Counter({1: PEOPLE})
