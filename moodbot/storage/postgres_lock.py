"""Lock a PostgreSQL database for one running bot, on a connection of its own: two would each answer the same person."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from moodbot.core.ports import Clock
from moodbot.storage.database import PostgresAddress
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.postgres import CONNECTION_FAULTS, QUICK_SECONDS, explain_connecting

log = logging.getLogger(__name__)

LOCK_KEY = int.from_bytes(b"moodbot", "big")
"""PostgreSQL keeps advisory locks by database, so one key serves all installations on a server."""

CHECK_SECONDS = 15.0
"""Seconds between looks at a connection that is not known to be lost: a network that is gone tells nobody."""

RETRY_SECONDS = 2.0

REFUSED = (
    "Another moodbot is running on this PostgreSQL database. Stop it first, or give this one a database of its own "
    "(MOODBOT_DATABASE_URL): two would each answer everybody."
)
TRY_LOCK = "SELECT pg_try_advisory_lock($1)"
END_OWN = """
SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()
"""
# So that the server lets go of a bot whose machine is gone within a minute, and not after two hours.
_KEEPALIVE = {"tcp_keepalives_idle": "20", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
_FAULTS = (*CONNECTION_FAULTS, asyncpg.PostgresError)


class PostgresLock:
    """The lock on one database. *taken_over* is set if another bot has it after a lost connection."""

    def __init__(self, address: PostgresAddress, clock: Clock) -> None:
        self._address = address
        self._clock = clock
        self._name = f"moodbot {clock.new_id()}"
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._lost = asyncio.Event()
        self.taken_over = asyncio.Event()

    async def take(self) -> bool:
        """Connect and take the lock; return False if another bot has it."""
        self._lost.clear()
        self._connection = await asyncpg.connect(
            self._address.url,
            timeout=QUICK_SECONDS,
            command_timeout=QUICK_SECONDS,
            server_settings={"application_name": self._name, **_KEEPALIVE},
        )
        self._connection.add_termination_listener(self._on_lost)
        # After a lost connection the server may still keep this bot's own session, and with it the lock.
        await self._connection.fetch(END_OWN, self._name)
        return bool(await self._connection.fetchval(TRY_LOCK, LOCK_KEY))

    async def keep(self) -> None:
        """Take the lock again after each lost connection; return, with *taken_over* set, once another bot has it."""
        while True:
            if not await self._clock.pause(CHECK_SECONDS, self._lost) and await self._answers():
                continue
            if not await self._take_again():
                self.taken_over.set()
                return

    def end(self) -> None:
        """Close the connection, and with it give the lock back, without waiting for a server that may be silent."""
        if self._connection is not None:
            self._connection.remove_termination_listener(self._on_lost)
            self._connection.terminate()

    async def _answers(self) -> bool:
        """Return whether the server still answers on the connection that has the lock."""
        assert self._connection is not None
        try:
            await self._connection.execute("SELECT 1")
        except _FAULTS:
            return False
        return True

    async def _take_again(self) -> bool:
        log.warning("the connection that locks the database is lost; taking the lock again")
        self.end()
        while True:
            try:
                return await self.take()
            except _FAULTS:
                self.end()
                await self._clock.pause(RETRY_SECONDS)

    def _on_lost(self, _: Any) -> None:
        self._lost.set()


@asynccontextmanager
async def locked(address: PostgresAddress, clock: Clock) -> AsyncIterator[asyncio.Event]:
    """Lock the database at *address* until the block ends; yield an event that is set if another bot takes it over.

    Raises DatabaseUnusable if another bot has the lock.
    """
    lock = PostgresLock(address, clock)
    try:
        with explain_connecting():
            if not await lock.take():
                raise DatabaseUnusable(REFUSED)
        keeping = asyncio.create_task(lock.keep())
        try:
            yield lock.taken_over
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
    finally:
        lock.end()
