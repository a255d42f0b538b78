"""Store requests, with optimistic locking of changes and leases on due work."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from moodbot.features.counsellors.ports import DayCount
from moodbot.features.counsellors.rules.requests import Ended, Request, RequestState, Stage
from moodbot.storage.database import Database, Value
from moodbot.storage.encryption import TextEncryption

COLUMNS = (
    "server, number, person, state, urgent, mood, words, asked_at, waiting_at, stage, rung, due_at, card, claimer, "
    "thread, spoken, reminded, ended, closed_at, refused, served, version"
)
# Locks the desk's row, so that of two processes that count at once one waits for the other.
LOCK_DESK = "UPDATE desks SET last_number = last_number WHERE server = ?"
NUMBER = "UPDATE desks SET last_number = last_number + 1 WHERE server = ? RETURNING last_number"
ASK = f"INSERT INTO requests ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(', ')))}) ON CONFLICT DO NOTHING"
ASK_ONCE = f"{ASK} RETURNING 1"
ONE = f"SELECT {COLUMNS} FROM requests WHERE server = ? AND number = ?"
OPEN_OF = f"SELECT {COLUMNS} FROM requests WHERE person = ? AND server = ? AND state <> 'closed'"
CLAIMED_OF = f"SELECT {COLUMNS} FROM requests WHERE person = ? AND state <> 'closed' AND state = 'claimed'"
IN_THREAD = f"SELECT {COLUMNS} FROM requests WHERE thread = ? AND state <> 'closed'"
OPEN = f"""
SELECT {COLUMNS} FROM requests WHERE server = ? AND state <> 'closed' ORDER BY urgent DESC, waiting_at, number
"""
WITH_CARD = f"SELECT {COLUMNS} FROM requests WHERE server = ? AND card = ? AND state <> 'closed' ORDER BY number"
CHANGE = """
UPDATE requests SET state = ?, words = ?, waiting_at = ?, stage = ?, rung = ?, due_at = ?, leased = 0, card = ?,
    claimer = ?, thread = ?, spoken = ?, reminded = ?, ended = ?, closed_at = ?, refused = ?, served = ?,
    version = version + 1
