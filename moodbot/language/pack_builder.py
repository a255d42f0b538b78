"""A pack built whole from plain data, or not at all: every problem is found before any is reported."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from moodbot.language.pack_lint import PackLint
from moodbot.language.pack_problems import (
    KEBAB,
    MISSING,
    Node,
    Positions,
    Problem,
    Report,
    choose,
    nearest_of,
    shown,
    where_text,
)
from moodbot.language.packs import (
    FLOWS,
    INTERFACE,
    LINE_LIMIT,
    MOST_MOODS,
    SHARED_FILES,
    TEXT_LIMIT,
    UNDERSTANDING,
    Follow,
    Line,
    Mood,
    ReplyPack,
    Requirements,
    command_key,
)
from moodbot.language.word_rules import WordRules

__all__ = ["build_pack"]

_SUGGEST = "suggest"
_TOP_POOLS = ("validate", _SUGGEST)
_ORIGIN = ("technique", "source")
_MOOD_KEYS = ("mood", "emoji", "aliases", "pleasantness", "energy", "follow", *_TOP_POOLS)


def build_pack(
    language: str,
    files: Mapping[str, object],
    requirements: Requirements,
    *,
    positions: Mapping[str, Positions] | None = None,
    faults: tuple[Problem, ...] = (),
    word_rules: WordRules | None = None,
) -> ReplyPack:
    """Return the pack made of *files*, each as plain data under its file name ("anxious.yaml").

    *positions* tell where in a file a value stands, for the problems. *faults* are problems already
    known: a file they name exists, though it could not be read, so it is not called missing.
    With *word_rules*, words that may harm are problems, too. Files that do not end in ".yaml" are passed
    over. Raises PackInvalid with all problems at once; a pack is never half built.
    """
    report = Report(positions or {}, list(faults))
    return _Builder(language, files, requirements, report, PackLint(word_rules)).pack()


class _Builder:
    """One reading of a pack's files; it remembers what must not occur twice in them."""

    def __init__(
        self, language: str, files: Mapping[str, object], needs: Requirements, report: Report, lint: PackLint
    ) -> None:
        self._language, self._files, self._needs, self._report, self._lint = language, files, needs, report, lint
        self._present = {*files, *(fault.file for fault in report.problems)}
        mood_files = {name for name in self._present.difference(SHARED_FILES, needs.files) if name.endswith(".yaml")}
        self._stems = sorted(name.removesuffix(".yaml") for name in mood_files)
        self._called = {command_key(name): f"the command `{name}`" for name in needs.commands}
        self._said: dict[str, str] = {}
        self._topic_fields = {
            file: self._root(file).fields((), ("pools", "texts")) for file in needs.files if file in files
        }

    def pack(self) -> ReplyPack:
        self._check_mood_files()
        pools = self._shared_pools()
        texts = self._texts()
        understanding = self._understanding()
        moods = [self._mood(stem) for stem in self._stems if f"{stem}.yaml" in self._files]
        self._report.raise_any()
        moods.sort(key=lambda mood: (-mood.pleasantness, mood.name))
        named = MappingProxyType({mood.name: mood for mood in moods})
        return ReplyPack(self._language, named, MappingProxyType(pools), texts, understanding)

    def _shared_pools(self) -> dict[str, tuple[Line, ...]]:
        topics: dict[str, tuple[Line, ...]] = {}
        for file, node in self._topics("pools"):
            found = self._pools(node, file.removesuffix(".yaml"), {})
            self._check_once(file, node, found, topics)
            topics |= found
        missing = () if self._unread_topics() else self._needs.shared_pools - topics.keys()
        node = self._under(FLOWS, "pools")
        flows = self._pools(node, "flows", dict.fromkeys(missing, 1))
        self._check_once(FLOWS, node, flows, topics)
        return flows | topics

    def _topics(self, key: str) -> list[tuple[str, Node]]:
        """Return what stands under *key* in each topic's file that has it."""
        return [(file, fields[key]) for file, fields in self._topic_fields.items() if fields[key].present]

    def _unread_topics(self) -> bool:
        """True where a topic's file could not be read: it may hold anything, so nothing is called missing."""
        return any(file in self._present and file not in self._files for file in self._needs.files)

    def _check_once(self, file: str, node: Node, found: Iterable[str], before: Iterable[str]) -> None:
        for name in sorted(set(found).intersection(before)):
            message = "this stands in the file of a topic, too: remove it here or there"
            self._report.add(file, (*node.path, name), message)

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
        topics: dict[str, Node] = {}
        for file, node in self._topics("texts"):
            found = {key: text for key, text in node.fields((), slots.keys()).items() if text.present}
            self._check_once(file, node, found, topics)
            topics |= found
        node = self._under(INTERFACE, "texts")
        missing = () if self._unread_topics() else slots.keys() - topics.keys()
        plain = {key: text for key, text in node.fields(missing, slots.keys()).items() if text.present}
        self._check_once(INTERFACE, node, plain, topics)
        texts = {}
        for key, text in (plain | topics).items():
            texts[key] = text.sentence(TEXT_LIMIT, slots[key]) or ""
            self._lint.text(text, texts[key])
        return MappingProxyType(texts)

    def _understanding(self) -> Mapping[str, object]:
        root, key = self._root(UNDERSTANDING), "intents"
        if not root.present:
            self._under(UNDERSTANDING, key)
        found = root.entries()
        if found is not None and key not in found:
            self._report.add(UNDERSTANDING, (key,), f"the key is missing: add `{key}:` here")
        if found is not None:
            self._check_word_groups(found)
        return MappingProxyType(
            {name: node.groups() if name == key else node.words_or_groups() for name, node in (found or {}).items()}
        )

    def _check_word_groups(self, found: Mapping[str, Node]) -> None:
        for name, lists in self._needs.word_groups.items():
            if name in found:
                found[name].fields(lists)
            else:
                self._report.add(UNDERSTANDING, (name,), f"the key is missing: add `{name}:` here")

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
        pleasantness = found["pleasantness"].whole(-3, 3) or 0
        self._lint.follow(found["follow"], follow, pleasantness)
        return Mood(
            name=stem,
            emoji=found["emoji"].emoji() or "",
            aliases=self._aliases(found["aliases"], stem),
            pleasantness=pleasantness,
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
        """Return the lines of a list; *owner* is the mood's name, "flows" or "care"."""
        entries = node.items()
        if isinstance(node.value, list | tuple) and len(entries) < least:
            missing = least - len(entries)
            node.fault(f"the list has {len(entries)} lines, but needs {least}: add {missing} more")
        ids: dict[str, str] = {}
        return tuple(self._line(entry, owner, pool, ids) for entry in entries)

    def _line(self, entry: Node, owner: str, pool: str, ids: dict[str, str]) -> Line:
        own_mood = owner in self._stems
        cited = pool == _SUGGEST and own_mood
        known = self._needs.conditions.get(pool, {})
        optional = (*_ORIGIN, "lint", *(("when",) if known else ()))
        found = entry.fields(("id", "text", *(_ORIGIN if cited else ())), optional)
        own, technique, source = found["id"].label(ids), found["technique"].string(), found["source"].string()
        when = _conditions(found["when"], known) if known else ()
        slots = self._needs.pool_slots.get(pool, frozenset()).union(*(known[name] for name in when))
        text = found["text"].sentence(LINE_LIMIT, slots)
        if text is not None and own_mood:
            self._check_new(found["text"], text)
        self._lint.line(found["text"], text or "", pool, found["lint"])
        return Line(f"{owner}.{pool}.{own}", text or "", technique, source, when)

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


def _conditions(node: Node, known: Mapping[str, object]) -> tuple[str, ...]:
    """Return the conditions of a line; one that nobody knows is a problem, as it could never be true."""
    said = node.words() if node.present else ()
    for name in said:
        if name not in known:
            node.fault(f"`{shown(name)}` is no condition: {choose(nearest_of(name, tuple(known)), tuple(known))}")
    return tuple(name for name in said if name in known)


def _follow(node: Node) -> Follow | None:
    known, said = [follow.value for follow in Follow], node.string()
    if said is not None and said not in known:
        node.fault(f"`{shown(said)}` is no way to go on: {choose(nearest_of(said, known), known)}")
    return Follow(said) if said in known else None
