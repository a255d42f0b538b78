"""HearingWords: what a pack says about how its language is heard, apart from moods and topics."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from moodbot.language.ngrams import WordForms

__all__ = ["ActRule", "ClosedList", "HearingWords", "Thresholds"]

WORD_SLOT = "{word}"
"""Stands for the word of the list in what a closed list shows."""


@dataclass(frozen=True, slots=True)
class ActRule:
    """The *phrases* of an act, and those that veto it in a sentence (*unless*).

    *most_words* is the longest text in which they count, None for any. *after_offer*: they count only as an answer to
    something that the bot has suggested or asked for.
    """

    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    most_words: int | None = None
    after_offer: bool = False


@dataclass(frozen=True, slots=True)
class ClosedList:
    """The words that may fill a `{slot}` of a line, each with what is said for it ("gran" with "your gran").

    *owned*: they count only after one of the words that say "mine".
    """

    shown: Mapping[str, str]
    owned: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a text is answered at once; each is a share of the mood model, from 0 to 1.

    *named*: of a mood that the text names; *alone*: of the likeliest mood, without another witness; *topic*: of a mood
    of the topic. *one_side*: the least share of the likelier side. *known*: below this sum of the three likeliest moods
    the text was not understood. *rank*: how high the example model must rank a topic whose phrase stands in the text.
    """

    named: float = 0.15
    alone: float = 0.22
    topic: float = 0.12
    one_side: float = 0.6
    known: float = 0.24
    rank: int = 20


@dataclass(frozen=True, slots=True)
class HearingWords:
    """Words for hearing. *acts* are in the order in which they are tried, *act_lists* the lists of their phrases.

    *lists* are the lists of the topics' phrases, *closed* those that fill slots, *own* the words for "mine".
    *none* are examples that name nothing.
    """

    forms: WordForms
    acts: Mapping[str, ActRule]
    act_lists: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, tuple[str, ...]]
    closed: Mapping[str, ClosedList]
    own: frozenset[str]
    none: tuple[str, ...]
    thresholds: Thresholds = field(default_factory=Thresholds)
