"""Hold files that wait for the meanings of their moods, and bound how many files are read at once."""

import asyncio
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from moodbot.core.memory import Memories, Memory
from moodbot.core.ports import Clock
from moodbot.times.units import HOUR

HOLD = HOUR
"""Milliseconds for which a file waits for an answer."""

HELD = 50
"""Most files that wait in memory for an answer to what their moods mean."""

MOST_HELD = 1024 * 1024
"""Most bytes, compressed, of a file that waits: thousands of entries with notes. A larger one is sent again."""

FETCHED = 4
"""Most files that are fetched at once, over all people; the others wait their turn."""

IMPORTS = "tables to import"
"""Name of the memory of waiting files in the data inventory."""


@dataclass(frozen=True, slots=True)
class Held:
    """A compressed file that waits, and the *meanings* of its moods that the person gave, by casefolded name."""

    packed: bytes
    meanings: Mapping[str, str]

    async def data(self) -> bytes:
        """Return the content of the file."""
        return await asyncio.to_thread(zlib.decompress, self.packed)


class Imports:
    """Holds files that wait for the meanings of their moods: in memory, for an hour, the latest of each person.

    *fetching* is held while a file is fetched and read, *reading* while it is read and saved: one file at a time, so
    that reading takes no more than a share of the processor from other people's turns.
    """

    def __init__(self, memories: Memories, clock: Clock) -> None:
        self._held = memories.add(IMPORTS, Memory[Held](clock.now, HOLD + 1, HELD))
        self.fetching = asyncio.Semaphore(FETCHED)
        self.reading = asyncio.Lock()

    async def hold(self, person: int, data: bytes, meanings: Mapping[str, str]) -> bool:
        """Hold the file of *person* until they have said what its moods mean; return False if it is too large."""
        packed = await asyncio.to_thread(zlib.compress, data)
        if len(packed) > MOST_HELD:
            self.drop(person)
            return False
        self._held.put(person, Held(packed, meanings))
        return True

    def held(self, person: int) -> Held | None:
        """Return the file that waits for *person*, None if there is none."""
        return self._held.get(person)

    def drop(self, person: int) -> None:
        """Drop the file of *person*."""
        self._held.pop(person)
