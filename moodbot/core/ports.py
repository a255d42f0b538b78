"""What the use cases need from the world, and nothing more; the edges fit themselves to these."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from moodbot.core.dialogue import Picture, Place, Reply, Session
from moodbot.core.errors import CannotSpeak
from moodbot.features.journal.entries import Entry, Helped, Preferences, Suggestion
from moodbot.features.journal.views import JournalView
from moodbot.language.packs import ReplyPack


class Clock(Protocol):
    """Time and chance."""

    def now(self) -> int:
        """Return the time in UTC milliseconds."""

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""

    def chance(self) -> float:
        """Return a random number in [0, 1)."""

    def new_id(self) -> str:
        """Return 32 random hexadecimal digits."""

    async def pause(self, seconds: float, until: asyncio.Event | None = None) -> bool:
        """Wait *seconds*; return True as soon as *until* is set. No waiting at 0 seconds or less."""


class TalkStore(Protocol):
    """Talks, by person and place. Every method may raise StoreUnavailable."""

    async def talks_of(self, person: int, since: int) -> tuple[Session, ...]:
        """Return this person's talks updated at or after *since* (UTC ms), the newest first."""

    async def keep(self, session: Session) -> None:
        """Keep the talk in place of the one that this person had at the same place."""

    async def move(self, person: int, source: Place, target: Place) -> None:
        """Make the talk at *source* the talk at *target*, in one step."""

    async def let_go(self, before: int) -> int:
        """Delete the talks updated before *before* (UTC ms); return how many."""


class AnswerStore(Protocol):
    """Which messages of the bot answer which message of a person, by Discord's ids."""

    async def answered(self, question: int, channel: int, answer: int, at: int) -> None:
        """Remember that *answer* in *channel* answers the message *question*."""

    async def answers_to(self, questions: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Return (channel, message) of the answers to *questions*, and forget them."""

    async def let_go_answers(self, before: int) -> int:
        """Forget what was remembered before *before* (UTC ms); return how many."""


class InstallationStore(Protocol):
    """A few facts about this installation of the bot."""

    async def value(self, key: str) -> str | None:
        """Return the value kept under *key*, None if there is none."""

    async def keep_value(self, key: str, value: str) -> None:
        """Keep *value* under *key*."""


class Messenger(Protocol):
    """A way to one person in one place. May raise CannotSpeak."""

    async def type(self) -> None:
        """Show that the bot is typing; never raises, for typing is only a courtesy."""

    async def say(self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = ()) -> None:
        """Send one message with *pictures*; *offer* is the reply whose choices stand under it."""


@dataclass(frozen=True, slots=True)
class Detour:
    """Another way to a person who cannot be reached: where, how, and the *note* that says why.

    *note_only* keeps the answer itself back, because others could read it there.
    """

    place: Place
    messenger: Messenger
    note: str
    note_only: bool = False


class Reach(Protocol):
    """The ways to the person who has just spoken."""

    def at(self, place: Place) -> Messenger:
        """Return the way to the person at *place*."""

    def instead_of(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return another way where *place* cannot be written to, None where there is none."""

    def lost(self, place: Place, fault: CannotSpeak) -> None:
        """Note that this person could not be answered at all."""


class CareStore(Protocol):
    """What care keeps of a person. Every method may raise StoreUnavailable."""

    async def risks(self, since: int) -> tuple[tuple[int, str, int], ...]:
        """Return (person, tier, UTC ms) of everybody noticed at or after *since*."""

    async def keep_risk(self, person: int, tier: str, at: int) -> None:
        """Keep that *person* was at risk: a time and a tier."""

    async def let_go_risks(self, before: int) -> None:
        """Forget who was at risk before *before* (UTC ms)."""

    async def countries(self) -> tuple[tuple[int, str], ...]:
        """Return (person, country code) of everybody who asked for it to be kept."""

    async def keep_country(self, person: int, country: str | None) -> None:
        """Keep the country of *person*; forget it where it is None."""


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
