"""Telling which tasks have a transaction open, so that none of them waits for itself."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moodbot.storage.errors import NestedStatement


class OpenTransactions:
    """The tasks that stand inside a transaction of one database."""

    def __init__(self) -> None:
        self._holders: set[asyncio.Task[Any] | None] = set()

    def refuse_inside(self) -> None:
        """Raise NestedStatement where the task that calls has a transaction open; any other may go on, and wait."""
        if asyncio.current_task() in self._holders:
            raise NestedStatement

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Count the task that calls as inside a transaction until the end of the block."""
        holder = asyncio.current_task()
        self._holders.add(holder)
        try:
            yield
        finally:
            self._holders.discard(holder)
