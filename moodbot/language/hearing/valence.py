"""Valence: how pleasant the words of a text are, by a word list."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moodbot.language.ngrams import MarkedWord

__all__ = ["Valence", "WordValences"]

NEGATED = -0.7
"""What a negation makes of a word's valence: "not good" is less bad than "bad"."""

STRONG = 1.2
"""From here on a word is clearly pleasant or unpleasant, on the list's scale from -4 to 4."""

_HALF_WAY = 15
"""Makes the sum of valences a number in (-1, 1): the constant of Hutto and Gilbert 2014, VADER."""


@dataclass(frozen=True, slots=True)
class Valence:
    """The valence of a text in (-1, 1), and how many of its words are clearly *pleasant* or *unpleasant*."""

    total: float
    pleasant: int
    unpleasant: int


class WordValences:
    """A word list with the valence of each word, from -4 to 4."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self._values = values

    def of(self, words: Sequence[MarkedWord]) -> Valence:
        """Return the valence of *words*."""
        values = [self._values.get(word.text, 0.0) * (NEGATED if word.negated else 1) for word in words]
        total = sum(values)
        return Valence(
            total / math.sqrt(total * total + _HALF_WAY),
            sum(value >= STRONG for value in values),
            sum(value <= -STRONG for value in values),
        )
