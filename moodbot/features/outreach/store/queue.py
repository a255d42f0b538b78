"""Store the queue of outreach messages; processes claim due rows with a lease and record the result."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from moodbot.core.dialogue import PlaceKind, TalkPhase
from moodbot.core.features import Features
from moodbot.core.outreach_kinds import MessageKind
from moodbot.core.services import Services
from moodbot.features.outreach.flow import OutreachPhase
from moodbot.features.outreach.ports import Next, Situation
from moodbot.features.outreach.rules.plans import Skipped, Waiting
from moodbot.features.outreach.store.plans import PLAN_COLUMNS, enqueue, plan_of, plan_values
from moodbot.features.outreach.store.send_rate import SendRateStore
from moodbot.storage.batches import delete_in_batches
from moodbot.storage.contacts import CONTACT_COLUMNS, contact_of
from moodbot.storage.database import Database, Rows, Transaction
from moodbot.times.units import DAY, MINUTE

JUST_WROTE = 10 * MINUTE
"""Milliseconds after one outreach message in which the same person gets no other."""

RISK_HOLDS = DAY
TALK_LASTS, SPOKE_JUST_NOW = 30 * MINUTE, 5 * MINUTE
MOOD_KNOWN = 3 * DAY

# On PostgreSQL, several processes claim at once: each skips the rows that another has locked.
_SKIP_LOCKED = {"postgres": "FOR UPDATE SKIP LOCKED", "sqlite": ""}
CLAIM = """
UPDATE waiting SET ready_at = ?, leased = 1 WHERE (person, kind, slot) IN (
    SELECT person, kind, slot FROM waiting WHERE ready_at <= ? {which} ORDER BY ready_at LIMIT ? {skip_locked}
) RETURNING person, kind, slot, detail, tries, tried_at
"""
TAKE_OVER = "UPDATE waiting SET ready_at = ?, leased = 0 WHERE ready_at IS NOT NULL AND leased = 1 RETURNING 1"
TRY = """
UPDATE waiting SET tried_at = COALESCE(tried_at, ?), tries = tries + 1
WHERE person = ? AND kind = ? AND slot = ? AND state = 'waiting' RETURNING tried_at, tries
"""
GATE = """
UPDATE contacts SET last_at = ?, last_kind = ?, last_slot = ?
WHERE person = ? AND closed_at IS NULL
    AND (last_at IS NULL OR last_at <= ? OR (last_kind = ? AND last_slot = ?)) RETURNING 1
"""
# The person's next answer is about this message, so it replaces any question that was open in the DM.
MOVE_TALK = """
INSERT INTO talks (person, place_kind, place_id, phase, mood, step, unclear, heard, updated, mood_at, state)
VALUES (?, ?, 0, ?, NULL, 1, 0, '[]', ?, 0, '')
ON CONFLICT (person, place_kind, place_id) DO UPDATE SET
    phase = excluded.phase, mood = NULL, step = talks.step + 1, unclear = 0, updated = excluded.updated, mood_at = 0,
    state = ''
"""
GIVE_BACK = """
UPDATE waiting SET ready_at = ?, leased = 0, tried_at = CASE WHEN ? = 1 THEN tried_at END
WHERE person = ? AND kind = ? AND slot = ? AND state = 'waiting'
"""
SETTLE = """
INSERT INTO waiting (person, kind, slot, detail, state, ready_at, leased, tries, tried_at, settled_at, reason, message)
SELECT CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), NULL, 0,
    CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT)
WHERE EXISTS (SELECT 1 FROM waiting w
    WHERE w.person = ? AND w.kind = ? AND w.slot = ? UNION ALL SELECT 1 FROM contacts c WHERE c.person = ?)
ON CONFLICT (person, kind, slot) DO UPDATE SET
    state = excluded.state, ready_at = NULL, leased = 0, settled_at = excluded.settled_at,
    reason = excluded.reason, message = excluded.message
"""
SENT_TO = """
UPDATE contacts SET unanswered = unanswered + 1, last_at = ?, told = CASE WHEN ? = 1 THEN 0 ELSE told END
WHERE person = ?
"""
CLOSED = "UPDATE contacts SET closed_at = ?, told = 0 WHERE person = ?"
CHANGE_PLAN = """
UPDATE plans SET rhythm = ?, state = ?, thinned = ?, unanswered = ?, until_at = ?, skip_from = ?, skip_until = ?,
    last_at = ?, last_wall = ?, heard = ?
