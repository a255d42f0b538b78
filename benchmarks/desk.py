"""Measures how long the list of 500 open counsellor requests takes."""

import asyncio
import time
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, progress
from moodbot.clock import SystemClock
from moodbot.core.dialogue import Entrance, Incoming, Membership, Place, PlaceKind
from moodbot.features.counsellors.rules.requests import Desk, Request
from tests.house import house_of
from tests.stores import open_store

SERVER, ROLE, STAFF = 1, 2, 3
OPEN, TIMES = 500, 30
LIST_BAR = 200.0


def measure(folder: Path) -> Figure:
    """Return how long `!requests` takes with 500 open requests, from the turn to the whole reply."""
    progress(f"{OPEN} open requests")
    times = asyncio.run(_listing_times(folder / "desk.db"))
    return Figure("the list of 500 open requests", median(times), "ms", LIST_BAR, f"at most {max(times):.1f}")


async def _listing_times(path: Path) -> list[float]:
    """Return the milliseconds that each `!requests` took."""
    clock = SystemClock()
    times = []
    async with open_store(f"sqlite:///{path}", "0" * 32) as store:
        house = house_of(store, clock)
        await house.desk.requests.set_up(Desk(SERVER, ROLE, 4, 5))
        for person in range(OPEN):
            now = clock.now()
            request = await store.desks.ask(Request(SERVER, 1_000 + person, now, waiting_at=now, due_at=now))
            assert request is not None
        member = Membership(SERVER, STAFF, frozenset({ROLE}))
        for _ in range(TIMES):
            asked = Incoming(
                STAFF, Place(PlaceKind.EPHEMERAL, 9), Entrance.SLASH, "requests", server="x", member=member
            )
            begun = time.perf_counter()
            reply = await house.handle(asked)
            times.append((time.perf_counter() - begun) * 1000)
            assert reply is not None
            assert f"Open: {OPEN}" in reply.utterances[0].text
    return times
