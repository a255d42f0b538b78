"""A Sunday letter says only what is true of this person's week."""

import random
from itertools import count

import pytest

from moodbot.core.dialogue import Source
from moodbot.features.journal.rules.entries import Entry, Helped, Suggestion
from moodbot.features.outreach.messages import letter_text
from moodbot.features.outreach.rules.letter import FACTS, PARTS, Week, fitting, look_at_week
from tests.house import the_pack

MOODS = the_pack().moods
SENTENCES = (3, 6)


def entries(*moods: str) -> list[Entry]:
    """Return entries of these moods, an hour apart."""
    return [
        Entry(7, mood, number * 3_600_000, None, Source.TALK, 0) for mood, number in zip(moods, count(), strict=False)
    ]


def facts(week: list[Entry], before: list[Entry], helped: Helped | None = None) -> set[str]:
    """Return what may be said of *week*."""
    suggestions = [(Suggestion(7, "sad.suggest.x", 0, helped=helped), "A short walk.")]
    return set(look_at_week(week, before, suggestions, MOODS).facts)


def test_nothing_is_claimed_of_fewer_than_five_entries() -> None:
    """Neither what came up, nor what changed, nor what helped."""
    assert facts(entries("sad", "sad", "sad", "sad"), entries(*["happy"] * 30), Helped.YES) == {"few"}


def test_a_week_is_set_beside_the_weeks_before_only_where_these_say_enough() -> None:
    """Five entries before are the least; a small difference is none."""
    hard, good = ["sad"] * 6, ["happy"] * 6
    assert "brighter" in facts(entries(*good), entries(*hard))
    assert "heavier" in facts(entries(*hard), entries(*good))
    assert "steady" in facts(entries(*hard), entries(*hard))
    assert "no_past" in facts(entries(*hard), entries(*good[:4]))


def test_what_came_up_most_is_said_only_where_something_did() -> None:
    """One mood ahead, two equally, or many sides."""
    assert "one_mood" in facts(entries("sad", "sad", "tired", "okay", "sad"), [])
    assert "two_moods" in facts(entries("sad", "sad", "tired", "tired", "okay"), [])
    five = facts(entries("sad", "tired", "okay", "happy", "angry"), [])
    assert five & {"one_mood", "two_moods", "many_moods"} == {"many_moods"}


@pytest.mark.parametrize("answer", [Helped.NO, None])
def test_what_did_not_help_is_not_named(answer: Helped | None) -> None:
    """Only what the person said had helped, at least a bit."""
    assert "helped" not in facts(entries(*["sad"] * 5), [], answer)
    assert "helped" in facts(entries(*["sad"] * 5), [], Helped.BIT)


def test_a_mood_that_has_left_the_packs_counts_for_nothing() -> None:
    """An admin took it away; the letter does not break on it."""
    assert facts(entries(*["gone"] * 9), []) == {"few"}


def test_every_letter_is_three_to_six_sentences_and_fills_its_slots() -> None:
    """Whatever holds, whichever lines come; no line of the pack is out of reach."""
    slots = {"count": "9", "mood": "sad", "other_mood": "tired", "times": "4", "moods": "5", "suggestion": "A walk."}
    chance, reached = random.Random(1).random, set()
    few = [{"few"}]
    came = [{"enough", *one, *many} for one in ((), ("one_mood",), ("two_moods",)) for many in ((), ("many_moods",))]
    changed = ({"brighter"}, {"heavier"}, {"steady"}, {"no_past"})
    weeks = few + [a | b | c for a in came for b in changed for c in (set(), {"helped"})]
    for week in weeks:
        for pool in PARTS:
            reached |= {line.id for line in fitting(the_pack().lines(pool, None), frozenset(week))}
        for _ in range(5):
            text = letter_text(Week(frozenset(week), slots), the_pack(), chance)
            assert "{" not in text
            sentences = text.replace('A walk."', 'A walk".').count(". ") + text.count("? ") + 1
            assert SENTENCES[0] <= sentences <= SENTENCES[1] + 1, text
    assert reached == {line.id for pool in PARTS for line in the_pack().lines(pool, None)}
    assert set().union(*weeks) == set(FACTS)
