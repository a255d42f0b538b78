"""Buttons that mean the same whatever the talk: what stands before the colon says what, the rest which one."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from moodbot.conversation.basics import COMMAND_CUE, begin
from moodbot.core.commands import Outcome, Says, Turn, UseCase
from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.dialogue import Choice, Phase, Place, PlaceKind, Source
from moodbot.core.phases import STANDING
from moodbot.core.talk import MOOD_CUE, offers
from moodbot.features.care.commands import COUNTRY_CUE, choose_country
from moodbot.features.counsellors.commands import press as counsellor_press
from moodbot.features.journal.after_turn import CLEAR_CUE, HELPED_CUE, KEEP_CUE, NOTE_CUE
from moodbot.features.journal.chart_command import SHARE_CUE, share
from moodbot.features.journal.commands import CLEAR_SURE, PICTURES_OFF, ZONE_CUE, clear, pictures_off
from moodbot.features.journal.entries import Helped
from moodbot.features.journal.entry_commands import DELETE_CUE, HISTORY_CUE, delete_now, history, keep_note
from moodbot.features.journal.service import Journal
from moodbot.features.outreach.commands import CHECKIN_CUE, press
from moodbot.features.outreach.follow_ups import FOLLOW_CUE, follow
from moodbot.features.outreach.letter_command import LETTER_CUE, letter_off
from moodbot.features.outreach.zone_command import zone
from moodbot.features.privacy.commands import FORGET_CUE, forget_now
from moodbot.language.intents import normalise
from moodbot.language.packs import ReplyPack

DM = Place(PlaceKind.DM)


def over(pack: ReplyPack) -> Says:
    """Say that a talk has ended, and offer the moods."""
    return Says((pack.text("talk_over"),), offers(Phase.PICK, DM, pack), menu=True)


async def _mood(turn: Turn) -> Outcome:
    mood, _, origin = turn.argument.partition(":")
    source = Source.CHECKIN if origin == Source.CHECKIN else Source.TALK
    return begin(mood, turn.pack, source=source) if mood in turn.pack.moods else over(turn.pack)


async def _note(turn: Turn) -> Outcome:
    """Keep what was written in the form of an entry; where there are no forms, say how a note is written."""
    if not turn.incoming.text.strip():
        return Says((turn.pack.text("note_how", prefix=turn.commands.prefix),), private=True)
    return await keep_note(turn, int(turn.argument), turn.incoming.text)


async def _helped(turn: Turn) -> Outcome:
    answer, _, number = turn.argument.partition(":")
    if not await turn.of(Journal).store.helped(turn.incoming.person, int(number), Helped(answer)):
        return Says((turn.pack.text("entry_gone", prefix=turn.commands.prefix),), private=True)
    return Says((turn.pack.text(f"helped_{answer}"),), private=True)


async def _delete(turn: Turn) -> Outcome:
    return await delete_now(turn, int(turn.argument))


async def _clear(turn: Turn) -> Outcome:
    return await clear(turn, sure=False)


async def _clear_sure(turn: Turn) -> Outcome:
    return await clear(turn, sure=True)


async def _keep(turn: Turn) -> Outcome:
    return Says((turn.pack.text("nothing_changed"),), private=True)


PRESSES: Mapping[str, UseCase] = MappingProxyType(
    {
        MOOD_CUE: _mood,
        COUNTRY_CUE: choose_country,
        ZONE_CUE: zone,
        NOTE_CUE: _note,
        HELPED_CUE: _helped,
        HISTORY_CUE: history,
        DELETE_CUE: _delete,
        SHARE_CUE: share,
        CLEAR_SURE: _clear_sure,
        CLEAR_CUE: _clear,
        KEEP_CUE: _keep,
        PICTURES_OFF: pictures_off,
        CHECKIN_CUE: press,
        LETTER_CUE: letter_off,
        FOLLOW_CUE: follow,
        COUNSELLOR_CUE: counsellor_press,
        FORGET_CUE: forget_now,
    }
)
"""What each of these buttons does, by the beginning of its cue; a longer beginning stands before a shorter one."""


DELETES = (FORGET_CUE, CLEAR_SURE, DELETE_CUE)
"""What the buttons begin with that delete something."""


def typed(text: str, choices: Iterable[Choice]) -> str | None:
    """Return the cue of the button whose label was typed, None where none was."""
    plain = normalise(text)
    return next((each.cue for each in choices if normalise(each.label) == plain), None)


def stands_alone(cue: str) -> bool:
    """True for a button that means the same whatever the talk."""
    return standing(cue) is not None or cue.startswith(COMMAND_CUE) or cue in STANDING


def standing(cue: str) -> tuple[UseCase, str] | None:
    """Return what the button *cue* does, and what stands after its beginning; None for an answer of a talk."""
    return next(((done, cue.removeprefix(start)) for start, done in PRESSES.items() if cue.startswith(start)), None)
