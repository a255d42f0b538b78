"""Whose words the bot speaks: a pack for each person and each server. No other object holds a pack."""

from collections.abc import Callable

from moodbot.language.packs import ReplyPack


class Words:
    """Chooses the pack that somebody reads.

    *default* is read where nobody is known: slash commands, the operator's log. *for_person* and *for_server* return
    a pack of their own, None where the default serves.
    """

    def __init__(
        self,
        default: ReplyPack,
        *,
        for_person: Callable[[int], ReplyPack | None] = lambda person: None,
        for_server: Callable[[int], ReplyPack | None] = lambda server: None,
    ) -> None:
        self.default = default
        self._for_person = for_person
        self._for_server = for_server

    def of(self, person: int) -> ReplyPack:
        """Return the words that *person* reads, wherever they are."""
        return self._for_person(person) or self.default

    def of_server(self, server: int) -> ReplyPack:
        """Return the words that the staff of *server* reads: its cards, its threads, its set-up."""
        return self._for_server(server) or self.default
