"""Database access to journals: preferences, entries and suggestions, their deletion and expiry, and key renewal."""

from moodbot.core.services import Services
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.journal.store.entries import ADD as ADD_ENTRY
from moodbot.features.journal.store.entries import EntryStore
from moodbot.features.journal.store.suggestions import ADD as ADD_SUGGESTION
from moodbot.features.journal.store.suggestions import SuggestionStore
from moodbot.storage.batches import BATCH, delete_in_batches
from moodbot.storage.database import Database
from moodbot.storage.encryption import TextEncryption
from moodbot.storage.people import PeopleStore, kept

CLEAR_ENTRIES = "DELETE FROM entries WHERE person = ? RETURNING 1"
CLEAR_SUGGESTIONS = "DELETE FROM suggestions WHERE person = ?"
CLEAR_HEARD = "UPDATE preferences SET heard = '[]' WHERE person = ?"
OLD_ENTRIES = """
DELETE FROM entries WHERE (person, number) IN (
    SELECT person, number FROM entries WHERE at < ? ORDER BY at LIMIT ?
) RETURNING 1
"""
OLD_SUGGESTIONS = """
DELETE FROM suggestions WHERE (person, number) IN (
    SELECT person, number FROM suggestions WHERE said_at < ? ORDER BY said_at LIMIT ?
) RETURNING 1
"""
SEALED = f"""
SELECT person, number, note FROM entries
WHERE note IS NOT NULL AND (person > ? OR (person = ? AND number > ?)) ORDER BY person, number LIMIT {BATCH}
"""
RESEAL = "UPDATE entries SET note = ? WHERE person = ? AND number = ? AND note = ?"


NUMBERS = """
INSERT INTO preferences (person, last_entry, last_suggestion, heard) VALUES (?, 1, ?, ?)
ON CONFLICT (person) DO UPDATE SET
    last_entry = preferences.last_entry + 1,
    last_suggestion = preferences.last_suggestion + excluded.last_suggestion,
    heard = excluded.heard
RETURNING last_entry, last_suggestion
"""


class JournalStore(PeopleStore, EntryStore, SuggestionStore):
    """Stores preferences, entries and suggestions by person. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database, encryption: TextEncryption) -> None:
        EntryStore.__init__(self, database, encryption)

    @classmethod
    def of(cls, services: Services) -> "JournalStore":
        """Return the store on the bot's database."""
        return cls(services.of(Database), services.of(TextEncryption))

    @property
    def keeps_notes(self) -> bool:
        """Return whether this installation has a key; without one, notes are not stored."""
        return self._encryption.keeps

    async def remember(self, entry: Entry, line: str | None, heard: tuple[str, ...]) -> Entry | None:
        """Save a mood with the suggestion *line* made to it and the lines *heard*, all or nothing.

        Return the entry with its number; None if the same mood at the same time is stored already. Raises JournalFull.
        """
        person = entry.person
        async with self._database.transaction() as transaction:
            numbers = await transaction.execute(NUMBERS, person, int(line is not None), kept(heard))
            number, suggestion = (int(each) for each in numbers[0])
            added = await transaction.execute(ADD_ENTRY, *self._row(entry, number))
            if added:
                await self._raise_if_overfull(transaction, person, number)
            if line is not None:
                await transaction.execute(ADD_SUGGESTION, person, suggestion, line, entry.at, None, None)
        return self._numbered(entry, number) if added else None

    async def clear(self, person: int) -> int:
        """Delete this person's entries, suggestions and heard lines in one transaction; return the count of entries."""
        async with self._database.transaction() as transaction:
            deleted = len(await transaction.execute(CLEAR_ENTRIES, person))
            await transaction.execute(CLEAR_SUGGESTIONS, person)
            await transaction.execute(CLEAR_HEARD, person)
        return deleted

    async def delete_expired_entries(self, before: int) -> int:
        """Delete entries and suggestions older than *before* (UTC ms), in batches; return the count of entries."""
        deleted = await delete_in_batches(self._database, OLD_ENTRIES, before)
        await delete_in_batches(self._database, OLD_SUGGESTIONS, before)
        return deleted

    async def renew_notes(self) -> tuple[int, int]:
        """Re-encrypt every note with the first key; return how many were renewed, and how many no key opens.

        Safe to run beside the bot, to interrupt and to repeat: a note that was changed meanwhile stays.
        """
        renewed, lost, after = 0, 0, (-1, 0)
        while rows := await self._database.fetch(SEALED, after[0], *after):
            for person, number, token in rows:
                fresh = self._encryption.renew(token)
                if fresh is None:
                    lost += 1
                else:
                    await self._database.execute(RESEAL, fresh, person, number, token)
                    renewed += 1
            after = (rows[-1][0], rows[-1][1])
        return renewed, lost
