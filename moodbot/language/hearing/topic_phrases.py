"""Find the topics whose phrases stand in a text."""

from collections.abc import Iterable, Mapping, Sequence

from moodbot.language.phrases import Phrases, Sentence, Word
from moodbot.language.topics import Topic

__all__ = ["TopicPhrases"]

_NEGATION_REACH = 2


class TopicPhrases:
    """The phrases of all *topics*. *lists* are the word lists that `<names>` in them stand for.

    A phrase after one of *negations* does not count. Raises PatternFault.
    """

    def __init__(
        self, topics: Iterable[Topic], lists: Mapping[str, tuple[str, ...]], negations: frozenset[str]
    ) -> None:
        self._topics = tuple(topics)
        named = list(enumerate(self._topics))
        self._phrases = Phrases(((number, each) for number, topic in named for each in topic.phrases), lists)
        self._unless = Phrases(((number, each) for number, topic in named for each in topic.unless), lists)
        self._negations = negations

    def hits(self, sentences: Sequence[Sentence]) -> Mapping[str, int]:
        """Return the topics of *sentences*, each with the number of words of its longest phrase."""
        longest: dict[str, int] = {}
        for sentence in sentences:
            vetoed = {number for number, _, _ in self._unless.spans(sentence)}
            for number, start, end in self._phrases.spans(sentence):
                if number not in vetoed and not self._is_negated(sentence.words, start):
                    name = self._topics[number].name
                    longest[name] = max(longest.get(name, 0), end - start)
        return longest

    def _is_negated(self, words: Sequence[Word], start: int) -> bool:
        return any(word.text in self._negations for word in words[max(0, start - _NEGATION_REACH) : start])
