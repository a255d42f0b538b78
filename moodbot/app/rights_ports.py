"""What the rights of a person need from the store."""

from collections.abc import Mapping
from typing import Any, Protocol

from moodbot.domain.kept import Kind

Card = tuple[int, int, int | None, int | None]
"""Server, staff channel, card and thread of a request."""


class RightsStore(Protocol):
    """Everything about one person. Methods may raise StoreUnavailable."""

    async def counts(self, person: int) -> Mapping[Kind, int]:
        """Return how many rows of each kind there are about this person; kinds without any are left out."""

    async def everything(self, person: int) -> dict[str, list[dict[str, Any]]]:
        """Return every row about this person by table; sealed texts as they are, see `opened`."""

    def opened(self, person: int, sealed: str) -> str | None:
        """Return a sealed text as it was written; None where no key opens it. Takes time: call it in a thread."""

    async def begin(self, person: int, at: int) -> None:
        """Note that this person is being forgotten; from here on it is finished, also after a crash."""

    async def pending(self) -> tuple[tuple[int, tuple[Card, ...]], ...]:
        """Return who is being forgotten, with the cards that are to be emptied."""

    async def erase(self, person: int, now: int) -> None:
        """Delete every row about this person, all or nothing; a block that still runs stays as a keyed hash."""

    async def done(self, person: int) -> None:
        """Note that this person is forgotten."""

    async def sweep(self) -> bool:
        """Take what was deleted out of the files beside the database; False while somebody else reads there."""
