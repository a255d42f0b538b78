"""What a turn amounts to: a command, a button, or words as an answer to what was asked."""

from dataclasses import replace

from moodbot.conversation.basics import COMMAND_CUE, offer_named, offer_nearest, over
from moodbot.conversation.buttons import standing
from moodbot.conversation.meanings import Meanings
from moodbot.conversation.outreach_replies import answer_to_unasked
from moodbot.conversation.questions import answer_to_claim
from moodbot.core.commands import Call, Goes, Outcome, Says, Turn
from moodbot.core.dialogue import Cue, Phase, PlaceKind, Press
from moodbot.core.phases import OFFERS, RISKY, STANDING
from moodbot.core.talk import offers
from moodbot.features.care.commands import show_country
from moodbot.features.care.service import Care
from moodbot.features.counsellors.commands import press as counsellor_press
from moodbot.features.journal.commands import worse
from moodbot.features.outreach.zone_command import find_zone

NAMES_MOODS = frozenset({Phase.REST, Phase.PICK, Phase.CONSENT, Phase.CHECKIN})
"""Where a mood that stands in the words is what the person wants to say."""

LAST_WORDS = 2
"""Words up to which "ok" or "great" after a talk only takes leave."""


async def outcome_of(turn: Turn, meanings: Meanings, unheard: bool) -> Outcome:
    """Return what *turn* amounts to. Raises StoreUnavailable where a command needs the store.

    *unheard* says that the last question had not been said when this turn came.
    """
    if turn.incoming.press is not None:
        return await _pressed(turn, turn.incoming.press)
    call = turn.commands.called(turn.incoming)
    if call is not None:
        return await _called(turn, call)
    return await _said(turn, meanings, unheard)


async def _called(turn: Turn, call: Call) -> Outcome:
    if call.command.needs_server and turn.incoming.place.kind is PlaceKind.TERMINAL:
        return Says((turn.pack.text("needs_server"),))
    return await call.command.use_case(replace(turn, argument=call.argument))


async def _pressed(turn: Turn, press: Press) -> Outcome:
    pack, session = turn.pack, turn.session
    if found := standing(press.cue):
        use_case, argument = found
        return await use_case(replace(turn, argument=argument))
    if press.cue.startswith(COMMAND_CUE):
        command = turn.commands.named(press.cue.removeprefix(COMMAND_CUE))
        return await _called(turn, Call(command)) if command else over(pack)
    if press.cue in STANDING:
        return Goes(Cue(press.cue))
    if session.phase in RISKY and press.cue in OFFERS[session.phase]:
        # The answer to a risk is given before the talk is looked up, so its buttons do not know the step.
        return Goes(Cue(press.cue))
    if session.step == 0:
        return over(pack)
    if press.step != session.step and press.cue != Cue.PRIVATE:
        return Says((pack.text("stale"),), offers(session.phase, session.place, pack))
    return Goes(Cue(press.cue))


async def _said(turn: Turn, meanings: Meanings, unheard: bool) -> Outcome:
    incoming, session, text = turn.incoming, turn.session, turn.incoming.text
    if deed := await answer_to_claim(turn, meanings):
        return await counsellor_press(replace(turn, argument=deed))
    if answer := await answer_to_unasked(turn, meanings, unheard):
        return answer
    words = turn.commands.after_prefix(text.strip())
    if words is not None:
        return offer_nearest(words, turn.pack, turn.commands)
    if meanings.says_journal_hurts(text):
        return worse(turn)
    cue = meanings.cue(text, session.phase, incoming.wordless)
    if cue in (Cue.UNCLEAR, Cue.STORY) and (answer := await _place(turn)):
        return answer
    open_to_moods = session.phase in NAMES_MOODS and not _just_agrees(turn, cue)
    if open_to_moods and (found := turn.commands.moods.within(text)):
        return offer_named(text, found, turn.pack)
    if unheard and cue not in (Cue.STOP, Cue.HELP, Cue.HUMAN, Cue.WORDLESS):
        cue = Cue.MORE_WORDS
    return Goes(cue)


async def _place(turn: Turn) -> Says | None:
    """Return the answer to a country or city, where one is asked for and named.

    It is looked for only in words that are no answer: "no" is an answer, not Norway.
    """
    phase, text = turn.session.phase, turn.incoming.text
    if phase is Phase.CARE and (country := turn.of(Care).lines.find(text)):
        return show_country(turn.of(Care), turn.pack, country, turn.incoming.person, turn.session.place.private)
    if phase is Phase.ZONE:
        return await find_zone(turn, text)
    return None


def _just_agrees(turn: Turn, cue: Cue) -> bool:
    """True for the "ok" or "great, thanks" that ends a talk, though `okay` and `great` also name moods.

    So does one to something that was said beside the talk.
    """
    session = turn.session
    beside = turn.last_said > session.updated
    over = beside or (session.phase in (Phase.REST, Phase.CONSENT) and session.step > 0)
    last_word = over and len(turn.incoming.text.split()) <= LAST_WORDS
    return cue in (Cue.STOP, Cue.THANKS) or (last_word and cue in (Cue.YES, Cue.LEAN_GOOD))
