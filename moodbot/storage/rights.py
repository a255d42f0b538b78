"""What a person has a right to: all that is kept about them, counted, read out whole, and deleted for good."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from moodbot.domain.kept import ERASED, PERSONAL_KINDS, Kind, tables_of, taken_tables
from moodbot.storage.database import Database, Transaction
from moodbot.storage.installation import INSTALLATION_ID, Installation
from moodbot.storage.notes import NoteBox

PAGE = 500

BEGIN = "INSERT INTO forgetting (person, since, cards) VALUES (?, ?, ?) ON CONFLICT (person) DO NOTHING RETURNING 1"
CARDS = """
SELECT requests.server, desks.channel, requests.card, requests.thread FROM requests
JOIN desks ON desks.server = requests.server
WHERE requests.person = ? AND (requests.card IS NOT NULL OR requests.thread IS NOT NULL)
"""
PENDING = "SELECT person, cards FROM forgetting ORDER BY since, person"
DONE = "DELETE FROM forgetting WHERE person = ?"
RUNNING_BLOCKS = "SELECT server, until FROM blocks WHERE person = ? AND until > ?"
KEEP_HASHED = """
INSERT INTO hashed_blocks (server, digest, until) VALUES (?, ?, ?)
ON CONFLICT (server, digest) DO UPDATE SET until = excluded.until
"""
HASHED = "SELECT until FROM hashed_blocks WHERE server = ? AND digest = ? AND until > ?"
UNHASH = "DELETE FROM hashed_blocks WHERE server = ? AND digest = ? RETURNING 1"
OLD_HASHES = "DELETE FROM hashed_blocks WHERE until < ?"
# What others have done for or with this person stays, without their id.
UNCLAIM = "UPDATE requests SET claimer = NULL WHERE claimer = ?"
CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"

Card = tuple[int, int, int | None, int | None]
"""Server, channel, message and thread of a request."""


class Rights:
    """Everything about one person, by the table of domain/kept.py. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database, notes: NoteBox) -> None:
        self._database = database
        self._notes = notes
        self._installation = Installation(database)

    async def counts(self, person: int) -> Mapping[Kind, int]:
        """Return how many rows of each kind there are about this person; kinds without any are left out."""
        found: dict[Kind, int] = {}
        for kind in PERSONAL_KINDS:
            rows = 0
            for table in tables_of(kind):
                rows += int(
                    (await self._database.fetch(f"SELECT COUNT(*) FROM {table} WHERE person = ?", person))[0][0]
                )
            if rows and kind is not Kind.PROGRAM:
                found[kind] = rows
        return found

    async def everything(self, person: int) -> dict[str, list[dict[str, Any]]]:
        """Return every row about this person by table, as in docs/export.md; sealed texts as they are, see `opened`."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table, columns in taken_tables().items():
            rows: list[dict[str, Any]] = []
            names, order = ", ".join(columns), ", ".join(str(place) for place in range(1, len(columns) + 1))
            while True:
                sql = f"SELECT {names} FROM {table} WHERE person = ? ORDER BY {order} LIMIT {PAGE} OFFSET ?"
                page = await self._database.fetch(sql, person, len(rows))
                rows += [dict(zip(columns, row, strict=True)) for row in page]
                if len(page) < PAGE:
                    break
            found[table] = rows
        return found

    def opened(self, person: int, sealed: str) -> str | None:
        """Return a note or words as they were written, None where no key opens them. Slow: call it in a thread."""
        return self._notes.open(person, sealed)

    async def begin(self, person: int, at: int) -> None:
        """Note that this person is being forgotten, and which cards are to be emptied; it is finished from here on."""
        async with self._database.transaction() as transaction:
            cards = [tuple(row) for row in await transaction.execute(CARDS, person)]
            await transaction.execute(BEGIN, person, at, json.dumps(cards))

    async def pending(self) -> tuple[tuple[int, tuple[Card, ...]], ...]:
        """Return who is being forgotten, with the cards that are to be emptied."""
        rows = await self._database.fetch(PENDING)
        return tuple((int(person), tuple(tuple(card) for card in json.loads(cards))) for person, cards in rows)

    async def erase(self, person: int, now: int) -> None:
        """Delete every row about this person, all or nothing; a block that still runs stays as a keyed hash."""
        secret = await self._secret()
        async with self._database.transaction() as transaction:
            for server, until in await transaction.execute(RUNNING_BLOCKS, person, now):
                await transaction.execute(KEEP_HASHED, server, _digest(secret, server, person), until)
            await self._erase(transaction, person)

    async def done(self, person: int) -> None:
        """Note that this person is forgotten."""
        await self._database.execute(DONE, person)

    async def sweep(self) -> bool:
        """Take what was deleted out of the files beside a SQLite database; False while somebody else reads there."""
        if self._database.dialect != "sqlite":
            return True
        rows = await self._database.execute(CHECKPOINT)
        return not rows or not rows[0][0]

    async def blocked_hash(self, server: int, person: int, now: int) -> int | None:
        """Return until when (UTC ms) somebody is blocked who was forgotten meanwhile, None where they are not."""
        rows = await self._database.fetch(HASHED, server, _digest(await self._secret(), server, person), now)
        return int(rows[0][0]) if rows else None

    async def unblock_hash(self, server: int, person: int) -> bool:
        """End such a block; False where there was none."""
        return bool(await self._database.execute(UNHASH, server, _digest(await self._secret(), server, person)))

    async def let_go_hashes(self, before: int) -> None:
        """Delete hashes of blocks that ended before *before* (UTC ms)."""
        await self._database.execute(OLD_HASHES, before)

    async def _erase(self, where: Transaction, person: int) -> None:
        for table in ERASED:
            await where.execute(f"DELETE FROM {table} WHERE person = ?", person)
        await where.execute(UNCLAIM, person)

    async def _secret(self) -> bytes:
        """Return the key of the hashes: the installation's id, random, known to nobody without the database."""
        return (await self._installation.value(INSTALLATION_ID) or "").encode()


def _digest(secret: bytes, server: int, person: int) -> str:
    return hmac.new(secret, f"{server}:{person}".encode(), hashlib.sha256).hexdigest()
