"""Phrases with gaps, found in the sentences of a text in one pass.

A pattern is a phrase of words, in the order in which they must stand in one sentence:

    word            that word; `a|b` one of several; `suicid*` any word that begins so
    [word]          the word may be missing
    <method>        one of the words of the list `method`
    #               a number, in digits or as a word
    ..  ..5         up to two, or up to five, other words
    ^  $  ?         the sentence begins here, ends here, or ends here with a question mark

Case, accents, apostrophes and punctuation do not count. Patterns have no repetition and gaps are short,
so the time grows with the text and no faster.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["LONGEST_GAP", "PatternFault", "Phrases", "Sentence", "Word", "cut", "unheard"]

LONGEST_GAP = 14
_GAP, _STEM, _LONGEST_SLOT = 2, "*", 40
_ENDS, _CLAUSES = frozenset(".!?…;\n。！？"), frozenset(",:–—()")
_APOSTROPHES = frozenset("'’‘`´ʼ＇")
# fmt: off
_NUMBERS = frozenset((
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "thousand", "couple", "few", "several", "half",
))
# fmt: on


class PatternFault(ValueError):
    """A pattern of the rules cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, where it stands in the text, and the clause it belongs to."""

    text: str
    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence; *asks* says that it ends with a question mark."""

    words: tuple[Word, ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """One place of a pattern: *exact* words, *stems*, a number, up to *gap* words, or an end of the sentence."""

    exact: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    number: bool = False
    optional: bool = False
    gap: int = 0
    edge: str = ""

    def takes(self, word: str) -> bool:
        return word in self.exact or (self.number and _is_number(word)) or word.startswith(self.stems)


Steps = tuple[_Step, ...]


class Phrases:
    """Patterns of several rules, by the word they begin with."""

    def __init__(self, patterns: Iterable[tuple[int, str]], lists: Mapping[str, tuple[str, ...]]) -> None:
        self._exact: dict[str, list[tuple[int, Steps]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[int, Steps]]] = defaultdict(list)
        self._numbers: list[tuple[int, Steps]] = []
        for rule, pattern in patterns:
            steps = tuple(_step(part, lists) for part in pattern.split())
            begin = steps[:1] if steps and steps[0].edge == "^" else ()
            self._add(rule, pattern, begin, steps[len(begin) :])
        self._lengths = sorted(set(map(len, self._stems)))

    def _add(self, rule: int, pattern: str, begin: Steps, steps: Steps) -> None:
        if not steps or steps[0].gap or steps[0].edge:
            raise PatternFault(f"`{pattern}` must begin with a word")
        first, entry = steps[0], (rule, (*begin, *steps))
        for word in first.exact:
            self._exact[word].append(entry)
        for stem in first.stems:
            self._stems[stem].append(entry)
        if first.number:
            self._numbers.append(entry)
        if first.optional:
            self._add(rule, pattern, begin, steps[1:])

    def spans(self, sentence: Sentence) -> Iterator[tuple[int, int, int]]:
        """Yield the rule, and the words from which to which one of its patterns stands, read as long as can be."""
        for start, word in enumerate(sentence.words):
            for rule, steps in self._beginning(word.text):
                if (end := _end_of(steps, sentence, start)) is not None:
                    yield rule, start, end

    def _beginning(self, word: str) -> Iterator[tuple[int, Steps]]:
        yield from self._exact.get(word, ())
        for length in self._lengths:
            yield from self._stems.get(word[:length], ()) if length <= len(word) else ()
        if self._numbers and _is_number(word):
            yield from self._numbers


def _end_of(steps: Steps, sentence: Sentence, start: int) -> int | None:
    """Return where *steps* end when they begin at the word *start*: the furthest, or None."""
    words, places = sentence.words, {start}
    for step in steps:
        if step.edge == "^":
            places &= {0}
        elif step.edge:
            places &= {len(words)} if step.edge == "$" or sentence.asks else set()
        elif step.gap:
            places = {place + more for place in places for more in range(step.gap + 1) if place + more <= len(words)}
        else:
            after = {place + 1 for place in places if place < len(words) and step.takes(words[place].text)}
            places = places | after if step.optional else after
        if not places:
            return None
    return max(places)


def _step(part: str, lists: Mapping[str, tuple[str, ...]]) -> _Step:
    if part in {"^", "$", "?"}:
        return _Step(edge=part)
    if part.startswith(".."):
        gap = int(part[2:]) if part[2:].isdecimal() else _GAP
        if part[2:] and not 0 < gap <= LONGEST_GAP:
            raise PatternFault(f"`{part}` must be .. with a number up to {LONGEST_GAP}, or without one")
        return _Step(gap=gap)
    optional = part.startswith("[") and part.endswith("]")
    exact, stems, number = set(), [], False
    for choice in part.removeprefix("[").removesuffix("]").split("|") if optional else part.split("|"):
        if choice.startswith("<") and choice.endswith(">"):
            if choice[1:-1] not in lists:
                raise PatternFault(f"there is no list `{choice[1:-1]}`")
            choices = lists[choice[1:-1]]
        else:
            choices = (choice,)
        for word in choices:
            bare = word.removesuffix(_STEM)
            if word == "#":
                number = True
            elif not bare.isalnum() or bare != bare.casefold():
                raise PatternFault(f"`{word}` is not a small word without signs")
            elif bare != word:
                stems.append(bare)
            else:
                exact.add(word)
    return _Step(frozenset(exact), tuple(stems), number, optional)


def cut(text: str) -> Iterator[tuple[list[Word], bool]]:
    """Yield the words of each sentence, and whether it ends with a question mark. A slot is one word."""
    words: list[Word] = []
    clause, at = 0, 0
    while at < len(text):
        char = text[at]
        if char == "{" and (close := text.find("}", at, at + _LONGEST_SLOT)) > 0:
            words.append(Word("\0slot", at, close + 1, clause))
            at = close + 1
        elif char.isalnum():
            start, letters = at, []
            while at < len(text) and (text[at].isalnum() or unheard(text[at])):
                if text[at].isalnum():
                    letters.append(_plain(text[at]))
                at += 1
            words.append(Word("".join(letters), start, at, clause))
        else:
            clause += char in _CLAUSES
            at += 1
            if char in _ENDS and not (char == "." and _inside_number(text, at)):
                yield words, char in "?？"
                words = []
    yield words, False


def _inside_number(text: str, after: int) -> bool:
    return after > 1 and text[after - 2].isdecimal() and text[after : after + 1].isdecimal()


def unheard(char: str) -> bool:
    """True for what stands inside a word without being a part of it: apostrophes, accents, joiners."""
    return char in _APOSTROPHES or unicodedata.category(char) in {"Mn", "Cf"}


def _plain(char: str) -> str:
    if char.isascii():
        return char.lower()
    known = unicodedata.normalize("NFKD", char).casefold()
    return "".join(part for part in known if not unicodedata.combining(part))


def _is_number(word: str) -> bool:
    return word[:1].isdecimal() or word in _NUMBERS
