"""Drafts: words for a counsellor, in memory only, until they are sent or their card is posted."""

from dataclasses import dataclass

from moodbot.core.memory import Memories, Memory
from moodbot.core.ports import Clock
from moodbot.features.counsellors.rules.requests import Request
from moodbot.times.units import DAY

MOST_REMEMBERED = 1_000
"""Maximum number of people in each memory of this feature."""

DRAFTS, UNPOSTED = "words not sent", "words not posted"
"""Names of these memories in the data inventory."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Words and mood of a person for a counsellor, before the person agreed to send them."""

    words: str = ""
    mood: str | None = None


class Drafts:
    """Remembers words that are not sent yet, or sent and not posted yet."""

    def __init__(self, memories: Memories, clock: Clock) -> None:
        self._drafts = memories.add(DRAFTS, Memory[Draft](clock.now, DAY, MOST_REMEMBERED))
        self._unposted = memories.add(UNPOSTED, Memory[str](clock.now, None))

    def remember(self, person: int, draft: Draft) -> None:
        """Remember the draft of *person* until it is sent or discarded, at most a day."""
        self._drafts.put(person, draft)

    def draft(self, person: int) -> Draft:
        """Return the unsent draft of *person*; empty if there is none."""
        return self._drafts.get(person) or Draft()

    def discard(self, person: int) -> None:
        """Forget the unsent draft of *person*."""
        self._drafts.pop(person)

    def words_of(self, request: Request) -> str | None:
        """Return the words of a request, None if there are none or its card is posted."""
        return request.words or self._unposted.get(request.person, (request.server, request.number))

    def drop_words(self, request: Request) -> None:
        """Forget the words of a request, because its card is posted or it is closed."""
        self._unposted.pop(request.person, (request.server, request.number))

    def hold_words(self, request: Request, words: str) -> None:
        """Remember the words of a request until its card is posted."""
        self._unposted.put(request.person, words, (request.server, request.number))
