"""The flow of care: every answer to every cue in every phase of it, and how short the first screens are."""

from itertools import product

import pytest

from moodbot.conversation.registry import EVERYTHING
from moodbot.core.dialogue import DM, Cue, Entrance, Incoming, TalkCue, TalkPhase
from moodbot.features.care.cues import CareCue, CarePhase
from moodbot.features.care.first_screens import FIRST_SCREENS
from moodbot.features.care.rules.age import Age
from moodbot.features.care.slots import CareSlots, purposes_of
from moodbot.language.packs import fill
from tests.house import the_lines, the_pack
from tests.talks import PERSON

TABLE = EVERYTHING.table
CUES = sorted(set(TABLE.cues.values()), key=str)
MOODS = {TalkCue.HARD_MOOD, TalkCue.BETWEEN_MOOD, TalkCue.GOOD_MOOD}
LEADS_OUT = MOODS | {CareCue.MISREAD}
"""What a person may do to leave care: choose a mood, or say that they were misread."""

CREDITS = {"did_well", "step_yes", "farewell", "farewell_good", "reflect_more", "thanked", "rest_quiet", "friend_yes"}
MENUS = {"pick_ask", "not_understood", "told_first", "clarify", "clarify_choices"}


@pytest.mark.parametrize(("phase", "cue"), list(product(CarePhase, CUES)), ids=str)
def test_no_answer_in_care_leads_to_a_menu_or_a_talk_of_the_wrong_side(phase: CarePhase, cue: Cue) -> None:
    """Every cue of every feature, in every phase and state: care answers, and goes on in care."""
    if cue in LEADS_OUT or not isinstance(cue, TalkCue | CareCue):
        return
    for state in TABLE.states(phase, cue):
        step = TABLE.step(phase, cue, state)
        pools = set(" ".join(step.say).split())
        assert not pools & (CREDITS | MENUS), pools
        friend_is_left = phase is CarePhase.OTHER and step.to is TalkPhase.REST
        assert step.to is None or isinstance(step.to, CarePhase) or friend_is_left


@pytest.mark.parametrize("cue", [TalkCue.NO, TalkCue.STOP, TalkCue.LATER, TalkCue.THANKS, CareCue.TAKEN_BACK])
def test_what_is_done_already_is_not_closed_by_a_no(cue: Cue) -> None:
    """Nor by "nvm" or "jk": it stays open, with the emergency number."""
    assert TABLE.step(CarePhase.DONE, cue).to is CarePhase.DONE
    pools = " ".join(TABLE.step(CarePhase.DONE, cue).say).split()
    assert all(
        "{emergency}" in line.text for pool in pools for line in the_pack().lines(pool, None) if pool != "done_still"
    ) or pools == ["done_still"]


@pytest.mark.parametrize("phase", [CarePhase.ASKED, CarePhase.SAFE])
def test_a_question_is_asked_once_more_and_then_not_again(phase: CarePhase) -> None:
    """Whoever does not answer is listened to."""
    first = TABLE.step(phase, TalkCue.STORY)
    assert first.to is phase
    assert TABLE.step(phase, TalkCue.STORY, first.state or "").to is CarePhase.AFTER


@pytest.mark.parametrize("age", [None, Age.MINOR])
@pytest.mark.parametrize("code", ["", *(country.code for country in the_lines().countries)])
@pytest.mark.parametrize("cue", FIRST_SCREENS, ids=str)
def test_a_first_screen_has_at_most_sixty_words(cue: CareCue, code: str, age: Age | None) -> None:
    """In its longest wording, in every country, also with a line for the young beside the general one."""
    country = the_lines().find(code) if code else None
    incoming = Incoming(PERSON, DM, Entrance.DM)
    slots = CareSlots(the_pack(), "!", country, incoming, purposes=purposes_of(cue, age), age=age)
    pools = " ".join(FIRST_SCREENS[cue]).split()
    longest = [max((fill(line.text, slots) for line in the_pack().lines(pool, None)), key=_words) for pool in pools]
    assert sum(map(_words, longest)) <= 60, longest


def _words(text: str) -> int:
    """Count words as a reader does: marks between the parts of a help line are none."""
    return sum(any(character.isalnum() for character in word) for word in text.split())
