"""Blocks of people who were forgotten: a keyed hash in place of who they are, until the block ends."""

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
    """Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._installation = InstallationStore(database)

    async def store_hashes(
        self, where: Transaction, secret: bytes, person: int, blocks: Sequence[Sequence[Any]]
    ) -> None:
        """Keep (server, until) of somebody who is being forgotten; the *secret* is read before *where* begins."""
        for server, until in blocks:
            await where.execute(KEEP_HASHED, server, _digest(secret, server, person), until)

    async def run(self, person: int, now: int) -> bool:
        """Return whether a block of somebody who was forgotten still runs in any server."""
        for (server,) in await self._database.fetch(HASHED_IN, now):
            if await self.blocked(int(server), person, now) is not None:
                return True
        return False

    async def blocked(self, server: int, person: int, now: int) -> int | None:
        """Return until when (UTC ms) somebody is blocked who was forgotten meanwhile, None where they are not."""
        rows = await self._database.fetch(HASHED, server, _digest(await self.secret(), server, person), now)
        return int(rows[0][0]) if rows else None

    async def unblock(self, server: int, person: int) -> bool:
        """End such a block; False where there was none."""
        return bool(await self._database.execute(UNHASH, server, _digest(await self.secret(), server, person)))

    async def delete_expired(self, now: int) -> None:
        """Delete hashes of blocks that are over at *now* (UTC ms)."""
        await delete_in_batches(self._database, OLD_HASHES, now)

    async def secret(self) -> bytes:
        """Return the key of the hashes: the installation's id, random, known to nobody without the database."""
        return (await self._installation.value(INSTALLATION_ID) or "").encode()


def _digest(secret: bytes, server: int, person: int) -> str:
    return hmac.new(secret, f"{server}:{person}".encode(), hashlib.sha256).hexdigest()
