"""SystemClock: the only code that reads the time, sleeps or draws random numbers; all else takes a Clock."""

import asyncio
import random
import secrets
import time


class SystemClock:
    """Clock and random source of this machine. A *seed* makes `chance` repeatable."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)

    def now(self) -> int:
        """Return the time in UTC milliseconds; it may jump when the machine's clock is set."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Return seconds that never go backwards, from an arbitrary start."""
        return time.monotonic()

    async def pause(self, seconds: float, until: asyncio.Event | None = None) -> bool:
        """Wait *seconds*, or less if *until* is set meanwhile; return whether *until* is set.

        0 seconds or less do not wait, but let other tasks run once.
        """
        if seconds <= 0:
            await asyncio.sleep(0)
        elif until is None:
            await asyncio.sleep(seconds)
        else:
            try:
                async with asyncio.timeout(seconds):
                    await until.wait()
            except TimeoutError:
                pass
        return until is not None and until.is_set()

    def chance(self) -> float:
        """Return a random number in [0, 1)."""
        return self._random.random()

    def new_id(self) -> str:
        """Return 32 random hexadecimal digits: unguessable, and unique in practice."""
        return secrets.token_hex(16)
