"""Acts: what a text does (asks, complains, thanks ...), by ordered phrases; everything else tells something."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from moodbot.language.hearing_builder import Act
from moodbot.language.hearing_words import ActRule
from moodbot.language.phrases import Phrases, Sentence, Word, split_sentences

__all__ = ["ASKING", "Act", "ActReader"]


ASKING = frozenset({Act.JOKE, Act.BOT_QUESTION, Act.DECISION, Act.ADVICE, Act.WHY, Act.WHAT_IF, Act.QUESTION})
"""Acts that want an answer."""

MORE_WORDS = 3
"""From this many words on, what follows a thanks is told, too."""

_LONG_DRAWN = re.compile(r"([^\W\d_])\1{2,}")
_QUOTED = re.compile(r"\"[^\"]{2,}\"|“[^”]{2,}”|«[^»]{2,}»|(?<!\w)['‘][^'’\n]{6,}['’](?!\w)")


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence as it stands (*whole*) and from each place on where something new begins (*views*, with that place).

    The first view begins after the openers; in the others a question may begin, after a comma or a turn.
    """

    whole: Sentence
    views: tuple[tuple[int, Sentence], ...]


class ActReader:
    """Reads the act of a text by *rules*, tried in their order. *lists* are the `<names>` in them.

    The words of the list `openers` ("so", "well") are skipped where a sentence begins. After a word of `turns` ("but")
    or a comma a question may begin: `^` matches there, too, for the acts of ASKING.

    Raises PatternFault.
    """

    def __init__(self, rules: Mapping[Act, ActRule], lists: Mapping[str, tuple[str, ...]]) -> None:
        self._rules = dict(rules)
        self._openers = frozenset(lists.get("openers", ()))
        self._turns = frozenset(lists.get("turns", ()))
        self._phrases = {
            act: (
                Phrases(((0, each) for each in rule.phrases), lists),
                Phrases(((0, each) for each in rule.unless), lists),
            )
            for act, rule in rules.items()
        }

    def read(self, text: str, *, after_offer: bool = False) -> Act | None:
        """Return the act of *text*, None if it tells something. What stands in quotes was said by somebody else, and
        long drawn letters ("heyyyy") are one.

        *after_offer*: the bot has suggested something or asked what would help, so "maybe a walk" is their own step.
        """
        plain = _LONG_DRAWN.sub(r"\1", _QUOTED.sub(" ", text))
        sentences = [self._read(words, asks) for words, asks in split_sentences(plain) if words]
        count = sum(len(sentence.whole.words) for sentence in sentences)
        for act, rule in self._rules.items():
            too_long = rule.most_words is not None and count > rule.most_words
            if too_long or (rule.after_offer and not after_offer):
                continue
            if any(self._does(act, sentence) for sentence in sentences):
                return self._with_more(act, sentences)
        return None

    def _read(self, words: Sequence[Word], asks: bool) -> _Read:
        starts = [self._opened(words, 0)]
        for place in range(1, len(words)):
            if words[place].clause != words[place - 1].clause or words[place - 1].text in self._turns:
                starts.append(self._opened(words, place))
        unique = sorted(start for start in set(starts) if start < len(words)) or [0]
        return _Read(
            Sentence(tuple(words), asks), tuple((each, Sentence(tuple(words[each:]), asks)) for each in unique)
        )

    def _opened(self, words: Sequence[Word], start: int) -> int:
        """Return the place of the first word from *start* on that is no opener; after the last if there is none."""
        return next((at for at in range(start, len(words)) if words[at].text not in self._openers), len(words))

    def _does(self, act: Act, sentence: _Read) -> bool:
        """Return whether *sentence* does *act*.

        A veto counts for the whole sentence, but for a question only where it overlaps: in "he asked why i cried, what
        do i say" the first question is reported, the second one is asked.
        """
        phrases, unless = self._phrases[act]
        if act in ASKING:
            found = _spans(phrases, sentence.views)
            vetoes = found and [*_spans(unless, ((0, sentence.whole),)), *_spans(unless, sentence.views)]
            return any(all(end <= first or last <= start for first, last in vetoes) for start, end in found)
        told = (sentence.whole, sentence.views[0][1])
        return any(next(phrases.spans(each), None) is not None for each in told) and not any(
            next(unless.spans(each), None) is not None for each in told
        )

    def _with_more(self, act: Act, sentences: Sequence[_Read]) -> Act:
        """Return *act*, or for a thanks before something else THANKS_AND_MORE."""
        if act is not Act.THANKS:
            return act
        rest = [sentence.whole for sentence in sentences if not self._does(act, sentence)]
        return Act.THANKS_AND_MORE if any(len(each.words) >= MORE_WORDS for each in rest) else act


def _spans(phrases: Phrases, views: Iterable[tuple[int, Sentence]]) -> list[tuple[int, int]]:
    """Return where *phrases* match, as the first word and the word after the last, counted in the whole sentence."""
    return [(at + start, at + end) for at, view in views for _, start, end in phrases.spans(view)]
