"""What can be wrong with a pack: each fault with its place and remedy, found while plain data is read."""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""The way to a value inside a file: keys, and places in a list counted from 0."""

Positions = Mapping[Path, tuple[int, int]]
"""Line and column, both counted from 1, of the values of one file."""

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MISSING: object = object()
"""Stands in a node where a key is missing."""

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_EVERYONE = re.compile(r"@(everyone|here)\b", re.IGNORECASE)
_EMOJI_LIMIT = 8
_SHOWN = 40
_LISTED = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a pack: *message* says what is wrong and what to change.

    *file* is empty where the pack as a whole is meant, *where* is a path such as "validate[3].text"
    (lists count from 0), *line* and *column* count from 1 and are None where they are not known.
    """

    file: str
    where: str
    line: int | None
    column: int | None
    message: str


class PackInvalid(ValueError):
    """A pack cannot be used; *problems* lists all that is wrong with it, by file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.file} {p.where}: {p.message}" for p in problems))
        self.problems = problems


@dataclass(slots=True)
class Report:
    """The problems found so far, each at the nearest place whose position is known."""

    positions: Mapping[str, Positions]
    problems: list[Problem] = field(default_factory=list)

    def add(self, file: str, path: Path, message: str) -> None:
        """Note a problem with what stands at *path* of *file*, or should stand there."""
        known = self.positions.get(file, {})
        nearest = next((path[:end] for end in range(len(path), -1, -1) if path[:end] in known), None)
        line, column = (None, None) if nearest is None else known[nearest]
        self.problems.append(Problem(file, where_text(path), line, column, message))

    def raise_any(self) -> None:
        """Raise PackInvalid with all problems, if there are any."""
        if self.problems:
            raise PackInvalid(tuple(sorted(self.problems, key=lambda p: (p.file, p.line or 0, p.column or 0))))


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a pack's file with its place.

    Its readers return what they name; where the value is wrong they note the problem and return None or
    nothing. A node that stands for a missing key is read as nothing too, without a further problem.
    """

    value: object
    file: str
    report: Report
    path: Path = ()

    @property
    def present(self) -> bool:
        """True where a value stands, even an empty one."""
        return self.value is not MISSING

    def fault(self, message: str) -> None:
        """Note that this value is wrong."""
        if self.present:
            self.report.add(self.file, self.path, message)

    def child(self, step: str | int, value: object) -> "Node":
        """Return *value* as the node at *step* below this one."""
        return Node(value, self.file, self.report, (*self.path, step))

    def entries(self) -> dict[str, "Node"] | None:
        """Return the values by key, or None where this is no mapping."""
        if not isinstance(self.value, Mapping):
            self.fault(f"should hold `key: value` lines, but is {_kind(self.value)}: write keys with values below it")
            return None
        found: dict[str, Node] = {}
        for key, value in self.value.items():
            if isinstance(key, str):
                found[key] = self.child(key, value)
            else:
                self.fault(f"has {_kind(key)} as a key: put double quotes around the key `{shown(str(key))}`")
        return found

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Node"]:
        """Return a node for each known key, noting unknown keys and missing *required* ones."""
        known = {*required, *optional}
        found = self.entries()
        absent = set() if found is None else set(required) - found.keys()
        found = found or {}
        for name in [name for name in found if name not in known]:
            near = nearest_of(name, known)
            remedy = f"{choose(near, known)}, or remove it"
            found.pop(name).fault(f"`{shown(name)}` is not a known key here: {remedy}")
            absent.discard(near or "")
        for name in sorted(absent):
            self.report.add(self.file, (*self.path, name), f"the key is missing: add `{name}:` here")
        return {name: found.get(name, self.child(name, MISSING)) for name in sorted(known)}

    def items(self) -> tuple["Node", ...]:
        """Return the entries of a list."""
        if not isinstance(self.value, list | tuple):
            self.fault(f"should be a list, but is {_kind(self.value)}: begin every entry with a dash, or write [...]")
            return ()
        return tuple(self.child(place, value) for place, value in enumerate(self.value))

    def string(self) -> str | None:
        """Return a text that is more than blanks, or None."""
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
        """Return a text fit to be shown: at most *limit* characters, no slots but these *slots*."""
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
            self.fault(f"the slot {{{shown(name)}}} is not filled here: {choose(nearest_of(name, slots), slots)}")
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
        """Return a short name in kebab-case, or None, and add it to those *taken* with its place."""
        name = self.string()
        if name is None:
            return None
        if not KEBAB.fullmatch(name):
            self.fault(f"`{shown(name)}` is not in kebab-case: use a-z, 0-9 and single hyphens, such as fast-engine")
        elif name in taken:
            self.fault(f"`{shown(name)}` is already the id of {taken[name]}: give this line another one")
        taken.setdefault(name, where_text(self.path[:-1]))
        return name

    def emoji(self) -> str | None:
        """Return a text that can be a single emoji, or None."""
        text = self.string()
        if text is not None and len(text) > _EMOJI_LIMIT:
            self.fault(f"the emoji has {len(text)} characters: write a single emoji")
        elif text is not None and (text.isascii() or re.search(r"[\s\w]{2}", text)):
            self.fault(f'`{shown(text)}` is not an emoji: write a single one, such as "🙂"')
        return text

    def words(self) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(word for entry in self.items() if (word := entry.string()) is not None)

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Return lists of texts by name."""
        return {name: words.words() for name, words in (self.entries() or {}).items()}

    def words_or_groups(self) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
        """Return a list of texts, or several by name, whichever stands here."""
        return self.groups() if isinstance(self.value, Mapping) else self.words()


def where_text(path: Path) -> str:
    """Return *path* as people write it: ("validate", 3, "text") is "validate[3].text"."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in path)
    return "".join(parts).removeprefix(".")


def shown(text: str, most: int = _SHOWN) -> str:
    """Return *text* on one line of at most *most* characters, fit for a message."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def nearest_of(name: str, known: Collection[str]) -> str | None:
    """Return the one of *known* that *name* was probably meant to be."""
    near = difflib.get_close_matches(name[: 2 * _SHOWN], sorted(known), n=1, cutoff=0.6)
    return near[0] if near else None


def choose(near: str | None, known: Collection[str]) -> str:
    if near is not None:
        return f"did you mean `{near}`? Then write it so"
    if not known:
        return "none can be used here, so reword without it"
    listed = ", ".join(sorted(known)[:_LISTED])
    return f"use one of {listed}{', ...' if len(known) > _LISTED else ''}"


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
