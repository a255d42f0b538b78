"""SaidOnce: remember, in memory only, which messages a person got within a day, so that none repeats."""

from collections.abc import Hashable

from moodbot.core.memory import Memories, Memory
from moodbot.core.ports import Clock
from moodbot.times.units import DAY

SAID_ONCE = "said once a day"
"""The name of the memory in the data inventory."""

MOST_MESSAGES = 10_000


class SaidOnce:
    """Remembers, in memory only, which messages were sent to whom within a day."""

    def __init__(self, memories: Memories, clock: Clock) -> None:
        self._messages = memories.add(SAID_ONCE, Memory[None](clock.now, DAY, MOST_MESSAGES))

    def first(self, person: int, what: Hashable) -> bool:
        """Return True, and remember it, if *what* was not said to *person* within a day; else False."""
        if self._messages.put_at(person, what) is not None:
            return False
        self._messages.put(person, None, what)
        return True
