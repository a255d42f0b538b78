"""What each person agreed to and chose."""

import json

from moodbot.domain.journal import Preferences
from moodbot.storage.database import Database, Value

FIELDS = ("journal", "journal_at", "asked_at", "zone", "pictures", "note_told_at", "low_told_at", "heard")

READ = f"SELECT {', '.join(FIELDS)} FROM preferences WHERE person = ?"
KEEP = """
INSERT INTO preferences (person, {names}) VALUES (?, {marks})
ON CONFLICT (person) DO UPDATE SET {changes}
"""


class PreferenceNotes:
    """Preferences by person. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def preferences(self, person: int) -> Preferences:
        """Return what this person agreed to; the defaults where nothing is kept."""
        rows = await self._database.fetch(READ, person)
        if not rows:
            return Preferences(person)
        journal, journal_at, asked_at, zone, pictures, note_told_at, low_told_at, heard = rows[0]
        return Preferences(
            person=person,
            journal=None if journal is None else bool(journal),
            journal_at=journal_at,
            asked_at=asked_at,
            zone=zone,
            pictures=bool(pictures),
            note_told_at=note_told_at,
            low_told_at=low_told_at,
            heard=tuple(json.loads(heard)),
        )

    async def prefer(self, person: int, **changes: bool | int | str | tuple[str, ...] | None) -> None:
        """Keep *changes*, named as the fields of Preferences; all else stays."""
        unknown = changes.keys() - set(FIELDS)
        if unknown:
            raise TypeError(f"there is no preference {', '.join(sorted(unknown))}")
        sql = KEEP.format(
            names=", ".join(changes),
            marks=", ".join("?" * len(changes)),
            changes=", ".join(f"{name} = excluded.{name}" for name in changes),
        )
        await self._database.execute(sql, person, *map(kept, changes.values()))


def kept(value: bool | int | str | tuple[str, ...] | None) -> Value:
    """Return *value* as a column holds it: truth as 0 or 1, ids as a JSON list."""
    if isinstance(value, tuple):
        return json.dumps(value, separators=(",", ":"))
    return int(value) if isinstance(value, bool) else value
