"""Store check-in plans, and contacts: the DMs of people who opted in to outreach."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from moodbot.core.person import Contact
from moodbot.core.services import Services
from moodbot.features.outreach.rules.plans import CheckinPlan, OutreachKind, PlanState, Rhythm, Waiting
from moodbot.storage.contacts import CONTACT_COLUMNS, contact_of
from moodbot.storage.database import Database, Transaction, Value

PLAN_COLUMNS = "rhythm, state, thinned, unanswered, until_at, skip_from, skip_until, last_at, last_wall, heard, version"

PLAN = f"""
SELECT {", ".join(f"plans.{name}" for name in PLAN_COLUMNS.split(", "))}, preferences.zone
FROM plans LEFT JOIN preferences ON preferences.person = plans.person WHERE plans.person = ?
"""
SAVE = f"""
INSERT INTO plans (person, {PLAN_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
ON CONFLICT (person) DO UPDATE SET
    rhythm = excluded.rhythm, state = excluded.state, thinned = excluded.thinned, unanswered = excluded.unanswered,
    until_at = excluded.until_at, skip_from = excluded.skip_from, skip_until = excluded.skip_until,
    last_at = CASE WHEN plans.last_at > excluded.last_at OR excluded.last_at IS NULL
        THEN plans.last_at ELSE excluded.last_at END,
    last_wall = CASE WHEN plans.last_wall > excluded.last_wall OR excluded.last_wall IS NULL
        THEN plans.last_wall ELSE excluded.last_wall END,
    heard = excluded.heard, version = plans.version + 1
RETURNING version
"""
PLAN_EXISTS = "SELECT 1 FROM plans WHERE person = ?"
END = "DELETE FROM plans WHERE person = ? RETURNING 1"
DROP_WAITING = "DELETE FROM waiting WHERE person = ? AND state = 'waiting' AND kind = ?"
ARRANGE = """
INSERT INTO waiting (person, kind, slot, detail, state, ready_at, leased, tries) VALUES (?, ?, ?, ?, 'waiting', ?, 0, 0)
ON CONFLICT (person, kind, slot) DO NOTHING RETURNING 1
"""
CONTACT = f"SELECT {CONTACT_COLUMNS} FROM contacts WHERE person = ?"
OPEN = """
INSERT INTO contacts (person, channel, opened_at) VALUES (?, ?, ?)
ON CONFLICT (person) DO UPDATE SET channel = excluded.channel, closed_at = NULL, told = 1, unanswered = 0
"""
LETTER = "UPDATE contacts SET letter = ? WHERE person = ?"
HEARD = "UPDATE contacts SET unanswered = 0, told = CASE WHEN ? = 1 THEN 1 ELSE told END WHERE person = ?"
ANSWERED = "UPDATE plans SET unanswered = 0, version = version + 1 WHERE person = ?"

_STATES = {state.value: state for state in PlanState}


class PlanStore:
    """Stores one plan and one contact per person. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def of(cls, services: Services) -> "PlanStore":
        """Return the store on the bot's database."""
        return cls(services.of(Database))

    async def plan(self, person: int) -> CheckinPlan | None:
        """Return this person's plan, None if check-ins are off."""
        rows = await self._database.fetch(PLAN, person)
        return plan_of(person, rows[0][:-1], rows[0][-1]) if rows else None

    async def save_plan(self, plan: CheckinPlan, row: Waiting | None, *, only_existing: bool = False) -> CheckinPlan:
        """Save *plan*, replace the waiting check-in with *row*, and return the plan with its new version.

        With *only_existing*, change nothing and return *plan* if it was deleted meanwhile.
        """
        async with self._database.transaction() as transaction:
            if only_existing and not await transaction.execute(PLAN_EXISTS, plan.person):
                return plan
            versions = await transaction.execute(SAVE, plan.person, *plan_values(plan))
            await transaction.execute(DROP_WAITING, plan.person, OutreachKind.CHECKIN.value)
            if row is not None:
                await enqueue(transaction, row)
        return replace(plan, version=int(versions[0][0]))

    async def end_plan(self, person: int) -> bool:
        """Delete the plan and every waiting check-in; False if there was no plan."""
        async with self._database.transaction() as transaction:
            existed = bool(await transaction.execute(END, person))
            for kind in (OutreachKind.CHECKIN, OutreachKind.AGAIN):
                await transaction.execute(DROP_WAITING, person, kind.value)
        return existed

    async def contact(self, person: int) -> Contact | None:
        """Return the DM that was opened at this person's opt-in, None if there was none."""
        rows = await self._database.fetch(CONTACT, person)
        return contact_of(person, rows[0]) if rows else None

    async def open_contact(self, person: int, channel: int, at: int) -> None:
        """Save this person's DM *channel* (id) and mark it as open; the *at* of the first opt-in (UTC ms) is kept."""
        await self._database.execute(OPEN, person, channel, at)

    async def want_letter(self, person: int, wanted: bool) -> None:
        """Save whether this person wants letters."""
        await self._database.execute(LETTER, int(wanted), person)

    async def heard_from(self, person: int, told: bool) -> None:
        """Reset the unanswered counts of a person who spoke; *told* also marks the news as delivered."""
        async with self._database.transaction() as transaction:
            await transaction.execute(HEARD, int(told), person)
            await transaction.execute(ANSWERED, person)


async def enqueue(transaction: Transaction, row: Waiting) -> bool:
    """Queue *row* for its slot; False if this person already has a row of that kind and slot."""
    return bool(await transaction.execute(ARRANGE, row.person, row.kind.value, row.slot, row.detail, row.slot))


def plan_values(plan: CheckinPlan) -> tuple[Value, ...]:
    """Return the values of PLAN_COLUMNS, except the version."""
    return (
        json.dumps(asdict(plan.rhythm), separators=(",", ":")),
        plan.state.value,
        int(plan.thinned),
        plan.unanswered,
        plan.until,
        plan.skip_from,
        plan.skip_until,
        plan.last_at,
        plan.last_wall,
        json.dumps(plan.heard, separators=(",", ":")),
    )


def plan_of(person: int, row: Sequence[Any], zone: str | None) -> CheckinPlan:
    """Return the plan from a row of PLAN_COLUMNS. An unknown state, stored by a newer moodbot, becomes a pause."""
    rhythm, state, thinned, unanswered, until, skip_from, skip_until, last_at, last_wall, heard, version = row
    numbers = json.loads(rhythm)
    quiet = numbers["quiet"]
    return CheckinPlan(
        person=person,
        rhythm=Rhythm(
            every=numbers["every"],
            start=numbers["start"],
            end=numbers["end"],
            times=tuple(numbers["times"]),
            days=tuple(numbers["days"]),
            quiet=tuple(quiet) if quiet else None,
        ),
        zone=zone,
        state=_STATES.get(state, PlanState.PAUSED),
        thinned=bool(thinned),
        unanswered=unanswered,
        until=until,
        skip_from=skip_from,
        skip_until=skip_until,
        last_at=last_at,
        last_wall=last_wall,
        heard=tuple(json.loads(heard)),
        version=version,
    )
