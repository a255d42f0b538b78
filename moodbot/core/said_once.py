"""What is said to a person only once a day, such as that a channel is closed to the bot."""

from collections.abc import Hashable

from moodbot.core.memory import Memories, Memory
from moodbot.core.ports import Clock
from moodbot.times.units import DAY

SAID_ONCE = "said once a day"
"""The name of the memory in the table of kept data."""

MOST = 10_000


class SaidOnce:
    """Remembers, in memory only, what was said to whom within a day."""

    def __init__(self, memories: Memories, clock: Clock) -> None:
        self._said = memories.add(SAID_ONCE, Memory[None](clock.now, DAY, MOST))

    def first(self, person: int, what: Hashable) -> bool:
        """Return True the first time within a day that *what* is to be said to *person*, and remember it."""
        if self._said.put_at(person, what) is not None:
            return False
        self._said.put(person, None, what)
        return True
