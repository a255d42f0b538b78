"""Words that a pack may not contain: the rules as data, and what they find in a text.

How a pattern is written stands in moodbot/language/phrases.py; `spellings` bring "do not" and "don't" together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import category

from moodbot.language.phrases import PatternFault, Phrases, Sentence, Word, cut, unheard

__all__ = ["PatternFault", "Rule", "RuleFinding", "WordRules"]

_PHONE_DIGITS, _YEAR, _CENTURIES = 3, 4, ("19", "20")
_JOINTS = frozenset(" -.()+\u00a0\u2011")


@dataclass(frozen=True, slots=True)
class Rule:
    """A group of *patterns* of the rule *number*, with the *reason* and the *suggestion* its findings show.

    A finding counts only where no pattern of *unless_before* stands up to *reach* words before it in the
    same clause, and none of *unless_with* overlaps it or follows within *reach* words. *pools* are the
    only pools it holds for (all, when empty), *spared* those it does not hold for. *alone*: only for a
    text of a single sentence. *phone_numbers*: it also finds those.
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
        """True where the rule is meant for lines of *pool*; None is a text outside of all pools."""
        return pool not in self.spared and (not self.pools or pool in self.pools)


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """Words that offend: *words* as they stand in the text from *start* to *end*, and the rule they break."""

    rule: int
    words: str
    start: int
    end: int
    reason: str
    suggestion: str

    @property
    def message(self) -> str:
        """The finding as a problem's message."""
        return f"`{self.words}` breaks word rule {self.rule}: {self.reason}: {self.suggestion}"


class WordRules:
    """The rules of one language, ready to be used. Raises PatternFault."""

    def __init__(
        self,
        rules: Iterable[Rule],
        lists: Mapping[str, tuple[str, ...]] | None = None,
        spellings: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.rules = tuple(rules)
        self._joined: dict[tuple[str, str], str] = {}
        for one, others in (spellings or {}).items():
            for other in others:
                first, _, second = other.partition(" ")
                self._joined[first, second] = one
        known = lists or {}
        self._patterns = Phrases(((n, text) for n, rule in enumerate(self.rules) for text in rule.patterns), known)
        self._before = [Phrases(((n, text) for text in rule.unless_before), known) for n, rule in enumerate(self.rules)]
        self._beside = [Phrases(((n, text) for text in rule.unless_with), known) for n, rule in enumerate(self.rules)]

    def findings(self, text: str, pool: str | None = None) -> tuple[RuleFinding, ...]:
        """Return what offends in *text*, a line of *pool*, in order; words that break a rule twice count once."""
        sentences = self._sentences(text)
        used = {n for n, rule in enumerate(self.rules) if rule.holds_for(pool) and not (rule.alone and sentences[1:])}
        numbered = [self.rules[n] for n in used if self.rules[n].phone_numbers]
        found = [(start, end, rule) for rule in numbered for start, end in _phone_numbers(text)]
        for sentence in sentences:
            for n, start, end in self._patterns.spans(sentence):
                if n in used and not self._excused(n, sentence, start, end):
                    found.append((sentence.words[start].start, sentence.words[end - 1].end, self.rules[n]))
        return tuple(_merged(found, text))

    def _excused(self, rule: int, sentence: Sentence, start: int, end: int) -> bool:
        words, reach = sentence.words, self.rules[rule].reach
        low = max(0, start - reach)
        clause = tuple(word for word in words[low:start] if word.clause == words[start].clause)
        if any(True for _ in self._before[rule].spans(Sentence(clause, False))):
            return True
        near = Sentence(words[low : end + reach], sentence.asks and end + reach >= len(words))
        return any(low + stop > start for _, _, stop in self._beside[rule].spans(near))

    def _sentences(self, text: str) -> list[Sentence]:
        return [Sentence(tuple(self._respelt(words)), asks) for words, asks in cut(text) if words]

    def _respelt(self, words: list[Word]) -> Iterator[Word]:
        at = 0
        while at < len(words):
            word, after = words[at], words[at + 1] if at + 1 < len(words) else None
            pair = self._joined.get((word.text, after.text)) if after else None
            if after and pair:
                yield Word(pair, word.start, after.end, word.clause)
            else:
                yield Word(self._joined.get((word.text, ""), word.text), word.start, word.end, word.clause)
            at += 2 if pair else 1


def _phone_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield runs of three or more digits that could be dialled; years and "1,000" are none."""
    at = 0
    while at < len(text):
        if not text[at].isdecimal():
            at += 1
            continue
        start, end, digits, joints = at, at, 0, 0
        while at < len(text) and (text[at].isdecimal() or text[at] in _JOINTS or unheard(text[at])
                                  or category(text[at]) == "Me"):  # fmt: skip
            if text[at].isdecimal():
                joints += bool(digits) and any(char in _JOINTS for char in text[end:at])
                digits, end = digits + 1, at + 1
            at += 1
        grouped = text[start - 1 : start] == "," or (text[end : end + 1] == "," and text[end + 1 : end + 2].isdecimal())
        year = digits == _YEAR and not joints and text[start:end].startswith(_CENTURIES)
        if digits >= _PHONE_DIGITS and not grouped and not year:
            yield start, end


def _merged(found: list[tuple[int, int, Rule]], text: str) -> Iterator[RuleFinding]:
    reached: dict[int, RuleFinding] = {}
    kept: list[RuleFinding] = []
    for start, end, rule in sorted(found, key=lambda each: (each[0], -each[1], each[2].number)):
        last = reached.get(rule.number)
        if last is None or start >= last.end:
            last = RuleFinding(rule.number, text[start:end], start, end, rule.reason, rule.suggestion)
            reached[rule.number] = last
            kept.append(last)
    yield from kept
