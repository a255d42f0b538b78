"""What a turn leaves in the journal, and what the journal adds to the answer."""

import logging
from dataclasses import dataclass, replace

from moodbot.core.commands import Goes
from moodbot.core.dialogue import Choice, Cue, Phase, PlaceKind, Session, Utterance
from moodbot.core.errors import StoreUnavailable
from moodbot.core.person import Preferences
from moodbot.core.phases import STANDING
from moodbot.features.journal.rules.entries import (
    DAY,
    LOW_AGAIN,
    LOW_DAYS,
    LOW_PLEASANTNESS,
    NOTE_LIMIT,
    Suggestion,
    low_run,
)
from moodbot.features.journal.service import HEARD_KEPT, Journal, NoteTooLong
from moodbot.language.packs import ReplyPack

log = logging.getLogger(__name__)

NOTE_CUE = "note:"
HELPED_CUE = "helped:"
CLEAR_CUE = "journal:clear"
KEEP_CUE = "journal:keep"

SILENCE = 30 * 60 * 1000
"""Milliseconds without a word after which a person speaks anew, also when they name no mood."""

SOONEST = 10 * 60 * 1000
"""Milliseconds that a suggestion has to help before anybody is asked whether it did."""

_LEAVING = frozenset({Cue.STOP, Cue.THANKS, Cue.LATER, Cue.NO})


def helped_choices(number: int, pack: ReplyPack) -> tuple[Choice, ...]:
    """Return yes, a bit and no for the suggestion with this number."""
    return tuple(
        Choice(f"{HELPED_CUE}{answer}:{number}", pack.text(f"choice_helped_{answer}"))
        for answer in ("yes", "bit", "no")
    )


@dataclass(frozen=True, slots=True)
class Turned:
    """A turn as the table has answered it.

    *made* are the suggestions made before, where a mood is named. *calm* is False for a day after a risk; *moderators*
    names who to ask.
    """

    before: Session
    after: Session
    goes: Goes
    preferences: Preferences
    messages: tuple[str, ...]
    made: tuple[Suggestion, ...]
    calm: bool
    moderators: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """The turn with what the journal adds: a question *first*, more messages, and more choices under the last one."""

    after: Session
    messages: tuple[str, ...]
    first: Utterance | None = None
    choices: tuple[Choice, ...] = ()


