"""Whose mood a text speaks of, and whether a good one is meant: sentences as people write them."""

import csv
import time
from pathlib import Path

import pytest

from moodbot.language.mood_context import MoodContext
from moodbot.language.phrases import PatternFault
from tests.house import the_bot_language

with (Path(__file__).parent / "mood_cases.csv").open(encoding="utf-8", newline="") as file:
    CASES = [(row["text"], row["whose"]) for row in csv.DictReader(file)]

MOODS = the_bot_language().commands.moods
SLOWEST = 0.25
"""Seconds of processor time that the worst text may take, measured or not; it takes 0.02."""


def of(whose: str) -> list[str]:
    """Return the sentences of one kind."""
    return [text for text, each in CASES if each == whose]


def is_doubted(text: str) -> bool:
    """Return whether a good mood in *text* is asked about."""
    return any(MOODS.is_doubtful(mood, text) for mood in MOODS.within(text))


@pytest.mark.parametrize("text", of("other"))
def test_what_others_feel_is_not_the_writer_s_mood(text: str) -> None:
    """Named by kinship, by name, as a pet, as he and she, or with the subject left out."""
    assert MOODS.within(text) == ()
    assert MOODS.names_others(text)


@pytest.mark.parametrize("text", of("own"))
def test_what_the_writer_feels_is_theirs_whoever_is_named_beside_it(text: str) -> None:
    """Because of others, at them, for them, or of a thing."""
    assert MOODS.within(text)


@pytest.mark.parametrize("text", of("doubted"))
def test_a_good_mood_with_bad_news_is_asked_about(text: str) -> None:
    """Sarcasm is often no more than that."""
    assert is_doubted(text)


@pytest.mark.parametrize("text", of("meant"))
def test_a_good_mood_is_believed(text: str) -> None:
    """Also where bad things are named that did not happen, are over, or stand against it."""
    assert not is_doubted(text)


@pytest.mark.parametrize("text", ["sad i got fired", "depressed lol not", "tired my dog died"])
def test_a_hard_mood_is_never_doubted(text: str) -> None:
    """Only a good mood can be said and not meant."""
    assert not is_doubted(text)
    assert not MOODS.is_doubtful("sad", text)


def test_both_moods_of_a_sentence_have_their_owner() -> None:
    """Each by itself: hers is left out, mine is found."""
    assert MOODS.within("my mum is sick and i am scared") == ("anxious",)
    assert MOODS.within("her anxiety makes me sad") == ("sad",)
    assert MOODS.within("my friend is sad and so am i sad") == ("sad",)


@pytest.mark.parametrize("text", ["my friend is sad " * 150, "sad " * 500, "is " * 700 + "sad", "my mum 's " * 300])
def test_the_worst_text_is_read_quickly(text: str) -> None:
    """Only the words around a mood are read, and only the first sixty."""
    begun = time.process_time()
    MOODS.within(text)
    MOODS.is_doubtful("happy", text)
    assert time.process_time() - begun < SLOWEST


def test_a_pattern_that_is_none_is_an_error() -> None:
    """The start says so, not the first person who writes."""
    with pytest.raises(PatternFault, match="no list"):
        MoodContext({"own": ["<nobody> mood"]}, {})
