"""Match word patterns with gaps in the sentences of a text, in one pass.

A pattern is a sequence of elements that must match in this order in one sentence:

    word            that word; `a|b` one of several; `suicid*` any word with this prefix
    [word]          an optional word
    <method>        one of the words of the list `method`
    #               a number, in digits or as a word
    ..  ..5         up to two, or up to five, other words
    ^  $  ?         the sentence begins here, ends here, or ends here with a question mark

Case, accents, apostrophes and punctuation are ignored. Patterns have no repetition and gaps are short,
so that matching takes time linear in the text.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["LONGEST_GAP", "PatternFault", "Phrases", "Sentence", "Word", "is_ignored", "split_sentences"]

LONGEST_GAP = 14
_DEFAULT_GAP, _STEM, _LONGEST_SLOT = 2, "*", 40
_ENDS, _CLAUSES = frozenset(".!?…;\n。！？"), frozenset(",:–—()")
_APOSTROPHES = frozenset("'’‘`´ʼ＇")
# fmt: off
_NUMBERS = frozenset((
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "thousand", "couple", "few", "several", "half",
))
# fmt: on


class PatternFault(ValueError):
    """A pattern is invalid; the message says why."""


@dataclass(frozen=True, slots=True)
class Word:
    """A normalised word, its *start* and *end* in the text, and the number of its clause."""

    text: str
    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence; *asks* is True if it ends with a question mark."""

    words: tuple[Word, ...]
    asks: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """One element of a pattern: *exact* words, *stems*, a number, up to *gap* words, or a sentence *edge*."""

    exact: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    number: bool = False
    optional: bool = False
    gap: int = 0
    edge: str = ""

    def matches(self, word: str) -> bool:
        return word in self.exact or (self.number and _is_number(word)) or word.startswith(self.stems)


Steps = tuple[_Step, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One pattern of a *rule*; a sentence without any word of *needs*, unless that is empty, cannot match it."""

    rule: int
    steps: Steps
    needs: frozenset[str]


def _rarest(steps: Steps) -> frozenset[str]:
    """Return the words of the step with the fewest, of those that only words can match; empty if there is none."""
    words = [step.exact for step in steps if step.exact and not (step.optional or step.stems or step.number)]
    return min(words, key=len, default=frozenset())


class Phrases:
    """The patterns of several rules, indexed by their first word."""

    def __init__(self, patterns: Iterable[tuple[int, str]], lists: Mapping[str, tuple[str, ...]]) -> None:
        self._exact: dict[str, list[_Entry]] = defaultdict(list)
        self._stems: dict[str, list[_Entry]] = defaultdict(list)
        self._numbers: list[_Entry] = []
        known: dict[str, _Step] = {}
        for rule, pattern in patterns:
            steps = tuple(known.get(part) or known.setdefault(part, _step(part, lists)) for part in pattern.split())
            begin = steps[:1] if steps and steps[0].edge == "^" else ()
            self._add(rule, pattern, begin, steps[len(begin) :])
        self._lengths = sorted(set(map(len, self._stems)))

    def _add(self, rule: int, pattern: str, begin: Steps, steps: Steps) -> None:
        if not steps or steps[0].gap or steps[0].edge:
            raise PatternFault(f"`{pattern}` must begin with a word")
        first, entry = steps[0], _Entry(rule, (*begin, *steps), _rarest(steps[1:]))
        for word in first.exact:
            self._exact[word].append(entry)
        for stem in first.stems:
            self._stems[stem].append(entry)
        if first.number:
            self._numbers.append(entry)
        if first.optional:
            self._add(rule, pattern, begin, steps[1:])

    def spans(self, sentence: Sentence) -> Iterator[tuple[int, int, int]]:
        """Yield each match as (rule, first word, word after the last), with the longest possible match."""
        present = {word.text for word in sentence.words}
        for start, word in enumerate(sentence.words):
            for entry in self._candidates(word.text):
                if entry.needs and entry.needs.isdisjoint(present):
                    continue
                if (end := _match_end(entry.steps, sentence, start)) is not None:
                    yield entry.rule, start, end

    def _candidates(self, word: str) -> Iterator["_Entry"]:
        yield from self._exact.get(word, ())
        for length in self._lengths:
            yield from self._stems.get(word[:length], ()) if length <= len(word) else ()
        if self._numbers and _is_number(word):
            yield from self._numbers


def _match_end(steps: Steps, sentence: Sentence, start: int) -> int | None:
    """Return the furthest end of a match of *steps* at the word *start*, or None."""
    words, ends = sentence.words, {start}
    for step in steps:
        if step.edge == "^":
            ends &= {0}
        elif step.edge:
            ends &= {len(words)} if step.edge == "$" or sentence.asks else set()
        elif step.gap:
            ends = {end + more for end in ends for more in range(step.gap + 1) if end + more <= len(words)}
        else:
            next_ends = {end + 1 for end in ends if end < len(words) and step.matches(words[end].text)}
            ends = ends | next_ends if step.optional else next_ends
        if not ends:
            return None
    return max(ends)


def _step(part: str, lists: Mapping[str, tuple[str, ...]]) -> _Step:
    if part in {"^", "$", "?"}:
        return _Step(edge=part)
    if part.startswith(".."):
        gap = int(part[2:]) if part[2:].isdecimal() else _DEFAULT_GAP
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


def split_sentences(text: str) -> Iterator[tuple[list[Word], bool]]:
    """Yield the words of each sentence, and True if it ends with a question mark. A slot is one word."""
    words: list[Word] = []
    clause, at = 0, 0
    while at < len(text):
        char = text[at]
        if char == "{" and (close := text.find("}", at, at + _LONGEST_SLOT)) > 0:
            words.append(Word("\0slot", at, close + 1, clause))
            at = close + 1
        elif char.isalnum():
            start, letters = at, []
            while at < len(text) and (text[at].isalnum() or is_ignored(text[at])):
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


def is_ignored(char: str) -> bool:
    """Return True for characters inside a word that are ignored: apostrophes, accents, joiners."""
    return char in _APOSTROPHES or unicodedata.category(char) in {"Mn", "Cf"}


def _plain(char: str) -> str:
    if char.isascii():
        return char.lower()
    decomposed = unicodedata.normalize("NFKD", char).casefold()
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _is_number(word: str) -> bool:
    return word[:1].isdecimal() or word in _NUMBERS
