"""Hooks of the journal in every turn: save the mood, ask for consent, and ask whether a suggestion helped."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from moodbot.core.dialogue import Choice, PlaceKind, Session, TalkCue, TalkPhase, Utterance
from moodbot.core.errors import StoreUnavailable
from moodbot.core.features import Features
from moodbot.core.hooks import After, Before, Shown
from moodbot.core.outcomes import Advance, Outcome
from moodbot.core.person import Preferences
from moodbot.core.turn import Turn
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import Care
from moodbot.features.journal.consent import consent_text, offer_to_clear
from moodbot.features.journal.flow import JournalCue, JournalPhase, wants_journal
from moodbot.features.journal.places import zone_choices
from moodbot.features.journal.rules.entries import (
    LOW_AGAIN,
    LOW_DAYS,
    LOW_PLEASANTNESS,
    MOST_ENTRIES,
    NOTE_LIMIT,
    JournalFull,
    Suggestion,
    low_run,
)
from moodbot.features.journal.rules.suggestions import suggestion_text, suggestion_weights
from moodbot.features.journal.service import HEARD_KEPT, Journal, NoteTooLong
from moodbot.language.packs import ReplyPack
from moodbot.times.units import DAY

log = logging.getLogger(__name__)

NOTE_CUE = "note:"
HELPED_CUE = "helped:"

SILENCE = 30 * 60 * 1000
"""Milliseconds without a message after which a person counts as returning, even if they name no mood."""

SOONEST = 10 * 60 * 1000
"""Milliseconds after a suggestion before the person may be asked whether it helped."""

_LEAVING_CUES = frozenset({TalkCue.STOP, TalkCue.THANKS, TalkCue.LATER, TalkCue.NO})


def helped_choices(number: int, pack: ReplyPack) -> tuple[Choice, ...]:
    """Return the buttons yes, a bit and no for the suggestion with this number."""
    return tuple(
        Choice(f"{HELPED_CUE}{answer}:{number}", pack.text(f"choice_helped_{answer}"))
        for answer in ("yes", "bit", "no")
    )


async def _switch(turn: Turn, advance: Advance) -> Outcome | None:
    """Switch the journal on or off if the cue says so, and return the answer; None if the cue does neither."""
    journal, wanted = turn.of(Journal), wants_journal(turn.session.phase, advance.cue)
    if wanted is None:
        return None
    if not wanted:
        await journal.switch_off(turn.incoming.person)
        return Advance(JournalCue.JOURNAL_NO)
    await journal.switch_on(turn.pack, turn.session, turn.preferences)
    return Advance(JournalCue.JOURNAL_BACK if turn.preferences.zone else JournalCue.JOURNAL_YES)


async def _past_suggestions(turn: Turn) -> tuple[Suggestion, ...]:
    """Return the latest suggestions made to this person."""
    return await turn.of(Journal).suggestions(turn.incoming.person)


async def _weights(turn: Turn, advance: Advance) -> Mapping[str, float]:
    """Return weights of suggestions by line id, from what helped this person before."""
    if advance.mood is None or not turn.preferences.journal:
        return {}
    return suggestion_weights(turn.pack, await turn.once(_past_suggestions), advance.mood)


async def _update_journal(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Save the mood if the person has consented, and ask for consent once. Others in a channel see nothing of it.

    If the database fails, only the journal loses the turn; the person still gets the answer.
    """
    if _asks_consent(turn, advance, shown.after):
        return await _ask_consent(turn, shown)
    if advance.cue is JournalCue.JOURNAL_NO:
        offer, choices = await offer_to_clear(turn)
        return replace(shown, messages=(*shown.messages, *offer), choices=(*shown.choices, *choices))
    if not turn.preferences.journal:
        return shown
    shown = replace(shown, first=await _ask_helped(turn, advance, shown.after) or shown.first)
    if advance.mood is not None:
        return await _save_mood(turn, advance, shown)
    if shown.after.phase is TalkPhase.REST:
        await _save_heard(turn, shown.after)
    return shown


