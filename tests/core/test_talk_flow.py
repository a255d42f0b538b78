"""The table of steps, merged from all flows: complete, without dead ends, and private where it must be."""

from collections.abc import Callable

import pytest

from moodbot.conversation.registry import features_of
from moodbot.core.dialogue import Cue, Phase, Place, PlaceKind, Session, TalkCue, TalkPhase
from moodbot.core.flow import Step
from moodbot.core.talk_flow import GATE_STEP
from moodbot.features.journal.flow import JournalPhase
from moodbot.features.outreach.flow import OutreachPhase
from tests.features.lanterns.feature import LANTERNS

TABLE = features_of(LANTERNS).table
"""With the flow that the tests bring: what is shown there to copy holds what is demanded here."""

PHASES = tuple(TABLE.stages)
CUES = tuple(TABLE.cues.values())
ASKS = {phase: stage.asks for phase, stage in TABLE.stages.items() if stage.asks is not None}
OFFERS = {phase: stage.offers for phase, stage in TABLE.stages.items()}
PRIVATE_ONLY = {phase for phase, stage in TABLE.stages.items() if stage.private}
PLACE = Place(PlaceKind.DM)


def step_for(phase: Phase, cue: Cue, private: bool, state: str = "") -> Step:
    """Return what follows on *cue* in *phase*."""
    return TABLE.step_at(Session(1, PLACE, phase, state=state), cue, private)


def after(phase: Phase, cue: Cue, private: bool) -> set[Phase]:
    """Return where *cue* may lead from *phase*, in any state of its flow."""
    found = set()
    for state in TABLE.states(phase, cue):
        moved = private or TABLE.step(phase, cue, state).moves
        found.add(step_for(phase, cue, moved, state).to or phase)
    return found


def staying(phase: Phase, cue: Cue, private: bool) -> set[Phase]:
    """Return where *cue* may lead from *phase* without leaving the place."""
    states = [state for state in TABLE.states(phase, cue) if not TABLE.step(phase, cue, state).moves]
    return {step_for(phase, cue, private, state).to or phase for state in states}


def reachable(private: bool, after: Callable[[Phase, Cue, bool], set[Phase]] = after) -> set[Phase]:
    """Every phase that a talk can come to from nothing, from the question whether to keep a journal, or from a message
    that came unasked.
    """
    todo: list[Phase] = [TalkPhase.REST, JournalPhase.CONSENT, OutreachPhase.CHECKIN]
    found = set(todo)
    while todo:
        here = todo.pop()
        for cue in CUES:
            new = after(here, cue, private) - found
            found |= new
            todo += new
    return found


def test_the_table_answers_every_cue_in_every_phase() -> None:
    """Whatever a person does, wherever the talk stands, there is an answer with words in it."""
    for phase in PHASES:
        for cue in CUES:
            for state in TABLE.states(phase, cue):
                step = TABLE.step(phase, cue, state)
                assert step.say, (phase, cue)
                assert all(said.split() for said in step.say), (phase, cue)
                assert step.to is None or step.to in TABLE.stages, (phase, cue)


def test_every_phase_can_be_reached() -> None:
    """No phase stands in the table for nothing."""
    assert reachable(private=True) | reachable(private=False) == set(PHASES)


@pytest.mark.parametrize("private", [True, False], ids=["private", "channel"])
def test_no_state_is_a_dead_end(private: bool) -> None:
    """From every state that can be reached, pressing or saying something that is offered leads to an end."""
    for start in reachable(private):
        ends, seen, todo = False, {start}, [start]
        while todo and not ends:
            here = todo.pop()
            ends = here is TalkPhase.REST
            for cue in OFFERS[here] or (TalkCue.NO,):
                new = after(here, cue, private) - seen
                seen |= new
                todo += new
        assert ends, start


def test_every_question_offers_an_answer_to_press() -> None:
    """Whoever cannot find words finds a button; only in PICK the moods themselves are the buttons."""
    for phase in ASKS:
        assert OFFERS[phase] or phase is TalkPhase.PICK


def test_offered_answers_are_understood_where_they_are_offered() -> None:
    """A pressed button never meets "I did not understand"."""
    for phase, cues in OFFERS.items():
        for cue in cues:
            assert not TABLE.step(phase, cue).say[0].startswith("clarify"), (phase, cue)


@pytest.mark.parametrize("cue", [TalkCue.STOP, TalkCue.THANKS, TalkCue.LATER])
@pytest.mark.parametrize(
    "phase", [each for each in PHASES if each is not TalkPhase.REST and not TABLE.stages[each].risky]
)
def test_stop_ends_any_talk_and_asks_nothing(phase: Phase, cue: Cue) -> None:
    """Stop means stop. (Later, after the friend question and the like, has its own answers.)"""
    step = TABLE.step(phase, cue)
    if cue is TalkCue.LATER and phase is TalkPhase.FRIEND:
        assert step.to is TalkPhase.HAPPENED
        return
    assert step.to is TalkPhase.REST
    assert not any(said in ASKS.values() for said in step.say)


def test_what_is_not_understood_is_never_taken_as_a_no() -> None:
    """The unclear answers ask again and stay where they are."""
    for phase, asks in ASKS.items():
        if TABLE.stages[phase].risky:
            continue  # After an alarm nobody is asked for ever: tests/features/care/test_care_flow.py.
        for cue in (TalkCue.UNCLEAR, TalkCue.UNCLEAR_AGAIN):
            assert TABLE.step(phase, cue).to in (phase, None)
            assert TABLE.step(phase, cue) != TABLE.step(phase, TalkCue.NO), f"{phase} does not answer a no"
            assert asks in TABLE.step(phase, cue).say


def test_what_is_going_on_is_asked_only_in_private() -> None:
    """In a channel every way into the listening phases leads to the gate instead."""
    for phase in PHASES:
        for cue in CUES:
            if TABLE.step(phase, cue).to in PRIVATE_ONLY:
                assert step_for(phase, cue, private=False) == GATE_STEP
    assert PRIVATE_ONLY
    assert not reachable(private=False, after=staying) & PRIVATE_ONLY


def test_the_gate_opens_only_into_private_places() -> None:
    """The channel is left by pressing or by saying yes, and in no other way."""
    inwards = {(TalkPhase.GATE, cue) for cue in CUES if TABLE.step(TalkPhase.GATE, cue).to in PRIVATE_ONLY}
    assert inwards == {(TalkPhase.GATE, TalkCue.YES), (TalkPhase.GATE, TalkCue.PRIVATE)}
    assert all(TABLE.step(*each).moves for each in inwards)


@pytest.mark.parametrize("phase", PHASES)
def test_a_mood_begins_anywhere_with_acceptance_then_an_offer_then_a_question(phase: Phase) -> None:
    """A new mood is accepted before anything is suggested, and only then something is asked."""
    for cue, ask in (
        (TalkCue.HARD_MOOD, "friend_ask"),
        (TalkCue.BETWEEN_MOOD, "wonder_ask"),
        (TalkCue.GOOD_MOOD, "ask_savour"),
    ):
        assert TABLE.step(phase, cue).say == ("validate", "suggest", ask)


def test_a_hard_talk_ends_with_what_went_well_and_a_person() -> None:
    """Whatever is said to the small next step, the end names what was done well and the human option."""
    for cue in (TalkCue.YES, TalkCue.NO, TalkCue.MAYBE, TalkCue.LATER, TalkCue.STORY):
        said = " ".join(TABLE.step(TalkPhase.STEP, cue).say).split()
        assert "did_well" in said
        assert "human" in said
