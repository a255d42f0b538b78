"""The words of one language: moods, shared lines and texts, built whole from plain data or not at all."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from moodbot.domain.pack_problems import (
    KEBAB,
    MISSING,
    SLOT,
    Node,
    PackInvalid,
    Positions,
    Problem,
    Report,
    choose,
    nearest_of,
    shown,
    where_text,
)

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
    "build_pack",
    "command_key",
    "fill",
]

FLOWS, INTERFACE, UNDERSTANDING = "flows.yaml", "interface.yaml", "understanding.yaml"
SHARED_FILES = (FLOWS, INTERFACE, UNDERSTANDING)
"""Files of a language that are no moods."""

LINE_LIMIT, TEXT_LIMIT = 300, 1_900
"""Most characters of a spoken line and of an interface text; Discord takes 2,000 a message."""

MOST_MOODS = 25
"""Discord shows no more entries than this in one menu."""

_UNHEARD = re.compile(r"[\s_'’‘ʼ`\-‐‑‒–—]+")
_SUGGEST = "suggest"
_TOP_POOLS = ("validate", _SUGGEST)
_ORIGIN = ("technique", "source")
_MOOD_KEYS = ("mood", "emoji", "aliases", "pleasantness", "energy", "follow", *_TOP_POOLS)


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
    """Something the bot may say. *id* is unique in the pack and stable: "anxious.validate.fast-engine"."""

    id: str
    text: str
    technique: str | None = None
    source: str | None = None


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


@dataclass(frozen=True, slots=True)
class ReplyPack:
    """All words of one language; *moods* begin with the most pleasant. *understanding* holds word lists."""

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
    *commands* are words that no mood may be called by.
    """

    moods: frozenset[str] = frozenset()
    pools: Mapping[Follow, Mapping[str, int]] = field(default_factory=lambda: REQUIRED_POOLS)
    shared_pools: frozenset[str] = frozenset()
    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pool_slots: Mapping[str, frozenset[str]] = field(default_factory=dict)
    commands: frozenset[str] = frozenset()

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


def build_pack(
    language: str,
    files: Mapping[str, object],
    requirements: Requirements,
    *,
    positions: Mapping[str, Positions] | None = None,
    faults: tuple[Problem, ...] = (),
) -> ReplyPack:
    """Return the pack made of *files*, each as plain data under its file name ("anxious.yaml").

    *positions* tell where in a file a value stands, for the problems. *faults* are problems already
    known: a file they name exists, though it could not be read, so it is not called missing.
    Files that do not end in ".yaml" are passed over. Raises PackInvalid with all problems at once; a
    pack is never half built.
    """
    return _Builder(language, files, requirements, Report(positions or {}, list(faults))).pack()