async def _offer_places(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Add buttons with likely places when the talk asks where the person lives."""
    if shown.after.phase is not JournalPhase.ZONE:
        return shown
    places = zone_choices(turn.of(Journal).times, turn.incoming.locale)
    return replace(shown, offered=(*places, *shown.offered))


def _no_recent_risk(turn: Turn) -> bool:
    """Return False for a day after a risk, else True."""
    return turn.of(Care).memory.tier(turn.incoming.person) is Tier.NONE


def _works_in_any_phase(turn: Turn, advance: Advance) -> bool:
    return advance.cue in turn.of(Features).table.standing


def _asks_consent(turn: Turn, advance: Advance, after: Session) -> bool:
    preferences = turn.preferences
    never_asked = preferences.journal is None and preferences.asked_at is None
    over = after.phase is TalkPhase.REST and after.mood_at > 0 and not _works_in_any_phase(turn, advance)
    # Nothing follows a "stop", nor the word after it.
    ended = turn.session.phase is not TalkPhase.REST and advance.cue is not TalkCue.STOP
    return never_asked and over and ended and _no_recent_risk(turn) and after.place.private


async def _ask_consent(turn: Turn, shown: Shown) -> Shown:
    journal, after = turn.of(Journal), shown.after
    try:
        await journal.store.save_preferences(after.person, asked_at=journal.clock.now())
    except StoreUnavailable as fault:
        # Without this record the person would be asked again and again.
        log.error("it could not be kept that a person was asked: %s", fault)
        return shown
    ask = consent_text(turn, terminal=after.place.kind is PlaceKind.TERMINAL)
    return replace(shown, after=replace(after, phase=JournalPhase.CONSENT), messages=(*shown.messages, ask))


async def _ask_helped(turn: Turn, advance: Advance, after: Session) -> Utterance | None:
    """Return the question whether the last suggestion helped, once for each; None if the person is not returning."""
    journal, before = turn.of(Journal), turn.session
    now = journal.clock.now()
    returning = advance.mood is not None or (
        before.phase is TalkPhase.REST and now - before.updated >= SILENCE and advance.cue not in _LEAVING_CUES
    )
    if not (returning and _no_recent_risk(turn) and after.place.private and not _works_in_any_phase(turn, advance)):
        return None
    try:
        suggestions = (
            await turn.once(_past_suggestions)
            if advance.mood is not None
            else await journal.suggestions(after.person, 1)
        )
        last = next(iter(suggestions), None)
        if last is None or last.helped or last.asked_at is not None or now - last.said_at < SOONEST:
            return None
        text = suggestion_text(turn.pack, last.line)
        if text is None:
            return None
        await journal.store.asked_about(after.person, last.number, now)
    except StoreUnavailable as fault:
        log.error("it could not be asked what helped: %s", fault)
        return None
    return Utterance(turn.pack.text("helped_ask", suggestion=text), choices=helped_choices(last.number, turn.pack))


async def _save_mood(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    journal, pack, prefix = turn.of(Journal), turn.pack, turn.commands.prefix
    mood, preferences, after = advance.mood or "", turn.preferences, shown.after
    remarks: list[str] = []
    choices: tuple[Choice, ...] = ()
    note = advance.note.strip()
    try:
        try:
            draft = journal.entry(preferences, mood, after.mood_at, note, advance.source)
        except NoteTooLong:
            remarks.append(pack.text("note_too_long", most=str(NOTE_LIMIT), prefix=prefix))
            note = ""
            draft = journal.entry(preferences, mood, after.mood_at, note, advance.source)
        entry = await journal.remember(pack, draft, after.heard)
        if entry is not None:
            key = "journal_kept" if journal.store.keeps_notes else "journal_kept_no_notes"
            remarks.append(pack.text(key, number=str(entry.number), prefix=prefix))
            choices = _note_choice(turn, entry.number, note)
        if note and after.place.private and (dropped := await tell_dropped(turn)):
            remarks.append(dropped)
        messages = await _with_low_offer(turn, mood, shown)
    except JournalFull:
        await _save_heard(turn, after)
        full = pack.text("journal_full", most=str(MOST_ENTRIES), prefix=prefix)
        remarks, choices, messages = [full], (), shown.messages
    except StoreUnavailable as fault:
        log.error("a mood could not be kept: %s", fault)
        remarks, choices, messages = [pack.text("journal_not_kept", prefix=prefix)], (), shown.messages
    if not after.place.private:
        return shown
    messages = (*messages[:-1], "\n-# ".join((messages[-1], *remarks)))
    return replace(shown, messages=messages, choices=(*shown.choices, *choices))


def _note_choice(turn: Turn, number: int, note: str) -> tuple[Choice, ...]:
    if note or not turn.of(Journal).store.keeps_notes:
        return ()
    return (Choice(f"{NOTE_CUE}{number}", turn.pack.text("choice_note")),)


async def tell_dropped(turn: Turn) -> str | None:
    """Return, once for each person, a text that notes cannot be stored here; None if they can or it was said before."""
    journal, preferences = turn.of(Journal), turn.preferences
    if journal.store.keeps_notes or preferences.note_told_at is not None:
        return None
    await journal.store.save_preferences(preferences.person, note_told_at=journal.clock.now())
    return turn.pack.text("note_dropped")


async def _with_low_offer(turn: Turn, mood_name: str, shown: Shown) -> tuple[str, ...]:
    """Return the messages; after a run of hard entries, with a gentle offer of someone to talk to before the last."""
    journal, preferences, messages = turn.of(Journal), turn.preferences, shown.messages
    now, mood = journal.clock.now(), turn.pack.moods[mood_name]
    if _low_offered_lately(preferences, now) or mood.pleasantness > LOW_PLEASANTNESS:
        return messages
    if not _no_recent_risk(turn) or not shown.after.place.private:
        return messages
    entries = await journal.store.between(preferences.person, now - LOW_DAYS * DAY, now + 1)
    if not low_run(entries, turn.pack.moods, now, journal.times.zone_of(preferences.zone)):
        return messages
    await journal.store.save_preferences(preferences.person, low_told_at=now)
    offer = turn.pack.text("low_offer", moderators=turn.of(Care).slots(turn.incoming)["moderators"])
    return (*messages[:-1], offer, messages[-1])


def _low_offered_lately(preferences: Preferences, now: int) -> bool:
    return preferences.low_told_at is not None and now - preferences.low_told_at < LOW_AGAIN


async def _save_heard(turn: Turn, after: Session) -> None:
    try:
        await turn.of(Journal).store.save_preferences(after.person, heard=after.heard[-HEARD_KEPT:])
    except StoreUnavailable as fault:
        log.error("the lines heard could not be kept: %s", fault)


BEFORE = Before(replace_step=_switch, weights=_weights)
AFTER = After(save=_update_journal, offers=_offer_places)
