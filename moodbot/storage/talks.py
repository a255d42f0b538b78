"""Store open talks: the state of each conversation, without anything that a person wrote."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from moodbot.core.dialogue import Phase, Place, PlaceKind, Session
from moodbot.storage.batches import delete_in_batches
from moodbot.storage.database import Database

TALKS_OF = """
SELECT person, place_kind, place_id, phase, mood, step, unclear, heard, updated, mood_at, state
FROM talks WHERE person = ? AND updated >= ? ORDER BY updated DESC, place_kind, place_id
"""
SAVE = """
INSERT INTO talks (person, place_kind, place_id, phase, mood, step, unclear, heard, updated, mood_at, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (person, place_kind, place_id) DO UPDATE SET
    phase = excluded.phase, mood = excluded.mood, step = excluded.step,
    unclear = excluded.unclear, heard = excluded.heard, updated = excluded.updated, mood_at = excluded.mood_at,
    state = excluded.state
"""
COPY_TALK = """
INSERT INTO talks (person, place_kind, place_id, phase, mood, step, unclear, heard, updated, mood_at, state)
SELECT person, CAST(? AS TEXT), CAST(? AS BIGINT), phase, mood, step, unclear, heard, updated, mood_at, state
FROM talks WHERE person = ? AND place_kind = ? AND place_id = ?
ON CONFLICT (person, place_kind, place_id) DO UPDATE SET
    phase = excluded.phase, mood = excluded.mood, step = excluded.step,
    unclear = excluded.unclear, heard = excluded.heard, updated = excluded.updated, mood_at = excluded.mood_at,
    state = excluded.state
"""
DELETE_TALK = "DELETE FROM talks WHERE person = ? AND place_kind = ? AND place_id = ?"
DELETE_TALKS = "DELETE FROM talks WHERE person = ?"
DELETE_EXPIRED = """
DELETE FROM talks WHERE (person, place_kind, place_id) IN (
    SELECT person, place_kind, place_id FROM talks WHERE updated < ? ORDER BY updated LIMIT ?
) RETURNING 1
"""

_KINDS = {kind.value: kind for kind in PlaceKind}


class TalkStore:
    """Stores the open talks of every person. Each method may raise StoreUnavailable.

    *phase* returns the phase of a name, REST for a name that no flow has.
    """

    def __init__(self, database: Database, phase: Callable[[str], Phase]) -> None:
        self._database = database
        self._phase = phase

    async def talks_of(self, person: int, since: int) -> tuple[Session, ...]:
        """Return every talk of *person* updated at or after *since* (UTC ms), newest first.

        A phase that only a newer moodbot knows is read as REST, as its question is unknown here.
        A talk in an unknown kind of place is left out.
        """
        rows = await self._database.fetch(TALKS_OF, person, since)
        return tuple(self._session(row) for row in rows if row[1] in _KINDS)

    async def save(self, session: Session) -> None:
        """Save *session*, replacing the talk of the same person and place."""
        await self._database.execute(
            SAVE,
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

    async def delete_talks(self, person: int) -> None:
        """Delete every stored talk of *person*."""
        await self._database.execute(DELETE_TALKS, person)

    async def move(self, person: int, source: Place, target: Place) -> None:
        """Move the talk at *source* to *target*, replacing a talk there, in one transaction.

        Does nothing if there is no talk at *source*.
        """
        if source == target:
            return
        source_key = (person, source.kind.value, source.id)
        async with self._database.transaction() as transaction:
            await transaction.execute(COPY_TALK, target.kind.value, target.id, *source_key)
            await transaction.execute(DELETE_TALK, *source_key)

    async def delete_expired(self, before: int) -> int:
        """Delete the talks updated before *before* (UTC ms), in batches; return how many.

        Batches let a person who speaks meanwhile be answered in between.
        """
        return await delete_in_batches(self._database, DELETE_EXPIRED, before)

    def _session(self, row: Sequence[Any]) -> Session:
        person, kind, place_id, phase_name, mood, step, unclear, heard, updated, mood_at, state = row
        phase = self._phase(phase_name)
        return Session(
            person=person,
            place=Place(_KINDS[kind], place_id),
            phase=phase,
            mood=mood,
            step=step,
            unclear=unclear,
            heard=tuple(json.loads(heard)),
            updated=updated,
            mood_at=mood_at,
            state=state if phase.value == phase_name else "",
        )
