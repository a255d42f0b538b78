"""Requests for a person: kept, changed by one at a time, due at their times."""

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
# The desk's row is held, so that of two turns that count at once one waits for the other.
HOLD = "UPDATE desks SET last_number = last_number WHERE server = ?"
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
    """Requests by server and number. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database, encryption: TextEncryption) -> None:
        self._database = database
        self._encryption = encryption
        self._claim = CLAIM.format(skip_locked=_SKIP_LOCKED[database.dialect])

    @property
    def keeps_words(self) -> bool:
        """False where this installation has no key, so that no words of a person are ever kept."""
        return self._encryption.keeps

    async def ask(self, request: Request) -> Request | None:
        """Keep a new request and return it with its number; None where this person has an open one there."""
        async with self._database.transaction() as transaction:
            numbers = await transaction.execute(NUMBER, request.server)
            if not numbers:
                return None
            kept = replace(request, number=int(numbers[0][0]), version=1)
            return kept if await transaction.execute(ASK_ONCE, *self._values(kept)) else None

    async def request(self, server: int, number: int) -> Request | None:
        """Return one request, None where there is none."""
        return self._first(await self._database.fetch(ONE, server, number))

    async def open_request(self, server: int, person: int) -> Request | None:
        """Return the open request of *person* in *server*, None where there is none."""
        return self._first(await self._database.fetch(OPEN_OF, person, server))

    async def claimed_of(self, person: int) -> tuple[Request, ...]:
        """Return the requests of *person* that somebody has taken and they have not agreed to yet."""
        return tuple(map(self._request, await self._database.fetch(CLAIMED_OF, person)))

    async def in_thread(self, thread: int) -> Request | None:
        """Return the open request that is talked about in *thread*."""
        return self._first(await self._database.fetch(IN_THREAD, thread))

    async def open_requests(self, server: int) -> tuple[Request, ...]:
        """Return every open request of *server*: the urgent first, then the longest waiting."""
        return tuple(map(self._request, await self._database.fetch(OPEN, server)))

    async def with_card(self, server: int, card: int) -> tuple[Request, ...]:
        """Return the open requests that stand on one card, in order."""
        return tuple(map(self._request, await self._database.fetch(WITH_CARD, server, card)))

    async def change(self, request: Request) -> Request | None:
        """Keep *request* in the place of the same version of it and return it; None where somebody was faster."""
        values = self._values(request)
        # Server, number, person, urgency, mood and the time of asking never change.
        changing = (values[3], values[6], *values[8:21])
        found = await self._database.execute(CHANGE, *changing, request.server, request.number, request.version)
        return replace(request, version=int(found[0][0])) if found else None

    async def take(self, request: Request, most: int) -> Request | None:
        """Keep *request* as `change` does, unless whoever takes it has *most* open ones already."""
        values = self._values(request)
        changing = (values[3], values[6], *values[8:21])
        async with self._database.transaction() as transaction:
            # Of several that are taken at once each waits for the one before, so that it is counted.
            await transaction.execute(HOLD, request.server)
            if int((await transaction.execute(HELD_BY, request.server, request.claimer))[0][0]) >= most:
                return None
            found = await transaction.execute(CHANGE, *changing, request.server, request.number, request.version)
        return replace(request, version=int(found[0][0])) if found else None

    async def claim_due(self, now: int, lease_end: int, count: int) -> tuple[Request, ...]:
        """Take up to *count* requests for which something is to be done; nobody else gets them before *lease_end*."""
        return tuple(map(self._request, await self._database.execute(self._claim, lease_end, now, count)))

    async def end_leases(self, now: int) -> int:
        """Make what was taken due at once; only for a process that is alone."""
        return len(await self._database.execute(TAKE_OVER, now))

    async def next_due(self) -> int | None:
        """Return when something is to be done next, for a request or a digest (UTC ms)."""
        found: int | None = (await self._database.fetch(NEXT_DUE))[0][0]
        return found

    async def day(self, server: int, since: int) -> DayCount:
        """Count what has happened since *since* (UTC ms)."""
        row = (await self._database.fetch(DAY, since, since, since, server))[0]
        return DayCount(*map(int, row))

    async def held_by(self, server: int, counsellor: int) -> int:
        """Return how many open requests this counsellor has taken."""
        return int((await self._database.fetch(HELD_BY, server, counsellor))[0][0])

    async def asked_since(self, server: int, person: int, since: int) -> int:
        """Return how many requests this person has made since *since* (UTC ms)."""
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
            # Of a stage that only another version knows, all that it stands for is done again.
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
