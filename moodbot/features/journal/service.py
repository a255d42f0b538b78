"""What a person lets the bot remember: whether it may, their zone, every mood they name, and what helped."""

import logging
from collections.abc import Mapping

from moodbot.core.dialogue import Cue, Phase, Session, Source
from moodbot.core.errors import StoreUnavailable
from moodbot.core.person import Preferences
from moodbot.core.ports import Clock
from moodbot.core.talk import SUGGEST_POOL
from moodbot.core.transitions import JOURNAL_DEEDS
from moodbot.features.journal.ports import ChartPainter, JournalStore
from moodbot.features.journal.rules.entries import DAY, NOTE_LIMIT, Entry, Suggestion, leaning
from moodbot.language.packs import ReplyPack
from moodbot.times.local_time import TimeBook, local_text
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
        pack: ReplyPack,
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
        self.pack = pack
        self._techniques = {
            line.id: line.technique for mood in pack.moods.values() for line in mood.pools.get(SUGGEST_POOL, ())
        }

    async def preferences(self, person: int) -> Preferences:
        """Return what this person agreed to. Where it cannot be read, nothing is kept and nothing is asked."""
        try:
            return await self.store.preferences(person)
        except StoreUnavailable as fault:
            log.error("preferences could not be read: %s", fault)
            return Preferences(person, asked_at=self.clock.now())

    def decision(self, session: Session, cue: Cue) -> bool | None:
        """Return whether this turn switches the journal on (True) or off, None where it does neither."""
        return JOURNAL_DEEDS.get((session.phase, cue))

    async def switch_on(self, session: Session, preferences: Preferences) -> None:
        """Keep that this person wants a journal, and the mood of the talk that they are in."""
        now = self.clock.now()
        await self.store.prefer(session.person, journal=True, journal_at=now)
        if preferences.journal or session.mood is None or not session.mood_at:
            return
        entry = Entry(session.person, session.mood, session.mood_at, preferences.zone, Source.TALK, now)
        await self.remember(entry, session.heard)

    async def remember(self, entry: Entry, heard: tuple[str, ...]) -> Entry | None:
        """Keep a mood together with the suggestion that was made to it and the lines heard; None where it is there."""
        return await self.store.remember(entry, self.suggestion_in(heard), heard[-HEARD_KEPT:])

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

    def weights(self, made: tuple[Suggestion, ...], mood: str) -> Mapping[str, float]:
        """Return which suggestions for *mood* should come up more or less often, by what helped of those *made*."""
        return leaning(made, self.pack.moods[mood].pools.get(SUGGEST_POOL, ()), self._techniques)

    def suggestion_in(self, heard: tuple[str, ...]) -> str | None:
        """Return the suggestion that was heard last, by its line id."""
        return next((line for line in reversed(heard) if line in self._techniques), None)

    def suggestion_text(self, line: str) -> str | None:
        """Return the words of a suggestion, None where it has left the packs."""
        mood, _, _ = line.partition(".")
        if mood not in self.pack.moods:
            return None
        lines = self.pack.moods[mood].pools.get(SUGGEST_POOL, ())
        return next((each.text for each in lines if each.id == line), None)

    def line_of(self, entry: Entry, preferences: Preferences) -> str:
        """Return an entry as one line of a list."""
        text = self.pack.text(
            "entry_line", number=str(entry.number), mood=entry.mood, moment=self.moment(entry, preferences)
        )
        if entry.note_lost:
            return f"{text} · {self.pack.text('note_lost')}"
        if entry.note is None:
            return text
        plain = " ".join(entry.note.split())
        return f"{text} · {plain[:NOTE_SHOWN]}{'…' if len(plain) > NOTE_SHOWN else ''}"

    def moment(self, entry: Entry, preferences: Preferences) -> str:
        """Return when *entry* was felt, in the zone that it was felt in."""
        zone = self.times.zone_of(entry.zone or preferences.zone)
        return local_text(self.pack, entry.at, zone, self.clock.now())


def heard_beyond(preferences: Preferences) -> tuple[str, ...]:
    """Return the lines that this person has heard in talks before; none without their consent."""
    return preferences.heard if preferences.journal else ()


def at_rest(phase: Phase) -> bool:
    """True where a talk waits for nothing that a question about the journal would interrupt."""
    return phase in (Phase.REST, Phase.CONSENT, Phase.ZONE)
