"""Split text into words that know whether they are negated, and into n-grams: what learned models read.

One normaliser and one set of features for every model of typed text, whatever it looks for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from moodbot.language.plain_words import BREAK, plain_words

__all__ = ["MarkedWord", "WordForms", "ngram_hashes", "ngrams"]

MOST_WORDS = 120
"""Most words of a text that are read; a longer one has said by then what it is about."""

_LETTERS = (4, 5)
"""Lengths of the letter n-grams, which find a word again in another form or with a slip."""


@dataclass(frozen=True, slots=True)
class MarkedWord:
    """A word, or a BREAK between clauses; *negated* if a negation in its clause stands shortly before it."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class WordForms:
    """What one language says about single words.

    *written_out* maps a short form to its words ("im" to "i am"). *negations* negate up to *reach* words after them,
    but not beyond one of *clause_ends*. After one of *not_negating* ("can not wait") nothing is negated. *common* words
    say nothing by themselves.
    """

    written_out: Mapping[str, tuple[str, ...]]
    negations: frozenset[str] = frozenset()
    clause_ends: frozenset[str] = frozenset()
    not_negating: tuple[tuple[str, ...], ...] = ()
    common: frozenset[str] = frozenset()
    reach: int = 3

    def words(self, text: str) -> list[str]:
        """Return the words of *text*, written out, with a BREAK for punctuation."""
        found: list[str] = []
        for word in plain_words(text)[:MOST_WORDS]:
            found.extend(self.written_out.get(word, (word,)))
        return found

    def marked(self, text: str) -> list[MarkedWord]:
        """Return the words of *text*, each marked as negated or not."""
        words, marked, left = self.words(text), list[MarkedWord](), 0
        for place, word in enumerate(words):
            if word == BREAK or word in self.clause_ends:
                left = 0
            marked.append(MarkedWord(word, left > 0))
            left = max(0, left - 1)
            if word in self.negations and not self._negates_nothing(words, place):
                left = self.reach
        return marked

    def _negates_nothing(self, words: Sequence[str], place: int) -> bool:
        """Return whether the negation at *place* is part of a phrase that negates nothing."""
        return any(
            tuple(words[start : start + len(phrase)]) == phrase
            for phrase in self.not_negating
            for start in range(max(0, place - len(phrase) + 1), place + 1)
        )


def ngrams(text: str, forms: WordForms) -> Iterator[str]:
    """Yield the features of *text*: words, pairs and triples of words, and letter n-grams of longer words."""
    marked = forms.marked(text)
    words = [f"!{word.text}" if word.negated else word.text for word in marked if word.text != BREAK]
    for place, word in enumerate(words):
        if word not in forms.common:
            yield f"w {word}"
        if place + 1 < len(words):
            yield f"b {word} {words[place + 1]}"
        if place + 2 < len(words):
            yield f"t {word} {words[place + 1]} {words[place + 2]}"
    for each in marked:
        if len(each.text) > min(_LETTERS) - 1 and each.text.isalpha() and each.text not in forms.common:
            yield from _letter_ngrams(each)


def _letter_ngrams(word: MarkedWord) -> Iterator[str]:
    edged, sign = f"<{word.text}>", "!c" if word.negated else "c"
    for length in _LETTERS:
        for start in range(len(edged) - length + 1):
            yield f"{sign} {edged[start : start + length]}"


def ngram_hashes(text: str, forms: WordForms) -> Iterator[int]:
    """Yield the features of *text* as numbers of 32 bits."""
    return (crc32(feature.encode()) for feature in ngrams(text, forms))
