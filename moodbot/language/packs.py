"""The words of one language: moods, shared lines and texts."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from moodbot.language.pack_problems import SLOT, PackInvalid, Problem

__all__ = [
    "MOST_MOODS",
    "REQUIRED_POOLS",
    "SHARED_FILES",
    "Follow",
    "Line",
    "MissingSlot",
    "Mood",
    "PackInvalid",
    "Problem",
    "ReplyPack",
    "Requirements",
    "UnknownPool",
    "UnknownText",
    "command_key",
    "fill",
]

FLOWS, INTERFACE, UNDERSTANDING = "flows.yaml", "interface.yaml", "understanding.yaml"
SHARED_FILES = (FLOWS, INTERFACE, UNDERSTANDING)
"""Files of every language that are no moods. What is said about one topic may stand in a file of its own, with pools
and texts, in place of flows.yaml and interface.yaml; a feature names its files in its Texts."""

LINE_LIMIT, TEXT_LIMIT = 300, 1_900
"""Most characters of a spoken line and of an interface text; Discord takes 2,000 a message."""

MOST_MOODS = 25
"""Discord shows no more entries than this in one menu."""

_UNHEARD = re.compile(r"[\s_'’‘ʼ`\-‐‑‒–—]+")


class Follow(StrEnum):
    """What a talk does after the suggestion: ask for a FRIEND, WONDER which way the day leans, or SAVOUR."""

    FRIEND = "friend"
    WONDER = "wonder"
    SAVOUR = "savour"


_HARD = {
    **{"validate": 8, "suggest": 8, "friend_ask": 3, "openers": 5, "ask_happened": 3, "reflect_happened": 4},
    **{"ask_felt": 3, "reflect_felt": 4, "ask_helps": 3, "reflect_helps": 4, "step": 5, "did_well": 4},
}
_GOOD = {"ask_savour": 3, "reflect_savour": 4, "ask_more": 3, "reflect_more": 4}
REQUIRED_POOLS: Mapping[Follow, Mapping[str, int]] = {
    Follow.FRIEND: {**_HARD, "friend_yes": 2},
    Follow.WONDER: {**_HARD, "wonder_ask": 3, "reflect_wonder": 4},
    Follow.SAVOUR: {"validate": 8, "suggest": 8, **_GOOD, "did_well": 4},
}
"""How many lines of its own a mood needs in each pool: few enough to write, enough not to repeat soon."""


class UnknownPool(LookupError):
    """Neither the mood nor the shared flows have lines of this name."""


class UnknownText(LookupError):
    """The pack has no interface text of this name."""


class MissingSlot(LookupError):
    """A text has a slot for which no value was given."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something the bot may say. *id* is unique in the pack and stable: "anxious.validate.fast-engine".

    *when* names what must be true before it is said; only pools of a letter have conditions.
    """

    id: str
    text: str
    technique: str | None = None
    source: str | None = None
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mood:
    """A mood and its own lines. *pleasantness* and *energy* go from -3 to 3."""

    name: str
    emoji: str
    aliases: tuple[str, ...]
    pleasantness: int
    energy: int
    follow: Follow
    pools: Mapping[str, tuple[Line, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class ReplyPack:
    """All words of one language; *moods* begin with the most pleasant. *understanding* holds word lists.

    A pack is itself and equal to no other, so that what is made of it can be remembered.
    """

    language: str
    moods: Mapping[str, Mood]
    pools: Mapping[str, tuple[Line, ...]]
    texts: Mapping[str, str]
    understanding: Mapping[str, object]

    def lines(self, pool: str, mood: str | None) -> tuple[Line, ...]:
        """Return the lines of *pool* that *mood* has of its own, else the shared ones.

        A mood that the pack does not have (any more) gets the shared ones. Raises UnknownPool.
        """
        own = self.moods[mood].pools if mood is not None and mood in self.moods else {}
        found = own.get(pool) or self.pools.get(pool)
        if not found:
            raise UnknownPool(f"The pack {self.language!r} has no lines {pool!r} for the mood {mood!r}.")
        return found

    def text(self, key: str, /, **slots: str) -> str:
        """Return the interface text *key* with its slots filled. Raises UnknownText or MissingSlot."""
        if key not in self.texts:
            raise UnknownText(f"The pack {self.language!r} has no text {key!r}.")
        return fill(self.texts[key], slots)

    def words(self, name: str) -> tuple[str, ...]:
        """Return the list *name* of the understanding, empty where the pack has no such list."""
        found = self.understanding.get(name)
        return found if isinstance(found, tuple) else ()


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a pack must hold: *moods* by name, least lines per pool and follow, *shared_pools* and *texts*.

    *texts* gives the slots that each text may use, *pool_slots* those that the lines of a pool may use.
    *commands* are words that no mood may be called by. *conditions* gives, for pools whose lines may have conditions,
    each condition with the slots that it fills. *word_groups* are the groups of the understanding that the program
    reads, with the lists in each: one that is missing or misspelt would make the bot deaf, and nobody would know why.
    *files* are those of topics ("care.yaml"), which hold pools and texts and no mood.
    """

    moods: frozenset[str] = frozenset()
    pools: Mapping[Follow, Mapping[str, int]] = field(default_factory=lambda: REQUIRED_POOLS)
    shared_pools: frozenset[str] = frozenset()
    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pool_slots: Mapping[str, frozenset[str]] = field(default_factory=dict)
    commands: frozenset[str] = frozenset()
    conditions: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    word_groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    @property
    def pool_names(self) -> frozenset[str]:
        """All pools that lines may be written for."""
        named = (pool for minima in self.pools.values() for pool in minima)
        return frozenset(named) | self.shared_pools | self.pool_slots.keys()


def command_key(word: str) -> str:
    """Return what makes *word* the same command as another: "Burnt-Out", "burnt out" and "burntout" agree.

    Case, blanks, hyphens, underscores and apostrophes do not count.
    """
    bare = _UNHEARD.sub("", unicodedata.normalize("NFKC", word).casefold())
    return unicodedata.normalize("NFKC", bare)


def fill(text: str, slots: Mapping[str, str]) -> str:
    """Return *text* with each {slot} replaced; braces inside a value stay as they are. Raises MissingSlot."""
    try:
        return SLOT.sub(lambda found: slots[found[1]], text)
    except KeyError as missing:
        raise MissingSlot(f"No value was given for the slot {missing} of {text!r}.") from missing
