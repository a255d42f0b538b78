"""Turn taking: run one person's turns in order, stop an answer when a new turn comes, detect floods."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from itertools import islice

from moodbot.core.dialogue import Place

TURNS_AT_ONCE = 6
"""Most turns of one person within FLOOD_SECONDS; more are a flood."""

FLOOD_SECONDS = 10.0


@dataclass(eq=False, slots=True)
class Speaking:
    """One answer being delivered: *stop* is set when the person speaks again, *said* when its last message is sent.

    *question_unsent*: the previous answer was stopped before its question was sent.
    """

    question_unsent: bool = False
    said: bool = False
    stop: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False, slots=True)
class _PersonTurns:
    order: asyncio.Lock = field(default_factory=asyncio.Lock)
    speaking: dict[Place, Speaking] = field(default_factory=dict)
    times: deque[float] = field(default_factory=deque)
    told_of_flood: bool = False


class TurnTaking:
    """Holds, in memory and only while people speak, their running answers and recent turns.

    After a restart, a question that was not sent yet therefore counts as asked.
    """

    def __init__(self) -> None:
        self._people: dict[int, _PersonTurns] = {}

    def __len__(self) -> int:
        return len(self._people)

    def is_flooding(self, person: int, now: float) -> bool:
        """Count a turn at *now* (monotonic seconds); return True, without counting it, if it exceeds TURNS_AT_ONCE."""
        turns = self._people.setdefault(person, _PersonTurns())
        while turns.times and now - turns.times[0] >= FLOOD_SECONDS:
            turns.times.popleft()
        if len(turns.times) >= TURNS_AT_ONCE:
            return True
        turns.times.append(now)
        turns.told_of_flood = False
        return False

    def tell(self, person: int) -> bool:
        """Return True only for the first refused turn of a flood: the person is told once."""
        turns = self._people[person]
        first, turns.told_of_flood = not turns.told_of_flood, True
        return first

    def order(self, person: int) -> asyncio.Lock:
        """Return the lock that serialises this person's turns, first come, first served."""
        return self._people.setdefault(person, _PersonTurns()).order

    def speak(self, person: int, place: Place) -> Speaking:
        """Stop the running answer to *person* at *place*, and return a new one there."""
        speaking = self._people.setdefault(person, _PersonTurns()).speaking
        before = speaking.get(place)
        mine = Speaking(question_unsent=before is not None and not before.said)
        speaking[place] = mine
        if before is not None:
            before.stop.set()
        return mine

    def also_at(self, person: int, place: Place, mine: Speaking) -> None:
        """Register the answer *mine* at *place* too, because the talk moved there; stop the running answer there."""
        speaking = self._people.setdefault(person, _PersonTurns()).speaking
        before = speaking.get(place)
        if before is not None and before is not mine:
            before.stop.set()
        speaking[place] = mine

    def done(self, person: int, mine: Speaking, now: float) -> None:
        """Remove the answer *mine*, and people who have been silent for FLOOD_SECONDS; *now* is monotonic seconds."""
        # A stopped answer may end long after the one that stopped it, when the person is removed already.
        if turns := self._people.get(person):
            turns.speaking = {place: other for place, other in turns.speaking.items() if other is not mine}
        # Only the two oldest are checked, so that the cost of a turn does not grow with the number of people.
        for oldest in list(islice(self._people, 2)):
            other = self._people.pop(oldest)
            if other.speaking or other.order.locked() or (other.times and now - other.times[-1] < FLOOD_SECONDS):
                self._people[oldest] = other
