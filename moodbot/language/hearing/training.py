"""Train an example model: complement naive Bayes over weighted n-grams (Rennie et al. 2003, Tackling the poor
assumptions of naive Bayes text classifiers).

For each class it learns which features stand for NOT being in it, which does well with few and uneven examples.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moodbot.language.hearing.model import ExampleModel
from moodbot.language.ngrams import WordForms, ngram_hashes

__all__ = ["Example", "Training"]

SMOOTHING = 0.1
"""Added to every count, so that a feature seen in one class only does not decide alone."""

_LARGEST = 127


@dataclass(frozen=True, slots=True)
class Example:
    """A *text* of the class *name*; *weight* below 1 is a weaker example."""

    text: str
    name: str
    weight: float = 1.0


@dataclass(slots=True)
class _Document:
    example: Example
    values: dict[int, float]


class Training:
    """Counts of all *examples*, from which a model is made, or the scores that an example has without itself."""

    def __init__(self, examples: Sequence[Example], forms: WordForms) -> None:
        counted = [(example, Counter(ngram_hashes(example.text, forms))) for example in examples]
        seen_in = Counter(feature for _, counts in counted for feature in counts)
        self._rarities = {
            feature: math.log((1 + len(counted)) / (1 + number)) + 1 for feature, number in seen_in.items()
        }
        self.classes = tuple(sorted({example.name for example in examples}))
        self._number = {name: number for number, name in enumerate(self.classes)}
        self._documents = [_Document(example, self._values(counts)) for example, counts in counted]
        self._own: list[dict[int, float]] = [defaultdict(float) for _ in self.classes]
        self._all: dict[int, float] = defaultdict(float)
        for document in self._documents:
            own, weight = self._own[self._number[document.example.name]], document.example.weight
            for feature, value in document.values.items():
                own[feature] += weight * value
                self._all[feature] += weight * value
        self._sizes = [sum(own.values()) for own in self._own]
        self._total = sum(self._sizes)

    def model(self) -> ExampleModel:
        """Return the trained model."""
        features, width = sorted(self._all), len(self.classes)
        outside = self._outside(self._total, self._sizes)
        mean_outside = sum(outside) / width
        holders: dict[int, list[int]] = defaultdict(list)
        for number, own in enumerate(self._own):
            for feature in own:
                holders[feature].append(number)
        scales, weights = array("f"), array("b")
        centred = [value - mean_outside for value in outside]
        for feature in features:
            everywhere = self._all[feature]
            elsewhere = math.log(everywhere + SMOOTHING)
            row = centred[:]
            shift = 0.0
            for number in holders[feature]:
                gain = elsewhere - math.log(max(0.0, everywhere - self._own[number][feature]) + SMOOTHING)
                row[number] += gain
                shift += gain
            shift /= width
            row = [value - shift for value in row]
            largest = max(map(abs, row)) or 1.0
            scales.append(largest / _LARGEST)
            weights.extend(round(value / largest * _LARGEST) for value in row)
        rarities = array("f", (self._rarities[feature] for feature in features))
        return ExampleModel(self.classes, array("I", features), rarities, scales, weights)

    def scores_left_out(self) -> Iterator[tuple[Example, list[float]]]:
        """Yield each example with the scores that a model trained on all others gives it."""
        for document in self._documents:
            example, own = document.example, self._number[document.example.name]
            weight = example.weight
            taken = weight * sum(document.values.values())
            sizes = [size - taken * (number == own) for number, size in enumerate(self._sizes)]
            outside = self._outside(self._total - taken, sizes)
            scores = [0.0] * len(self.classes)
            for feature, value in document.values.items():
                everywhere = self._all[feature] - weight * value
                if everywhere <= 0:
                    continue
                row = [
                    outside[number]
                    - math.log(
                        max(0.0, everywhere - counts.get(feature, 0.0) + weight * value * (number == own)) + SMOOTHING
                    )
                    for number, counts in enumerate(self._own)
                ]
                mean = sum(row) / len(row)
                scores = [score + value * (each - mean) for score, each in zip(scores, row, strict=True)]
            yield example, scores

    def _values(self, counts: Counter[int]) -> dict[int, float]:
        """Return the weighted features of one text, of length 1."""
        values = {feature: (1 + math.log(count)) * self._rarities[feature] for feature, count in counts.items()}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        return {feature: value / length for feature, value in values.items()}

    def _outside(self, total: float, sizes: Sequence[float]) -> list[float]:
        """Return the logarithm of everything outside of each class."""
        return [math.log(total - size + SMOOTHING * len(self._all)) for size in sizes]
