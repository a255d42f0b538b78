"""Measures without Discord: the start of `moodbot --help`, reading the packs, and the store time of a turn."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, share
from benchmarks.processes import clean_environ
from moodbot.assembly import read_pack
from moodbot.conversation.registry import EVERYTHING
from moodbot.core.dialogue import Place, PlaceKind, Session, TalkPhase
from moodbot.settings import Settings
from tests.stores import open_store

HELP_BAR = 0.3
HELPS, PACKS, STORE_TURNS = 10, 3, 1000
HEARD = 9
"""Line ids stored with a talk after three answers."""


def measure(folder: Path) -> list[Figure]:
    """Return the figures; the store is created in *folder*."""
    return [_help(folder), _pack(), asyncio.run(_store(folder))]


def _help(folder: Path) -> Figure:
    script = Path(sys.executable).with_name("moodbot")
    command = [str(script)] if script.exists() else [sys.executable, "-m", "moodbot"]
    times = []
    for _ in range(HELPS):
        begun = time.perf_counter()
        subprocess.run([*command, "--help"], cwd=folder, env=clean_environ(), check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begun)
    note = f"median of {HELPS}; {min(times):.2f} to {max(times):.2f}"
    return Figure("moodbot --help", median(times), "s", HELP_BAR, note)


def _pack() -> Figure:
    times = []
    for _ in range(PACKS):
        begun = time.perf_counter()
        read_pack(Settings(), EVERYTHING)
        times.append(time.perf_counter() - begun)
    return Figure("reading the words", median(times), "s", None, f"median of {PACKS}")


async def _store(folder: Path) -> Figure:
    """Measure the two store calls of a turn, one turn after the other, each by a new person."""
    times = []
    async with open_store(f"sqlite:///{folder / 'store.db'}", "0" * 32) as store:
        for person in range(STORE_TURNS):
            begun = time.perf_counter()
            await store.talks.talks_of(person, 0)
            heard = tuple(f"anxious.validate.{number}" for number in range(HEARD))
            await store.talks.save(
                Session(person, Place(PlaceKind.DM), TalkPhase.FRIEND, "anxious", 1, 0, heard, person)
            )
            times.append((time.perf_counter() - begun) * 1000)
    note = f"{STORE_TURNS} turns, one by one; p99 {share(times, 99):.2f}"
    return Figure("store time a turn", median(times), "ms", None, note)
