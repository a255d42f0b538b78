"""Measures the journal: adding a mood and reading a month among a million entries, and drawing pictures."""

import asyncio
import gc
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, progress, share
from benchmarks.processes import clean_environ
from moodbot.clock import SystemClock
from moodbot.core.dialogue import Entrance, Incoming, Picture, Place, PlaceKind, Source
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.journal.rules.views import Period
from moodbot.times.units import DAY
from tests.house import House, house_of, the_pack
from tests.stores import Store, open_store

TERMINAL = Place(PlaceKind.TERMINAL)
ENTRIES_PER_PERSON = 50
A_YEAR, LONG = 1, 2
FEW, MANY = 10_000, 1_000_000
LOOKS = 300
LOG_BAR, MONTH_BAR, GROWTH_BAR = 3.0, 5.0, 1.5
YEAR_BAR, BLOCK_BAR, SIZE_BAR = 150.0, 25.0, 100.0
DRAWINGS, A_SECOND, NAP = 20, 2.0, 0.005
NOW = 1_763_900_000_000
ZONE = "Europe/Berlin"
INSERT = """
INSERT INTO entries (person, number, mood, at, zone, source, made) VALUES (?, ?, ?, ?, 'Europe/Berlin', 'talk', ?)
"""
NUMBERS = "INSERT INTO preferences (person, last_entry) VALUES (?, ?)"


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Return the figures; databases are created in *folder*; *quick* takes a tenth of the many entries."""
    moods = tuple(the_pack().moods)
    times = {}
    for count in (FEW, MANY // 10 if quick else MANY):
        progress(f"a journal of {count:,} entries")
        times[count] = asyncio.run(_among(folder / f"journal-{count}.db", count, moods))
    (few_log, few_month), (many_log, many_month) = times.values()
    count = max(times)
    note = f"{count:,} entries of {count // ENTRIES_PER_PERSON:,} people; p99"
    figures = [
        Figure("keeping a mood", median(many_log), "ms", LOG_BAR, f"{note} {share(many_log, 99):.2f}"),
        Figure("a month's view", median(many_month), "ms", MONTH_BAR, f"{note} {share(many_month, 99):.2f}"),
        Figure("keeping a mood, times that among 10,000", median(many_log) / median(few_log), "", GROWTH_BAR),
        Figure("a month's view, times that among 10,000", median(many_month) / median(few_month), "", GROWTH_BAR),
    ]
    progress("pictures")
    return [*figures, _early_imports(folder), *asyncio.run(_pictures(moods))]


async def _among(path: Path, count: int, moods: tuple[str, ...]) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each added mood and of each month's view among *count* entries."""
    address = f"sqlite:///{path}"
    async with open_store(address, "0" * 32):
        pass
    chance = random.Random(7)
    people = count // ENTRIES_PER_PERSON
    with closing(sqlite3.connect(path)) as database:
        # Inserted in the order of time, as in real use, not person by person.
        rows = (
            (person, number, chance.choice(moods), NOW - (ENTRIES_PER_PERSON - number) * DAY // 2 + person, NOW)
            for number in range(1, ENTRIES_PER_PERSON + 1)
            for person in range(1, people + 1)
        )
        database.executemany(INSERT, rows)
        database.executemany(NUMBERS, ((person, ENTRIES_PER_PERSON) for person in range(1, people + 1)))
        database.commit()
    async with open_store(address, "0" * 32) as store:
        visitors = [chance.randint(1, people) for _ in range(LOOKS)]
        await _add_and_read(store, visitors[:50], moods)
        return await _add_and_read(store, visitors[50:], moods)


async def _add_and_read(store: Store, visitors: list[int], moods: tuple[str, ...]) -> tuple[list[float], list[float]]:
    """Add a mood and read a month for each person, and return the milliseconds of both."""
    logs, months = [], []
    for turn, person in enumerate(visitors):
        begun = time.perf_counter()
        entry = Entry(person, moods[turn % len(moods)], NOW + person + turn + len(visitors), ZONE, Source.TALK, NOW)
        added = await store.journal.add(entry)
        logs.append((time.perf_counter() - begun) * 1000)
        assert added is not None
        begun = time.perf_counter()
        entries = await store.journal.between(person, NOW - 30 * DAY, NOW + DAY)
        months.append((time.perf_counter() - begun) * 1000)
        assert entries
    return logs, months


def _early_imports(folder: Path) -> Figure:
    """Count the modules of the drawing library that a start imports."""
    started = "import sys, moodbot.wiring, moodbot.discordapp.bot"
    code = f"{started}; print(sum(name.split('.')[0] == 'PIL' for name in sys.modules))"
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=clean_environ(), check=True, capture_output=True, text=True
    )
    return Figure("modules of Pillow before the first picture", float(printed.stdout), "", 0.0)


