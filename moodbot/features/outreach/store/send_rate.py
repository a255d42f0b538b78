"""Store the send rate of outreach, shared by all processes: the budget, the circuit breaker and the statistics."""

from moodbot.features.outreach.ports import Breaker, Status
from moodbot.storage.database import Database

OUTREACH = "unprompted"
SECOND_US = 1_000_000
SLACK_US = 60_000
"""Microseconds by which a reservation may start in the past, so that the gap between two batches is not lost. At 45 a
second this is fewer than three messages at once, and never more than 50 within a second."""

LONGEST_BACKLOG_US = 120 * SECOND_US
"""Microseconds ahead beyond which a reservation is ignored: it can only come from a clock that was set back."""

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
COUNT_WAITING = (
    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN slot <= ? THEN 1 ELSE 0 END), 0) FROM waiting WHERE state = 'waiting'"
)
COUNT_SKIPPED = (
    "SELECT reason, COUNT(*) FROM waiting WHERE state = 'skipped' GROUP BY reason ORDER BY COUNT(*) DESC, reason"
)
COUNT_PLANS = "SELECT state, COUNT(*) FROM plans GROUP BY state ORDER BY state"
COUNT_SUSPENDED = "SELECT COUNT(*) FROM contacts WHERE closed_at IS NOT NULL"
COUNT_SENT = "SELECT COUNT(*) FROM waiting WHERE state = 'sent'"
LATENESS_AT = """
SELECT settled_at - slot FROM waiting WHERE state = 'sent' ORDER BY settled_at - slot LIMIT 1 OFFSET ?
"""


class SendRateStore:
    """Stores facts about sending, none about a person. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._shared = database

    async def reserve(self, now: int, count: int, per_second: float) -> int:
        """Reserve *count* sends at *per_second* and return when the first may go. Times are UTC microseconds."""
        length = round(count * SECOND_US / per_second)
        window = (now - SLACK_US, now + LONGEST_BACKLOG_US)
        rows = await self._shared.execute(RESERVE, OUTREACH, now, length, *window, now, length)
        return int(rows[0][0]) - length

    async def breaker(self) -> Breaker | None:
        """Return the circuit breaker as it was last opened, None if it was closed; `Breaker.until` may be over."""
        rows = await self._shared.fetch(BREAKER, OUTREACH)
        return Breaker(*rows[0]) if rows else None

    async def open_breaker(self, breaker: Breaker) -> bool:
        """Open the breaker for every process; False if it was open already. An open end replaces a fixed one."""
        return bool(await self._shared.execute(OPEN, OUTREACH, breaker.code, breaker.opened_at, breaker.until))

    async def close_breaker(self) -> bool:
        """Close the breaker; False if it was closed already."""
        return bool(await self._shared.execute(CLOSE, OUTREACH))

    async def status(self, now: int) -> Status:
        """Return the statistics for the operator at *now* (UTC ms)."""
        waiting, due = (await self._shared.fetch(COUNT_WAITING, now))[0]
        sent = int((await self._shared.fetch(COUNT_SENT))[0][0])
        return Status(
            due=int(due),
            waiting=int(waiting),
            sent=sent,
            skipped={str(reason): int(count) for reason, count in await self._shared.fetch(COUNT_SKIPPED)},
            plans={str(state): int(count) for state, count in await self._shared.fetch(COUNT_PLANS)},
            suspended=int((await self._shared.fetch(COUNT_SUSPENDED))[0][0]),
            late_median=await self._lateness(sent, 50),
            late_p99=await self._lateness(sent, 99),
            breaker=await self.breaker(),
        )

    async def _lateness(self, sent: int, percent: int) -> float | None:
        """Return the percentile of how late the *sent* messages were (seconds), None if none was sent."""
        if not sent:
            return None
        rows = await self._shared.fetch(LATENESS_AT, (sent - 1) * percent // 100)
        return int(rows[0][0]) / 1000
