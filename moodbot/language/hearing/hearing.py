"""Hearing: read one text with all witnesses, and decide what to do with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from moodbot.language.hearing.acts import Act, ActReader
from moodbot.language.hearing.decision import Decision, Evidence, decide
from moodbot.language.hearing.model import ExampleModel, probabilities
from moodbot.language.hearing.slots import slots_in
from moodbot.language.hearing.topic_phrases import TopicPhrases
from moodbot.language.mood_words import MoodWords
from moodbot.language.ngrams import ngram_hashes
from moodbot.language.packs import ReplyPack
from moodbot.language.phrases import Sentence, split_sentences
from moodbot.language.topics import Topic

__all__ = ["Hearing", "Models", "Reading", "Told"]

SHARPNESS = 4.0
"""Factor of the mood model's scores that makes its shares come true about as often as they say.

Found by training on all writers of examples but one, and reading the examples of that one."""

TOPIC_SIDE = 0.35
"""The least share of the moods on a topic's side, without which the topic is not believed."""


@dataclass(frozen=True, slots=True)
class Models:
    """The example models of one pack."""

    moods: ExampleModel
    topics: ExampleModel


@dataclass(frozen=True, slots=True)
class Told:
    """What a text tells: the *decision* about its mood, its *topic*, and the *slots* that its words fill."""

    decision: Decision
    topic: Topic | None = None
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read in a text: its *act*, what it tells, and the witnesses, to show to an author.

    *phrases* are the topics whose phrases stand in it, by the words of the longest; *ranks* the topics by the example
    model, the likeliest first.
    """

    act: Act | None
    told: Told
    evidence: Evidence
    phrases: Mapping[str, int]
    ranks: tuple[str, ...]


class Hearing:
    """Reads texts with the *models*, phrases and word lists of *pack*, which must have hearing words.

    *moods* finds the moods that a text names. Raises PatternFault.
    """

    def __init__(self, pack: ReplyPack, models: Models, moods: MoodWords) -> None:
        assert pack.hearing is not None
        self.pack, self._words, self._models, self._moods = pack, pack.hearing, models, moods
        self._sides = {name: mood.side for name, mood in pack.moods.items()}
        negations = self._words.forms.negations.union(self._words.lists.get("neg", ()))
        self._phrases = TopicPhrases(pack.topics.values(), self._words.lists, negations)
        self.acts = ActReader({Act(name): rule for name, rule in self._words.acts.items()}, self._words.act_lists)

    def told(self, text: str) -> Told:
        """Return what *text* tells."""
        return self.read(text).told

    def read(self, text: str, *, after_offer: bool = False) -> Reading:
        """Read *text*; *after_offer*: it answers something that the bot has suggested."""
        sentences = [Sentence(tuple(words), asks) for words, asks in split_sentences(text) if words]
        features = list(ngram_hashes(text, self._words.forms))
        shares = self._shares(features)
        hits = self._phrases.hits(sentences)
        ranks = self._ranks(features) if hits else ()
        topic = self._topic(hits, ranks, shares)
        evidence = Evidence(shares, self._moods.within(text), topic)
        told = Told(
            decide(evidence, self._sides, self._words.thresholds),
            topic,
            slots_in(sentences, self._words.closed, self._words.own),
        )
        return Reading(self.acts.read(text, after_offer=after_offer), told, evidence, hits, ranks)

    def _shares(self, features: Iterable[int]) -> Mapping[str, float]:
        model = self._models.moods
        return probabilities([SHARPNESS * score for score in model.scores(features)], model.classes)

    def _ranks(self, features: Iterable[int]) -> tuple[str, ...]:
        model = self._models.topics
        return tuple(name for _, name in sorted(zip(model.scores(features), model.classes, strict=True), reverse=True))

    def _topic(self, hits: Mapping[str, int], ranks: tuple[str, ...], shares: Mapping[str, float]) -> Topic | None:
        """Return the likeliest topic that both a phrase and the examples see, and whose side the moods confirm."""
        sides = {
            side: sum(share for name, share in shares.items() if self._sides.get(name) == side) for side in (1, -1)
        }
        both = sides[1] + sides[-1] or 1.0
        for name in ranks[: self._words.thresholds.rank]:
            topic = self.pack.topics.get(name)
            if topic is not None and name in hits and sides[1 if topic.pleasant else -1] / both >= TOPIC_SIDE:
                return topic
        return None
