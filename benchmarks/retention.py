"""Measures expiry: how long another person's write waits while many old rows are deleted."""

import asyncio
import time
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, progress, share
from moodbot.clock import SystemClock
from moodbot.conversation.housekeeping import Housekeeping
from moodbot.times.units import DAY
from tests.house import house_of
from tests.stores import Store, open_store

OLD, PEOPLE, RETENTION_DAYS = 200_000, 100, 30
HOLD_BAR = 50.0
NAP = 0.002
PERSON = 5

OLD_ENTRIES = """
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?)
INSERT INTO entries (person, number, mood, at, zone, source, made, note)
SELECT 1000 + n % ?, n, 'sad', ? - n * 1000, 'Europe/Berlin', 'talk', 1, 'forty characters or so, as a note has them'
FROM counted
"""


def measure(folder: Path) -> list[Figure]:
    """Return the longest wait of a write while 200,000 expired entries are deleted."""
    progress(f"letting go of {OLD:,} entries")
    return asyncio.run(_expiry(folder / "retention.db"))


async def _expiry(path: Path) -> list[Figure]:
    now = SystemClock().now()
    async with open_store(f"sqlite:///{path}", "0" * 32) as store:
        await store.database.execute(OLD_ENTRIES, OLD, PEOPLE, now - (RETENTION_DAYS + 1) * DAY)
        alone = await _write_times(store, asyncio.create_task(asyncio.sleep(1)))
        services = house_of(store, SystemClock(), retention_entries=RETENTION_DAYS).services
        housekeeping = Housekeeping(services)
        begun = time.perf_counter()
        expiring = asyncio.create_task(housekeeping.round())
        waits = await _write_times(store, expiring)
        took = time.perf_counter() - begun
        await expiring
        assert await store.database.fetch("SELECT COUNT(*) FROM entries") == ((0,),)
    note = f"p99 {share(waits, 99):.1f}, {len(waits)} writes in {took:.1f} s; alone {share(alone, 99):.1f}"
    return [Figure("a write while 200,000 entries are let go of, at most", max(waits), "ms", HOLD_BAR, note)]


async def _write_times(store: Store, until: "asyncio.Task[Any]") -> list[float]:
    """Write repeatedly until the task *until* is done, and return the milliseconds that each write took."""
    times = []
    while not until.done():
        begun = time.perf_counter()
        await store.journal.save_preferences(PERSON, zone="Europe/Berlin")
        times.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(NAP)
    return times
