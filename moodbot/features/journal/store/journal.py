"""The journal: what people agreed to, their entries and the suggestions made to them, and letting go of all three."""

from moodbot.core.services import Services
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.journal.store.entries import ADD as ADD_ENTRY
from moodbot.features.journal.store.entries import EntryStore
from moodbot.features.journal.store.suggestions import ADD as ADD_SUGGESTION
from moodbot.features.journal.store.suggestions import SuggestionStore
from moodbot.storage.batches import BATCH, let_go
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
    """Everything about journals. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database, encryption: TextEncryption) -> None:
        EntryStore.__init__(self, database, encryption)

    @classmethod
    def of(cls, found: Services) -> "JournalStore":
        """Return the store on the bot's database."""
        return cls(found.of(Database), found.of(TextEncryption))

    @property
    def keeps_notes(self) -> bool:
        """False where this installation has no key, so that notes are dropped."""
        return self._encryption.keeps

    async def remember(self, entry: Entry, line: str | None, heard: tuple[str, ...]) -> Entry | None:
        """Keep a mood with the suggestion *line* that was made to it and the lines *heard*, all or nothing.

        Return the entry with its number; None where the same mood at the same time is there already.
        """
        person = entry.person
        async with self._database.transaction() as transaction:
            numbers = await transaction.execute(NUMBERS, person, int(line is not None), kept(heard))
            number, suggestion = (int(each) for each in numbers[0])
            found = await transaction.execute(ADD_ENTRY, *self._row(entry, number))
            if line is not None:
                await transaction.execute(ADD_SUGGESTION, person, suggestion, line, entry.at, None, None)
        return self._numbered(entry, number) if found else None

    async def clear(self, person: int) -> int:
        """Delete this person's entries, suggestions and heard lines together; return how many entries there were."""
        async with self._database.transaction() as transaction:
            gone = len(await transaction.execute(CLEAR_ENTRIES, person))
            await transaction.execute(CLEAR_SUGGESTIONS, person)
            await transaction.execute(CLEAR_HEARD, person)
        return gone

    async def let_go_entries(self, before: int) -> int:
        """Delete entries and suggestions from before *before* (UTC ms), in batches; return how many entries."""
        gone = await let_go(self._database, OLD_ENTRIES, before)
        await let_go(self._database, OLD_SUGGESTIONS, before)
        return gone

    async def renew_notes(self) -> tuple[int, int]:
        """Seal every note anew with the first key; return how many were, and how many no key opens.

        It may run beside the bot and be interrupted and repeated: a note that was changed meanwhile stays.
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