WHERE person = ? AND version = ? RETURNING 1
"""
RECORD_SENT_IN_PLAN = """
UPDATE plans SET last_at = ?, last_wall = ?, unanswered = unanswered + 1
WHERE person = ? AND (last_at IS NULL OR last_at < ?)
"""
IS_CONTACT = "SELECT 1 FROM contacts WHERE person = ?"
WAITING_OF = """
SELECT person, kind, slot, detail, tries, tried_at FROM waiting
WHERE person = ? AND state = 'waiting' ORDER BY slot
"""
LAST_SENT = """
SELECT waiting.person, kind, slot, detail, tries, tried_at FROM waiting
JOIN contacts ON contacts.person = waiting.person AND last_kind = kind AND last_slot = slot WHERE waiting.person = ?
"""
CANCEL = "DELETE FROM waiting WHERE person = ? AND state = 'waiting' RETURNING kind"
CANCEL_KIND = "DELETE FROM waiting WHERE person = ? AND state = 'waiting' AND kind = ? RETURNING kind"
NEXT_READY = "SELECT MIN(ready_at) FROM waiting WHERE ready_at IS NOT NULL"
DELETE_SETTLED = """
DELETE FROM waiting WHERE (person, kind, slot) IN (
    SELECT person, kind, slot FROM waiting WHERE settled_at < ? ORDER BY settled_at LIMIT ?
) RETURNING 1
"""
_CONTACT = ", ".join(f"c.{name}" for name in CONTACT_COLUMNS.split(", "))
_PLAN = ", ".join(f"p.{name}" for name in PLAN_COLUMNS.split(", "))
SITUATIONS = f"""
SELECT c.person, {_CONTACT}, {_PLAN}, f.journal, f.zone, r.person,
    EXISTS (SELECT 1 FROM talks t WHERE t.person = c.person AND
        t.phase <> '{OutreachPhase.CHECKIN}' AND (t.updated >= ? OR (t.updated >= ? AND t.phase <> '{TalkPhase.REST}')))
        OR EXISTS (SELECT 1 FROM requests q WHERE q.person = c.person AND q.state <> 'closed'),
    CASE WHEN f.journal = 1 THEN
        (SELECT e.mood FROM entries e WHERE e.person = c.person AND e.at >= ? ORDER BY e.at DESC LIMIT 1) END
