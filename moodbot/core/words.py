"""Words: chooses the pack (the language) for each person and each server. No other object holds a pack."""

from collections.abc import Callable

from moodbot.language.packs import ReplyPack


class Words:
    """Chooses the pack of a person or server.

    *default* is used where no person is known: slash commands, the operator's log. *for_person* and *for_server*
    return the pack for an id, None for the default.
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
        """Return the pack of *person*, the same in every place."""
        return self._for_person(person) or self.default

    def of_server(self, server: int) -> ReplyPack:
        """Return the pack of the staff of *server*: for its cards, threads and set-up."""
        return self._for_server(server) or self.default
