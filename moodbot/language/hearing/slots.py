"""Fill the slots of lines with words that the person used, from closed lists only."""

from collections.abc import Mapping, Sequence

from moodbot.language.hearing_words import ClosedList
from moodbot.language.phrases import Sentence

__all__ = ["slots_in"]

_OWNED_WITHIN = 3
"""An owned word counts if "my" stands at most so many words before it: "my little old dog"."""


def slots_in(sentences: Sequence[Sentence], closed: Mapping[str, ClosedList], own: frozenset[str]) -> Mapping[str, str]:
    """Return what fills each slot; a slot is left out unless exactly one word of its list stands in the text.

    With two of them it is not known which one the text is about. *own* are the words for "mine".
    """
    filled: dict[str, str] = {}
    for name, words in closed.items():
        found = [
            (word.text, any(before.text in own for before in sentence.words[max(0, place - _OWNED_WITHIN) : place]))
            for sentence in sentences
            for place, word in enumerate(sentence.words)
            if word.text in words.shown
        ]
        if len({word for word, _ in found}) == 1 and (found[0][1] or not words.owned):
            filled[name] = words.shown[found[0][0]]
    return filled
