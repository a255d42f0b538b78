"""Whose turn it is: a person's turns are taken in order, and a new one stops the answer to the last."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from itertools import islice

from moodbot.core.dialogue import Place

TURNS_AT_ONCE = 6
"""Turns that one person may take within FLOOD_SECONDS."""

FLOOD_SECONDS = 10.0


@dataclass(eq=False, slots=True)
class Speaking:
    """One answer: *stop* is set when the person speaks again, *said* when its last message is out.

    *unheard* says that the answer before it was stopped before its question was asked.
    """

    unheard: bool = False
    said: bool = False
    stop: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False, slots=True)
class _Person:
    order: asyncio.Lock = field(default_factory=asyncio.Lock)
    speaking: dict[Place, Speaking] = field(default_factory=dict)
    times: deque[float] = field(default_factory=deque)
    told: bool = False


class TurnTaking:
    """Keeps, in memory and only while someone speaks, who is being answered where.

    It is not kept over a restart: a question that was never asked is then taken as asked.
    """

    def __init__(self) -> None:
        self._people: dict[int, _Person] = {}

    def __len__(self) -> int:
        return len(self._people)

    def crowded(self, person: int, now: float) -> bool:
        """Count a turn at *now* (seconds); True when this person speaks faster than anyone could answer."""
        here = self._people.setdefault(person, _Person())
        while here.times and now - here.times[0] >= FLOOD_SECONDS:
            here.times.popleft()
        if len(here.times) >= TURNS_AT_ONCE:
            return True
        here.times.append(now)
        here.told = False
        return False

    def tell(self, person: int) -> bool:
        """True the first time that this person is to be told so, until it has passed."""
        here = self._people[person]
        first, here.told = not here.told, True
        return first

    def order(self, person: int) -> asyncio.Lock:
        """Return the lock under which this person's turns are taken, first come, first served."""
        return self._people.setdefault(person, _Person()).order

    def speak(self, person: int, place: Place) -> Speaking:
        """Stop what is being said to *person* at *place* and begin a new answer there."""
        speaking = self._people.setdefault(person, _Person()).speaking
        before = speaking.get(place)
        mine = Speaking(unheard=before is not None and not before.said)
        speaking[place] = mine
        if before is not None:
            before.stop.set()
        return mine

    def also_at(self, person: int, place: Place, mine: Speaking) -> None:
        """Let the answer *mine* be said at *place*, where the talk has moved."""
        speaking = self._people.setdefault(person, _Person()).speaking
        before = speaking.get(place)
        if before is not None and before is not mine:
            before.stop.set()
        speaking[place] = mine

    def done(self, person: int, mine: Speaking, now: float) -> None:
        """Let go of an answer, and of everybody who has not spoken for a while."""
        # An answer that was stopped may end long after the one that stopped it, when the person is let go already.
        if here := self._people.get(person):
            here.speaking = {place: other for place, other in here.speaking.items() if other is not mine}
        # Only the two oldest are looked at, so that a turn costs the same however many people speak.
        for oldest in list(islice(self._people, 2)):
            other = self._people.pop(oldest)
            if other.speaking or other.order.locked() or (other.times and now - other.times[-1] < FLOOD_SECONDS):
                self._people[oldest] = other
