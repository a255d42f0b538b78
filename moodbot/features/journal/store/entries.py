"""Database access to mood entries; each has a number that is never reused for its person."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from moodbot.core.dialogue import Source
from moodbot.features.journal.rules.entries import MOST_ENTRIES, Entry, JournalFull
from moodbot.storage.database import Database, Transaction, Value
from moodbot.storage.encryption import TextEncryption

COLUMNS = "person, number, mood, at, zone, source, made, note"
WITHOUT_NOTE = "person, number, mood, at, zone, source, made, NULL"

NUMBER = """
INSERT INTO preferences (person, last_entry) VALUES (?, 1)
ON CONFLICT (person) DO UPDATE SET last_entry = preferences.last_entry + 1
RETURNING last_entry
"""
ADD = f"""
INSERT INTO entries ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (person, at, mood) DO NOTHING RETURNING number
"""
NUMBERS_FOR = """
INSERT INTO preferences (person, last_entry) VALUES (?, ?)
ON CONFLICT (person) DO UPDATE SET last_entry = preferences.last_entry + excluded.last_entry
RETURNING last_entry
"""
ROWS_AT_ONCE = 200
ROW_MARKS = "(?, ?, ?, ?, ?, ?, ?, ?)"
ADD_MANY = (
    f"INSERT INTO entries ({COLUMNS}) VALUES {{marks}} ON CONFLICT (person, at, mood) DO NOTHING RETURNING number"
)
ONE = f"SELECT {COLUMNS} FROM entries WHERE person = ? AND number = ?"
# An imported entry was not logged last, whatever its number.
LATEST = f"SELECT {COLUMNS} FROM entries WHERE person = ? AND source <> 'import' ORDER BY number DESC LIMIT 1"
DOUBLES = "SELECT 1 FROM entries WHERE person = ? AND at = ? AND mood = ? AND number <> ?"
CHANGE = "UPDATE entries SET mood = ?, at = ?, zone = ?, note = ? WHERE person = ? AND number = ? RETURNING 1"
CHANGE_ALL_BUT_NOTE = "UPDATE entries SET mood = ?, at = ?, zone = ? WHERE person = ? AND number = ? RETURNING 1"
DELETE = f"DELETE FROM entries WHERE person = ? AND number = ? RETURNING {COLUMNS}"
DELETE_IMPORTED = "DELETE FROM entries WHERE person = ? AND source = 'import' AND made = ? RETURNING 1"
BATCH = 1_000
BETWEEN = f"""
SELECT {WITHOUT_NOTE} FROM entries
WHERE person = ? AND (at, number) > (?, ?) AND at < ? ORDER BY at, number LIMIT {BATCH}
"""
PAGE = f"SELECT {COLUMNS} FROM entries WHERE person = ? ORDER BY at DESC, number DESC LIMIT ? OFFSET ?"
COUNT = "SELECT COUNT(*) FROM entries WHERE person = ?"
FILL_ZONE = "UPDATE entries SET zone = ? WHERE person = ? AND zone IS NULL"

StoredRow = tuple[Any, ...]
"""An entry as it is stored, in the order of COLUMNS; its note is encrypted."""

_SOURCES = {source.value: source for source in Source}


class EntryExists(Exception):
    """The same mood at the same time is stored already; nothing was changed."""


class EntryStore:
    """Stores entries by person. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database, encryption: TextEncryption) -> None:
        self._database = database
        self._encryption = encryption

    async def add(self, entry: Entry) -> Entry | None:
        """Save *entry* and return it with its number; None if the same mood at the same time is stored already.

        Raises JournalFull.
        """
        async with self._database.transaction() as transaction:
            number = int((await transaction.execute(NUMBER, entry.person))[0][0])
            added = await transaction.execute(ADD, *self._row(entry, number))
            if added:
                await self._raise_if_overfull(transaction, entry.person, number)
        return self._numbered(entry, number) if added else None

    async def add_all(self, person: int, entries: Sequence[Entry]) -> int:
        """Save all *entries*, or none if something fails; return how many were not stored already.

        Raises JournalFull.
        """
        # In a thread: encrypting thousands of notes takes a while, and would block the event loop for others.
        sealed = await asyncio.to_thread(lambda: [self._row(entry, 0) for entry in entries])
        added = 0
        async with self._database.transaction() as transaction:
            last = int((await transaction.execute(NUMBERS_FOR, person, len(entries)))[0][0])
            for start in range(0, len(sealed), ROWS_AT_ONCE):
                rows = sealed[start : start + ROWS_AT_ONCE]
                first = last - len(entries) + start + 1
                values = [value for place, row in enumerate(rows) for value in (row[0], first + place, *row[2:])]
                marks = ", ".join([ROW_MARKS] * len(rows))
                added += len(await transaction.execute(ADD_MANY.format(marks=marks), *values))
            if added:
                await self._raise_if_overfull(transaction, person, last)
        return added

    async def entry(self, person: int, number: int) -> Entry | None:
        """Return one entry, None if there is none."""
        return self._first(await self._database.fetch(ONE, person, number))

    async def latest(self, person: int) -> Entry | None:
        """Return the entry that was logged last, None if there is none; imported entries do not count."""
        return self._first(await self._database.fetch(LATEST, person))

    async def change(self, entry: Entry) -> bool:
        """Replace the stored entry of the same number; return False if it is gone or *entry* would duplicate another.

        A note that no key opens stays unchanged: another key may open it one day.
        """
        where = (entry.person, entry.number)
        async with self._database.transaction() as transaction:
            if await transaction.execute(DOUBLES, entry.person, entry.at, entry.mood, entry.number):
                return False
            if entry.note_lost:
                return bool(await transaction.execute(CHANGE_ALL_BUT_NOTE, entry.mood, entry.at, entry.zone, *where))
            note = self._encryption.seal(entry.person, entry.note)
            return bool(await transaction.execute(CHANGE, entry.mood, entry.at, entry.zone, note, *where))

    async def row(self, person: int, number: int) -> StoredRow | None:
        """Return one entry as it is stored, None if there is none."""
        rows = await self._database.fetch(ONE, person, number)
        return tuple(rows[0]) if rows else None

    def read(self, row: StoredRow | None) -> Entry | None:
        """Return the entry that *row* holds, None for None."""
        return None if row is None else self._entry(row)

    async def swap(self, person: int, number: int, row: StoredRow | None) -> StoredRow | None:
        """Replace entry *number* by *row* (None: delete it), and return its row until then, None if there was none.

        Raises EntryExists, with nothing changed, if *row* would duplicate another entry.
        """
        async with self._database.transaction() as transaction:
            was = await transaction.execute(DELETE, person, number)
            if row is not None and not await transaction.execute(ADD, *row):
                raise EntryExists
        return tuple(was[0]) if was else None

    async def delete_imported(self, person: int, made: int) -> int:
        """Delete the entries of the import made at *made* (UTC ms); return how many there were."""
        return len(await self._database.execute(DELETE_IMPORTED, person, made))

    async def between(self, person: int, start: int, end: int) -> tuple[Entry, ...]:
        """Return the entries felt at or after *start* and before *end* (UTC ms), oldest first, without notes."""
        entries: list[Entry] = []
        after = (start, 0)
        while True:
            # In batches, so that one long journal does not hold up other people.
            rows = await self._database.fetch(BETWEEN, person, *after, end)
            entries += map(self._entry, rows)
            if len(rows) < BATCH:
                return tuple(entries)
            after = (entries[-1].at, entries[-1].number)

    async def page(self, person: int, skip: int, count: int) -> tuple[Entry, ...]:
        """Return up to *count* entries with their notes, latest felt first, after the first *skip*."""
        return tuple(map(self._entry, await self._database.fetch(PAGE, person, count, skip)))

    async def count(self, person: int) -> int:
        """Return how many entries this person has."""
        return int((await self._database.fetch(COUNT, person))[0][0])

    async def fill_zone(self, person: int, zone: str) -> None:
        """Set *zone* in this person's entries that have none."""
        await self._database.execute(FILL_ZONE, zone, person)

    async def _raise_if_overfull(self, transaction: Transaction, person: int, last: int) -> None:
        """Raise JournalFull, which rolls *transaction* back, if it has added too many entries; *last* is a number."""
        # Numbers are never given again, so up to that number there is nothing to count.
        if last > MOST_ENTRIES and (await transaction.execute(COUNT, person))[0][0] > MOST_ENTRIES:
            raise JournalFull

    def _row(self, entry: Entry, number: int) -> tuple[Value, ...]:
        note = self._encryption.seal(entry.person, entry.note)
        return entry.person, number, entry.mood, entry.at, entry.zone, entry.source.value, entry.made, note

    def _numbered(self, entry: Entry, number: int) -> Entry:
        """Return *entry* as stored: with its number, and without its note if there is no key."""
        return replace(entry, number=number, note=entry.note if self._encryption.keeps else None)

    def _first(self, rows: Sequence[Sequence[Any]]) -> Entry | None:
        return self._entry(rows[0]) if rows else None

    def _entry(self, row: Sequence[Any]) -> Entry:
        person, number, mood, at, zone, source, made, token = row
        note = self._encryption.open(person, token) if token is not None else None
        return Entry(
            person=person,
            mood=mood,
            at=at,
            zone=zone,
            source=_SOURCES.get(source, Source.TALK),
            made=made,
            note=note,
            number=number,
            note_lost=token is not None and note is None,
        )
