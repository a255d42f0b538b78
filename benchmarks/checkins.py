"""Measures check-ins: delivery through kills, use of the send budget, claiming among a million plans, and memory."""

import asyncio
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]  # its types are a package of their own, for a few calls

from benchmarks.figures import Figure, progress, share
from benchmarks.machine import MIB
from benchmarks.processes import POSTED, moodbot, standin
from moodbot.features.outreach.rules.plans import CheckinPlan, Rhythm
from moodbot.features.outreach.store.plans import plan_values
from moodbot.times.units import DAY, MINUTE, MINUTES_PER_DAY
from tests.due import FIRST, let_be_due, now, slot_now
from tests.standin import Server
from tests.standin.world import World
from tests.stores import open_store
from tests.wire.killing import survive
from tests.wire.moodbots import settings_for, started

PEOPLE, KILLS = 2_000, 30
FEW, MANY = 10_000, 1_000_000
BATCH, CLAIMS, DUE = 25, 60, 2_000
BUDGET, LIMIT, SECONDS = 45, 50, 60
UNUSED_BAR, GROWTH_BAR, MEMORY_BAR, SKIPPED_BAR = 5.0, 1.5, 150.0, 1.0
PLAN = """
INSERT INTO plans (person, rhythm, state, thinned, unanswered, heard, version) VALUES (?, ?, 'active', 0, 0, '[]', 1)
"""
CONTACT = "INSERT INTO contacts (person, channel, opened_at) VALUES (?, ?, 0)"
ZONE = "INSERT INTO preferences (person, zone) VALUES (?, 'Etc/UTC')"
WAITS = """
INSERT INTO waiting (person, kind, slot, detail, state, ready_at, leased, tries)
VALUES (?, 'checkin', ?, '', 'waiting', ?, 0, 0)
"""


