"""Open talks: where each one stands, and nothing that a person wrote."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from moodbot.core.dialogue import Phase, Place, PlaceKind, Session
from moodbot.storage.batches import let_go
from moodbot.storage.database import Database

TALKS_OF = """
SELECT person, place_kind, place_id, phase, mood, step, unclear, heard, updated, mood_at, state
FROM talks WHERE person = ? AND updated >= ? ORDER BY updated DESC, place_kind, place_id
"""
KEEP = """
INSERT INTO talks (person, place_kind, place_id, phase, mood, step, unclear, heard, updated, mood_at, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (person, place_kind, place_id) DO UPDATE SET
    phase = excluded.phase, mood = excluded.mood, step = excluded.step,
    unclear = excluded.unclear, heard = excluded.heard, updated = excluded.updated, mood_at = excluded.mood_at,
    state = excluded.state
"""
COPY_TO = """
INSERT INTO talks (person, place_kind, place_id, phase, mood, step, unclear, heard, updated, mood_at, state)
SELECT person, CAST(? AS TEXT), CAST(? AS BIGINT), phase, mood, step, unclear, heard, updated, mood_at, state
FROM talks WHERE person = ? AND place_kind = ? AND place_id = ?
ON CONFLICT (person, place_kind, place_id) DO UPDATE SET
    phase = excluded.phase, mood = excluded.mood, step = excluded.step,
    unclear = excluded.unclear, heard = excluded.heard, updated = excluded.updated, mood_at = excluded.mood_at,
    state = excluded.state
"""
END = "DELETE FROM talks WHERE person = ? AND place_kind = ? AND place_id = ?"
LET_GO = """
DELETE FROM talks WHERE (person, place_kind, place_id) IN (
    SELECT person, place_kind, place_id FROM talks WHERE updated < ? ORDER BY updated LIMIT ?
) RETURNING 1
"""

_KINDS = {kind.value: kind for kind in PlaceKind}


class TalkStore:
    """The open talks of every person. Each method may raise StoreUnavailable.

    *phase* returns the phase of a name; REST for one that no flow of this program has.
    """

    def __init__(self, database: Database, phase: Callable[[str], Phase]) -> None:
        self._database = database
        self._phase = phase

    async def talks_of(self, person: int, since: int) -> tuple[Session, ...]:
        """Return every talk of *person* updated at or after *since* (UTC milliseconds), newest first.

        A newer moodbot may have left a phase that this one does not know; that talk is at rest, as
        this one cannot know what was asked. A talk in an unknown kind of place is left out.
        """
        rows = await self._database.fetch(TALKS_OF, person, since)
        return tuple(self._session(row) for row in rows if row[1] in _KINDS)

    async def save(self, session: Session) -> None:
        """Remember where this talk stands, in place of what was kept for the same person and place."""
        await self._database.execute(
            KEEP,
            session.person,
            session.place.kind.value,
            session.place.id,
            session.phase.value,
            session.mood,
            session.step,
            session.unclear,
            json.dumps(session.heard, separators=(",", ":")),
            session.updated,
            session.mood_at,
            session.state,
        )

    async def move(self, person: int, source: Place, target: Place) -> None:
        """Make the talk at *source* the talk at *target*, in place of one there, both or neither.

        Where no talk is at *source*, nothing changes.
        """
        if source == target:
            return
        left = (person, source.kind.value, source.id)
        async with self._database.transaction() as transaction:
            await transaction.execute(COPY_TO, target.kind.value, target.id, *left)
            await transaction.execute(END, *left)

    async def let_go(self, before: int) -> int:
        """Delete the talks updated before *before* (UTC milliseconds) and return how many they were.

        They go in batches, so that a person who speaks meanwhile does not wait for all of them.
        """
        return await let_go(self._database, LET_GO, before)

    def _session(self, row: Sequence[Any]) -> Session:
        person, kind, place_id, phase, mood, step, unclear, heard, updated, mood_at, state = row
        stands = self._phase(phase)
        return Session(
            person=person,
            place=Place(_KINDS[kind], place_id),
            phase=stands,
            mood=mood,
            step=step,
            unclear=unclear,
            heard=tuple(json.loads(heard)),
            updated=updated,
            mood_at=mood_at,
            state=state if stands.value == phase else "",
        )
