"""Parse a small, safe subset of YAML into plain data with the position of every value."""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

import yaml

from moodbot.language.pack_problems import Path, Positions, one_line

SIZE_LIMIT = 256 * 1024
"""Most bytes of a file; the longest mood file has about 20,000."""

DEPTH_LIMIT = 20
"""Most nested lists and mappings; 200,000 open brackets block the C parser for over a minute."""

# The C parser is ten times as fast, but missing if PyYAML was built without libyaml.
FASTEST_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_MOST_DIGITS = 100
_KEYWORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class YamlFault(Exception):
    """A file is not in the YAML subset of packs; *line* and *column* count from 1 and are None if not known."""

    def __init__(self, file: str, line: int | None, column: int | None, message: str) -> None:
        super().__init__(f"{file}:{line}:{column}: {message}")
        self.file, self.line, self.column, self.message = file, line, column, message


@dataclass(frozen=True, slots=True)
class Document:
    """The plain data of one file: dicts with text keys, lists, text, numbers, true, false, None.

    *positions* hold the position of the key for mapping entries, and of the value for list entries.
    """

    data: object
    positions: Positions


def read_yaml(path: FilePath) -> Document:
    """Parse the file at *path*. Raises YamlFault, also if the file does not exist or cannot be read."""
    file = str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise YamlFault(file, None, None, "this is a folder or device: put an ordinary file in its place")
        with path.open("rb") as opened:
            raw = opened.read(SIZE_LIMIT + 1)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror}): check that it is there and may be read"
        raise YamlFault(file, None, None, message) from error
    return parse_yaml(raw, file)


def parse_yaml(raw: bytes, file: str, loader: type[yaml.SafeLoader | yaml.CSafeLoader] = FASTEST_LOADER) -> Document:
    """Parse *raw* (UTF-8); *file* is its name in faults. Raises YamlFault at the first fault.

    Plain scalars follow the core schema of YAML 1.2, so `no`, `on` and `12:30` are text. Numbers with
    leading zeros or in other bases, `.inf` and `.nan` are text, too.
    """
    text = _decode(raw, file)
    events = yaml.parse(text, Loader=loader)
    try:
        return _Builder(file, events).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = one_line(str(getattr(error, "problem", None) or error), 100)
        advice = "check quotes, colons and indentation on this line and the one above"
        if mark is None:
            raise YamlFault(file, None, None, f"this is no YAML ({problem}): {advice}") from error
        if text[mark.index : mark.index + 1] == "\t":
            advice = "indent with spaces, not with tabs"
        message = f"this is no YAML ({problem}): {advice}"
        raise YamlFault(file, mark.line + 1, mark.column + 1, message) from error
    except (ValueError, OverflowError) as error:
        # PyYAML's pure Python parser passes out-of-range numbers in escapes and directives on to Python.
        raise YamlFault(file, None, None, "a number after a backslash or % is out of range: correct it") from error


def _decode(raw: bytes, file: str) -> str:
    if len(raw) > SIZE_LIMIT:
        raise YamlFault(file, None, None, f"the file is larger than {SIZE_LIMIT // 1024} KiB: split or shorten it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        message = "the file is not in UTF-8 from here on: save it with the encoding UTF-8"
        raise YamlFault(file, *_position_after(before), message) from error
    if bad := _UNREADABLE.search(text):
        message = f"the character U+{ord(bad[0]):04X} cannot stand in a text file: delete it"
        raise YamlFault(file, *_position_after(text[: bad.start()]), message)
    return text


def _position_after(text: str) -> tuple[int, int]:
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1


class _Builder:
    """Builds the data of a file in one pass over its events, so that nesting is refused before it is built."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self._file, self._events = file, events
        self._positions: dict[Path, tuple[int, int]] = {}

    def document(self) -> Document:
        next(self._events)
        start = next(self._events)
        if not isinstance(start, yaml.DocumentStartEvent):
            raise YamlFault(self._file, None, None, "the file is empty: write its keys and values, or remove it")
        if start.version or start.tags:
            raise self._fault(start, "packs have no % lines: remove it")
        root = next(self._events)
        self._positions[()] = _position(root)
        data = self._value(root, ())
        next(self._events)
        more = next(self._events)
        if not isinstance(more, yaml.StreamEndEvent):
            raise self._fault(more, "a second document begins here: remove the `---`, or move it to its own file")
        return Document(data, self._positions)

    def _value(self, event: yaml.Event, path: Path) -> object:
        if isinstance(event, yaml.AliasEvent):
            raise self._fault(event, f"packs have no references such as *{event.anchor}: write the value out")
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            raise self._fault(event, f"packs have no anchors: remove &{one_line(event.anchor)}")
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event, event.tag)
            return plain_scalar(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.CollectionStartEvent):
            self._refuse_tag(event, event.tag)
            if len(path) >= DEPTH_LIMIT:
                raise self._fault(event, f"this lies more than {DEPTH_LIMIT} lists or mappings deep: write it flatter")
        return self._list(path) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(path)

    def _list(self, path: Path) -> list[object]:
        values: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            below = (*path, len(values))
            self._positions[below] = _position(event)
            values.append(self._value(event, below))
        return values

    def _mapping(self, path: Path) -> dict[str, object]:
        values: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, path) if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent) else None
            if not isinstance(key, str):
                raise self._fault(event, "a key must be text: write a word before the colon, in double quotes")
            below = (*path, key)
            if key in values:
                first = self._positions[below][0]
                message = f"`{one_line(key)}` stands already on line {first}: rename or remove one of them"
                raise self._fault(event, message)
            self._positions[below] = _position(event)
            values[key] = self._value(next(self._events), below)
        return values

    def _refuse_tag(self, event: yaml.Event, tag: str | None) -> None:
        if tag is not None:
            raise self._fault(event, f"packs have no tags: remove the word that begins with ! ({one_line(tag)})")

    def _fault(self, event: yaml.Event, message: str) -> YamlFault:
        return YamlFault(self._file, *_position(event), message)


def plain_scalar(text: str) -> object:
    """Return the value of the unquoted scalar *text*: None, True, False, a number, or the text itself."""
    if text in _KEYWORDS:
        return _KEYWORDS[text]
    if _WHOLE.fullmatch(text):
        # int() raises ValueError for several thousand digits.
        return int(text) if len(text) <= _MOST_DIGITS else text
    return float(text) if _DECIMAL.fullmatch(text) else text


def _position(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
