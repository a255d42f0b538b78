"""What the bot did, for tests to look at, and how fast it did it, for benchmarks."""

import time
from array import array
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.standin.errors import Json

# The type of the arrays below. Their annotations are quoted: array takes no subscript before Python 3.12.
MOMENT = "d"


class Request(NamedTuple):
    """One request: when (monotonic seconds), its method, its path after /api/v10, and its JSON or None."""

    at: float
    method: str
    path: str
    body: Json | None


@dataclass(slots=True)
class Stats:
    """Counts and delays in seconds, kept small enough for hundreds of thousands of messages.

    A delay runs from the moment an event left for the bot until its request came in. In a channel the oldest
    unanswered message counts as answered, unless the answer quotes another: measure in DMs.
    """

    typing: "array[float]" = field(default_factory=lambda: array(MOMENT))
    reply: "array[float]" = field(default_factory=lambda: array(MOMENT))
    interaction: "array[float]" = field(default_factory=lambda: array(MOMENT))
    said: int = 0
    posted: int = 0
    repeated_nonces: int = 0
    peak_per_second: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    waiting: dict[int, deque[list[float]]] = field(default_factory=dict)
    _window: deque[float] = field(default_factory=deque)

    def heard(self, channel_id: int, message_id: int) -> None:
        """A person's message left for the bot."""
        self.said += 1
        self.waiting.setdefault(channel_id, deque()).append([time.monotonic(), message_id, 0.0])

    def typed(self, channel_id: int) -> None:
        """The bot began to type."""
        for entry in self.waiting.get(channel_id, ()):
            if not entry[2]:
                entry[2] = 1.0
                self.typing.append(time.monotonic() - entry[0])
                return

    def answered(self, channel_id: int, quoted: int | None) -> None:
        """The bot posted a message."""
        self.posted += 1
        queue = self.waiting.get(channel_id)
        if not queue:
            return
        entry = next((entry for entry in queue if entry[1] == quoted), queue[0])
        queue.remove(entry)
        self.reply.append(time.monotonic() - entry[0])
        if not queue:
            del self.waiting[channel_id]

    def counted(self, at: float) -> int:
        """Count a request against the limit of all requests; return how many came in the last second."""
        window = self._window
        window.append(at)
        while window[0] <= at - 1.0:
            window.popleft()
        self.peak_per_second = max(self.peak_per_second, len(window))
        return len(window)

    def summary(self) -> Json:
        """Return everything as plain numbers; delays as n, p50, p95, p99 and max in milliseconds."""
        unanswered = sum(len(queue) for queue in self.waiting.values())
        counts = {"said": self.said, "posted": self.posted, "unanswered": unanswered}
        delays = {name: _spread(getattr(self, name)) for name in ("typing", "reply", "interaction")}
        more = {"repeated_nonces": self.repeated_nonces, "peak_per_second": self.peak_per_second}
        return {**counts, **more, "refused": {str(code): n for code, n in self.refused.items()}, "ms": delays}


def _spread(delays: "array[float]") -> Json:
    if not delays:
        return {"n": 0}
    ordered = sorted(delays)
    at = {f"p{share}": ordered[min(len(ordered) - 1, len(ordered) * share // 100)] for share in (50, 95, 99)}
    numbers = {name: round(seconds * 1000, 2) for name, seconds in (at | {"max": ordered[-1]}).items()}
    return {"n": len(ordered), **numbers}


class Records:
    """Every request, or, when *light*, only how many of each kind."""

    def __init__(self, *, light: bool = False) -> None:
        self.light = light
        self.requests: list[Request] = []
        self.unknown: list[str] = []
        self.tally: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.typing: dict[int, list[float]] = {}
        self.stats = Stats()
        self.open = 0

    def arrived(self, method: str, path: str, body: Json | None) -> None:
        """Keep a request."""
        if not self.light:
            self.requests.append(Request(time.monotonic(), method, path, body))

    def typed(self, channel_id: int) -> None:
        """Keep the moment at which the bot began or went on typing."""
        self.stats.typed(channel_id)
        if not self.light:
            self.typing.setdefault(channel_id, []).append(time.monotonic())

    def typings(self, channel_id: int) -> list[float]:
        """Return when the bot typed in this channel, in monotonic seconds."""
        if self.light:
            raise LookupError("a light stand-in keeps no typing: ask server.tally or server.stats")
        return self.typing.get(channel_id, [])

    def transcript(self, last: int = 40) -> str:
        """Return the last requests as lines, for a test that failed."""
        if self.light:
            return "\n".join(f"{count:8} {kind}" for kind, count in self.tally.most_common())
        lines = [f"{one.method} {one.path} {_short(one.body)}" for one in self.requests[-last:]]
        return "\n".join([*lines, *(f"UNKNOWN {one}" for one in self.unknown)]) or "(the bot asked nothing)"


def _short(body: Json | None) -> str:
    if body is None:
        return ""
    text = str(body.get("content") or body)
    return text if len(text) <= 120 else text[:117] + "..."