def measure(folder: Path, quick: bool) -> list[Figure]:
    """Return the figures; databases are created in *folder*; *quick* does a tenth of everything."""
    part = 10 if quick else 1
    progress(f"{PEOPLE // part:,} check-ins, killed {KILLS // part} times")
    figures = asyncio.run(_killed(folder, PEOPLE // part, KILLS // part))
    progress(f"a budget of {BUDGET} a second for {SECONDS // part} s")
    figures += _budget(folder, SECONDS // part)
    costs = {}
    for count in (FEW, MANY // part):
        progress(f"{count:,} plans")
        costs[count] = asyncio.run(_claiming(_filled(folder / f"plans-{count}.db", count)))
    few, many = costs.values()
    count = MANY // part
    note = f"{BATCH} rows of {count:,}; p99 {share(many, 99):.2f}; among {FEW:,} {median(few):.2f}"
    figures.append(
        Figure("claiming what is due, times that among 10,000", median(many) / median(few), "", GROWTH_BAR, note)
    )
    figures.append(Figure("claiming what is due", median(many), "ms"))
    progress("the worker's memory")
    figures.append(asyncio.run(_memory(folder, folder / f"plans-{count}.db", 30 // part)))
    return figures


async def _killed(folder: Path, people: int, kills: int) -> list[Figure]:
    (folder / "killed").mkdir()
    async with Server() as discord:
        outcome = await survive(discord, folder / "killed", people, kills, random.Random(7))
    doubled = sum(count for messages, count in outcome.each.items() if messages > 1)
    skipped = sum(outcome.skipped.values())
    note = f"{people:,} people, {kills} times SIGKILL, {outcome.broken} requests broken; {outcome.sent:,} sent"
    lost = people - outcome.sent - skipped
    return [
        Figure("check-ins that came twice", doubled, "", 0.0, note),
        Figure("check-ins neither sent nor skipped", lost, "", 0.0, note),
        Figure("check-ins skipped", skipped / people * 100, "%", SKIPPED_BAR, ", ".join(outcome.skipped)),
    ]


def _budget(folder: Path, seconds: int) -> list[Figure]:
    """Count the messages sent within *seconds* after the first BUDGET ones; the stand-in refuses more than 50 a second.

    It is a process of its own: delayed by this one, it would count bursts that did not happen.
    """
    file = folder / "budget.db"
    asyncio.run(_make_due(f"sqlite:///{file}", BUDGET * (seconds + 10)))
    with standin() as discord:
        discord.act("limit", per_second=LIMIT)
        with moodbot(discord, folder / "budget", f"sqlite:///{file}", MOODBOT_SEND_BUDGET=str(BUDGET)):
            while (first := discord.act("stats"))["tally"].get(POSTED, 0) < BUDGET:
                time.sleep(0.02)
            time.sleep(seconds)
            last = discord.act("stats")
    sent = last["posted"] - first["posted"]
    refused, peak = last["statuses"].get("429", 0), last["peak_per_second"]
    note = f"{sent:,} sent in {seconds} s, at most {peak} requests within a second"
    return [
        Figure("budget left unused", max(0.0, 1 - sent / (BUDGET * seconds)) * 100, "%", UNUSED_BAR, note),
        Figure("answers 429 caused", refused, "", 0.0, note),
    ]


async def _make_due(address: str, people: int) -> None:
    """Create a database at *address* with a due check-in for each of *people*."""
    dm_of = World().dm_of
    async with open_store(address, "an-installation") as store:
        await let_be_due(store, {person: dm_of(person) for person in range(FIRST, FIRST + people)}, slot_now(now()))


def _filled(path: Path, count: int) -> Path:
    """Create a database of *count* plans, DUE of which are due now and the others within a day; return *path*."""

    async def make() -> None:
        async with open_store(f"sqlite:///{path}", "an-installation"):
            pass

    asyncio.run(make())
    chance, start = random.Random(7), slot_now(now())
    minute = start // MINUTE % MINUTES_PER_DAY
    rhythm = plan_values(CheckinPlan(FIRST, Rhythm(times=(minute,))))[0]
    dm_of = World().dm_of
    people = range(FIRST, FIRST + count)
    with closing(sqlite3.connect(path)) as database:
        database.executemany(PLAN, ((person, rhythm) for person in people))
        database.executemany(CONTACT, ((person, dm_of(person)) for person in people))
        database.executemany(ZONE, ((person,) for person in people))
        slots = (start if number < DUE else start + MINUTE + int(chance.random() * DAY) for number in range(count))
        database.executemany(WAITS, ((person, slot, slot) for person, slot in zip(people, slots, strict=False)))
        database.commit()
    return path


async def _claiming(path: Path) -> list[float]:
    """Return the milliseconds that it takes each time to claim a batch and read the situations of its people."""
    times = []
    async with open_store(f"sqlite:///{path}", "another") as store:
        for _ in range(CLAIMS):
            at = now()
            begun = time.perf_counter()
            rows = await store.waiting.claim(at, at, at + 10 * MINUTE, BATCH)
            await store.waiting.situations({row.person for row in rows}, at)
            times.append((time.perf_counter() - begun) * 1000)
            assert len(rows) == BATCH
        await store.waiting.end_leases(now())
    return times[10:]


async def _memory(folder: Path, path: Path, seconds: int) -> Figure:
    """Return the peak memory (MiB) of a program that sends from a large database for *seconds*."""
    (folder / "memory").mkdir()
    async with Server(light=True, echo=False) as discord:
        settings = settings_for(discord, MOODBOT_DATABASE_URL=f"sqlite:///{path}", MOODBOT_SEND_BUDGET=str(BUDGET))
        most = 0.0
        async with started(folder / "memory", "run", settings=settings) as process:
            await discord.until(lambda: discord.house.records.tally["POST /channels/{}/messages"] > BUDGET, 60.0)
            program = psutil.Process(process.pid)
            for _ in range(seconds * 4):
                await asyncio.sleep(0.25)
                most = max(most, program.memory_info().rss / MIB)
        tried = discord.house.records.tally["POST /channels/{}/messages"]
    return Figure("memory of the program that sends", most, "MiB", MEMORY_BAR, f"{tried:,} messages tried meanwhile")
