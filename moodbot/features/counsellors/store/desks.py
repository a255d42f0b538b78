"""Store desks and their requests, duties, blocks, visits and recent role mentions."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from moodbot.core.services import Services
from moodbot.features.counsellors.rules.requests import URGENT_LADDER, Block, Desk, Hours, Ladder, Request
from moodbot.features.counsellors.store.hashed_blocks import HashedBlocks
from moodbot.features.counsellors.store.requests import LOCK_DESK, OPEN, RequestStore
from moodbot.storage.batches import delete_in_batches
from moodbot.storage.database import Database
from moodbot.storage.encryption import TextEncryption
from moodbot.times.units import HOUR, MINUTE

COLUMNS = "server, role, channel, room, backup_role, lead_role, reports, zone, limits, digest_at"
ALL = f"SELECT {COLUMNS} FROM desks ORDER BY server"
ONE = f"SELECT {COLUMNS} FROM desks WHERE server = ?"
KEEP = f"""
INSERT INTO desks ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (server) DO UPDATE SET role = excluded.role, channel = excluded.channel, room = excluded.room,
    backup_role = excluded.backup_role, lead_role = excluded.lead_role, reports = excluded.reports,
    zone = excluded.zone, limits = excluded.limits, digest_at = excluded.digest_at
"""
FORGET = tuple(
    f"DELETE FROM {table} WHERE server = ?"
    for table in ("requests", "duties", "blocks", "hashed_blocks", "pings", "visits")
)
FORGET_DESK = "DELETE FROM desks WHERE server = ?"
DIGESTS = f"UPDATE desks SET digest_at = ? WHERE digest_at <= ? RETURNING {COLUMNS}"
PLAN_DIGEST = "UPDATE desks SET digest_at = ? WHERE server = ?"
PINGS = "SELECT COUNT(*) FROM pings WHERE server = ? AND at > ?"
PINGED = "SELECT 1 FROM pings WHERE server = ? AND number = ? AND at >= ? LIMIT 1"
PINGED_FOR = "SELECT 1 FROM pings WHERE server = ? AND person = ? AND at > ? LIMIT 1"
# A mention stored after the erasure of a person would store their id again.
ASKED = "SELECT 1 FROM requests WHERE server = ? AND number = ? AND person = ?"
PING = "INSERT INTO pings (server, number, at, person) VALUES (?, ?, ?, ?) ON CONFLICT (server, at, number) DO NOTHING"
ON_DUTY = "SELECT person FROM duties WHERE server = ? ORDER BY since, person"
DUTY = """
INSERT INTO duties (server, person, since) VALUES (?, ?, ?)
ON CONFLICT (server, person) DO UPDATE SET since = excluded.since
"""
OFF_DUTY = "DELETE FROM duties WHERE server = ? AND person = ?"
BLOCK = """
INSERT INTO blocks (server, person, until, reason) VALUES (?, ?, ?, ?)
ON CONFLICT (server, person) DO UPDATE SET until = excluded.until, reason = excluded.reason
"""
UNBLOCK = "DELETE FROM blocks WHERE server = ? AND person = ? RETURNING 1"
BLOCKED = "SELECT until, reason FROM blocks WHERE server = ? AND person = ? AND until > ?"
BLOCKS = "SELECT person, until, reason FROM blocks WHERE server = ? AND until > ? ORDER BY until, person"
VISITED = """
INSERT INTO visits (person, server, at) VALUES (?, ?, ?) ON CONFLICT (person, server) DO UPDATE SET at = excluded.at
"""
VISITS = "SELECT server FROM visits WHERE person = ? ORDER BY at DESC LIMIT 25"
OLD_REQUESTS = """
DELETE FROM requests WHERE (server, number) IN (
    SELECT server, number FROM requests WHERE closed_at < ? ORDER BY closed_at LIMIT ?
) RETURNING 1
"""
OLD_VISITS = """
DELETE FROM visits WHERE (person, server) IN (
    SELECT person, server FROM visits WHERE at < ? ORDER BY at LIMIT ?
) RETURNING 1
"""
OLD_PINGS = """
DELETE FROM pings WHERE (server, at, number) IN (
    SELECT server, at, number FROM pings WHERE at < ? LIMIT ?
) RETURNING 1
"""
OLD_BLOCKS = """
DELETE FROM blocks WHERE (server, person) IN (
    SELECT server, person FROM blocks WHERE until <= ? LIMIT ?
) RETURNING 1
"""

URGENT_PING_EVERY = 15 * MINUTE
"""Minimum milliseconds between two role mentions for urgent requests of one person."""


class DeskStore(RequestStore):
    """Stores desks by server, with their requests. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database, encryption: TextEncryption) -> None:
        super().__init__(database, encryption)
        self._desks = database
        self._hashed = HashedBlocks(database)

    @classmethod
    def of(cls, services: Services) -> "DeskStore":
        """Return a store on the bot's database."""
        return cls(services.of(Database), services.of(TextEncryption))

    async def desks(self) -> tuple[Desk, ...]:
        """Return all desks, ordered by server."""
        return tuple(map(_desk, await self._desks.fetch(ALL)))

    async def desk(self, server: int) -> Desk | None:
        """Return the desk of *server*, or None."""
        rows = await self._desks.fetch(ONE, server)
        return _desk(rows[0]) if rows else None

    async def save_desk(self, desk: Desk) -> None:
        """Store *desk*; the numbering of its requests continues."""
        limits = {
            "hours": asdict(desk.hours) if desk.hours else None,
            "ladder": _minutes(desk.ladder),
            "urgent_ladder": _minutes(desk.urgent_ladder),
            "most_open": desk.most_open,
            "most_pings": desk.most_pings,
            "most_a_day": desk.most_a_day,
        }
        chosen = (desk.role, desk.channel, desk.room, desk.backup_role, desk.lead_role, desk.reports, desk.zone)
        await self._desks.execute(KEEP, desk.server, *chosen, json.dumps(limits), desk.digest_at)

    async def forget_server(self, server: int) -> tuple[Request, ...]:
        """Delete all data of *server*; return the requests that were open."""
        async with self._desks.transaction() as transaction:
            open_requests = tuple(map(self._request, await transaction.execute(OPEN, server)))
            for statement in (*FORGET, FORGET_DESK):
                await transaction.execute(statement, server)
        return open_requests

    async def digests_due(self, now: int, lease_end: int) -> tuple[Desk, ...]:
        """Claim and return the desks whose digest is due at *now*, until *lease_end* (both UTC ms)."""
        return tuple(map(_desk, await self._desks.execute(DIGESTS, lease_end, now)))

    async def plan_digest(self, server: int, at: int) -> None:
        """Set the due time of the next digest of *server* (UTC ms)."""
        await self._desks.execute(PLAN_DIGEST, at, server)

    async def ping(self, request: Request, at: int, most: int, since: int | None = None) -> bool:
        """Record a role mention for *request* at *at* (UTC ms) and return True; False if a limit forbids it, or if the
        request was deleted.

        An urgent request is limited to one mention per person in 15 minutes, any other to *most* per server and hour.
        A mention for this request since *since* (UTC ms) counts as this one.
        """
        async with self._desks.transaction() as transaction:
            await transaction.execute(LOCK_DESK, request.server)
            if not await transaction.execute(ASKED, request.server, request.number, request.person):
                return False
            if since is not None and await transaction.execute(PINGED, request.server, request.number, since):
                return True
            if request.urgent:
                if await transaction.execute(PINGED_FOR, request.server, request.person, at - URGENT_PING_EVERY):
                    return False
            elif int((await transaction.execute(PINGS, request.server, at - HOUR))[0][0]) >= most:
                return False
            person = request.person if request.urgent else None
            await transaction.execute(PING, request.server, request.number, at, person)
        return True

    async def on_duty(self, server: int) -> tuple[int, ...]:
        """Return the ids of the people on duty, the longest first."""
        return tuple(int(row[0]) for row in await self._desks.fetch(ON_DUTY, server))

    async def set_duty(self, server: int, person: int, since: int | None) -> None:
        """Set *person* on duty since *since* (UTC ms), or off duty with None."""
        if since is None:
            await self._desks.execute(OFF_DUTY, server, person)
        else:
            await self._desks.execute(DUTY, server, person, since)

    async def block(self, block: Block) -> None:
        """Store *block*, in place of an earlier block of the same person."""
        await self._desks.execute(BLOCK, block.server, block.person, block.until, block.reason)

    async def unblock(self, server: int, person: int) -> bool:
        """Delete a block; return False if there was none."""
        unblocked = bool(await self._desks.execute(UNBLOCK, server, person))
        return await self._hashed.unblock(server, person) or unblocked

    async def blocked(self, server: int, person: int, now: int) -> Block | None:
        """Return the block in force at *now* (UTC ms), or None; after an erasure of the person its reason is empty."""
        rows = await self._desks.fetch(BLOCKED, server, person, now)
        if rows:
            return Block(server, person, *rows[0])
        until = await self._hashed.blocked(server, person, now)
        return None if until is None else Block(server, person, until, "")

    async def blocks(self, server: int, now: int) -> tuple[Block, ...]:
        """Return the blocks of *server* in force at *now* (UTC ms), the longest last."""
        return tuple(Block(server, *row) for row in await self._desks.fetch(BLOCKS, server, now))

    async def visited(self, person: int, server: int, at: int) -> None:
        """Record that *person* used the bot in *server* at *at* (UTC ms)."""
        await self._desks.execute(VISITED, person, server, at)

    async def visits(self, person: int) -> tuple[int, ...]:
        """Return up to 25 servers in which *person* used the bot, the latest first."""
        return tuple(int(row[0]) for row in await self._desks.fetch(VISITS, person))

    async def delete_expired_requests(self, before: int) -> None:
        """Delete requests closed before *before* (UTC ms), and older visits and pings, in batches."""
        for statement in (OLD_REQUESTS, OLD_VISITS, OLD_PINGS):
            await delete_in_batches(self._desks, statement, before)

    async def delete_expired_blocks(self, now: int) -> None:
        """Delete blocks that ended by *now* (UTC ms), in batches."""
        await delete_in_batches(self._desks, OLD_BLOCKS, now)
        await self._hashed.delete_expired(now)


def _desk(row: Sequence[Any]) -> Desk:
    server, role, channel, room, backup_role, lead_role, reports, zone, limits, digest_at = row
    chosen = json.loads(limits)
    hours = chosen["hours"]
    return Desk(
        server=server,
        role=role,
        channel=channel,
        room=room,
        backup_role=backup_role,
        lead_role=lead_role,
        reports=reports,
        hours=Hours(hours["start"], hours["end"], tuple(hours["days"])) if hours else None,
        zone=zone,
        ladder=_ladder(chosen["ladder"], Ladder()),
        urgent_ladder=_ladder(chosen["urgent_ladder"], URGENT_LADDER),
        most_open=chosen["most_open"],
        most_pings=chosen["most_pings"],
        most_a_day=chosen["most_a_day"],
        digest_at=digest_at,
    )


def _minutes(ladder: Ladder) -> dict[str, int]:
    return {**dict(ladder.rungs), "silent": ladder.silent}


def _ladder(stored: dict[str, int], usual: Ladder) -> Ladder:
    """Return the stored ladder; a rung that was added since comes at its usual time."""
    return replace(usual.with_minutes(stored), silent=stored.get("silent", usual.silent))
