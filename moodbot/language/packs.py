"""Language pack (ReplyPack): the moods, lines and interface texts of one language."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from moodbot.language.hearing_words import HearingWords
from moodbot.language.lines import Line
from moodbot.language.pack_problems import SLOT, PackInvalid, Problem
from moodbot.language.topics import Topic

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
"""Files of every language that are no moods. A topic may have a file with its own pools and texts, which are then not
in flows.yaml and interface.yaml; a feature names its files in its Texts."""

LINE_LIMIT, TEXT_LIMIT = 300, 1_900
"""Most characters of a line and of an interface text; Discord allows 2,000 per message."""

MOST_MOODS = 25
"""Most moods of a pack: Discord's limit of entries in one menu."""

_IGNORED_IN_KEYS = re.compile(r"[\s_'’‘ʼ`\-‐‑‒–—]+")


class Follow(StrEnum):
    """How a talk continues after the suggestion: ask for a FRIEND, WONDER which way the day leans, or SAVOUR."""

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
"""Fewest lines that a mood needs in each pool: enough not to repeat soon."""


class UnknownPool(LookupError):
    """Neither the mood nor the shared pools have this pool."""


class UnknownText(LookupError):
    """The pack has no interface text of this name."""


class MissingSlot(LookupError):
    """A text has a slot without a value."""


@dataclass(frozen=True, slots=True)
class Mood:
    """A mood and its own lines. *pleasantness* and *energy* range from -3 to 3. *examples* are texts that show it."""

    name: str
    emoji: str
    aliases: tuple[str, ...]
    pleasantness: int
    energy: int
    follow: Follow
    pools: Mapping[str, tuple[Line, ...]]
    examples: tuple[str, ...] = ()

    @property
    def side(self) -> int:
        """1 for a pleasant mood, -1 for an unpleasant one, 0 for neither."""
        return (self.pleasantness > 0) - (self.pleasantness < 0)


@dataclass(frozen=True, slots=True, eq=False)
class ReplyPack:
    """All words of one language; *moods* are sorted from the most pleasant. *understanding* holds word lists.

    *topics* and *hearing* say how told things are heard; without *hearing* only named moods and word lists are.
    Packs compare by identity, so that values derived from one can be cached.
    """

    language: str
    moods: Mapping[str, Mood]
    pools: Mapping[str, tuple[Line, ...]]
    texts: Mapping[str, str]
    understanding: Mapping[str, object]
    topics: Mapping[str, Topic] = field(default_factory=dict)
    hearing: HearingWords | None = None

    def lines(self, pool: str, mood: str | None) -> tuple[Line, ...]:
        """Return the lines of *pool* for *mood*: its own, else the shared ones.

        A mood that is not in the pack (any more) gets the shared ones. Raises UnknownPool.
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
        """Return the word list *name* of the understanding, empty if the pack has none."""
        found = self.understanding.get(name)
        return found if isinstance(found, tuple) else ()


@dataclass(frozen=True, slots=True)
class Requirements:
    """The required contents of a pack: *moods* by name, fewest lines per follow and pool, *shared_pools*, *texts*.

    *texts* maps each text to the slots that it may use, *pool_slots* each pool to the slots of its lines.
    *commands* are words that no mood may have as its name. *conditions* maps a pool to the conditions of its lines,
    each with the slots that it fills. *word_groups* maps each group of the understanding that the program reads to its
    lists: without the check, a missing or misspelt one would silently stop the bot from understanding anything.
    *files* are the files of topics ("care.yaml"), which hold pools and texts but no mood.
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
        """The names of all pools that a pack may have."""
        named = (pool for minima in self.pools.values() for pool in minima)
        return frozenset(named) | self.shared_pools | self.pool_slots.keys()


LONGEST_KEY = 60
"""Most characters of a key; names of commands and aliases of moods have half as many."""

LONGEST_TYPED = 4 * LONGEST_KEY
"""Most characters of a typed word that are compared."""


def command_key(word: str) -> str:
    """Return the key by which commands are compared: "Burnt-Out", "burnt out" and "burntout" have the same.

    Case, blanks, hyphens, underscores and apostrophes are ignored.
    """
    bare = _IGNORED_IN_KEYS.sub("", unicodedata.normalize("NFKC", word[:LONGEST_TYPED]).casefold())
    return unicodedata.normalize("NFKC", bare[:LONGEST_KEY])[:LONGEST_KEY]


def fill(text: str, slots: Mapping[str, str]) -> str:
    """Return *text* with each {slot} replaced; braces inside a value stay as they are. Raises MissingSlot."""
    try:
        return SLOT.sub(lambda found: slots[found[1]], text)
    except KeyError as missing:
        raise MissingSlot(f"No value was given for the slot {missing} of {text!r}.") from missing