async def _pictures(moods: tuple[str, ...]) -> list[Figure]:
    """Draw a year repeatedly, then all of a long journal, and measure how late the loop wakes a task meanwhile.

    The whole `!graph` command is measured, from the database to the pictures.
    """
    chance = random.Random(7)
    async with open_store("sqlite:///:memory:", "0" * 32) as store:
        for person, count, days in ((A_YEAR, 700, 330), (LONG, 10_000, 3_000)):
            await store.journal.save_preferences(person, journal=True, journal_at=1, zone=ZONE)
            for at in sorted({NOW - int(chance.random() * days * DAY) for _ in range(count)}):
                await store.journal.add(Entry(person, chance.choice(moods), at, ZONE, Source.TALK, at))
        house = house_of(store, _StoppedClock())
        first = await _draw(house, A_YEAR, Period.YEAR)
        # As `moodbot run` does at its start, so that the garbage collector skips objects loaded before.
        gc.collect()
        gc.freeze()
        year, blocks = await _draw_and_watch(house, A_YEAR, Period.YEAR, DRAWINGS)
        everything, late = await _draw_and_watch(house, LONG, Period.ALL, DRAWINGS // 4)
        gc.unfreeze()
    size = max(len(picture.data) for picture in first) / 1000
    each = median(year) / len(first)
    note = f"{len(first)} pictures of 700 entries, {DRAWINGS} times at {A_SECOND:g} a second"
    return [
        Figure("a picture of a year", each, "ms", YEAR_BAR, note),
        Figure("the loop blocked while drawing, at most", max(blocks), "ms", BLOCK_BAR, f"p99 {share(blocks, 99):.1f}"),
        Figure("the same with 10,000 entries, at most", max(late), "ms", BLOCK_BAR, f"p99 {share(late, 99):.1f}"),
        Figure("all of 10,000 entries, until it is drawn", median(everything), "ms"),
        Figure("the largest picture", size, "kB", SIZE_BAR),
    ]


class _StoppedClock(SystemClock):
    """A clock that is stopped at NOW, the day of the entries."""

    def now(self) -> int:
        """Return NOW (UTC ms)."""
        return NOW


async def _draw(house: House, person: int, period: Period) -> tuple[Picture, ...]:
    reply = await house.handle(Incoming(person, TERMINAL, Entrance.TERMINAL, f"!graph {period}"))
    assert reply is not None
    assert reply.utterances[-1].pictures
    return reply.utterances[-1].pictures


async def _draw_and_watch(house: House, person: int, period: Period, times: int) -> tuple[list[float], list[float]]:
    """Draw *times* times; return the milliseconds of each drawing, and those by which the loop was late meanwhile."""
    each: list[float] = []
    blocks: list[float] = []
    done = asyncio.Event()
    watching = asyncio.create_task(_watch(blocks, done))
    for _ in range(times):
        begun = time.perf_counter()
        await _draw(house, person, period)
        each.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(max(0.0, 1 / A_SECOND - (time.perf_counter() - begun)))
    done.set()
    await watching
    return each, blocks


async def _watch(blocks: list[float], done: asyncio.Event) -> None:
    """Append to *blocks* by how many milliseconds each wake-up of the loop was late, until *done*."""
    while not done.is_set():
        begun = time.perf_counter()
        await asyncio.sleep(NAP)
        blocks.append((time.perf_counter() - begun - NAP) * 1000)
