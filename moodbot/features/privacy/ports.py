"""What the rights of a person need from the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Trace:
    """What is left of somebody's request *number* in a server: a card in the staff's *channel*, None where it has to be
    looked for, and a *thread*. Number 0: only the thread, of a request that they had taken as a counsellor.
    """

    server: int
    channel: int
    card: int | None
    thread: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody who is being forgotten since *since* (UTC ms); once *erased*, only their traces in servers are left."""

    person: int
    traces: tuple[Trace, ...]
    erased: bool
    since: int


class RightsStore(Protocol):
    """Everything about one person. Methods may raise StoreUnavailable."""

    async def counts(self, person: int) -> Mapping[str, int]:
        """Return how many rows of each kind there are about this person; kinds without any are left out."""

    async def everything(self, person: int) -> dict[str, list[dict[str, Any]]]:
        """Return every row about this person by table; sealed texts as they are, see `opened`."""

    def opened(self, person: int, sealed: str) -> str | None:
        """Return a sealed text as it was written; None where no key opens it. Takes time: call it in a thread."""

    async def begin(self, person: int, at: int) -> None:
        """Note that this person is being forgotten; from here on it is finished, also after a crash."""

    async def pending(self) -> tuple[Pending, ...]:
        """Return who is being forgotten."""

    async def erase(self, person: int, now: int) -> bool:
        """Delete every row about this person, all or nothing; return whether a block runs on, as a keyed hash.

        Requests that they had taken as a counsellor wait again.
        """

    async def block_runs(self, person: int, now: int) -> bool:
        """Return whether a keyed hash of a block of this person, forgotten before, runs on at *now* (UTC ms)."""

    async def settle(self, person: int, left: tuple[Trace, ...]) -> None:
        """Note what is still *left* of somebody who was erased; with nothing left they are forgotten."""

    async def sweep(self) -> bool:
        """Take what was deleted out of the files beside the database; False while somebody else reads there."""
