"""The examples that the models of a pack learn from."""

from collections.abc import Sequence

from moodbot.language.hearing.training import Example
from moodbot.language.packs import ReplyPack
from moodbot.language.topics import NONE

__all__ = ["mood_examples", "topic_examples"]

ALIAS, FIRST_MOOD, OTHER_MOOD = 0.7, 0.7, 0.3
"""Weights of weaker examples of a mood: an alias of its name, and an example of a topic that the mood fits."""


def mood_examples(pack: ReplyPack) -> Sequence[Example]:
    """Return the examples of each mood, and those that name none."""
    moods = pack.moods.values()
    examples = [Example(text, mood.name) for mood in moods for text in mood.examples]
    examples += [Example(alias, mood.name, ALIAS) for mood in moods for alias in (mood.name, *mood.aliases)]
    for topic in pack.topics.values():
        for place, mood_name in enumerate(topic.moods):
            weight = OTHER_MOOD if place else FIRST_MOOD
            examples += [Example(text, mood_name, weight) for text in topic.examples]
    return [*examples, *_none(pack)]


def topic_examples(pack: ReplyPack) -> Sequence[Example]:
    """Return the examples of each topic, and those that are about none."""
    return [*(Example(text, topic.name) for topic in pack.topics.values() for text in topic.examples), *_none(pack)]


def _none(pack: ReplyPack) -> Sequence[Example]:
    return [] if pack.hearing is None else [Example(text, NONE) for text in pack.hearing.none]
