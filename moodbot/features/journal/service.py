"""Journal service: switch a person's journal on or off, and save their moods, notes and time zone."""

import logging
from collections.abc import Sequence
from contextlib import suppress

from moodbot.core.dialogue import Session, Source
from moodbot.core.errors import StoreUnavailable
from moodbot.core.person import Preferences
from moodbot.core.ports import Clock
from moodbot.features.journal.ports import ChartPainter
from moodbot.features.journal.rules.entries import NOTE_LIMIT, Entry, JournalFull, Suggestion
from moodbot.features.journal.rules.suggestions import suggestion_in
from moodbot.features.journal.store.journal import JournalStore
from moodbot.features.journal.undo import Undo
from moodbot.language.packs import ReplyPack
from moodbot.times.local_time import TimeBook, local_text
from moodbot.times.units import DAY
from moodbot.times.when import KEPT

log = logging.getLogger(__name__)

JUDGED = 200
"""Most of the latest suggestions that are read to learn what helped."""

HEARD_KEPT = 400
"""Most heard lines stored beyond a talk; one mood plus the lines shared by all moods have fewer."""

NOTE_SHOWN = 80
"""Most characters of a note that a list shows."""


class NoteTooLong(Exception):
    """A note is longer than NOTE_LIMIT; nothing was saved."""


class Journal:
    """Journals of all people, stored for *kept_days*. Methods may raise StoreUnavailable, unless they say otherwise."""

    def __init__(
        self,
        store: JournalStore,
        clock: Clock,
        times: TimeBook,
        painter: ChartPainter,
        undo: Undo,
        *,
        kept_days: int = KEPT // DAY,
    ) -> None:
        self.store = store
        self.kept_days = kept_days
        self.clock = clock
        self.times = times
        self.painter = painter
        self.undo = undo

    async def switch_on(self, pack: ReplyPack, session: Session, preferences: Preferences) -> None:
        """Switch this person's journal on, and save the mood of their present talk."""
        now = self.clock.now()
        await self.store.save_preferences(session.person, journal=True, journal_at=now)
        if preferences.journal or session.mood is None or not session.mood_at:
            return
        entry = Entry(session.person, session.mood, session.mood_at, preferences.zone, Source.TALK, now)
        with suppress(JournalFull):
            await self.remember(pack, entry, session.heard)

    async def remember(self, pack: ReplyPack, entry: Entry, heard: tuple[str, ...]) -> Entry | None:
        """Save a mood with the suggestion made to it and the lines heard; None if it is stored already.

        Raises JournalFull.
        """
        return self._added(await self.store.remember(entry, suggestion_in(pack, heard), heard[-HEARD_KEPT:]))

    async def switch_off(self, person: int) -> None:
        """Switch this person's journal off. Stored entries stay until they delete them."""
        await self.store.save_preferences(person, journal=False, journal_at=self.clock.now())

    async def set_zone(self, person: int, zone: str) -> None:
        """Store the IANA zone of this person, and set it in their entries without a zone."""
        await self.store.save_preferences(person, zone=zone)
        await self.store.fill_zone(person, zone)

    async def add(self, preferences: Preferences, mood: str, at: int, note: str, source: Source) -> Entry | None:
        """Save a mood felt at *at* (UTC ms), with *note* if notes can be stored; None if it is stored already.

        Raises NoteTooLong or JournalFull, with nothing saved.
        """
        return self._added(await self.store.add(self.entry(preferences, mood, at, note, source)))

    def _added(self, entry: Entry | None) -> Entry | None:
        if entry is not None:
            self.undo.changed(entry.person, entry.number, None)
        return entry

    async def add_all(self, person: int, entries: Sequence[Entry]) -> int:
        """Save all *entries* of an import, or none if something fails; return how many were not stored already.

        Raises JournalFull.
        """
        saved = await self.store.add_all(person, entries)
        if saved:
            self.undo.imported(person, entries[0].made, saved)
        return saved

    async def change(self, entry: Entry) -> bool:
        """Replace the stored entry of the same number; False if it is gone or *entry* would duplicate another."""
        before = await self.store.row(entry.person, entry.number)
        changed = await self.store.change(entry)
        if changed:
            self.undo.changed(entry.person, entry.number, before)
        return changed

    async def delete(self, person: int, number: int) -> Entry | None:
        """Delete one entry and return it, None if there was none."""
        row = await self.store.swap(person, number, None)
        if row is not None:
            self.undo.changed(person, number, row)
        return self.store.read(row)

    async def clear(self, person: int) -> int:
        """Delete everything in this person's journal for good; return the count of entries."""
        self.undo.forget(person)
        return await self.store.clear(person)

    def entry(self, preferences: Preferences, mood: str, at: int, note: str, source: Source = Source.TALK) -> Entry:
        """Return a new entry without saving it. Raises NoteTooLong."""
        made, checked = self.clock.now(), self.checked(note) or None
        return Entry(preferences.person, mood, at, preferences.zone, source, made, checked)

    def checked(self, note: str) -> str:
        """Return *note* without surrounding blanks. Raises NoteTooLong."""
        if len(note.strip()) > NOTE_LIMIT:
            raise NoteTooLong
        return note.strip()

    async def suggestions(self, person: int, count: int = JUDGED) -> tuple[Suggestion, ...]:
        """Return the latest suggestions made to this person; none if the database fails. Never raises."""
        try:
            return await self.store.suggestions(person, count)
        except StoreUnavailable as fault:
            log.error("what was suggested could not be read: %s", fault)
            return ()

    def line_of(self, pack: ReplyPack, entry: Entry, preferences: Preferences) -> str:
        """Return an entry as one line of a list."""
        zone = self.times.zone_of(entry.zone or preferences.zone)
        moment = local_text(pack, entry.at, zone, self.clock.now())
        text = pack.text("entry_line", number=str(entry.number), mood=entry.mood, moment=moment)
        if entry.note_lost:
            return f"{text} · {pack.text('note_lost')}"
        if entry.note is None:
            return text
        note = " ".join(entry.note.split())
        return f"{text} · {note[:NOTE_SHOWN]}{'…' if len(note) > NOTE_SHOWN else ''}"
