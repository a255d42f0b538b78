"""Which mood a word is, or nearly is."""

import pytest

from moodbot.language.mood_words import MoodWords, near_enough
from moodbot.language.packs import Follow, Mood


def mood(name: str, *aliases: str) -> Mood:
    """Return a mood of that name."""
    return Mood(name, "x", aliases, 0, 0, Follow.FRIEND, {})


WORDS = MoodWords(
    [mood("anxious", "worried", "on edge"), mood("happy", "reallyhappy"), mood("sad", "down"), mood("sick")],
    ["not", "isn't"],
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i'm so anxious today", ("anxious",)),
        ("On Edge!!", ("anxious",)),
        ("i am not happy", ()),
        ("this isn't a happy day", ()),
        ("happy and sad at once", ("happy", "sad")),
        ("worried, anxious, all of it", ("anxious",)),
        ("what a day", ()),
        ("", ()),
    ],
)
def test_moods_are_found_in_sentences_and_denials_are_not(text: str, found: tuple[str, ...]) -> None:
    """A person need not know the commands; what they deny is not put into their mouth."""
    assert WORDS.within(text) == found


@pytest.mark.parametrize(
    ("text", "mood_name", "rest"),
    [("on edge since monday", "anxious", "since monday"), ("Really Happy", "happy", ""), ("sad", "sad", "")],
)
def test_the_longest_alias_at_the_start_wins(text: str, mood_name: str, rest: str) -> None:
    """`!on edge since monday` is a mood with words after it."""
    assert WORDS.leading(text) == (mood_name, rest)


@pytest.mark.parametrize(
    ("word", "key", "near"),
    [
        ("anxous", "anxious", True),
        ("hapyp", "happy", True),
        ("hapi", "happy", True),
        ("sadd", "sad", True),
        ("ban", "sad", False),
        ("mod", "mad", False),
        ("play", "okay", False),
        ("leaderboard", "sad", False),
    ],
)
def test_typos_are_near_and_other_words_are_not(word: str, key: str, near: bool) -> None:
    """Two slips are a typo; half of the letters are another word."""
    assert near_enough(word, key) is near


def test_the_nearest_moods_come_first() -> None:
    """Three at most, the likeliest first."""
    assert WORDS.nearest("anxous", 3)[0] == "anxious"
    assert len(WORDS.nearest("zzz", 3)) == 3
