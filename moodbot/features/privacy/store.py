"""Database access for data rights: count, export and erase all rows about a person, by the data inventory."""

import json
from collections.abc import Mapping
from typing import Any

from moodbot.core.data_inventory import PROGRAM, DataInventory
from moodbot.core.features import Features
from moodbot.core.services import Services
from moodbot.features.counsellors.rules.requests import Stage
from moodbot.features.counsellors.store.hashed_blocks import HashedBlocks
from moodbot.features.privacy.ports import Pending, Trace
from moodbot.storage.database import Database, Rows, Transaction
from moodbot.storage.encryption import TextEncryption

PAGE = 500

CLAIMED = ("server", "number", "state", "thread", "ended", "closed_at")
"""Columns of a claimed request that its counsellor gets in an export; the rest belongs to the other person."""

FORGETTING, CLAIMS = "forgetting", "claims"

# Cards that were posted may not be kept yet: of an open request without one, it is looked for.
TRACES = """
SELECT requests.server, desks.channel, requests.card,
    CASE WHEN requests.state = 'closed' AND requests.due_at IS NULL THEN NULL ELSE requests.thread END, requests.number
FROM requests
JOIN desks ON desks.server = requests.server
WHERE requests.person = ? AND (requests.card IS NOT NULL OR requests.thread IS NOT NULL OR requests.state <> 'closed')
"""
THREADS = """
SELECT server, 0, NULL, thread, 0 FROM requests WHERE claimer = ? AND thread IS NOT NULL AND state <> 'closed'
"""
BEGUN = "SELECT traces FROM forgetting WHERE person = ?"
BEGIN = """
INSERT INTO forgetting (person, since, traces, erased) VALUES (?, ?, ?, 0)
ON CONFLICT (person) DO UPDATE SET since = excluded.since, traces = excluded.traces, erased = 0
"""
PENDING = "SELECT person, traces, erased, since FROM forgetting ORDER BY since, person"
ERASED_NOW = "UPDATE forgetting SET erased = 1 WHERE person = ?"
LEFT = "UPDATE forgetting SET traces = ? WHERE person = ? AND erased = 1"
DONE = "DELETE FROM forgetting WHERE person = ? AND erased = 1"
RUNNING_BLOCKS = "SELECT server, until FROM blocks WHERE person = ? AND until > ?"
# What others have asked for stays, without the id of whom they talked with; an open request waits for somebody else.
WAITS_AGAIN = f"""
UPDATE requests SET state = 'waiting', claimer = NULL, thread = NULL, waiting_at = ?, due_at = ?, leased = 0,
    stage = '{Stage.REQUEUED}', rung = NULL, spoken = 0, reminded = 0, version = version + 1
WHERE claimer = ? AND state <> 'closed'
"""
UNCLAIM = "UPDATE requests SET claimer = NULL, version = version + 1 WHERE claimer = ?"
REFUSING = "SELECT server, number, refused, served FROM requests WHERE refused LIKE ? OR served LIKE ?"
UNREFUSE = "UPDATE requests SET refused = ?, served = ?, version = version + 1 WHERE server = ? AND number = ?"


