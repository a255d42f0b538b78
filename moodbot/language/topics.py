"""Topic: something that people tell about, such as the loss of a pet, with its phrases, examples and lines."""

from dataclasses import dataclass

from moodbot.language.lines import Line

__all__ = ["LEAST_ASK", "LEAST_EXAMPLES", "LEAST_HEARD", "NONE", "Topic"]

NONE = "none"
"""The class of texts that name nothing the pack knows; no topic and no mood may have this name."""

LEAST_EXAMPLES, LEAST_HEARD, LEAST_ASK = 15, 3, 1
"""Fewest examples, lines without slots that take the topic up, and open questions of a topic."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of one pack. *moods* fit it, the likeliest first; *pleasant* is its side.

    *phrases* (and *unless*, which veto them in a sentence) are patterns of `moodbot.language.phrases`. *heard* are
    statements that take it up, *ask* its open questions; lines may have `{slots}` of the pack's closed lists.
    """

    name: str
    pleasant: bool
    moods: tuple[str, ...]
    phrases: tuple[str, ...]
    unless: tuple[str, ...]
    examples: tuple[str, ...]
    heard: tuple[Line, ...]
    ask: tuple[Line, ...]
