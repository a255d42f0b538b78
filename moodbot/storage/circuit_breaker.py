"""A circuit breaker: after a database kept somebody waiting in vain, others are refused at once for some seconds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from moodbot.core.errors import Reason, StoreUnavailable

REST_SECONDS = 5.0
"""Seconds for which every statement is refused at once after one that waited in vain."""

_WAITED: frozenset[Reason] = frozenset({"locked", "timeout"})


class CircuitBreaker:
    """Opens after a statement that waited in vain; *monotonic* returns seconds. Without it, it never opens.

    A fault that comes at once, such as a refused connection, keeps nobody waiting and does not open it.
    """

    def __init__(self, monotonic: Callable[[], float] | None = None, waited: frozenset[Reason] = _WAITED) -> None:
        self._monotonic = monotonic
        self._waited = waited
        self._fault: Reason | None = None
        self._refuses_until = 0.0

    def refuse_if_open(self) -> None:
        """Raise StoreUnavailable while it is open. After REST_SECONDS one statement is let through as a trial."""
        if self._fault is None or self._monotonic is None:
            return
        now = self._monotonic()
        if now < self._refuses_until:
            raise StoreUnavailable(self._fault)
        # The others are refused until this one has come back.
        self._refuses_until = now + REST_SECONDS

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Open it if the block waits in vain, close it if the block succeeds."""
        try:
            yield
        except StoreUnavailable as fault:
            if self._monotonic is not None and fault.reason in self._waited:
                self._fault, self._refuses_until = fault.reason, self._monotonic() + REST_SECONDS
            raise
        self._fault = None
