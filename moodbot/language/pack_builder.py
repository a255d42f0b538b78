"""Build a language pack from parsed YAML, or report all problems of its files at once."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from moodbot.language.hearing_builder import ACTS_FILE, HEARING_FILE, build_hearing
from moodbot.language.hearing_words import HearingWords
from moodbot.language.pack_lint import PackLint
from moodbot.language.pack_problems import (
    KEBAB,
    MISSING,
    Node,
    Positions,
    Problem,
    Report,
    closest_name,
    one_line,
    remedy,
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
from moodbot.language.topic_builder import TOPIC_FOLDER, TopicBuilder
from moodbot.language.topics import Topic
from moodbot.language.word_rules import WordRules

__all__ = ["build_pack"]

HEARING_FILES = (HEARING_FILE, ACTS_FILE)
"""The files of a language that is heard: how its words are read, and what a text does."""

_SUGGEST = "suggest"
_TOP_POOLS = ("validate", _SUGGEST)
_ORIGIN_KEYS = ("technique", "source")
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
    """Build the pack of *language* from *files*: parsed YAML by file name ("anxious.yaml").

    *positions* give the line and column of each value, for the problems. *faults* are problems already
    known: a file they name exists, though it could not be read, so it is not reported as missing.
    With *word_rules*, harmful words are problems, too. Files that do not end in ".yaml" are ignored.
    Raises PackInvalid with all problems at once; there are no partial packs.
    """
    report = Report(positions or {}, list(faults))
    return _Builder(language, files, requirements, report, PackLint(word_rules)).pack()


class _Builder:
    """Builds one pack; collects problems, and the names and texts that must be unique."""

    def __init__(
        self, language: str, files: Mapping[str, object], needs: Requirements, report: Report, lint: PackLint
    ) -> None:
        self._language, self._files, self._needs, self._report, self._lint = language, files, needs, report, lint
        self._present = {*files, *(fault.file for fault in report.problems)}
        others = (*SHARED_FILES, *HEARING_FILES, *needs.files)
        mood_files = {
            name
            for name in self._present.difference(others)
            if name.endswith(".yaml") and not name.startswith(TOPIC_FOLDER)
        }
        self._mood_names = sorted(name.removesuffix(".yaml") for name in mood_files)
        self._owner_by_key = {command_key(name): f"the command `{name}`" for name in needs.commands}
        self._place_by_text: dict[str, str] = {}
        self._topic_fields = {
            file: self._root(file).fields((), ("pools", "texts")) for file in needs.files if file in files
        }

    def pack(self) -> ReplyPack:
        self._check_mood_files()
        pools = self._shared_pools()
        texts = self._texts()
        understanding = self._understanding()
        hearing = self._hearing()
        topics = self._topics_of(hearing)
        moods = [self._mood(stem) for stem in self._mood_names if f"{stem}.yaml" in self._files]
        self._report.raise_any()
        moods.sort(key=lambda mood: (-mood.pleasantness, mood.name))
        named = MappingProxyType({mood.name: mood for mood in moods})
        return ReplyPack(
            self._language, named, MappingProxyType(pools), texts, understanding, MappingProxyType(topics), hearing
        )

    def _hearing(self) -> HearingWords | None:
        """Return the hearing words; None for a language without them, which then hears only moods that are named."""
        if self._present.isdisjoint(HEARING_FILES):
            return None
        for file in HEARING_FILES:
            if file not in self._present:
                self._report.add(file, (), f"the file is missing: add it, or remove {' and '.join(HEARING_FILES)}")
        return build_hearing(self._root(HEARING_FILE), self._root(ACTS_FILE))

    def _topics_of(self, hearing: HearingWords | None) -> dict[str, Topic]:
        """Return the topics by name; none without hearing words, which their phrases need."""
        files = sorted(name for name in self._files if name.startswith(TOPIC_FOLDER))
        if hearing is None:
            return {}
        builder = TopicBuilder(self._mood_names, hearing.closed.keys(), hearing.lists, self._lint)
        stems = {file: file.removeprefix(TOPIC_FOLDER).removesuffix(".yaml") for file in files}
        return {stem: builder.topic(stem, self._root(file)) for file, stem in stems.items()}

    def _shared_pools(self) -> dict[str, tuple[Line, ...]]:
        topics: dict[str, tuple[Line, ...]] = {}
        for file, node in self._topic_nodes("pools"):
            topic_pools = self._pools(node, file.removesuffix(".yaml"), {})
            self._check_unique(file, node, topic_pools, topics)
            topics |= topic_pools
        missing = () if self._has_unread_topic() else self._needs.shared_pools - topics.keys()
        node = self._section(FLOWS, "pools")
        flows = self._pools(node, "flows", dict.fromkeys(missing, 1))
        self._check_unique(FLOWS, node, flows, topics)
        return flows | topics

    def _topic_nodes(self, key: str) -> list[tuple[str, Node]]:
        """Return the node at *key* of each topic file that has this key."""
        return [(file, fields[key]) for file, fields in self._topic_fields.items() if fields[key].present]

    def _has_unread_topic(self) -> bool:
        """Return True if a topic file could not be read: any pool may be in it, so none is reported as missing."""
        return any(file in self._present and file not in self._files for file in self._needs.files)

    def _check_unique(self, file: str, node: Node, names: Iterable[str], earlier: Iterable[str]) -> None:
        for name in sorted(set(names).intersection(earlier)):
            message = "this stands in the file of a topic, too: remove it here or there"
            self._report.add(file, (*node.path, name), message)

    def _check_mood_files(self) -> None:
        if not (count := len(self._mood_names)):
            self._report.add("", (), "the pack has no mood: add at least one file such as calm.yaml")
        if count > MOST_MOODS:
            self._report.add("", (), f"{count} moods are more than a menu shows ({MOST_MOODS}): remove some")
        for name in sorted(self._needs.moods.difference(self._mood_names)):
            self._report.add(f"{name}.yaml", (), f"the mood is missing: add a file {name}.yaml for it")
        for stem in self._mood_names:
            file, key = f"{stem}.yaml", command_key(stem)
            if not KEBAB.fullmatch(stem):
                self._report.add(file, (), "mood files are named in a-z, 0-9 and hyphens: rename the file")
            if key in self._owner_by_key:
                self._report.add(file, (), f"the name already calls {self._owner_by_key[key]}: rename the file")
            self._owner_by_key.setdefault(key, f"the mood `{stem}`")

    def _section(self, file: str, key: str) -> Node:
        """Return the node at the only *key* of a shared file."""
        if file not in self._present:
            self._report.add(file, (), f"the file is missing: add {file} with `{key}:`")
        return self._root(file).fields((key,))[key]

    def _root(self, file: str) -> Node:
        return Node(self._files.get(file, MISSING), file, self._report)

    def _texts(self) -> Mapping[str, str]:
        slots = self._needs.texts
        topics: dict[str, Node] = {}
        for file, node in self._topic_nodes("texts"):
            topic_texts = {key: text for key, text in node.fields((), slots.keys()).items() if text.present}
            self._check_unique(file, node, topic_texts, topics)
            topics |= topic_texts
        node = self._section(INTERFACE, "texts")
        missing = () if self._has_unread_topic() else slots.keys() - topics.keys()
        shared = {key: text for key, text in node.fields(missing, slots.keys()).items() if text.present}
        self._check_unique(INTERFACE, node, shared, topics)
        texts = {}
        for key, text in (shared | topics).items():
            texts[key] = text.sentence(TEXT_LIMIT, slots[key]) or ""
            self._lint.text(text, texts[key])
        return MappingProxyType(texts)

    def _understanding(self) -> Mapping[str, object]:
        root, key = self._root(UNDERSTANDING), "intents"
        if not root.present:
            self._section(UNDERSTANDING, key)
        entries = root.entries()
        if entries is not None and key not in entries:
            self._report.add(UNDERSTANDING, (key,), f"the key is missing: add `{key}:` here")
        if entries is not None:
            self._check_word_groups(entries)
        return MappingProxyType(
            {name: node.groups() if name == key else node.words_or_groups() for name, node in (entries or {}).items()}
        )

    def _check_word_groups(self, entries: Mapping[str, Node]) -> None:
        for name, lists in self._needs.word_groups.items():
            if name in entries:
                entries[name].fields(lists)
            else:
                self._report.add(UNDERSTANDING, (name,), f"the key is missing: add `{name}:` here")

    def _mood(self, stem: str) -> Mood:
        """Return the mood of a file; parts with problems become placeholders."""
        fields = self._root(f"{stem}.yaml").fields(_MOOD_KEYS, ("lines", "examples"))
        name = fields["mood"].string()
        if name not in {stem, None}:
            fields["mood"].fault(f"the file is named {stem}.yaml: write `mood: {stem}`, or rename the file")
        follow = _read_follow(fields["follow"])
        minima = self._needs.pools.get(follow, {}) if follow else {}
        top = {pool: self._lines(fields[pool], stem, pool, minima.get(pool, 1)) for pool in _TOP_POOLS}
        needed = {pool: least for pool, least in minima.items() if pool not in _TOP_POOLS}
        if needed and not fields["lines"].present:
            self._report.add(f"{stem}.yaml", ("lines",), "the key is missing: add `lines:` here")
        pleasantness = fields["pleasantness"].whole(-3, 3) or 0
        self._lint.follow(fields["follow"], follow, pleasantness)
        return Mood(
            name=stem,
            emoji=fields["emoji"].emoji() or "",
            aliases=self._aliases(fields["aliases"], stem),
            pleasantness=pleasantness,
            energy=fields["energy"].whole(-3, 3) or 0,
            follow=follow or Follow.WONDER,
            pools=MappingProxyType(top | self._pools(fields["lines"], stem, needed)),
            examples=fields["examples"].words() if fields["examples"].present else (),
        )

    def _pools(self, node: Node, owner: str, minima: Mapping[str, int]) -> dict[str, tuple[Line, ...]]:
        fields = node.fields(minima.keys(), self._needs.pool_names.difference(_TOP_POOLS))
        return {
            pool: self._lines(lines, owner, pool, minima.get(pool, 1))
            for pool, lines in fields.items()
            if lines.present
        }

    def _lines(self, node: Node, owner: str, pool: str, least: int) -> tuple[Line, ...]:
        """Return the lines of a list; *owner* is the name of the mood or of the topic file ("flows", "care")."""
        entries = node.items()
        if isinstance(node.value, list | tuple) and len(entries) < least:
            missing = least - len(entries)
            node.fault(f"the list has {len(entries)} lines, but needs {least}: add {missing} more")
        ids: dict[str, str] = {}
        return tuple(self._line(entry, owner, pool, ids) for entry in entries)

    def _line(self, entry: Node, owner: str, pool: str, ids: dict[str, str]) -> Line:
        of_mood = owner in self._mood_names
        needs_source = pool == _SUGGEST and of_mood
        known = self._needs.conditions.get(pool, {})
        optional = (*_ORIGIN_KEYS, "lint", *(("when",) if known else ()))
        fields = entry.fields(("id", "text", *(_ORIGIN_KEYS if needs_source else ())), optional)
        line_id, technique, source = fields["id"].label(ids), fields["technique"].string(), fields["source"].string()
        when = _conditions(fields["when"], known) if known else ()
        slots = self._needs.pool_slots.get(pool, frozenset()).union(*(known[name] for name in when))
        text = fields["text"].sentence(LINE_LIMIT, slots)
        if text is not None and of_mood:
            self._check_not_repeated(fields["text"], text)
        self._lint.line(fields["text"], text or "", pool, fields["lint"])
        return Line(f"{owner}.{pool}.{line_id}", text or "", technique, source, when)

    def _check_not_repeated(self, node: Node, text: str) -> None:
        key = " ".join(text.casefold().split())
        if key in self._place_by_text:
            node.fault(f"the same text stands at {self._place_by_text[key]}: reword one of them")
        self._place_by_text.setdefault(key, f"{where_text(node.path)} of {node.file}")

    def _aliases(self, node: Node, stem: str) -> tuple[str, ...]:
        aliases, this_mood = [], f"the mood `{stem}`"
        for entry in node.items():
            alias = entry.sentence(LINE_LIMIT)
            if alias is None:
                continue
            aliases.append(alias)
            key = command_key(alias)
            if not key:
                entry.fault("the alias has no letter to recognise it by: write a word, or remove it")
            elif (owner := self._owner_by_key.setdefault(key, this_mood)) != this_mood:
                entry.fault(f"this already calls {owner}: remove it here or there")
        return tuple(aliases)


def _conditions(node: Node, known: Mapping[str, object]) -> tuple[str, ...]:
    """Return the known conditions of a line; an unknown one is a problem, as it could never be true."""
    names = node.words() if node.present else ()
    for name in names:
        if name not in known:
            node.fault(f"`{one_line(name)}` is no condition: {remedy(closest_name(name, tuple(known)), tuple(known))}")
    return tuple(name for name in names if name in known)


def _read_follow(node: Node) -> Follow | None:
    known, value = [follow.value for follow in Follow], node.string()
    if value is not None and value not in known:
        node.fault(f"`{one_line(value)}` is no way to go on: {remedy(closest_name(value, known), known)}")
    return Follow(value) if value in known else None
