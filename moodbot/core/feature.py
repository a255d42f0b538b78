"""A feature: all that the rest of the bot has to know of something it can do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from moodbot.core.commands import Command, UseCase


@dataclass(frozen=True, slots=True)
class Texts:
    """What a pack must bring: *slots* are the texts with the `{slots}` that each may use, *pool_slots* and *conditions*
    the same for pools of lines; *pools* are shared by all moods, *word_groups* are lists that are read by name.
    """

    slots: Mapping[str, Collection[str]] = field(default_factory=dict)
    pools: Collection[str] = ()
    pool_slots: Mapping[str, Collection[str]] = field(default_factory=dict)
    conditions: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    word_groups: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """What a button opens to write free words in: *kind* names its texts, *most* is how many characters fit."""

    kind: str
    most: int
    required: bool = True


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that the bot can do.

    *buttons* are those that mean the same whatever the talk, by the beginning of their cue; *deletes* are the
    beginnings of those that delete something, *forms* those that open a form first.
    """

    name: str
    commands: tuple[Command, ...] = ()
    buttons: Mapping[str, UseCase] = field(default_factory=dict)
    deletes: tuple[str, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    texts: Texts = field(default_factory=Texts)


def longest_first(features: Iterable[Feature]) -> dict[str, UseCase]:
    """Return every button by the beginning of its cue, longer ones first. Raises ValueError where two share one."""
    found: dict[str, UseCase] = {}
    for feature in features:
        if taken := found.keys() & feature.buttons.keys():
            raise ValueError(f"{feature.name}: another feature has {sorted(taken)}")
        found.update(feature.buttons)
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))
