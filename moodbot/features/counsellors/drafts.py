"""Words that people have written with their wish for a counsellor: in memory only, until they stand on a card."""

from collections import OrderedDict
from dataclasses import dataclass

from moodbot.features.counsellors.rules.requests import Request

UNSENT = 1_000
"""Words that people have written and not yet sent, kept in memory only."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has written with their wish for a counsellor, before they agreed to send it."""

    words: str = ""
    mood: str | None = None


class Drafts:
    """What people have written: not sent yet, or sent and not posted yet."""

    def __init__(self) -> None:
        self._drafts: OrderedDict[int, Draft] = OrderedDict()
        self._unposted: dict[tuple[int, int, int], str] = {}

    def write_down(self, person: int, draft: Draft) -> None:
        """Keep what a person has written in memory until they send it or leave it."""
        self._drafts[person] = draft
        self._drafts.move_to_end(person)
        if len(self._drafts) > UNSENT:
            self._drafts.popitem(last=False)

    def draft(self, person: int) -> Draft:
        """Return what this person has written and not sent."""
        return self._drafts.get(person, Draft())

    def tear_up(self, person: int) -> None:
        """Forget what a person has written and not sent."""
        self._drafts.pop(person, None)

    def words_of(self, request: Request) -> str | None:
        """Return the words of a request whose card is not posted yet."""
        return request.words or self._unposted.get((request.person, request.server, request.number))

    def posted(self, request: Request) -> None:
        """Forget the words of a request: they stand on its card."""
        self._unposted.pop((request.person, request.server, request.number), None)

    def hold(self, request: Request, words: str) -> None:
        """Keep the words of a request until its card is posted."""
        self._unposted[request.person, request.server, request.number] = words

    def forget_words(self, person: int) -> None:
        """Forget whatever this person has written."""
        self.tear_up(person)
        for request in [key for key in self._unposted if key[0] == person]:
            del self._unposted[request]
