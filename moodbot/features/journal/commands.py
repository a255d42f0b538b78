"""Command `journal`: switch the journal on or off, show its status, delete all of it."""

from moodbot.core.commands import SWITCH, Command
from moodbot.core.dialogue import Choice, PlaceKind
from moodbot.core.intent_reader import IntentReader, stands_in
from moodbot.core.outcomes import Advance, Outcome, SideReply, private_reply
from moodbot.core.turn import Turn
from moodbot.features.care.service import Care
from moodbot.features.journal.consent import KEEP_CUE, consent_text, offer_to_clear
from moodbot.features.journal.flow import JOURNAL_CHOICES, JournalCue, JournalPhase
from moodbot.features.journal.service import Journal
from moodbot.language.intents import normalise
from moodbot.times.local_time import UTC_NAME, local_text

CLEAR_SURE = "journal:clear-sure"
PICTURES_OFF = "journal:pictures-off"
ON, OFF, STATUS = "on", "off", "status"


async def journal(turn: Turn) -> Outcome:
    """Switch the journal on or off, or show its status; ask for consent if the person has never answered."""
    argument = turn.argument.strip().casefold()
    private = turn.session.place.private
    if argument == OFF:
        answers_the_question = private and turn.session.phase is JournalPhase.CONSENT
        return Advance(JournalCue.JOURNAL_NO) if answers_the_question else await _switch_off(turn)
    if argument == ON and private:
        return Advance(JournalCue.JOURNAL_YES)
    if argument in ("", STATUS) and turn.preferences.journal is not None:
        return await _status(turn)
    if argument in ("", ON, STATUS):
        return ask_consent(turn)
    return private_reply((turn.pack.text("journal_how", prefix=turn.commands.prefix),))


def ask_consent(turn: Turn) -> SideReply:
    """Return the question for consent, with what a journal stores, and buttons for yes and no."""
    terminal = turn.session.place.kind is PlaceKind.TERMINAL
    choices = tuple(Choice(cue, turn.pack.text(f"choice_consent_{cue}")) for cue in JOURNAL_CHOICES)
    yes, no = (each.cue for each in choices)
    return private_reply((consent_text(turn, terminal=terminal),), choices, yes=yes, no=no)


async def _switch_off(turn: Turn) -> Outcome:
    """Switch the journal off as a side reply, so that the talk's open question is not asked again."""
    await turn.of(Journal).switch_off(turn.incoming.person)
    offer, choices = await offer_to_clear(turn)
    yes, no = (choices[0].cue, choices[-1].cue) if choices else (None, None)
    messages = (turn.pack.text("journal_is_off", prefix=turn.commands.prefix), *offer)
    return private_reply(messages, choices, yes=yes, no=no)


async def _status(turn: Turn) -> Outcome:
    pack, preferences, prefix = turn.pack, turn.preferences, turn.commands.prefix
    zone = turn.of(Journal).times.zone_of(preferences.zone)
    since = local_text(pack, preferences.journal_at or 0, zone, turn.of(Journal).clock.now())
    lines = [pack.text("journal_status_on" if preferences.journal else "journal_status_off", since=since)]
    lines.append(pack.text("journal_status_count", count=str(await turn.of(Journal).store.count(turn.incoming.person))))
    lines.append(pack.text("journal_status_zone", zone=preferences.zone or UTC_NAME, prefix=prefix))
    lines.append(pack.text("journal_notes_kept" if turn.of(Journal).store.keeps_notes else "journal_notes_dropped"))
    lines.append(pack.text("journal_status_pictures_on" if preferences.pictures else "journal_status_pictures_off"))
    terminal = turn.session.place.kind is PlaceKind.TERMINAL
    where = pack.text("journal_where_terminal" if terminal else "journal_where")
    lines.append(pack.text("journal_status_where", where=where))
    lines.append(pack.text("journal_how", prefix=prefix))
    return private_reply(("\n".join(lines),))


async def clear(turn: Turn, sure: bool) -> SideReply:
    """Delete everything in the journal if the person is *sure*, else ask whether they are."""
    store, pack, person = turn.of(Journal).store, turn.pack, turn.incoming.person
    if not sure:
        text = pack.text("journal_clear_ask", count=str(await store.count(person)))
        yes = Choice(CLEAR_SURE, pack.text("choice_journal_clear_sure"))
        no = Choice(KEEP_CUE, pack.text("choice_journal_keep"))
        return private_reply((text,), (yes, no), yes=yes.cue, no=no.cue)
    return private_reply((pack.text("journal_cleared", count=str(await turn.of(Journal).clear(person))),))


async def read_worse(turn: Turn) -> Outcome | None:
    """Answer a person who says that writing moods down makes it worse; None for other words."""
    return worse(turn) if turn.heard.after_prefix is None and says_journal_hurts(turn) else None


def says_journal_hurts(turn: Turn) -> bool:
    """Return whether the person says that writing their moods down makes them feel worse."""
    return stands_in(normalise(turn.incoming.text), turn.intent_reader.once(_hurts))


def _hurts(intent_reader: IntentReader) -> tuple[str, ...]:
    return intent_reader.phrases("journal", "hurts")


def worse(turn: Turn) -> SideReply:
    """Return the reply to "logging makes it worse": no defence of the journal, and a button for each way to stop."""
    pack = turn.pack
    if not turn.preferences.journal:
        return private_reply((pack.text("worse_no_journal", prefix=turn.commands.prefix),))
    choices = (
        Choice(JournalCue.JOURNAL_NO, pack.text("choice_worse_journal_off")),
        Choice(PICTURES_OFF, pack.text("choice_worse_pictures_off")),
        Choice(KEEP_CUE, pack.text("choice_worse_keep")),
    )
    return private_reply((pack.text("worse", moderators=turn.of(Care).slots(turn.incoming)["moderators"]),), choices)


async def pictures_off(turn: Turn) -> Outcome:
    """Switch pictures off."""
    await turn.of(Journal).store.save_preferences(turn.incoming.person, pictures=False)
    return private_reply((turn.pack.text("graph_off", prefix=turn.commands.prefix),))


JOURNAL = (Command("journal", journal, aliases=("diary",), argument=SWITCH, private=True),)