class _Builder:
    """One reading of a pack's files; it remembers what must not occur twice in them."""

    def __init__(self, language: str, files: Mapping[str, object], needs: Requirements, report: Report) -> None:
        self._language, self._files, self._needs, self._report = language, files, needs, report
        self._present = {*files, *(fault.file for fault in report.problems)}
        mood_files = {name for name in self._present.difference(SHARED_FILES) if name.endswith(".yaml")}
        self._stems = sorted(name.removesuffix(".yaml") for name in mood_files)
        self._called = {command_key(name): f"the command `{name}`" for name in needs.commands}
        self._said: dict[str, str] = {}

    def pack(self) -> ReplyPack:
        self._check_mood_files()
        pools = self._pools(self._under(FLOWS, "pools"), "flows", dict.fromkeys(self._needs.shared_pools, 1))
        texts = self._texts()
        understanding = self._understanding()
        moods = [self._mood(stem) for stem in self._stems if f"{stem}.yaml" in self._files]
        self._report.raise_any()
        moods.sort(key=lambda mood: (-mood.pleasantness, mood.name))
        named = MappingProxyType({mood.name: mood for mood in moods})
        return ReplyPack(self._language, named, MappingProxyType(pools), texts, understanding)

    def _check_mood_files(self) -> None:
        if not (count := len(self._stems)):
            self._report.add("", (), "the pack has no mood: add at least one file such as calm.yaml")
        if count > MOST_MOODS:
            self._report.add("", (), f"{count} moods are more than a menu shows ({MOST_MOODS}): remove some")
        for name in sorted(self._needs.moods.difference(self._stems)):
            self._report.add(f"{name}.yaml", (), f"the mood is missing: add a file {name}.yaml for it")
        for stem in self._stems:
            file, key = f"{stem}.yaml", command_key(stem)
            if not KEBAB.fullmatch(stem):
                self._report.add(file, (), "mood files are named in a-z, 0-9 and hyphens: rename the file")
            if key in self._called:
                self._report.add(file, (), f"the name already calls {self._called[key]}: rename the file")
            self._called.setdefault(key, f"the mood `{stem}`")

    def _under(self, file: str, key: str) -> Node:
        """Return what stands under the one *key* of a shared file."""
        if file not in self._present:
            self._report.add(file, (), f"the file is missing: add {file} with `{key}:`")
        return self._root(file).fields((key,))[key]

    def _root(self, file: str) -> Node:
        return Node(self._files.get(file, MISSING), file, self._report)

    def _texts(self) -> Mapping[str, str]:
        slots = self._needs.texts
        found = self._under(INTERFACE, "texts").fields(slots.keys())
        return MappingProxyType({key: node.sentence(TEXT_LIMIT, slots[key]) or "" for key, node in found.items()})

    def _understanding(self) -> Mapping[str, object]:
        root, key = self._root(UNDERSTANDING), "intents"
        if not root.present:
            self._under(UNDERSTANDING, key)
        found = root.entries()
        if found is not None and key not in found:
            self._report.add(UNDERSTANDING, (key,), f"the key is missing: add `{key}:` here")
        return MappingProxyType(
            {name: node.groups() if name == key else node.words_or_groups() for name, node in (found or {}).items()}
        )

    def _mood(self, stem: str) -> Mood:
        """Return the mood of a file; where the file has problems, parts of it are only placeholders."""
        found = self._root(f"{stem}.yaml").fields(_MOOD_KEYS, ("lines",))
        name = found["mood"].string()
        if name not in {stem, None}:
            found["mood"].fault(f"the file is named {stem}.yaml: write `mood: {stem}`, or rename the file")
        follow = _follow(found["follow"])
        minima = self._needs.pools.get(follow, {}) if follow else {}
        top = {pool: self._lines(found[pool], stem, pool, minima.get(pool, 1)) for pool in _TOP_POOLS}
        needed = {pool: least for pool, least in minima.items() if pool not in _TOP_POOLS}
        if needed and not found["lines"].present:
            self._report.add(f"{stem}.yaml", ("lines",), "the key is missing: add `lines:` here")
        return Mood(
            name=stem,
            emoji=found["emoji"].emoji() or "",
            aliases=self._aliases(found["aliases"], stem),
            pleasantness=found["pleasantness"].whole(-3, 3) or 0,
            energy=found["energy"].whole(-3, 3) or 0,
            follow=follow or Follow.WONDER,
            pools=MappingProxyType(top | self._pools(found["lines"], stem, needed)),
        )

    def _pools(self, node: Node, owner: str, minima: Mapping[str, int]) -> dict[str, tuple[Line, ...]]:
        found = node.fields(minima.keys(), self._needs.pool_names.difference(_TOP_POOLS))
        return {
            pool: self._lines(lines, owner, pool, minima.get(pool, 1)) for pool, lines in found.items() if lines.present
        }

    def _lines(self, node: Node, owner: str, pool: str, least: int) -> tuple[Line, ...]:
        """Return the lines of a list; *owner* is the mood's name or "flows"."""
        entries = node.items()
        if isinstance(node.value, list | tuple) and len(entries) < least:
            missing = least - len(entries)
            node.fault(f"the list has {len(entries)} lines, but needs {least}: add {missing} more")
        ids: dict[str, str] = {}
        return tuple(self._line(entry, owner, pool, ids) for entry in entries)

    def _line(self, entry: Node, owner: str, pool: str, ids: dict[str, str]) -> Line:
        cited = pool == _SUGGEST and owner != "flows"
        found = entry.fields(("id", "text", *(_ORIGIN if cited else ())), _ORIGIN)
        own, technique, source = found["id"].label(ids), found["technique"].string(), found["source"].string()
        text = found["text"].sentence(LINE_LIMIT, self._needs.pool_slots.get(pool, ()))
        if text is not None and owner != "flows":
            self._check_new(found["text"], text)
        return Line(f"{owner}.{pool}.{own}", text or "", technique, source)

    def _check_new(self, node: Node, text: str) -> None:
        key = " ".join(text.casefold().split())
        if key in self._said:
            node.fault(f"the same text stands at {self._said[key]}: reword one of them")
        self._said.setdefault(key, f"{where_text(node.path)} of {node.file}")

    def _aliases(self, node: Node, stem: str) -> tuple[str, ...]:
        aliases, mine = [], f"the mood `{stem}`"
        for entry in node.items():
            alias = entry.sentence(LINE_LIMIT)
            if alias is None:
                continue
            aliases.append(alias)
            key = command_key(alias)
            if not key:
                entry.fault("the alias has no letter to recognise it by: write a word, or remove it")
            elif (owner := self._called.setdefault(key, mine)) != mine:
                entry.fault(f"this already calls {owner}: remove it here or there")
        return tuple(aliases)


def _follow(node: Node) -> Follow | None:
    known, said = [follow.value for follow in Follow], node.string()
    if said is not None and said not in known:
        node.fault(f"`{shown(said)}` is no way to go on: {choose(nearest_of(said, known), known)}")
    return Follow(said) if said in known else None
