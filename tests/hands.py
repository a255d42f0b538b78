"""A clock that tests move by hand, so that none of them waits on a real one."""

import asyncio
import random
from collections.abc import Callable

START = 1_793_491_200_000  # 1 November 2026, 00:00 UTC


class HandClock:
    """Time stands still until a test moves it; chance is seeded, so it is the same on every run.

    With *instant*, pauses move the time by themselves and are over at once. `pauses` keeps the
    length of every pause asked for, in seconds, in order.
    """

    def __init__(self, start: int = START, *, instant: bool = False, seed: int = 1) -> None:
        self.instant = instant
        self.pauses: list[float] = []
        self._start = start
        self._passed = 0.0
        self._waiting: list[tuple[float, asyncio.Event]] = []
        self._random = random.Random(seed)
        self._ids = 0

    def now(self) -> int:
        """Return the time in UTC milliseconds."""
        return self._start + round(self._passed * 1000)

    def monotonic(self) -> float:
        """Return the seconds by which the clock was moved."""
        return self._passed

    def chance(self) -> float:
        """Return the next of the seeded numbers in [0, 1)."""
        return self._random.random()

    def new_id(self) -> str:
        """Return 32 hex digits: 1, 2, 3 and so on, with zeros before."""
        self._ids += 1
        return f"{self._ids:032x}"

    async def pause(self, seconds: float, until: asyncio.Event | None = None) -> bool:
        """Wait until the clock was moved by *seconds*, or *until* is set; return whether it is set."""
        self.pauses.append(seconds)
        if seconds <= 0 or self.instant:
            if until is None or not until.is_set():
                self._passed += max(seconds, 0)
            await asyncio.sleep(0)
        else:
            await self._wait(seconds, until)
        return until is not None and until.is_set()

    def advance(self, seconds: float) -> None:
        """Move the time on; pauses that are due end when the loop next gets a turn (see settle)."""
        self._passed += seconds
        for due, over in self._waiting:
            if due <= self._passed:
                over.set()

    @property
    def waiting(self) -> int:
        """How many pauses are going on."""
        return len(self._waiting)

    async def _wait(self, seconds: float, until: asyncio.Event | None) -> None:
        entry = (self._passed + seconds, asyncio.Event())
        self._waiting.append(entry)
        ends = [asyncio.ensure_future(each.wait()) for each in (entry[1], until) if each]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._waiting.remove(entry)
            for each in ends:
                each.cancel()


async def settle(turns: int = 20) -> None:
    """Give everything that is ready to run its turns, as after moving the clock."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool], clock: HandClock | None = None) -> None:
    """Give everybody turns until *condition* holds, moving *clock* on meanwhile; fail after ten real seconds."""
    async with asyncio.timeout(10):
        # A condition, not a moment, is waited for: the database answers from a thread of its own.
        while not condition():
            if clock is not None:
                clock.advance(10)
            await asyncio.sleep(0)
