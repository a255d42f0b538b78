"""Store blocks of erased people under a keyed hash of server and person, until the block ends."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from moodbot.storage.batches import delete_in_batches
from moodbot.storage.database import Database, Transaction
from moodbot.storage.installation import INSTALLATION_ID, InstallationStore

KEEP_HASHED = """
INSERT INTO hashed_blocks (server, digest, until) VALUES (?, ?, ?)
ON CONFLICT (server, digest) DO UPDATE SET until = excluded.until
"""
HASHED = "SELECT until FROM hashed_blocks WHERE server = ? AND digest = ? AND until > ?"
UNHASH = "DELETE FROM hashed_blocks WHERE server = ? AND digest = ? RETURNING 1"
OLD_HASHES = """
DELETE FROM hashed_blocks WHERE (server, digest) IN (
    SELECT server, digest FROM hashed_blocks WHERE until <= ? LIMIT ?
) RETURNING 1
"""
HASHED_IN = "SELECT DISTINCT server FROM hashed_blocks WHERE until > ? ORDER BY server"


class HashedBlocks:
    """Blocks by server and hashed person. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._installation = InstallationStore(database)

    async def store_hashes(
        self, transaction: Transaction, secret: bytes, person: int, blocks: Sequence[Sequence[Any]]
    ) -> None:
        """Store *blocks*, each (server, until in UTC ms), of a person who is being erased.

        *secret* is from `secret`, which must be read before *transaction* begins.
        """
        for server, until in blocks:
            await transaction.execute(KEEP_HASHED, server, _digest(secret, server, person), until)

    async def run(self, person: int, now: int) -> bool:
        """Return whether any server blocks the erased *person* at *now* (UTC ms)."""
        for (server,) in await self._database.fetch(HASHED_IN, now):
            if await self.blocked(int(server), person, now) is not None:
                return True
        return False

    async def blocked(self, server: int, person: int, now: int) -> int | None:
        """Return the end of the block of an erased person (UTC ms), None if there is no block at *now* (UTC ms)."""
        rows = await self._database.fetch(HASHED, server, _digest(await self.secret(), server, person), now)
        return int(rows[0][0]) if rows else None

    async def unblock(self, server: int, person: int) -> bool:
        """Delete the block of an erased person; return False if there was none."""
        return bool(await self._database.execute(UNHASH, server, _digest(await self.secret(), server, person)))

    async def delete_expired(self, now: int) -> None:
        """Delete blocks that ended by *now* (UTC ms)."""
        await delete_in_batches(self._database, OLD_HASHES, now)

    async def secret(self) -> bytes:
        """Return the key of the hashes: the installation's random id, which only the database holds."""
        return (await self._installation.value(INSTALLATION_ID) or "").encode()


def _digest(secret: bytes, server: int, person: int) -> str:
    return hmac.new(secret, f"{server}:{person}".encode(), hashlib.sha256).hexdigest()