class Remembering:
    """Adds to the journal with consent, and asks for consent once. A failing store costs the memory, not the answer."""

    def __init__(self, journal: Journal, pack: ReplyPack, prefix: str) -> None:
        self._journal = journal
        self._pack = pack
        self._prefix = prefix

    async def remember(self, turned: Turned) -> Remembered:
        """Return the turn with all that the journal adds. Nothing of it shows where others read along."""
        if self._asks_consent(turned):
            return await self._ask_consent(turned)
        if turned.goes.cue is Cue.JOURNAL_NO:
            offer, choices = await self.offer_to_clear(turned.after.person)
            return Remembered(turned.after, (*turned.messages, *offer), choices=choices)
        if not turned.preferences.journal:
            return Remembered(turned.after, turned.messages)
        first = await self._ask_helped(turned)
        result = Remembered(turned.after, turned.messages, first)
        if turned.goes.mood is not None:
            result = await self._keep_mood(turned, result)
        elif turned.after.phase is Phase.REST:
            await self._keep_heard(turned)
        return result

    async def offer_to_clear(self, person: int) -> tuple[tuple[str, ...], tuple[Choice, ...]]:
        """Return the offer to delete what is in a journal that was switched off; nothing where nothing is in it."""
        try:
            count = await self._journal.store.count(person)
        except StoreUnavailable as fault:
            log.error("entries could not be counted: %s", fault)
            return (), ()
        if not count:
            return (), ()
        choices = (
            Choice(CLEAR_CUE, self._pack.text("choice_journal_clear")),
            Choice(KEEP_CUE, self._pack.text("choice_journal_keep")),
        )
        return (self._pack.text("journal_off_entries", count=str(count)),), choices

    def _asks_consent(self, turned: Turned) -> bool:
        after, preferences = turned.after, turned.preferences
        never_asked = preferences.journal is None and preferences.asked_at is None
        over = after.phase is Phase.REST and after.mood_at > 0 and turned.goes.cue not in STANDING
        return never_asked and over and turned.calm and after.place.private

    async def _ask_consent(self, turned: Turned) -> Remembered:
        try:
            await self._journal.store.prefer(turned.after.person, asked_at=self._journal.clock.now())
        except StoreUnavailable as fault:
            # Without a note that it was asked, it would be asked again and again.
            log.error("it could not be kept that a person was asked: %s", fault)
            return Remembered(turned.after, turned.messages)
        terminal = turned.after.place.kind is PlaceKind.TERMINAL
        ask = self.consent_text(terminal)
        return Remembered(replace(turned.after, phase=Phase.CONSENT), (*turned.messages, ask))

    def consent_text(self, terminal: bool) -> str:
        """Return the question whether to keep a journal, with all that a person should know before they answer."""
        where = self._pack.text("journal_where_terminal" if terminal else "journal_where")
        notes = self._pack.text("journal_notes_kept" if self._journal.store.keeps_notes else "journal_notes_dropped")
        days = str(self._journal.kept_days)
        return self._pack.text("journal_ask", where=where, notes=notes, days=days, prefix=self._prefix)

    async def _ask_helped(self, turned: Turned) -> Utterance | None:
        """Return the question whether the last suggestion helped, once for each, when the person speaks anew."""
        before, now = turned.before, self._journal.clock.now()
        anew = turned.goes.mood is not None or (
            before.phase is Phase.REST and now - before.updated >= SILENCE and turned.goes.cue not in _LEAVING
        )
        if not (anew and turned.calm and turned.after.place.private and turned.goes.cue not in STANDING):
            return None
        person = turned.after.person
        try:
            last = next(iter(turned.made or await self._journal.suggestions(person, 1)), None)
            if last is None or last.helped or last.asked_at is not None or now - last.said_at < SOONEST:
                return None
            text = self._journal.suggestion_text(last.line)
            if text is None:
                return None
            await self._journal.store.asked_about(person, last.number, now)
        except StoreUnavailable as fault:
            log.error("it could not be asked what helped: %s", fault)
            return None
        choices = helped_choices(last.number, self._pack)
        return Utterance(self._pack.text("helped_ask", suggestion=text), choices=choices)

    async def _keep_mood(self, turned: Turned, shown: Remembered) -> Remembered:
        mood, preferences = turned.goes.mood, turned.preferences
        assert mood is not None
        private = turned.after.place.private
        remarks: list[str] = []
        choices: tuple[Choice, ...] = ()
        note = turned.goes.note.strip()
        try:
            try:
                named = self._journal.entry(preferences, mood, turned.after.mood_at, note, turned.goes.source)
            except NoteTooLong:
                remarks.append(self._pack.text("note_too_long", most=str(NOTE_LIMIT), prefix=self._prefix))
                note = ""
                named = self._journal.entry(preferences, mood, turned.after.mood_at, note, turned.goes.source)
            entry = await self._journal.remember(named, turned.after.heard)
            if entry is not None:
                kept = "journal_kept" if self._journal.store.keeps_notes else "journal_kept_no_notes"
                remarks.append(self._pack.text(kept, number=str(entry.number), prefix=self._prefix))
                choices = self._note_choice(entry.number, note)
            if note and private and (told := await self.tell_dropped(preferences)):
                remarks.append(told)
            messages = await self._with_low_offer(turned)
        except StoreUnavailable as fault:
            log.error("a mood could not be kept: %s", fault)
            remarks, choices, messages = [self._pack.text("journal_not_kept", prefix=self._prefix)], (), turned.messages
        if not private:
            return replace(shown, messages=turned.messages)
        return replace(shown, messages=(*messages[:-1], "\n-# ".join((messages[-1], *remarks))), choices=choices)

    def _note_choice(self, number: int, note: str) -> tuple[Choice, ...]:
        if note or not self._journal.store.keeps_notes:
            return ()
        return (Choice(f"{NOTE_CUE}{number}", self._pack.text("choice_note")),)

    async def tell_dropped(self, preferences: Preferences) -> str | None:
        """Return, once a person, that notes cannot be kept here; None where they can, or where it was told."""
        if self._journal.store.keeps_notes or preferences.note_told_at is not None:
            return None
        await self._journal.store.prefer(preferences.person, note_told_at=self._journal.clock.now())
        return self._pack.text("note_dropped")

    async def _with_low_offer(self, turned: Turned) -> tuple[str, ...]:
        """Return the messages, after several hard entries in days with one gentle offer of a person before the last."""
        preferences, messages, now = turned.preferences, turned.messages, self._journal.clock.now()
        mood = self._pack.moods[turned.goes.mood or ""]
        told = preferences.low_told_at is not None and now - preferences.low_told_at < LOW_AGAIN
        if told or mood.pleasantness > LOW_PLEASANTNESS or not turned.calm or not turned.after.place.private:
            return messages
        entries = await self._journal.store.between(preferences.person, now - LOW_DAYS * DAY, now + 1)
        if not low_run(entries, self._pack.moods, now, self._journal.times.zone_of(preferences.zone)):
            return messages
        await self._journal.store.prefer(preferences.person, low_told_at=now)
        offer = self._pack.text("low_offer", moderators=turned.moderators)
        return (*messages[:-1], offer, messages[-1])

    async def _keep_heard(self, turned: Turned) -> None:
        try:
            await self._journal.store.prefer(turned.after.person, heard=turned.after.heard[-HEARD_KEPT:])
        except StoreUnavailable as fault:
            log.error("the lines heard could not be kept: %s", fault)
