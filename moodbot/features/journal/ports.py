"""What the journal needs from the world."""

from collections.abc import Sequence
from typing import Protocol

from moodbot.core.dialogue import Picture
from moodbot.core.person import Preferences
from moodbot.features.journal.rules.entries import Entry, Helped, Suggestion
from moodbot.features.journal.rules.views import JournalView
from moodbot.language.packs import ReplyPack


class JournalStore(Protocol):
    """Mood entries, suggestions and what each person agreed to. Every method may raise StoreUnavailable."""

    @property
    def keeps_notes(self) -> bool:
        """False where this installation has no key, so that notes are dropped."""

    async def preferences(self, person: int) -> Preferences:
        """Return what this person agreed to; the defaults where nothing is kept."""

    async def prefer(self, person: int, **changes: bool | int | str | tuple[str, ...] | None) -> None:
        """Keep *changes*, named as the fields of Preferences; all else stays."""

    async def add(self, entry: Entry) -> Entry | None:
        """Keep *entry* and return it with its number; None where the same mood at the same time is there already."""

    async def remember(self, entry: Entry, line: str | None, heard: tuple[str, ...]) -> Entry | None:
        """Keep a mood with the suggestion *line* that was made to it and the lines *heard*, all or nothing.

        Return the entry with its number; None where the same mood at the same time is there already.
        """

    async def add_all(self, person: int, entries: Sequence[Entry]) -> int:
        """Keep all of *entries*, or none where something fails; return how many were not there already."""

    async def entry(self, person: int, number: int) -> Entry | None:
        """Return one entry, None where there is none."""

    async def latest(self, person: int) -> Entry | None:
        """Return the entry that was written down last."""

    async def change(self, entry: Entry) -> bool:
        """Keep *entry* in place of the one with its number; False where that is gone or would double another."""

    async def delete(self, person: int, number: int) -> Entry | None:
        """Delete one entry and return it, None where there was none."""

    async def between(self, person: int, start: int, end: int) -> tuple[Entry, ...]:
        """Return the entries felt at or after *start* and before *end* (UTC ms), the oldest first, without notes."""

    async def page(self, person: int, skip: int, count: int) -> tuple[Entry, ...]:
        """Return *count* entries with their notes, the latest felt first, after leaving out *skip*."""

    async def count(self, person: int) -> int:
        """Return how many entries this person has."""

    async def fill_zone(self, person: int, zone: str) -> None:
        """Set *zone* in the entries that have none."""

    async def suggested(self, suggestion: Suggestion) -> Suggestion:
        """Keep that a suggestion was made, and return it with its number."""

    async def suggestions(self, person: int, count: int) -> tuple[Suggestion, ...]:
        """Return the last *count* suggestions made to this person, the latest first."""

    async def asked_about(self, person: int, number: int, at: int) -> None:
        """Keep that the person was asked at *at* whether this suggestion helped."""

    async def helped(self, person: int, number: int, answer: Helped) -> bool:
        """Keep the answer; False where there is no such suggestion."""

    async def clear(self, person: int) -> int:
        """Delete this person's entries, suggestions and heard lines together; return how many entries there were.

        What they agreed to and chose stays.
        """

    async def let_go_entries(self, before: int) -> int:
        """Delete entries and suggestions from before *before* (UTC ms), in batches; return how many entries."""


class ChartPainter(Protocol):
    """Draws the journal."""

    async def paint(self, view: JournalView, pack: ReplyPack) -> tuple[Picture, ...]:
        """Return the pictures of *view*, drawn outside the event loop."""
