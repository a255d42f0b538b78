"""What a turn amounts to: a command, a button, or words as an answer to what was asked."""

from dataclasses import replace

from moodbot.conversation.core_commands import offer_named, offer_nearest, over
from moodbot.core.commands import Call
from moodbot.core.cues import COMMAND_CUE
from moodbot.core.dialogue import PlaceKind, Press, TalkCue
from moodbot.core.features import Features
from moodbot.core.outcomes import Advance, Outcome, SideReply
from moodbot.core.talk import offers
from moodbot.core.turn import Turn

LAST_WORDS = 2
"""Words up to which "ok" or "great" after a talk only takes leave."""

_HEARD_ANYHOW = frozenset({TalkCue.STOP, TalkCue.HELP, TalkCue.HUMAN, TalkCue.WORDLESS})
"""What means the same when the question was not said yet."""


async def outcome_of(turn: Turn, features: Features) -> Outcome:
    """Return what *turn* amounts to. Raises StoreUnavailable where a command needs the store."""
    if turn.incoming.press is not None:
        return await _pressed(turn, turn.incoming.press, features)
    if turn.heard.call is not None:
        return await _called(turn, turn.heard.call)
    return await _said(turn, features)


async def _called(turn: Turn, call: Call) -> Outcome:
    if call.command.needs_server and turn.incoming.place.kind is PlaceKind.TERMINAL:
        return SideReply((turn.pack.text("needs_server"),))
    outcome: Outcome = await call.command.use_case(replace(turn, argument=call.argument))
    return replace(outcome, command=call.command.name) if isinstance(outcome, Advance) else outcome


async def _pressed(turn: Turn, press: Press, features: Features) -> Outcome:
    pack, session, table = turn.pack, turn.session, features.table
    if found := features.standing(press.cue):
        use_case, argument = found
        return await use_case(replace(turn, argument=argument))
    if press.cue.startswith(COMMAND_CUE):
        command = turn.commands.named(press.cue.removeprefix(COMMAND_CUE))
        return await _called(turn, Call(command)) if command else over(turn)
    cue, stage = table.cues.get(press.cue), table.stages[session.phase]
    if cue is None:
        return over(turn)
    if cue in table.standing:
        return Advance(cue)
    if stage.risky and cue in stage.offers:
        # The answer to a risk is given before the talk is looked up, so its buttons do not know the step.
        return Advance(cue)
    if session.step == 0:
        return over(turn)
    if press.step != session.step and cue is not TalkCue.PRIVATE:
        return SideReply((pack.text("stale"),), offers(table, session.phase, session.place, pack))
    return Advance(cue)


async def _said(turn: Turn, features: Features) -> Outcome:
    incoming, session, text = turn.incoming, turn.session, turn.incoming.text
    cue = turn.intent_reader.cue(text, session.phase, incoming.wordless)
    turn = replace(turn, cue=cue)
    for read in features.readers:
        if (found := await read(turn)) is not None:
            return await _pressed(turn, found, features) if isinstance(found, Press) else found
    if turn.heard.after_prefix is not None:
        return offer_nearest(turn.heard.after_prefix, turn.pack, turn.commands)
    open_to_moods = features.table.stages[session.phase].names_moods and not _just_agrees(turn, features)
    if open_to_moods and (named := turn.commands.moods.within(text)):
        return offer_named(text, named, turn.pack)
    return Advance(TalkCue.MORE_WORDS if turn.unheard and cue not in _HEARD_ANYHOW else cue)


def _just_agrees(turn: Turn, features: Features) -> bool:
    """True for the "ok" or "great, thanks" that ends a talk, though `okay` and `great` also name moods.

    So does one to something that was said beside the talk.
    """
    session, cue = turn.session, turn.cue
    beside = turn.last_said > session.updated
    over_there = beside or (features.table.stages[session.phase].over and session.step > 0)
    last_word = over_there and len(turn.incoming.text.split()) <= LAST_WORDS
    return cue in (TalkCue.STOP, TalkCue.THANKS) or (last_word and cue in (TalkCue.YES, TalkCue.LEAN_GOOD))
