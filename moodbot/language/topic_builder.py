"""Build the topics of a pack from parsed YAML, or report what is wrong with them."""

from collections.abc import Collection, Mapping, Sequence

from moodbot.language.lines import Line
from moodbot.language.pack_lint import PackLint
from moodbot.language.pack_problems import SLOT, Node, closest_name, one_line, remedy
from moodbot.language.phrases import PatternFault, Phrases
from moodbot.language.topics import LEAST_ASK, LEAST_EXAMPLES, LEAST_HEARD, NONE, Topic

__all__ = ["TOPIC_FOLDER", "TopicBuilder", "read_patterns"]

TOPIC_FOLDER = "topics/"
"""The folder of the topics' files in a pack, as a prefix of their names."""

_SIDES = ("hard", "pleasant")
_LINE_LIMIT = 300
_KEYS = ("topic", "side", "moods", "phrases", "examples", "heard", "ask")


class TopicBuilder:
    """Builds topics; *moods* are the pack's, *slots* those of its closed lists, *lists* those of the phrases."""

    def __init__(
        self, moods: Collection[str], slots: Collection[str], lists: Mapping[str, tuple[str, ...]], lint: PackLint
    ) -> None:
        self._moods, self._slots, self._lists, self._lint = moods, slots, lists, lint
        self._places: dict[str, str] = {}

    def topic(self, stem: str, root: Node) -> Topic:
        """Return the topic of the file *stem*; parts with problems become placeholders."""
        fields = root.fields(_KEYS, ("unless",))
        name = fields["topic"].string()
        if name not in {stem, None}:
            fields["topic"].fault(f"the file is named {stem}.yaml: write `topic: {stem}`, or rename the file")
        if stem == NONE:
            fields["topic"].fault(f"`{NONE}` means that there is no topic: rename the topic and its file")
        return Topic(
            name=stem,
            pleasant=_one_of(fields["side"], _SIDES) == "pleasant",
            moods=tuple(mood for node in fields["moods"].items() if (mood := _one_of(node, self._moods))),
            phrases=read_patterns(fields["phrases"], self._lists),
            unless=read_patterns(fields["unless"], self._lists) if fields["unless"].present else (),
            examples=self._examples(fields["examples"]),
            heard=self._heard(fields["heard"], stem),
            ask=self._ask(fields["ask"], stem),
        )

    def _examples(self, node: Node) -> tuple[str, ...]:
        examples = []
        entries = node.items()
        _need(node, len(entries), LEAST_EXAMPLES, "sentences as people type them")
        for entry in entries:
            text = entry.string()
            if text is not None:
                key = " ".join(text.casefold().split())
                if key in self._places:
                    entry.fault(f"the same example stands in {self._places[key]}: leave it in one place")
                self._places.setdefault(key, entry.file)
                examples.append(text)
        return tuple(examples)

    def _heard(self, node: Node, stem: str) -> tuple[Line, ...]:
        entries = node.items()
        lines = self._lines(entries, stem, "heard")
        _need(node, sum(not SLOT.search(line.text) for line in lines), LEAST_HEARD, "lines without a slot")
        for entry, line in zip(entries, lines, strict=True):
            if "?" in line.text:
                entry.fault("a line that takes up what was said asks nothing: move the question to `ask`")
        return lines

    def _ask(self, node: Node, stem: str) -> tuple[Line, ...]:
        entries = node.items()
        lines = self._lines(entries, stem, "ask")
        _need(node, sum(not SLOT.search(line.text) for line in lines), LEAST_ASK, "questions without a slot")
        for entry, line in zip(entries, lines, strict=True):
            if "?" not in line.text:
                entry.fault("a line of `ask` must ask: end it with a question")
        return lines

    def _lines(self, entries: Sequence[Node], stem: str, pool: str) -> tuple[Line, ...]:
        ids: dict[str, str] = {}
        lines = []
        for entry in entries:
            fields = entry.fields(("id", "text"), ("lint",))
            text = fields["text"].sentence(_LINE_LIMIT, self._slots) or ""
            self._lint.line(fields["text"], text, pool, fields["lint"])
            lines.append(Line(f"{stem}.{pool}.{fields['id'].label(ids)}", text))
        return tuple(lines)


def read_patterns(node: Node, lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the patterns of *node*; one that is not in the pattern language is a problem."""
    patterns = []
    for entry in node.items():
        pattern = entry.string()
        if pattern is not None:
            try:
                Phrases(((0, pattern),), lists)
            except PatternFault as fault:
                entry.fault(f"{fault}: see moodbot/language/phrases.py for what a pattern may hold")
            else:
                patterns.append(pattern)
    return tuple(patterns)


def _one_of(node: Node, known: Collection[str]) -> str | None:
    value = node.string()
    if value is not None and value not in known:
        node.fault(f"`{one_line(value)}` is not known here: {remedy(closest_name(value, known), known)}")
    return value if value in known else None


def _need(node: Node, count: int, least: int, what: str) -> None:
    if isinstance(node.value, list | tuple) and count < least:
        node.fault(f"the list has {count} {what}, but needs {least}: add {least - count} more")
