"""Data classes of pending erasures: the person, and the traces left in servers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace of a request in a server: its *card* in the staff's *channel*, and its *thread* (None: there is none).

    *card* is None if the card must be searched for. *number* is the request's number; 0 means only the thread, of a
    request that the person had claimed as a counsellor.
    """

    server: int
    channel: int
    card: int | None
    thread: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Pending:
    """A person whose erasure began at *since* (UTC ms); once *erased*, only *traces* in servers are left."""

    person: int
    traces: tuple[Trace, ...]
    erased: bool
    since: int
