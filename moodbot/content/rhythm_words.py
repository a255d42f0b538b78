"""The words for rhythms of a language, read from the data beside this module."""

from dataclasses import fields
from functools import cache
from pathlib import Path

from moodbot.content.time_words import load_time_words
from moodbot.content.yaml_node import open_node
from moodbot.features.outreach.rules.rhythm_reading import RhythmWords
from moodbot.times.time_words import phrase_of

FOLDER = Path(__file__).resolve().parent / "rhythms"
FALLBACK = "en"
PHRASES = frozenset({"less", "today", "tonight"})
NAMES = tuple(field.name for field in fields(RhythmWords) if field.name != "times")


@cache
def load_rhythm_words(language: str, folder: Path = FOLDER) -> RhythmWords:
    """Return the words for *language*; the English ones where nobody wrote any yet.

    Raises PackInvalid with every problem of the file.
    """
    path = folder / f"{language}.yaml"
    if not language.isalpha() or not path.is_file():
        path = folder / f"{FALLBACK}.yaml"
    root, report = open_node(path)
    found = root.fields(NAMES)
    words = {name: frozenset(found[name].words()) for name in NAMES if name not in PHRASES}
    phrases = {name: frozenset(map(phrase_of, found[name].words())) for name in PHRASES}
    report.raise_any()
    return RhythmWords(times=load_time_words(language), **words, **phrases)  # type: ignore[arg-type]
