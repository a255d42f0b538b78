"""What all processes share about unprompted sends: the budget, the circuit breaker, and how it has gone."""

from moodbot.features.outreach.ports import Breaker, Status
from moodbot.storage.database import Database

UNPROMPTED = "unprompted"
SECOND_US = 1_000_000
SLACK_US = 60_000
"""Microseconds that a reservation may begin in the past, so that the moment between two batches is not lost: at 45 a
second that is not three messages at once, and never more than 50 within a second."""

FARTHEST_US = 120 * SECOND_US
"""Microseconds ahead beyond which a reservation can only come from a clock that was set back; it counts for nothing."""

RESERVE = """
INSERT INTO sending (name, free_at) VALUES (?, CAST(? AS BIGINT) + ?)
ON CONFLICT (name) DO UPDATE SET
    free_at = CASE WHEN sending.free_at > ? AND sending.free_at < ? THEN sending.free_at ELSE ? END + ?
RETURNING free_at
"""
BREAKER = "SELECT code, opened_at, until_at FROM sending WHERE name = ? AND opened_at IS NOT NULL"
OPEN = """
INSERT INTO sending (name, code, opened_at, until_at) VALUES (?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET code = excluded.code, opened_at = excluded.opened_at, until_at = excluded.until_at
WHERE sending.opened_at IS NULL
    OR (sending.until_at IS NOT NULL AND (excluded.until_at IS NULL OR sending.until_at <= excluded.opened_at))
RETURNING 1
"""
CLOSE = """
UPDATE sending SET code = NULL, opened_at = NULL, until_at = NULL WHERE name = ? AND opened_at IS NOT NULL RETURNING 1
"""
WAIT = "SELECT COUNT(*), COALESCE(SUM(CASE WHEN slot <= ? THEN 1 ELSE 0 END), 0) FROM waiting WHERE state = 'waiting'"
SKIPS = "SELECT reason, COUNT(*) FROM waiting WHERE state = 'skipped' GROUP BY reason ORDER BY COUNT(*) DESC, reason"
PLANS = "SELECT state, COUNT(*) FROM plans GROUP BY state ORDER BY state"
SUSPENDED = "SELECT COUNT(*) FROM contacts WHERE closed_at IS NOT NULL"
SENT = "SELECT COUNT(*) FROM waiting WHERE state = 'sent'"
LATE = """
SELECT settled_at - slot FROM waiting WHERE state = 'sent' ORDER BY settled_at - slot LIMIT 1 OFFSET ?
"""


class SendRateStore:
    """Facts about sending, none about a person. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._shared = database

    async def reserve(self, now: int, count: int, per_second: float) -> int:
        """Reserve *count* sends, *per_second*; return when the first may go. Times are UTC microseconds."""
        length = round(count * SECOND_US / per_second)
        window = (now - SLACK_US, now + FARTHEST_US)
        rows = await self._shared.execute(RESERVE, UNPROMPTED, now, length, *window, now, length)
        return int(rows[0][0]) - length

    async def breaker(self) -> Breaker | None:
        """Return the circuit breaker as it was opened last, None where it is closed."""
        rows = await self._shared.fetch(BREAKER, UNPROMPTED)
        return Breaker(*rows[0]) if rows else None

    async def open_breaker(self, breaker: Breaker) -> bool:
        """Open the breaker for every process; False where another has opened it meanwhile."""
        return bool(await self._shared.execute(OPEN, UNPROMPTED, breaker.code, breaker.opened_at, breaker.until))

    async def close_breaker(self) -> bool:
        """Let unprompted sends go again; False where they could."""
        return bool(await self._shared.execute(CLOSE, UNPROMPTED))

    async def status(self, now: int) -> Status:
        """Return what an operator wants to see."""
        waiting, due = (await self._shared.fetch(WAIT, now))[0]
        sent = int((await self._shared.fetch(SENT))[0][0])
        return Status(
            due=int(due),
            waiting=int(waiting),
            sent=sent,
            skipped={str(reason): int(count) for reason, count in await self._shared.fetch(SKIPS)},
            plans={str(state): int(count) for state, count in await self._shared.fetch(PLANS)},
            suspended=int((await self._shared.fetch(SUSPENDED))[0][0]),
            late_median=await self._late(sent, 50),
            late_p99=await self._late(sent, 99),
            breaker=await self.breaker(),
        )

    async def _late(self, sent: int, percent: int) -> float | None:
        if not sent:
            return None
        rows = await self._shared.fetch(LATE, (sent - 1) * percent // 100)
        return int(rows[0][0]) / 1000
