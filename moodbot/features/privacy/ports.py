"""What the rights of a person need from the store."""

from dataclasses import dataclass


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
