"""Slots: only words of closed lists are said back, and only if it is clear which one is meant."""

from moodbot.language.hearing.slots import slots_in
from moodbot.language.hearing_words import ClosedList
from moodbot.language.phrases import Sentence, split_sentences

CLOSED = {
    "kin": ClosedList({"gran": "your gran", "mum": "your mum"}, owned=True),
    "when": ClosedList({"monday": "on Monday"}),
}


def filled(text: str) -> dict[str, str]:
    """Return the slots that *text* fills."""
    sentences = [Sentence(tuple(words), asks) for words, asks in split_sentences(text) if words]
    return dict(slots_in(sentences, CLOSED, frozenset({"my"})))


def test_an_owned_word_is_said_back_as_theirs() -> None:
    """ "My gran" becomes "your gran", a day is said as it is written."""
    assert filled("My dear gran died on monday") == {"kin": "your gran", "when": "on Monday"}


def test_of_two_words_none_is_said_back() -> None:
    """Who died is not guessed: "my mum called, my gran died"."""
    assert filled("my mum called, my gran died") == {}


def test_somebody_elses_relative_is_not_theirs() -> None:
    """ "Her mum" is not "your mum"."""
    assert filled("her mum is ill") == {}
