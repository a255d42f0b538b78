"""Things that go wrong on purpose: refusals, server errors, lost connections, slow and held answers."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from tests.standin.errors import Json, discord_error

DEFAULT_BODIES: dict[int, Json] = {
    403: discord_error(50013, "Missing Permissions"),
    404: discord_error(10003, "Unknown Channel"),
    429: {"message": "You are being rate limited.", "retry_after": 0.25, "global": False},
    500: discord_error(0, "500: Internal Server Error"),
    503: discord_error(0, "503: Service Unavailable"),
}


@dataclass(slots=True, eq=False)
class Fault:
    """One thing that goes wrong, *times* times (None: always), on requests of *method* to paths like *path*.

    *status* 0 means no answer of its own: the connection is dropped, or the answer only comes late.
    *after* lets the request do its work first, so that only the answer is lost. *dice* say for each request whether
    it happens at all.
    """

    method: str
    path: str
    times: int | None = 1
    status: int = 0
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    after: bool = False
    seconds: float = 0.0
    gate: "Hold | None" = None
    dice: Callable[[], bool] | None = None
    happened: int = 0

    @property
    def replaces_answer(self) -> bool:
        """Whether the client gets something else than the route's own answer."""
        return self.drop or self.status != 0


class Hold:
    """Requests that wait, unanswered, until ``release()``."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._open = asyncio.Event()

    def release(self) -> None:
        """Let the held requests, and later ones, go on."""
        self._open.set()

    async def wait(self) -> None:
        """Note that a request arrived, and wait until it may go on."""
        self.reached.set()
        await self._open.wait()


class Faults:
    """The list of what shall go wrong. Paths are written as after /api/v10, with ``*`` for anything."""

    def __init__(self) -> None:
        self._list: list[Fault] = []

    def answer(
        self,
        method: str,
        path: str,
        *,
        status: int,
        times: int | None = 1,
        body: Json | None = None,
        headers: dict[str, str] | None = None,
        after: bool = False,
    ) -> Fault:
        """Answer with *status*; the body is Discord's usual one unless given, and a 429 carries Via."""
        chosen = body if body is not None else DEFAULT_BODIES.get(status, discord_error(0, str(status)))
        usual: dict[str, str] = {}
        if status == 429:
            usual = {"Via": "1.1 google", "Retry-After": str(chosen.get("retry_after", 1))}
            usual["X-RateLimit-Scope"] = "global" if chosen.get("global") else "user"
        fault = Fault(method, path, times, status, chosen, usual | (headers or {}), after=after)
        return self._add(fault)

    def drop_connection(self, method: str, path: str, *, times: int | None = 1, after: bool = False) -> Fault:
        """Close the TCP connection without an answer; with *after* the request has done its work."""
        return self._add(Fault(method, path, times, drop=True, after=after))

    def at_random(self, fault: Fault, share: float, dice: random.Random) -> None:
        """Let *fault* hit about *share* of the requests that it fits, by these seeded *dice*, from now on."""
        fault.times, fault.dice = None, lambda: dice.random() < share

    def delay(self, method: str, path: str, seconds: float, *, times: int | None = None) -> Fault:
        """Answer late, on the real clock: for benchmarks; tests use ``hold``."""
        return self._add(Fault(method, path, times, seconds=seconds))

    def hold(self, method: str, path: str, *, times: int | None = None) -> Hold:
        """Keep requests waiting until the returned Hold is released."""
        gate = Hold()
        self._add(Fault(method, path, times, gate=gate))
        return gate

    def clear(self) -> None:
        """Let everything work again, held requests too."""
        for fault in self._list:
            if fault.gate is not None:
                fault.gate.release()
        self._list.clear()

    @property
    def pending(self) -> list[Fault]:
        """Faults that have not happened as often as they were asked for."""
        return [fault for fault in self._list if fault.times != 0]

    def take(self, method: str, path: str) -> list[Fault]:
        """Use up and return what goes wrong with this request; at most one of them replaces the answer."""
        taken: list[Fault] = []
        for fault in self._list:
            if fault.times == 0 or fault.method not in ("*", method) or not fnmatchcase(path, fault.path):
                continue
            if fault.replaces_answer and any(other.replaces_answer for other in taken):
                continue
            if fault.dice is not None and not fault.dice():
                continue
            fault.happened += 1
            if fault.times is not None:
                fault.times -= 1
            taken.append(fault)
        return taken

    def _add(self, fault: Fault) -> Fault:
        self._list.append(fault)
        return fault
