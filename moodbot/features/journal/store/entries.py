"""Mood entries: several a day, each with a number that is never given twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from moodbot.core.dialogue import Source
from moodbot.features.journal.rules.entries import Entry
from moodbot.storage.database import Database, Value
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
# What was brought along in a file was not written down last, whatever its number.
LATEST = f"SELECT {COLUMNS} FROM entries WHERE person = ? AND source <> 'import' ORDER BY number DESC LIMIT 1"
DOUBLES = "SELECT 1 FROM entries WHERE person = ? AND at = ? AND mood = ? AND number <> ?"
CHANGE = "UPDATE entries SET mood = ?, at = ?, zone = ?, note = ? WHERE person = ? AND number = ? RETURNING 1"
CHANGE_ALL_BUT_NOTE = "UPDATE entries SET mood = ?, at = ?, zone = ? WHERE person = ? AND number = ? RETURNING 1"
DELETE = f"DELETE FROM entries WHERE person = ? AND number = ? RETURNING {COLUMNS}"
BATCH = 1_000
BETWEEN = f"""
SELECT {WITHOUT_NOTE} FROM entries
WHERE person = ? AND (at, number) > (?, ?) AND at < ? ORDER BY at, number LIMIT {BATCH}
"""
PAGE = f"SELECT {COLUMNS} FROM entries WHERE person = ? ORDER BY at DESC, number DESC LIMIT ? OFFSET ?"
COUNT = "SELECT COUNT(*) FROM entries WHERE person = ?"
FILL_ZONE = "UPDATE entries SET zone = ? WHERE person = ? AND zone IS NULL"

_SOURCES = {source.value: source for source in Source}


class EntryStore:
    """Entries by person. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database, encryption: TextEncryption) -> None:
        self._database = database
        self._encryption = encryption

    async def add(self, entry: Entry) -> Entry | None:
        """Keep *entry* and return it with its number; None where the same mood at the same time is there already."""
        async with self._database.transaction() as transaction:
            number = int((await transaction.execute(NUMBER, entry.person))[0][0])
            kept = await transaction.execute(ADD, *self._row(entry, number))
        return self._numbered(entry, number) if kept else None

    async def add_all(self, person: int, entries: Sequence[Entry]) -> int:
        """Keep all of *entries*, or none where something fails; return how many were not there already."""
        # Sealing thousands of notes takes a while; nobody else is kept waiting for it.
        sealed = await asyncio.to_thread(lambda: [self._row(entry, 0) for entry in entries])
        kept = 0
        async with self._database.transaction() as transaction:
            last = int((await transaction.execute(NUMBERS_FOR, person, len(entries)))[0][0])
            for start in range(0, len(sealed), ROWS_AT_ONCE):
                rows = sealed[start : start + ROWS_AT_ONCE]
                first = last - len(entries) + start + 1
                values = [value for place, row in enumerate(rows) for value in (row[0], first + place, *row[2:])]
                marks = ", ".join([ROW_MARKS] * len(rows))
                kept += len(await transaction.execute(ADD_MANY.format(marks=marks), *values))
        return kept

    async def entry(self, person: int, number: int) -> Entry | None:
        """Return one entry, None where there is none."""
        return self._first(await self._database.fetch(ONE, person, number))

    async def latest(self, person: int) -> Entry | None:
        """Return the entry that was written down last; entries that were imported do not count."""
        return self._first(await self._database.fetch(LATEST, person))

    async def change(self, entry: Entry) -> bool:
        """Keep *entry* in place of the one with its number; False where that is gone or would double another.

        A note that no key opens stays as it is: another key may open it one day.
        """
        where = (entry.person, entry.number)
        async with self._database.transaction() as transaction:
            if await transaction.execute(DOUBLES, entry.person, entry.at, entry.mood, entry.number):
                return False
            if entry.note_lost:
                return bool(await transaction.execute(CHANGE_ALL_BUT_NOTE, entry.mood, entry.at, entry.zone, *where))
            note = self._encryption.seal(entry.person, entry.note)
            return bool(await transaction.execute(CHANGE, entry.mood, entry.at, entry.zone, note, *where))

    async def delete(self, person: int, number: int) -> Entry | None:
        """Delete one entry and return it, None where there was none."""
        return self._first(await self._database.execute(DELETE, person, number))

    async def between(self, person: int, start: int, end: int) -> tuple[Entry, ...]:
        """Return the entries felt at or after *start* and before *end* (UTC ms), the oldest first, without notes."""
        found: list[Entry] = []
        after = (start, 0)
        while True:
            # Some at a time, so that the long journal of one person keeps nobody else waiting.
            rows = await self._database.fetch(BETWEEN, person, *after, end)
            found += map(self._entry, rows)
            if len(rows) < BATCH:
                return tuple(found)
            after = (found[-1].at, found[-1].number)

    async def page(self, person: int, skip: int, count: int) -> tuple[Entry, ...]:
        """Return *count* entries with their notes, the latest felt first, after leaving out *skip*."""
        return tuple(map(self._entry, await self._database.fetch(PAGE, person, count, skip)))

    async def count(self, person: int) -> int:
        """Return how many entries this person has."""
        return int((await self._database.fetch(COUNT, person))[0][0])

    async def fill_zone(self, person: int, zone: str) -> None:
        """Set *zone* in the entries that have none."""
        await self._database.execute(FILL_ZONE, zone, person)

    def _row(self, entry: Entry, number: int) -> tuple[Value, ...]:
        note = self._encryption.seal(entry.person, entry.note)
        return entry.person, number, entry.mood, entry.at, entry.zone, entry.source.value, entry.made, note

    def _numbered(self, entry: Entry, number: int) -> Entry:
        """Return *entry* as it is kept: without its note where there is no key."""
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
