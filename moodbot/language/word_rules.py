"""Word rules: find harmful words in the texts of a pack.

moodbot/language/phrases.py documents the patterns; `spellings` map "do not" and "don't" to one word.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import category

from moodbot.language.phrases import PatternFault, Phrases, Sentence, Word, is_ignored, split_sentences

__all__ = ["PatternFault", "Rule", "RuleFinding", "WordRules"]

_PHONE_DIGITS, _YEAR, _CENTURIES = 3, 4, ("19", "20")
_SEPARATORS = frozenset(" -.()+\u00a0\u2011")


@dataclass(frozen=True, slots=True)
class Rule:
    """A group of *patterns* of the rule *number*, with the *reason* and *suggestion* for its findings.

    A match is no finding if a pattern of *unless_before* matches up to *reach* words before it in the same
    clause, or one of *unless_with* overlaps it or follows within *reach* words. The rule applies only to
    *pools* (to all, if empty), and not to *spared* ones. *alone*: it applies only to texts of a single
    sentence. *phone_numbers*: it also finds phone numbers.
    """

    number: int
    reason: str
    suggestion: str
    patterns: tuple[str, ...] = ()
    unless_before: tuple[str, ...] = ()
    unless_with: tuple[str, ...] = ()
    reach: int = 3
    pools: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()
    alone: bool = False
    phone_numbers: bool = False

    def holds_for(self, pool: str | None) -> bool:
        """Return True if the rule applies to lines of *pool*; None means a text outside all pools."""
        return pool not in self.spared and (not self.pools or pool in self.pools)


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """A broken rule: the *words* of the text from *start* to *end*, with the rule's *reason* and *suggestion*."""

    rule: int
    words: str
    start: int
    end: int
    reason: str
    suggestion: str

    @property
    def message(self) -> str:
        """The message for the author of the pack."""
        return f"`{self.words}` breaks word rule {self.rule}: {self.reason}: {self.suggestion}"


class WordRules:
    """The compiled rules of one language. Raises PatternFault for an invalid pattern."""

    def __init__(
        self,
        rules: Iterable[Rule],
        lists: Mapping[str, tuple[str, ...]] | None = None,
        spellings: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.rules = tuple(rules)
        self._spelling_by_pair: dict[tuple[str, str], str] = {}
        for spelling, variants in (spellings or {}).items():
            for variant in variants:
                first, _, second = variant.partition(" ")
                self._spelling_by_pair[first, second] = spelling
        word_lists = lists or {}
        self._patterns = Phrases(((n, text) for n, rule in enumerate(self.rules) for text in rule.patterns), word_lists)
        self._unless_before = [
            Phrases(((n, text) for text in rule.unless_before), word_lists) for n, rule in enumerate(self.rules)
        ]
        self._unless_with = [
            Phrases(((n, text) for text in rule.unless_with), word_lists) for n, rule in enumerate(self.rules)
        ]

    def findings(self, text: str, pool: str | None = None) -> tuple[RuleFinding, ...]:
        """Return the broken rules of *text*, a line of *pool*, in order; overlapping matches of a rule count once."""
        sentences = self._sentences(text)
        active = {n for n, rule in enumerate(self.rules) if rule.holds_for(pool) and not (rule.alone and sentences[1:])}
        phone_rules = [self.rules[n] for n in active if self.rules[n].phone_numbers]
        matches = [(start, end, rule) for rule in phone_rules for start, end in _phone_numbers(text)]
        for sentence in sentences:
            for n, start, end in self._patterns.spans(sentence):
                if n in active and not self._is_excused(n, sentence, start, end):
                    matches.append((sentence.words[start].start, sentence.words[end - 1].end, self.rules[n]))
        return tuple(_without_overlaps(matches, text))

    def _is_excused(self, rule: int, sentence: Sentence, start: int, end: int) -> bool:
        words, reach = sentence.words, self.rules[rule].reach
        low = max(0, start - reach)
        clause = tuple(word for word in words[low:start] if word.clause == words[start].clause)
        if any(True for _ in self._unless_before[rule].spans(Sentence(clause, False))):
            return True
        near = Sentence(words[low : end + reach], sentence.asks and end + reach >= len(words))
        return any(low + stop > start for _, _, stop in self._unless_with[rule].spans(near))

    def _sentences(self, text: str) -> list[Sentence]:
        return [Sentence(tuple(self._with_one_spelling(words)), asks) for words, asks in split_sentences(text) if words]

    def _with_one_spelling(self, words: list[Word]) -> Iterator[Word]:
        at = 0
        while at < len(words):
            word, after = words[at], words[at + 1] if at + 1 < len(words) else None
            pair = self._spelling_by_pair.get((word.text, after.text)) if after else None
            if after and pair:
                yield Word(pair, word.start, after.end, word.clause)
            else:
                yield Word(self._spelling_by_pair.get((word.text, ""), word.text), word.start, word.end, word.clause)
            at += 2 if pair else 1


def _phone_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each run of three or more digits that could be a phone number; not years or "1,000"."""
    at = 0
    while at < len(text):
        if not text[at].isdecimal():
            at += 1
            continue
        start, end, digits, separators = at, at, 0, 0
        while at < len(text) and (text[at].isdecimal() or text[at] in _SEPARATORS or is_ignored(text[at])
                                  or category(text[at]) == "Me"):  # fmt: skip
            if text[at].isdecimal():
                separators += bool(digits) and any(char in _SEPARATORS for char in text[end:at])
                digits, end = digits + 1, at + 1
            at += 1
        grouped = text[start - 1 : start] == "," or (text[end : end + 1] == "," and text[end + 1 : end + 2].isdecimal())
        year = digits == _YEAR and not separators and text[start:end].startswith(_CENTURIES)
        if digits >= _PHONE_DIGITS and not grouped and not year:
            yield start, end


def _without_overlaps(matches: list[tuple[int, int, Rule]], text: str) -> Iterator[RuleFinding]:
    last_by_rule: dict[int, RuleFinding] = {}
    findings: list[RuleFinding] = []
    for start, end, rule in sorted(matches, key=lambda match: (match[0], -match[1], match[2].number)):
        last = last_by_rule.get(rule.number)
        if last is None or start >= last.end:
            last = RuleFinding(rule.number, text[start:end], start, end, rule.reason, rule.suggestion)
            last_by_rule[rule.number] = last
            findings.append(last)
    yield from findings
