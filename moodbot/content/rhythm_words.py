"""Load the words for check-in rhythms of a language from rhythms/<language>.yaml."""

from dataclasses import fields
from functools import cache
from pathlib import Path

from moodbot.content.time_words import load_time_words
from moodbot.content.yaml_node import open_node
from moodbot.features.outreach.rules.rhythm_reading import RhythmWords
from moodbot.times.time_words import phrase_of

FOLDER = Path(__file__).resolve().parent / "rhythms"
FALLBACK = "en"
PHRASE_FIELDS = frozenset({"less", "today", "tonight"})
WORD_FIELDS = tuple(field.name for field in fields(RhythmWords) if field.name != "times")


@cache
def load_rhythm_words(language: str, folder: Path = FOLDER) -> RhythmWords:
    """Load the words for *language*, or the English ones if it has no file.

    Raises PackInvalid with all problems of the file.
    """
    path = folder / f"{language}.yaml"
    if not language.isalpha() or not path.is_file():
        path = folder / f"{FALLBACK}.yaml"
    root, report = open_node(path)
    nodes = root.fields(WORD_FIELDS)
    words = {name: frozenset(nodes[name].words()) for name in WORD_FIELDS if name not in PHRASE_FIELDS}
    phrases = {name: frozenset(map(phrase_of, nodes[name].words())) for name in PHRASE_FIELDS}
    report.raise_any()
    return RhythmWords(times=load_time_words(language), **words, **phrases)  # type: ignore[arg-type]
