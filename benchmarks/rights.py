"""Measures the export and the erasure of a person with a long journal."""

import asyncio
import gc
import time
from pathlib import Path

from benchmarks.figures import Figure, progress, share
from moodbot.clock import SystemClock
from moodbot.core.dialogue import Entrance, Incoming, Place, PlaceKind, Press, Source
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.privacy.commands import FORGET_CUE
from moodbot.storage.encryption import new_key
from moodbot.times.units import DAY
from tests.house import house_of, the_pack
from tests.stores import open_store

PERSON, ENTRIES = 7, 10_000
EXPORT_BAR, FORGET_BAR, BLOCK_BAR = 5.0, 2.0, 25.0
NAP = 0.005
TERMINAL = Place(PlaceKind.TERMINAL)


def measure(folder: Path) -> list[Figure]:
    """Return how long export and erasure take with ten thousand entries with notes, and how late the loop was."""
    progress(f"export and forgetting with {ENTRIES:,} entries")
    return asyncio.run(_export_and_erasure(folder / "rights.db"))


async def _export_and_erasure(path: Path) -> list[Figure]:
    clock = SystemClock()
    async with open_store(f"sqlite:///{path}", "0" * 32, note_keys=(new_key(),)) as store:
        house = house_of(store, clock)
        await store.journal.save_preferences(PERSON, journal=True, journal_at=1, zone="Europe/Berlin")
        now, moods = clock.now(), tuple(the_pack().moods)
        note = "a few words that somebody wrote at the end of a long day, as people do"
        entries = [
            Entry(PERSON, moods[number % len(moods)], now - number * DAY // 20, "Europe/Berlin", Source.TALK, now, note)
            for number in range(ENTRIES)
        ]
        assert await store.journal.add_all(PERSON, entries) == ENTRIES
        gc.collect()
        gc.freeze()
        late: list[float] = []
        done = asyncio.Event()
        watching = asyncio.create_task(_watch(late, done))
        begun = time.perf_counter()
        reply = await house.handle(Incoming(PERSON, TERMINAL, Entrance.TERMINAL, "!export"))
        exported = time.perf_counter() - begun
        assert reply is not None
        size = len(reply.utterances[-1].pictures[0].data)
        begun = time.perf_counter()
        confirmation = Press(f"{FORGET_CUE}{clock.now()}", 0)
        await house.handle(Incoming(PERSON, TERMINAL, Entrance.BUTTON, press=confirmation))
        erased = time.perf_counter() - begun
        done.set()
        await watching
        gc.unfreeze()
        assert await store.rights.counts(PERSON) == {}
    return [
        Figure("an export of 10,000 entries with notes", exported, "s", EXPORT_BAR, f"{size / 1000:.0f} kB"),
        Figure("forgetting somebody with 10,000 entries", erased, "s", FORGET_BAR),
        Figure("the loop blocked meanwhile, at most", max(late), "ms", BLOCK_BAR, f"p99 {share(late, 99):.1f}"),
    ]


async def _watch(late: list[float], done: asyncio.Event) -> None:
    """Append to *late* by how many milliseconds each wake-up of the loop was late, until *done*."""
    while not done.is_set():
        begun = time.perf_counter()
        await asyncio.sleep(NAP)
        late.append((time.perf_counter() - begun - NAP) * 1000)
