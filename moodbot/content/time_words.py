"""Load the words for times of a language from times/<language>.yaml."""

from functools import cache
from pathlib import Path

from moodbot.content.yaml_node import open_node
from moodbot.language.pack_problems import Node
from moodbot.times.time_words import DayPart, Phrase, TimeWords, Unit, Words, phrase_of

FOLDER = Path(__file__).resolve().parent / "times"
FALLBACK = "en"
"""Used for a language without words for times: numeric times such as 2026-11-12 20:00 are the same everywhere."""

_WORD_FIELDS = ("lead", "at", "joins", "ago", "waiting", "ordinals", "of", "this", "last", "coming", "week")
_CLOCK_FIELDS = ("noon", "midnight", "oclock", "half", "quarter", "minutes", "past", "to")
_PHRASE_FIELDS = ("now", "future", "never", "am", "pm")
_OTHER_FIELDS = ("numbers", "amounts", "units", "days", "weekdays", "short_weekdays", "months", "parts", "tonight")
_LAST_HOUR, _LIMIT = 23, 1000
_WEEKDAYS, _MONTHS = 7, 12


@cache
def load_time_words(language: str, folder: Path = FOLDER) -> TimeWords:
    """Load the words for *language* ("en-GB" uses those of "en"), or the English ones if it has no file.

    Raises PackInvalid with all problems of the file.
    """
    base = language.replace("_", "-").partition("-")[0].lower()
    path = folder / f"{base}.yaml"
    if not base.isalpha() or not path.is_file():
        path = folder / f"{FALLBACK}.yaml"
    root, report = open_node(path)
    words = _time_words(root)
    report.raise_any()
    return words


def _time_words(root: Node) -> TimeWords:
    nodes = root.fields((*_WORD_FIELDS, *_CLOCK_FIELDS, *_PHRASE_FIELDS, *_OTHER_FIELDS))

    def words(name: str) -> Words:
        return frozenset(nodes[name].words())

    def phrases(name: str) -> frozenset[Phrase]:
        return frozenset(map(phrase_of, nodes[name].words()))

    parts, part_of = _parts(nodes["parts"])
    return TimeWords(
        lead=words("lead"),
        at=words("at"),
        now=phrases("now"),
        future=phrases("future"),
        never=phrases("never"),
        numbers={name: node.whole(0, _LIMIT) or 0 for name, node in (nodes["numbers"].entries() or {}).items()},
        amounts={phrase_of(name): _number(node) for name, node in (nodes["amounts"].entries() or {}).items()},
        units={word: Unit(unit) for unit, names in _word_lists(nodes["units"], tuple(Unit)) for word in names},
        joins=words("joins"),
        ago=words("ago"),
        waiting=words("waiting"),
        days={phrase_of(name): node.whole(0, _LIMIT) or 0 for name, node in (nodes["days"].entries() or {}).items()},
        weekdays=_numbered_words(nodes["weekdays"], 0, _WEEKDAYS),
        short_weekdays=_numbered_words(nodes["short_weekdays"], 0, _WEEKDAYS),
        months=_numbered_words(nodes["months"], 1, _MONTHS),
        ordinals=words("ordinals"),
        of=words("of"),
        parts=part_of,
        tonight={word: parts[part] for part, names in _word_lists(nodes["tonight"], tuple(parts)) for word in names},
        this=words("this"),
        last=words("last"),
        coming=words("coming"),
        week=words("week"),
        noon=words("noon"),
        midnight=words("midnight"),
        am=phrases("am"),
        pm=phrases("pm"),
        oclock=words("oclock"),
        half=words("half"),
        quarter=words("quarter"),
        minutes=words("minutes"),
        past=words("past"),
        to=words("to"),
    )


def _parts(node: Node) -> tuple[dict[str, DayPart], dict[str, DayPart]]:
    """Return the parts of the day by their key in the file, and by each of their names."""
    by_key, by_name = {}, {}
    for key, entry in (node.entries() or {}).items():
        nodes = entry.fields(("begins", "hour", "names"))
        by_key[key] = DayPart(nodes["begins"].whole(0, _LAST_HOUR) or 0, nodes["hour"].whole(0, _LAST_HOUR) or 0)
        by_name.update(dict.fromkeys(nodes["names"].words(), by_key[key]))
    return by_key, by_name


def _word_lists(node: Node, keys: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Return (key, words) pairs; a key that is not in *keys* is a problem."""
    return [(key, entry.words()) for key, entry in node.fields((), keys).items() if entry.present]


def _numbered_words(node: Node, first: int, count: int) -> dict[str, int]:
    entries = node.items()
    if len(entries) != count:
        node.fault(f"should have {count} lists of words, but has {len(entries)}: write one for each, [] for none")
    return {word: number for number, entry in enumerate(entries, first) for word in entry.words()}


def _number(node: Node) -> float:
    if isinstance(node.value, int | float) and not isinstance(node.value, bool) and 0 < node.value < _LIMIT:
        return float(node.value)
    node.fault(f"should be a number between 0 and {_LIMIT}: write how many it stands for")
    return 0.0
