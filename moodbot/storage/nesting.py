"""Detect a task that uses the database beside its own open transaction, which would deadlock."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moodbot.storage.errors import NestedStatement


class OpenTransactions:
    """Tracks the tasks that have an open transaction on one database."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any] | None] = set()

    def raise_if_open(self) -> None:
        """Raise NestedStatement if the calling task has an open transaction."""
        if asyncio.current_task() in self._tasks:
            raise NestedStatement

    @contextmanager
    def track(self) -> Iterator[None]:
        """Count the calling task as inside a transaction until the end of the block."""
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)
