"""Store each person's preferences: journal opt-in, time zone, pictures and lines heard."""

import json

from moodbot.core.person import Preferences
from moodbot.storage.contacts import CONTACT_COLUMNS, contact_of
from moodbot.storage.database import Database, Value

FIELDS = ("journal", "journal_at", "asked_at", "zone", "pictures", "note_told_at", "low_told_at", "heard")

READ = f"""
SELECT {", ".join(f"p.{name}" for name in FIELDS)}, {", ".join(f"c.{name}" for name in CONTACT_COLUMNS.split(", "))}
FROM (SELECT CAST(? AS BIGINT) AS person) me
LEFT JOIN preferences p ON p.person = me.person LEFT JOIN contacts c ON c.person = me.person
"""
SAVE = """
INSERT INTO preferences (person, {names}) VALUES (?, {marks})
ON CONFLICT (person) DO UPDATE SET {changes}
"""


class PeopleStore:
    """Stores preferences by person. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def preferences(self, person: int) -> Preferences:
        """Return the preferences of *person*; defaults for what is not stored."""
        (row,) = await self._database.fetch(READ, person)
        (journal, journal_at, asked_at, zone, pictures, note_told_at, low_told_at, heard), contact = row[:8], row[8:]
        return Preferences(
            person=person,
            journal=None if journal is None else bool(journal),
            journal_at=journal_at,
            asked_at=asked_at,
            zone=zone,
            pictures=pictures is None or bool(pictures),
            note_told_at=note_told_at,
            low_told_at=low_told_at,
            heard=tuple(json.loads(heard or "[]")),
            contact=None if contact[0] is None else contact_of(person, contact),
        )

    async def save_preferences(self, person: int, **changes: bool | int | str | tuple[str, ...] | None) -> None:
        """Save *changes*, named as the fields of Preferences. Raises TypeError for an unknown field."""
        unknown = changes.keys() - set(FIELDS)
        if unknown:
            raise TypeError(f"there is no preference {', '.join(sorted(unknown))}")
        sql = SAVE.format(
            names=", ".join(changes),
            marks=", ".join("?" * len(changes)),
            changes=", ".join(f"{name} = excluded.{name}" for name in changes),
        )
        await self._database.execute(sql, person, *map(kept, changes.values()))


def kept(value: bool | int | str | tuple[str, ...] | None) -> Value:
    """Return *value* as stored in a column: a bool as 0 or 1, a tuple as a JSON list."""
    if isinstance(value, tuple):
        return json.dumps(value, separators=(",", ":"))
    return int(value) if isinstance(value, bool) else value