FROM contacts c
LEFT JOIN plans p ON p.person = c.person
LEFT JOIN preferences f ON f.person = c.person
LEFT JOIN risks r ON r.person = c.person AND r.noticed_at > ?
WHERE c.person IN ({{people}})
"""

_CONTACT_WIDTH, _PLAN_WIDTH = len(CONTACT_COLUMNS.split()), len(PLAN_COLUMNS.split())


class _NotBegun(Exception):
    """Rolls back the transaction of `begin`; *reason* becomes its return value."""

    def __init__(self, reason: Skipped) -> None:
        super().__init__(reason)
        self.reason = reason


class QueueStore(SendRateStore):
    """Stores waiting rows by person, kind and slot. Each method may raise StoreUnavailable.

    *kinds* maps names to the kinds that this version knows; rows of other kinds are left to a newer version.
    """

    def __init__(self, database: Database, kinds: Mapping[str, MessageKind]) -> None:
        super().__init__(database)
        self._database = database
        self._kinds = kinds
        locks = _SKIP_LOCKED[database.dialect]
        self._claim_tried = CLAIM.format(which="AND tried_at IS NOT NULL", skip_locked=locks)
        self._claim = CLAIM.format(which="", skip_locked=locks)

    @classmethod
    def of(cls, services: Services) -> "QueueStore":
        """Return the store on the bot's database."""
        return cls(services.of(Database), {name: each.kind for name, each in services.of(Features).outreach.items()})

    async def claim(self, now: int, due_by: int, lease_end: int, count: int) -> tuple[Waiting, ...]:
        """Claim up to *count* rows under a lease that ends at *lease_end*, and return them in the order of their slots.

        Rows already tried are claimed if ready by *now*, all others if ready by *due_by*. All times are UTC ms.
        """
        # Tried rows first: a row whose outcome is unknown can be tried again for two minutes only.
        rows = await self._database.execute(self._claim_tried, lease_end, now, count)
        if len(rows) < count:
            more = await self._database.execute(self._claim, lease_end, min(now, due_by), count - len(rows))
            rows = (*rows, *more)
        # Rows of unknown kinds, queued by a newer moodbot, stay leased: this version has no text for them.
        return tuple(sorted(self._known(rows), key=lambda row: row.slot))

    async def end_leases(self, now: int) -> int:
        """End every lease at *now* (UTC ms) and return how many; only for the sole process on the database."""
        return len(await self._database.execute(TAKE_OVER, now))

    async def situations(self, people: Collection[int], now: int) -> Mapping[int, Situation]:
        """Return the situation of each of *people* at *now* (UTC ms), without those who never opted in."""
        if not people:
            return {}
        sql = SITUATIONS.format(people=", ".join("?" * len(people)))
        times = (now - SPOKE_JUST_NOW, now - TALK_LASTS, now - MOOD_KNOWN, now - RISK_HOLDS)
        return {row[0]: _situation(row) for row in await self._database.fetch(sql, *times, *people)}

    async def begin(self, row: Waiting, now: int) -> Waiting | Skipped:
        """Record a try of *row* before it is sent, and move the person's DM talk to the CHECKIN phase.

        Return the updated row; UNWANTED if the row is gone or settled; JUST_WROTE if the DM is closed or if another
        message went there within JUST_WROTE. *now* is UTC ms.
        """
        key = (row.kind.value, row.slot)
        try:
            async with self._database.transaction() as transaction:
                tried = await transaction.execute(TRY, now, row.person, *key)
                if not tried:
                    raise _NotBegun(Skipped.UNWANTED)
                if not await transaction.execute(GATE, now, *key, row.person, now - JUST_WROTE, *key):
                    raise _NotBegun(Skipped.JUST_WROTE)
                await transaction.execute(MOVE_TALK, row.person, PlaceKind.DM.value, OutreachPhase.CHECKIN.value, now)
        except _NotBegun as undone:
            return undone.reason
        return replace(row, tried_at=tried[0][0], tries=tried[0][1])

    async def give_back(self, row: Waiting, ready_at: int, *, tried: bool) -> None:
        """End the lease of *row*, claimable again from *ready_at* (UTC ms); *tried* is False if surely not sent."""
        await self._database.execute(GIVE_BACK, ready_at, int(tried), row.person, row.kind.value, row.slot)

    async def sent(self, row: Waiting, at: int, message: int, then: Next) -> bool:
        """Settle *row* as sent at *at* (UTC ms) with the message id, and save *then*, in one transaction.

        False if the plan was changed meanwhile: then only the sending itself is recorded in it.
        """
        async with self._database.transaction() as transaction:
            await _settle(transaction, row, at, None, message)
            await transaction.execute(SENT_TO, at, int(then.tell), row.person)
            saved = await _save_next(transaction, then)
            if not saved and then.plan is not None:
                wall = then.plan.last_wall
                await transaction.execute(RECORD_SENT_IN_PLAN, row.slot, wall, row.person, row.slot)
        return saved

    async def skipped(self, row: Waiting, at: int, reason: Skipped, then: Next) -> bool:
        """Settle *row* as skipped at *at* (UTC ms) for *reason*, and save *then*, in one transaction.

        False if the plan was changed meanwhile.
        """
        async with self._database.transaction() as transaction:
            await _settle(transaction, row, at, reason, None)
            if then.closed:
                await transaction.execute(CLOSED, at, row.person)
            return await _save_next(transaction, then)

    async def enqueue(self, row: Waiting) -> bool:
        """Queue *row* for its slot; False if this person already has a row of that kind and slot."""
        async with self._database.transaction() as transaction:
            return await enqueue(transaction, row)

    async def waiting_of(self, person: int) -> tuple[Waiting, ...]:
        """Return this person's waiting rows, the next first."""
        rows = await self._database.fetch(WAITING_OF, person)
        return self._known(rows)

    async def last_sent(self, person: int) -> Waiting | None:
        """Return the row of the last outreach message to this person, None if there was none or it has expired."""
        rows = await self._database.fetch(LAST_SENT, person)
        return next(iter(self._known(rows)), None)

    async def cancel(self, person: int, *kinds: MessageKind) -> int:
        """Delete this person's waiting rows of *kinds*, or of all kinds, and return how many; settled rows stay."""
        if not kinds:
            return len(await self._database.execute(CANCEL, person))
        return sum([len(await self._database.execute(CANCEL_KIND, person, kind.value)) for kind in kinds])

    async def next_ready(self) -> int | None:
        """Return the time (UTC ms) at which a row can next be claimed, None if no row waits."""
        ready_at: int | None = (await self._database.fetch(NEXT_READY))[0][0]
        return ready_at

    def _known(self, rows: Rows) -> tuple[Waiting, ...]:
        return tuple(Waiting(person, self._kinds[kind], *rest) for person, kind, *rest in rows if kind in self._kinds)

    async def delete_settled(self, before: int) -> int:
        """Delete rows that were settled before *before* (UTC ms), in batches; return how many."""
        return await delete_in_batches(self._database, DELETE_SETTLED, before)


async def _settle(transaction: Transaction, row: Waiting, at: int, reason: Skipped | None, message: int | None) -> None:
    state, why = ("skipped", reason.value) if reason else ("sent", None)
    key = (row.person, row.kind.value, row.slot)
    # If the person was erased while the message was on its way, no row may be written for them.
    unless_erased = (*key, row.person)
    await transaction.execute(
        SETTLE, *key, row.detail, state, row.tries, row.tried_at, at, why, message, *unless_erased
    )


async def _save_next(transaction: Transaction, then: Next) -> bool:
    """Save *then*; False, with nothing saved, if the plan was changed meanwhile, which also queued its next row."""
    if then.plan is not None:
        values = plan_values(then.plan)
        if not await transaction.execute(CHANGE_PLAN, *values, then.plan.person, then.plan.version):
            return False
    # The person may have been erased meanwhile.
    if then.row is not None and await transaction.execute(IS_CONTACT, then.row.person):
        await enqueue(transaction, then.row)
    return True


def _situation(row: Sequence[Any]) -> Situation:
    person, rest = row[0], row[1:]
    contact, rest = rest[:_CONTACT_WIDTH], rest[_CONTACT_WIDTH:]
    plan, (journal, zone, risk, talking, mood) = rest[:_PLAN_WIDTH], rest[_PLAN_WIDTH:]
    return Situation(
        contact=contact_of(person, contact),
        plan=None if plan[0] is None else plan_of(person, plan, zone),
        journal=bool(journal),
        zone=zone,
        at_risk=risk is not None,
        talking=bool(talking),
        mood=mood,
    )
