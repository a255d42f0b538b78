"""The one place where moodbot reads the time, waits and makes chance; all else is handed a clock."""

import asyncio
import random
import secrets
import time


class SystemClock:
    """The time and chance of this machine. With a *seed*, the same chances come in the same order."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)

    def now(self) -> int:
        """Return the time in UTC milliseconds; it may jump when the machine's clock is set."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Return seconds that only ever grow, from no particular moment on."""
        return time.monotonic()

    async def pause(self, seconds: float, until: asyncio.Event | None = None) -> bool:
        """Wait *seconds*, or less if *until* is set meanwhile; return whether it was set.

        0 seconds or less wait for nothing, but still give everybody else a turn first.
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
        """Return 32 hex digits that nobody can guess; never the same twice."""
        return secrets.token_hex(16)
