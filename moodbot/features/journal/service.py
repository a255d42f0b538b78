"""What a person lets the bot remember: whether it may, their zone, every mood they name, and what helped."""

import logging

from moodbot.core.dialogue import Session, Source
from moodbot.core.errors import StoreUnavailable
from moodbot.core.person import Preferences
from moodbot.core.ports import Clock
from moodbot.features.journal.ports import ChartPainter
from moodbot.features.journal.rules.entries import NOTE_LIMIT, Entry, Suggestion
from moodbot.features.journal.rules.suggestions import suggestion_in
from moodbot.features.journal.store.journal import JournalStore
from moodbot.language.packs import ReplyPack
from moodbot.times.local_time import TimeBook, local_text
from moodbot.times.units import DAY
from moodbot.times.when import KEPT

log = logging.getLogger(__name__)

JUDGED = 200
"""How many of the latest suggestions are looked at to learn what helped."""

HEARD_KEPT = 400
"""Lines heard that are kept beyond a talk; a mood and what all moods share have fewer."""

NOTE_SHOWN = 80
"""Characters of a note that a list shows."""


class NoteTooLong(Exception):
    """The note is longer than NOTE_LIMIT; nothing was kept."""


class Journal:
    """The journal of every person, kept for *kept_days*. Methods may raise StoreUnavailable, or say they do not."""

    def __init__(
        self,
        store: JournalStore,
        clock: Clock,
        times: TimeBook,
        painter: ChartPainter,
        *,
        kept_days: int = KEPT // DAY,
    ) -> None:
        self.store = store
        self.kept_days = kept_days
        self.clock = clock
        self.times = times
        self.painter = painter

    async def switch_on(self, pack: ReplyPack, session: Session, preferences: Preferences) -> None:
        """Keep that this person wants a journal, and the mood of the talk that they are in."""
        now = self.clock.now()
        await self.store.prefer(session.person, journal=True, journal_at=now)
        if preferences.journal or session.mood is None or not session.mood_at:
            return
        entry = Entry(session.person, session.mood, session.mood_at, preferences.zone, Source.TALK, now)
        await self.remember(pack, entry, session.heard)

    async def remember(self, pack: ReplyPack, entry: Entry, heard: tuple[str, ...]) -> Entry | None:
        """Keep a mood together with the suggestion that was made to it and the lines heard; None where it is there."""
        return await self.store.remember(entry, suggestion_in(pack, heard), heard[-HEARD_KEPT:])

    async def switch_off(self, person: int) -> None:
        """Keep that this person wants no journal. What is kept already stays until they delete it."""
        await self.store.prefer(person, journal=False, journal_at=self.clock.now())

    async def set_zone(self, person: int, zone: str) -> None:
        """Keep the zone in which this person lives, for them and for entries from before it was known."""
        await self.store.prefer(person, zone=zone)
        await self.store.fill_zone(person, zone)

    async def add(self, preferences: Preferences, mood: str, at: int, note: str, source: Source) -> Entry | None:
        """Keep a mood felt at *at* (UTC ms), with *note* where notes can be kept; None where it is there already.

        Raises NoteTooLong, with nothing kept.
        """
        return await self.store.add(self.entry(preferences, mood, at, note, source))

    def entry(self, preferences: Preferences, mood: str, at: int, note: str, source: Source = Source.TALK) -> Entry:
        """Return an entry that is not kept yet. Raises NoteTooLong."""
        made, words = self.clock.now(), self.checked(note) or None
        return Entry(preferences.person, mood, at, preferences.zone, source, made, words)

    def checked(self, note: str) -> str:
        """Return *note* without blanks around it. Raises NoteTooLong."""
        if len(note.strip()) > NOTE_LIMIT:
            raise NoteTooLong
        return note.strip()

    async def suggestions(self, person: int, count: int = JUDGED) -> tuple[Suggestion, ...]:
        """Return the latest suggestions made to this person; none where they cannot be read. Never raises."""
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
        plain = " ".join(entry.note.split())
        return f"{text} · {plain[:NOTE_SHOWN]}{'…' if len(plain) > NOTE_SHOWN else ''}"
