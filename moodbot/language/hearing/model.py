"""The example model: how near a text is to the example sentences of each class, as packed numbers."""

import math
import sys
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["ExampleModel", "ModelBroken", "probabilities"]

_BIG_ENDIAN = sys.byteorder == "big"


class ModelBroken(ValueError):
    """Raised when packed bytes are no model: cut off, or of another version."""


@dataclass(frozen=True, slots=True)
class ExampleModel:
    """A weight for each feature and class, in eight bits.

    *hashes* are the known features, sorted; for n *classes*, the weights of feature i are
    `weights[i * n : (i + 1) * n]` times `scales[i]`. *rarities* are inverse document frequencies.
    """

    classes: tuple[str, ...]
    hashes: "array[int]"
    rarities: "array[float]"
    scales: "array[float]"
    weights: "array[int]"

    def scores(self, features: Iterable[int]) -> list[float]:
        """Return a score for each class, in the order of *classes*; all 0 if no feature is known."""
        width, found = len(self.classes), list[tuple[int, float]]()
        squares = 0.0
        for feature, count in Counter(features).items():
            row = bisect_left(self.hashes, feature)
            if row < len(self.hashes) and self.hashes[row] == feature:
                value = (1 + math.log(count)) * self.rarities[row]
                squares += value * value
                found.append((row, value))
        totals = [0.0] * width
        length = math.sqrt(squares) or 1.0
        for row, value in found:
            factor = value / length * self.scales[row]
            weights = self.weights[row * width : (row + 1) * width]
            totals = [total + factor * weight for total, weight in zip(totals, weights, strict=True)]
        return totals

    def packed(self) -> bytes:
        """Return the numbers as bytes, the same on every machine; the classes are kept beside them."""
        return b"".join(_bytes(each) for each in (self.hashes, self.rarities, self.scales, self.weights))

    @classmethod
    def unpacked(cls, classes: Sequence[str], size: int, raw: bytes) -> "ExampleModel":
        """Return the model of *size* features that `packed` made *raw* from. Raises ModelBroken."""
        if len(raw) != cls.packed_length(len(classes), size):
            raise ModelBroken(f"{len(raw)} bytes are no model of {size} features")
        hashes, rarities, scales = (raw[4 * size * place : 4 * size * (place + 1)] for place in range(3))
        weights = array("b")
        weights.frombytes(raw[12 * size :])
        return cls(
            tuple(classes),
            _native(array("I"), hashes),
            _native(array("f"), rarities),
            _native(array("f"), scales),
            weights,
        )

    @staticmethod
    def packed_length(classes: int, size: int) -> int:
        """Return the number of bytes of a model of *size* features."""
        return size * (12 + classes)


def probabilities(scores: Sequence[float], classes: Sequence[str]) -> Mapping[str, float]:
    """Return *scores* by class as shares that sum to 1 (softmax)."""
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return {name: power / total for name, power in zip(classes, powers, strict=True)}


def _bytes(numbers: "array[Any]") -> bytes:
    """Return *numbers* as little-endian bytes."""
    if _BIG_ENDIAN:
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def _native(numbers: "array[Any]", raw: bytes) -> "array[Any]":
    """Return *numbers* filled from little-endian bytes."""
    numbers.frombytes(raw)
    if _BIG_ENDIAN:
        numbers.byteswap()
    return numbers