class RightsStore:
    """Reads and deletes all rows about a person, by the data inventory. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database, encryption: TextEncryption, inventory: DataInventory) -> None:
        self._database = database
        self._encryption = encryption
        self._inventory = inventory
        self._blocks = HashedBlocks(database)

    @classmethod
    def of(cls, services: Services) -> "RightsStore":
        """Return the store on the bot's database."""
        return cls(services.of(Database), services.of(TextEncryption), services.of(Features).inventory)

    async def counts(self, person: int) -> Mapping[str, int]:
        """Return the number of rows about this person by kind; kinds without rows are left out."""
        found: dict[str, int] = {}
        for kind in self._inventory.personal_kinds:
            rows = 0
            for table, owner in self._inventory.rows_of(kind):
                sql = f"SELECT COUNT(*) FROM {table} WHERE {owner} = ?"
                rows += int((await self._database.fetch(sql, person))[0][0])
            if kind == CLAIMS:
                rows += len(_refusing(await self._database.fetch(REFUSING, f"%{person}%", f"%{person}%"), person))
            if rows and kind != PROGRAM:
                found[kind] = rows
        return found

    async def everything(self, person: int) -> dict[str, list[dict[str, Any]]]:
        """Return every row about this person by table, as in docs/export.md; texts stay encrypted, see `opened`."""
        taken = self._inventory.taken_tables()
        found = {table: await self._rows(table, "person", columns, person) for table, columns in taken.items()}
        found["claims"] = await self._rows("requests", "claimer", CLAIMED, person)
        return found

    async def _rows(self, table: str, owner: str, columns: tuple[str, ...], person: int) -> list[dict[str, Any]]:
        """Return the rows of one table, read in pages so that one person's many rows do not hold up others."""
        rows: list[dict[str, Any]] = []
        names, order = ", ".join(columns), ", ".join(str(place) for place in range(1, len(columns) + 1))
        while True:
            sql = f"SELECT {names} FROM {table} WHERE {owner} = ? ORDER BY {order} LIMIT {PAGE} OFFSET ?"
            page = await self._database.fetch(sql, person, len(rows))
            rows += [dict(zip(columns, row, strict=True)) for row in page]
            if len(page) < PAGE:
                return rows

    def opened(self, person: int, sealed: str) -> str | None:
        """Return the decrypted text, None if no key opens it. Slow: call it in a thread."""
        return self._encryption.open(person, sealed)

    async def begin(self, person: int, at: int) -> None:
        """Record that the erasure of this person began at *at* (UTC ms), with their traces in servers."""
        async with self._database.transaction() as transaction:
            before = [tuple(each) for row in await transaction.execute(BEGUN, person) for each in json.loads(row[0])]
            found = [tuple(row) for sql in (TRACES, THREADS) for row in await transaction.execute(sql, person)]
            traces = list(dict.fromkeys((*before, *found)))
            await transaction.execute(BEGIN, person, at, json.dumps(traces))

    async def pending(self) -> tuple[Pending, ...]:
        """Return the people whose erasure is not finished, earliest first."""
        rows = await self._database.fetch(PENDING)
        return tuple(
            Pending(int(person), tuple(Trace(*each) for each in json.loads(traces)), bool(erased), int(since))
            for person, traces, erased, since in rows
        )

    async def erase(self, person: int, now: int) -> bool:
        """Delete every row about this person, all or nothing; return whether a block still runs (as a keyed hash)."""
        secret = await self._blocks.secret()
        async with self._database.transaction() as transaction:
            blocks = await transaction.execute(RUNNING_BLOCKS, person, now)
            await self._blocks.store_hashes(transaction, secret, person, blocks)
            for table in self._inventory.erased:
                await transaction.execute(f"DELETE FROM {table} WHERE person = ?", person)
            await _take_out(transaction, person, now)
            await transaction.execute(ERASED_NOW, person)
        return bool(blocks) or await self.block_runs(person, now)

    async def block_runs(self, person: int, now: int) -> bool:
        """Return whether a block of an erased person still runs in any server."""
        return await self._blocks.run(person, now)

    async def settle(self, person: int, remaining: tuple[Trace, ...]) -> None:
        """Record the *remaining* traces of an erased person; if none remain, delete the record of the erasure."""
        if remaining:
            traces = json.dumps(
                [(each.server, each.channel, each.card, each.thread, each.number) for each in remaining]
            )
            await self._database.execute(LEFT, traces, person)
        else:
            await self._database.execute(DONE, person)

    async def sweep(self) -> bool:
        """Purge deleted rows from the files beside a SQLite database; return False while another reader holds them."""
        return await self._database.truncate_log()


async def _take_out(where: Transaction, person: int, now: int) -> None:
    """Take the id of a counsellor out of the requests of others."""
    await where.execute(WAITS_AGAIN, now, now, person)
    await where.execute(UNCLAIM, person)
    found = await where.execute(REFUSING, f"%{person}%", f"%{person}%")
    for server, number, *lists in _refusing(found, person):
        left = (json.dumps([each for each in ids if each != person], separators=(",", ":")) for ids in lists)
        await where.execute(UNREFUSE, *left, server, number)


def _refusing(rows: Rows, person: int) -> list[tuple[int, int, list[int], list[int]]]:
    """Return those of *rows* in which *person* really is among the refused or served, and not only their digits."""
    read = [(int(server), int(number), *map(json.loads, lists)) for server, number, *lists in rows]
    return [each for each in read if person in (*each[2], *each[3])]
