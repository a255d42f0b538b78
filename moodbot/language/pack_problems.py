"""Validate parsed YAML while it is read; each problem names its file and line, and says what to change."""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Path to a value inside a file: mapping keys, and list indexes from 0."""

Positions = Mapping[Path, tuple[int, int]]
"""Line and column (both from 1) of each value of one file."""

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MISSING: object = object()
"""The value of a node whose key is missing."""

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_EVERYONE = re.compile(r"@(everyone|here)\b", re.IGNORECASE)
_EMOJI_LIMIT = 8
_SHOWN_CHARS = 40
_MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a pack: *message* says what is wrong and what to change.

    *file* is empty for a problem of the whole pack, *where* is a path such as "validate[3].text"
    (lists count from 0), *line* and *column* count from 1 and are None if not known.
    """

    file: str
    where: str
    line: int | None
    column: int | None
    message: str


class PackInvalid(ValueError):
    """A pack cannot be used; *problems* are all its problems, by file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.file} {p.where}: {p.message}" for p in problems))
        self.problems = problems


@dataclass(slots=True)
class Report:
    """Collects problems, each at the nearest enclosing value whose position is known."""

    positions: Mapping[str, Positions]
    problems: list[Problem] = field(default_factory=list)

    def add(self, file: str, path: Path, message: str) -> None:
        """Add a problem with the existing or missing value at *path* of *file*."""
        known = self.positions.get(file, {})
        nearest = next((path[:end] for end in range(len(path), -1, -1) if path[:end] in known), None)
        line, column = (None, None) if nearest is None else known[nearest]
        self.problems.append(Problem(file, where_text(path), line, column, message))

    def raise_any(self) -> None:
        """Raise PackInvalid with all problems, by file and line, if there are any."""
        if self.problems:
            raise PackInvalid(tuple(sorted(self.problems, key=lambda p: (p.file, p.line or 0, p.column or 0))))


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a pack's file, with its place.

    Its methods read the value as the type that they name; for a wrong value they report a problem and return
    None or an empty collection. A node of a missing key reads the same way, without another problem.
    """

    value: object
    file: str
    report: Report
    path: Path = ()

    @property
    def present(self) -> bool:
        """True if the key exists, even with an empty value."""
        return self.value is not MISSING

    def fault(self, message: str) -> None:
        """Report a problem with this value; a missing one is not reported again."""
        if self.present:
            self.report.add(self.file, self.path, message)

    def child(self, step: str | int, value: object) -> "Node":
        """Return the node of *value* at *step* (key or index) below this one."""
        return Node(value, self.file, self.report, (*self.path, step))

    def entries(self) -> dict[str, "Node"] | None:
        """Return the nodes by key, or None if this is no mapping."""
        if not isinstance(self.value, Mapping):
            self.fault(f"should hold `key: value` lines, but is {_kind(self.value)}: write keys with values below it")
            return None
        nodes: dict[str, Node] = {}
        for key, value in self.value.items():
            if isinstance(key, str):
                nodes[key] = self.child(key, value)
            else:
                self.fault(f"has {_kind(key)} as a key: put double quotes around the key `{one_line(str(key))}`")
        return nodes

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Node"]:
        """Return a node for each known key; report unknown keys and missing *required* ones."""
        known = {*required, *optional}
        nodes = self.entries()
        absent = set() if nodes is None else set(required) - nodes.keys()
        nodes = nodes or {}
        for name in [name for name in nodes if name not in known]:
            near = closest_name(name, known)
            advice = f"{remedy(near, known)}, or remove it"
            nodes.pop(name).fault(f"`{one_line(name)}` is not a known key here: {advice}")
            absent.discard(near or "")
        for name in sorted(absent):
            self.report.add(self.file, (*self.path, name), f"the key is missing: add `{name}:` here")
        return {name: nodes.get(name, self.child(name, MISSING)) for name in sorted(known)}

    def items(self) -> tuple["Node", ...]:
        """Return the nodes of a list."""
        if not isinstance(self.value, list | tuple):
            self.fault(f"should be a list, but is {_kind(self.value)}: begin every entry with a dash, or write [...]")
            return ()
        return tuple(self.child(place, value) for place, value in enumerate(self.value))

    def string(self) -> str | None:
        """Return a text that is not blank, or None."""
        if not isinstance(self.value, str):
            self.fault(f"should be text, but is {_kind(self.value)}: write the text in double quotes")
            return None
        if not self.value.strip():
            self.fault("the text is empty: write something, or remove the whole entry")
            return None
        if _CONTROL.search(self.value):
            self.fault("the text holds a character that cannot be shown: delete it, or type the text again")
        return self.value

    def sentence(self, limit: int, slots: Collection[str] = ()) -> str | None:
        """Return a text for people, or None; report one over *limit* characters or with slots not in *slots*."""
        text = self.string()
        if text is None:
            return None
        if len(text) > limit:
            self.fault(f"the text has {len(text)} characters: shorten it to {limit} or fewer")
        if found := _EVERYONE.search(text):
            self.fault(f"the text says {found[0]}, which could call the whole server: reword it without")
        if re.search("[{}]", SLOT.sub("", text)):
            self.fault("the text has a brace that belongs to no slot: write slots as {name}, and no other braces")
        for name in sorted(set(SLOT.findall(text)) - set(slots)):
            self.fault(f"the slot {{{one_line(name)}}} is not filled here: {remedy(closest_name(name, slots), slots)}")
        return text

    def whole(self, low: int, high: int) -> int | None:
        """Return a whole number from *low* to *high*, or None."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.fault(f"should be a whole number, but is {_kind(self.value)}: write one from {low} to {high}")
            return None
        if not low <= self.value <= high:
            self.fault(f"the number is out of range: write one from {low} to {high}")
            return None
        return self.value

    def label(self, taken: dict[str, str]) -> str | None:
        """Return a short name in kebab-case, or None; *taken* maps used names to places, and gets this one."""
        name = self.string()
        if name is None:
            return None
        if not KEBAB.fullmatch(name):
            self.fault(f"`{one_line(name)}` is not in kebab-case: use a-z, 0-9 and single hyphens, such as fast-engine")
        elif name in taken:
            self.fault(f"`{one_line(name)}` is already the id of {taken[name]}: give this line another one")
        taken.setdefault(name, where_text(self.path[:-1]))
        return name

    def emoji(self) -> str | None:
        """Return a text, or None; report one that is not a single emoji."""
        text = self.string()
        if text is not None and len(text) > _EMOJI_LIMIT:
            self.fault(f"the emoji has {len(text)} characters: write a single emoji")
        elif text is not None and (text.isascii() or re.search(r"[\s\w]{2}", text)):
            self.fault(f'`{one_line(text)}` is not an emoji: write a single one, such as "🙂"')
        return text

    def words(self) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(word for entry in self.items() if (word := entry.string()) is not None)

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Return lists of texts by name."""
        return {name: words.words() for name, words in (self.entries() or {}).items()}

    def words_or_groups(self) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
        """Return a list of texts or a mapping of lists of texts, whichever the value is."""
        return self.groups() if isinstance(self.value, Mapping) else self.words()


def where_text(path: Path) -> str:
    """Return *path* for a message: ("validate", 3, "text") is "validate[3].text"."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{one_line(step)}" for step in path)
    return "".join(parts).removeprefix(".")


def one_line(text: str, most: int = _SHOWN_CHARS) -> str:
    """Return *text* on one line of at most *most* characters, without control characters, for a message."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def closest_name(name: str, known: Collection[str]) -> str | None:
    """Return the most similar of *known*, or None if none is similar to *name*."""
    near = difflib.get_close_matches(name[: 2 * _SHOWN_CHARS], sorted(known), n=1, cutoff=0.6)
    return near[0] if near else None


def remedy(near: str | None, known: Collection[str]) -> str:
    """Return the remedy of a message: write *near*, or if that is None one of *known*."""
    if near is not None:
        return f"did you mean `{near}`? Then write it so"
    if not known:
        return "none can be used here, so reword without it"
    listed = ", ".join(sorted(known)[:_MOST_LISTED])
    return f"use one of {listed}{', ...' if len(known) > _MOST_LISTED else ''}"


def _kind(value: object) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list() | tuple():
            return "a list"
        case Mapping():
            return "a group of keys"
        case _:
            return "something else"
