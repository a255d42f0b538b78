"""The decision: one mood is answered, two or three are asked about, and what was not understood is admitted."""

from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from moodbot.language.hearing.decision import ASKED, Decision, Evidence, Verdict, decide
from moodbot.language.hearing_words import Thresholds
from moodbot.language.topics import NONE, Topic

SIDES = MappingProxyType({"happy": 1, "content": 1, "sad": -1, "anxious": -1, "meh": 0})
RULES = Thresholds(named=0.3, alone=0.7, topic=0.4, one_side=0.7, known=0.3)


def evidence(named: tuple[str, ...] = (), topic: Topic | None = None, **shares: float) -> Evidence:
    """Return evidence with these *shares*; moods that are not given share nothing."""
    every = {**dict.fromkeys(SIDES, 0.0), NONE: 0.0, **shares}
    return Evidence(every, named, topic)


def topic(pleasant: bool, *moods: str) -> Topic:
    """Return a topic of this side."""
    return Topic("exam", pleasant, moods, (), (), (), (), ())


def test_a_likely_mood_is_answered_at_once() -> None:
    """One clear mood needs no question."""
    assert decide(evidence(sad=0.8, anxious=0.1), SIDES, RULES) == Decision(Verdict.ANSWER, ("sad",))


def test_a_named_mood_or_a_topic_is_a_second_witness() -> None:
    """With one, a less likely mood is answered, too."""
    assert decide(evidence(("anxious",), sad=0.4, anxious=0.35), SIDES, RULES).moods == ("anxious",)
    heard = decide(evidence(topic=topic(False, "anxious"), sad=0.3, anxious=0.45), SIDES, RULES)
    assert heard == Decision(Verdict.ANSWER, ("anxious",))


def test_both_sides_in_one_text_are_asked_about() -> None:
    """ "Happy but mostly sad" gets a question, and both moods are among its buttons."""
    decision = decide(evidence(("happy", "sad"), happy=0.75, sad=0.2), SIDES, RULES)

    assert decision.verdict is Verdict.ASK
    assert {"happy", "sad"} <= set(decision.moods)


def test_a_topic_of_the_other_side_makes_it_ask() -> None:
    """Good news told with sad words is not answered as sadness."""
    assert decide(evidence(topic=topic(True, "happy"), sad=0.9), SIDES, RULES).verdict is Verdict.ASK


def test_the_other_side_is_among_the_buttons_where_it_may_be_meant() -> None:
    """Three pleasant buttons would leave somebody who is sad without one."""
    decision = decide(evidence(happy=0.4, content=0.3, sad=0.2), SIDES, RULES)

    assert decision == Decision(Verdict.ASK, ("happy", "content", "sad"))


def test_a_text_that_names_nothing_is_admitted() -> None:
    """Small talk gets no list of moods."""
    assert decide(evidence(none=0.6, sad=0.2), SIDES, RULES) == Decision(Verdict.ADMIT)


SHARES = st.fixed_dictionaries({name: st.floats(0, 1) for name in (*SIDES, NONE)})


@given(SHARES, st.lists(st.sampled_from(sorted(SIDES)), unique=True, max_size=3), st.booleans())
def test_there_is_never_a_menu_of_one_nor_of_all(shares: dict[str, float], named: list[str], has_topic: bool) -> None:
    """An answer has one mood, a question two or three different ones, an admission none."""
    decision = decide(Evidence(shares, tuple(named), topic(False, "sad") if has_topic else None), SIDES, RULES)

    counts = {Verdict.ANSWER: {1}, Verdict.ASK: {2, ASKED}, Verdict.ADMIT: {0}}
    assert len(decision.moods) in counts[decision.verdict]
    assert len(set(decision.moods)) == len(decision.moods)