WHERE server = ? AND number = ? AND version = ? RETURNING version
"""
_SKIP_LOCKED = {"postgres": "FOR UPDATE SKIP LOCKED", "sqlite": ""}
CLAIM = f"""
UPDATE requests SET due_at = ?, leased = 1 WHERE (server, number) IN (
    SELECT server, number FROM requests WHERE due_at <= ? ORDER BY due_at LIMIT ? {{skip_locked}}
) RETURNING {COLUMNS}
"""
TAKE_OVER = "UPDATE requests SET due_at = ?, leased = 0 WHERE due_at IS NOT NULL AND leased = 1 RETURNING 1"
NEXT_DUE = """
SELECT MIN(at) FROM (
    SELECT MIN(due_at) AS at FROM requests WHERE due_at IS NOT NULL
    UNION ALL SELECT MIN(digest_at) FROM desks WHERE digest_at IS NOT NULL
) times
"""
DAY = """
SELECT COALESCE(SUM(CASE WHEN asked_at >= ? THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN asked_at >= ? AND claimer IS NOT NULL THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN closed_at >= ? AND ended = 'nobody' THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN state <> 'closed' THEN 1 ELSE 0 END), 0)
FROM requests WHERE server = ?
"""
HELD_BY = "SELECT COUNT(*) FROM requests WHERE server = ? AND claimer = ? AND state IN ('claimed', 'talking')"
ASKED = "SELECT COUNT(*) FROM requests WHERE server = ? AND person = ? AND asked_at >= ?"

_STATES = {state.value: state for state in RequestState}
_STAGES = {stage.value: stage for stage in Stage}
_ENDED = {ended.value: ended for ended in Ended}


class RequestStore:
    """Stores requests by server and number. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database, encryption: TextEncryption) -> None:
        self._database = database
        self._encryption = encryption
        self._claim = CLAIM.format(skip_locked=_SKIP_LOCKED[database.dialect])

    @property
    def keeps_words(self) -> bool:
        """False if this installation has no encryption key: then no words of a person are stored."""
        return self._encryption.keeps

    async def ask(self, request: Request) -> Request | None:
        """Store a new request and return it with its number; None if the person has an open one in that server, or if
        the server has no desk.
        """
        async with self._database.transaction() as transaction:
            numbers = await transaction.execute(NUMBER, request.server)
            if not numbers:
                return None
            numbered = replace(request, number=int(numbers[0][0]), version=1)
            return numbered if await transaction.execute(ASK_ONCE, *self._values(numbered)) else None

    async def request(self, server: int, number: int) -> Request | None:
        """Return the request *number* of *server*, or None."""
        return self._first(await self._database.fetch(ONE, server, number))

    async def open_request(self, server: int, person: int) -> Request | None:
        """Return the open request of *person* in *server*, or None."""
        return self._first(await self._database.fetch(OPEN_OF, person, server))

    async def claimed_of(self, person: int) -> tuple[Request, ...]:
        """Return the claimed requests of *person* that await their agreement."""
        return tuple(map(self._request, await self._database.fetch(CLAIMED_OF, person)))

    async def in_thread(self, thread: int) -> Request | None:
        """Return the open request that *thread* belongs to, or None."""
        return self._first(await self._database.fetch(IN_THREAD, thread))

    async def open_requests(self, server: int) -> tuple[Request, ...]:
        """Return the open requests of *server*: the urgent first, then the longest waiting."""
        return tuple(map(self._request, await self._database.fetch(OPEN, server)))

    async def with_card(self, server: int, card: int) -> tuple[Request, ...]:
        """Return the open requests on one card, by number."""
        return tuple(map(self._request, await self._database.fetch(WITH_CARD, server, card)))

    async def change(self, request: Request) -> Request | None:
        """Save *request* if its version is still current, and return it with the new version; else None."""
        values = self._values(request)
        # Server, number, person, urgency, mood and the time of asking never change.
        changeable = (values[3], values[6], *values[8:21])
        rows = await self._database.execute(CHANGE, *changeable, request.server, request.number, request.version)
        return replace(request, version=int(rows[0][0])) if rows else None

    async def take(self, request: Request, most: int) -> Request | None:
        """Save *request* as `change` does; return None also if its claimer has *most* open requests already."""
        values = self._values(request)
        changeable = (values[3], values[6], *values[8:21])
        async with self._database.transaction() as transaction:
            # Claims at the same moment run one after another, so that each counts the earlier ones.
            await transaction.execute(LOCK_DESK, request.server)
            if int((await transaction.execute(HELD_BY, request.server, request.claimer))[0][0]) >= most:
                return None
            rows = await transaction.execute(CHANGE, *changeable, request.server, request.number, request.version)
        return replace(request, version=int(rows[0][0])) if rows else None

    async def claim_due(self, now: int, lease_end: int, count: int) -> tuple[Request, ...]:
        """Claim up to *count* due requests until *lease_end* and return them (times in UTC ms)."""
        return tuple(map(self._request, await self._database.execute(self._claim, lease_end, now, count)))

    async def end_leases(self, now: int) -> int:
        """Make all leased requests due at *now* (UTC ms); return their number. Only for a process that runs alone."""
        return len(await self._database.execute(TAKE_OVER, now))

    async def next_due(self) -> int | None:
        """Return the earliest due time of a request or a digest (UTC ms), or None."""
        due: int | None = (await self._database.fetch(NEXT_DUE))[0][0]
        return due

    async def day(self, server: int, since: int) -> DayCount:
        """Count requests of *server* for a digest: asked, claimed and missed since *since* (UTC ms), and open now."""
        row = (await self._database.fetch(DAY, since, since, since, server))[0]
        return DayCount(*map(int, row))

    async def held_by(self, server: int, counsellor: int) -> int:
        """Return how many open requests *counsellor* has claimed in *server*."""
        return int((await self._database.fetch(HELD_BY, server, counsellor))[0][0])

    async def asked_since(self, server: int, person: int, since: int) -> int:
        """Return how many requests *person* made in *server* since *since* (UTC ms)."""
        return int((await self._database.fetch(ASKED, server, person, since))[0][0])

    def _first(self, rows: Sequence[Sequence[Any]]) -> Request | None:
        return self._request(rows[0]) if rows else None

    def _values(self, request: Request) -> tuple[Value, ...]:
        words = self._encryption.seal(request.person, request.words) if request.words else None
        return (
            request.server,
            request.number,
            request.person,
            request.state.value,
            int(request.urgent),
            request.mood,
            words,
            request.asked_at,
            request.waiting_at,
            request.stage.value,
            request.rung,
            request.due_at,
            request.card,
            request.claimer,
            request.thread,
            int(request.spoken),
            int(request.reminded),
            request.ended.value if request.ended else None,
            request.closed_at,
            json.dumps(request.refused, separators=(",", ":")),
            json.dumps(request.served, separators=(",", ":")),
            request.version,
        )

    def _request(self, row: Sequence[Any]) -> Request:
        (server, number, person, state, urgent, mood, words, asked_at, waiting_at), rest = row[:9], row[9:]
        stage, rung, due_at, card, claimer, thread, spoken, reminded, ended, closed_at, refused, served, version = rest
        return Request(
            server=server,
            person=person,
            asked_at=asked_at,
            number=number,
            state=_STATES.get(state, RequestState.CLOSED),
            urgent=bool(urgent),
            mood=mood,
            words=self._encryption.open(person, words) if words else None,
            waiting_at=waiting_at,
            # A stage of another version is unknown here, so all its steps are done again.
            stage=_STAGES.get(stage, Stage.QUEUED),
            rung=rung,
            due_at=due_at,
            card=card,
            claimer=claimer,
            thread=thread,
            spoken=bool(spoken),
            reminded=bool(reminded),
            ended=_ENDED.get(ended),
            closed_at=closed_at,
            refused=tuple(json.loads(refused)),
            served=tuple(json.loads(served)),
            version=version,
        )
