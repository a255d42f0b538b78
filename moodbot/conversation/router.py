"""Router: finds the outcome of a turn by its command, its pressed button, or its words."""

from dataclasses import replace

from moodbot.conversation.core_commands import ask_again, offer_named, offer_nearest, over
from moodbot.conversation.out_of_reach import memory_out_of_reach
from moodbot.core.commands import Call
from moodbot.core.cues import COMMAND_CUE
from moodbot.core.dialogue import Cue, PlaceKind, Press, TalkCue, TalkPhase
from moodbot.core.features import Features
from moodbot.core.outcomes import Advance, Outcome, SideReply
from moodbot.core.talk import offers
from moodbot.core.turn import Turn

LAST_WORDS = 2
"""Most words of a text in which "ok" or "great" after a talk is only a goodbye."""

_QUESTION_INDEPENDENT = frozenset({TalkCue.STOP, TalkCue.HELP, TalkCue.HUMAN, TalkCue.WORDLESS})
"""Cues that do not depend on the question, so they count even if it was not sent yet."""

_ANSWERS = frozenset({TalkCue.YES, TalkCue.NO, TalkCue.MAYBE, TalkCue.LATER, TalkCue.LEAN_GOOD, TalkCue.LEAN_HARD})
"""Cues that mean something only as an answer, so a reply to a message that asks nothing never means them."""

_NO_ANSWER = frozenset({TalkCue.UNCLEAR, TalkCue.STORY, TalkCue.LEAN_GOOD, TalkCue.LEAN_HARD})
"""Cues of words that answer no question and ask for nothing."""

_COURTESIES = frozenset({TalkCue.GREETING, TalkCue.THANKS})


async def outcome_of(turn: Turn, features: Features) -> Outcome:
    """Return the outcome of *turn*. Raises StoreUnavailable if a use case needs the database and it fails."""
    if turn.incoming.press is not None:
        return await _from_press(turn, turn.incoming.press, features)
    if turn.heard.call is not None:
        return await _from_command(turn, turn.heard.call)
    return await _from_words(turn, features)


async def _from_command(turn: Turn, call: Call) -> Outcome:
    if call.command.needs_server and turn.incoming.place.kind is PlaceKind.TERMINAL:
        return SideReply((turn.pack.text("needs_server"),))
    outcome: Outcome = await call.command.use_case(replace(turn, argument=call.argument))
    return replace(outcome, command=call.command.name) if isinstance(outcome, Advance) else outcome


async def _from_press(turn: Turn, press: Press, features: Features) -> Outcome:
    pack, session, table = turn.pack, turn.session, features.table
    if standing := features.standing(press.cue):
        use_case, argument = standing
        return await use_case(replace(turn, argument=argument))
    if press.cue.startswith(COMMAND_CUE):
        command = turn.commands.named(press.cue.removeprefix(COMMAND_CUE))
        return await _from_command(turn, Call(command)) if command else over(turn)
    cue, stage = table.cues.get(press.cue), table.stages[session.phase]
    if cue is None:
        return over(turn)
    if cue in table.standing:
        return Advance(cue)
    if stage.risky and cue in stage.offers:
        # The answer to a risk is given before the talk is loaded, so its buttons do not know the step.
        return Advance(cue)
    if turn.talk_unknown:
        return memory_out_of_reach(turn, features)
    if session.step == 0:
        return over(turn)
    if press.step != session.step and cue is not TalkCue.PRIVATE:
        return SideReply((pack.text("stale"),), offers(table, session.phase, session.place, pack))
    return Advance(cue)


async def _from_words(turn: Turn, features: Features) -> Outcome:
    incoming, session, text = turn.incoming, turn.session, turn.incoming.text
    cue = turn.intent_reader.cue(text, session.phase, incoming.wordless)
    turn = replace(turn, cue=cue)
    if turn.talk_unknown and _answers_something(turn, features):
        named = () if _is_short_yes(turn) else turn.commands.moods.within(text)
        return offer_named(text, named, turn.pack, turn.commands) if named else memory_out_of_reach(turn, features)
    for read in features.readers:
        if (reading := await read(turn)) is not None:
            return await _from_press(turn, reading, features) if isinstance(reading, Press) else reading
    if turn.heard.after_prefix is not None:
        return offer_nearest(turn.heard.after_prefix, turn.pack, turn.commands)
    open_to_moods = features.table.stages[session.phase].names_moods and not _only_agrees(turn, features)
    if open_to_moods and (named := turn.commands.moods.within(text)):
        return offer_named(text, named, turn.pack, turn.commands)
    if open_to_moods and cue in _NO_ANSWER and turn.commands.moods.names_others(text):
        return ask_again("named_other", turn.pack)
    if not features.table.stages[session.phase].risky and _means_a_button(turn):
        return turn.side_reply("reply_press")
    if cue is TalkCue.YES and session.step == 0 and session.phase is TalkPhase.REST and not turn.last_said:
        # A yes out of the blue takes leave of nothing: it may answer a question of yesterday.
        cue = TalkCue.MAYBE
    return Advance(TalkCue.MORE_WORDS if turn.question_unsent and _needs_question(turn, cue) else cue)


def _needs_question(turn: Turn, cue: Cue) -> bool:
    """Return whether *cue* counts only if the person has seen the question, or replies to it."""
    return cue not in _QUESTION_INDEPENDENT if turn.incoming.replied_to is None else cue in _ANSWERS


def _means_a_button(turn: Turn) -> bool:
    """Return whether the words are a bare yes or no to an older message with buttons; which of them is not known."""
    replied_to = turn.incoming.replied_to
    buttons = turn.question_unsent and replied_to is not None and bool(replied_to.choices)
    return buttons and turn.intent_reader.agrees(turn.incoming.text) is not None


def _answers_something(turn: Turn, features: Features) -> bool:
    """Return whether the words may answer the question that the bot asked last.

    After a risk, which is remembered when the talk is not, care reads them.
    """
    beside = turn.cue in _QUESTION_INDEPENDENT or turn.cue in _COURTESIES or turn.heard.after_prefix is not None
    return not beside and not features.table.stages[turn.session.phase].risky


def _only_agrees(turn: Turn, features: Features) -> bool:
    """Return whether the words only end a talk or answer a side reply ("ok", "great, thanks").

    Such words are no moods then, although `okay` and `great` also name moods.
    """
    session, cue = turn.session, turn.cue
    after_side_reply = turn.last_said > session.updated
    nothing_open = after_side_reply or (features.table.stages[session.phase].over and session.step > 0)
    return cue in (TalkCue.STOP, TalkCue.THANKS) or (nothing_open and _is_short_yes(turn))


def _is_short_yes(turn: Turn) -> bool:
    return len(turn.incoming.text.split()) <= LAST_WORDS and turn.cue in (TalkCue.YES, TalkCue.LEAN_GOOD)
