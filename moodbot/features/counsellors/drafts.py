"""Words that people have written with their wish for a counsellor: in memory only, until they stand on a card."""

from dataclasses import dataclass

from moodbot.core.memory import Memories, Memory
from moodbot.core.ports import Clock
from moodbot.features.counsellors.rules.requests import Request
from moodbot.times.units import DAY

UNSENT = 1_000
"""Words that people have written and not yet sent, kept in memory only."""

DRAFTS, UNPOSTED = "words not sent", "words not posted"
"""The names of the memories in the table of kept data."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has written with their wish for a counsellor, before they agreed to send it."""

    words: str = ""
    mood: str | None = None


class Drafts:
    """What people have written: not sent yet, or sent and not posted yet."""

    def __init__(self, memories: Memories, clock: Clock) -> None:
        self._drafts = memories.add(DRAFTS, Memory[Draft](clock.now, DAY, UNSENT))
        self._unposted = memories.add(UNPOSTED, Memory[str](clock.now, None))

    def write_down(self, person: int, draft: Draft) -> None:
        """Keep what a person has written in memory until they send it or leave it, a day at most."""
        self._drafts.put(person, draft)

    def draft(self, person: int) -> Draft:
        """Return what this person has written and not sent."""
        return self._drafts.get(person) or Draft()

    def tear_up(self, person: int) -> None:
        """Forget what a person has written and not sent."""
        self._drafts.pop(person)

    def words_of(self, request: Request) -> str | None:
        """Return the words of a request whose card is not posted yet."""
        return request.words or self._unposted.get(request.person, (request.server, request.number))

    def posted(self, request: Request) -> None:
        """Forget the words of a request: they stand on its card."""
        self._unposted.pop(request.person, (request.server, request.number))

    def hold(self, request: Request, words: str) -> None:
        """Keep the words of a request until its card is posted."""
        self._unposted.put(request.person, words, (request.server, request.number))
