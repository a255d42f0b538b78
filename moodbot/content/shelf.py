"""Load help lines, risk rules, rhythm words and time words, as parts for Services."""

from collections.abc import Iterator
from pathlib import Path

from moodbot.content.helplines import load_helplines
from moodbot.content.rhythm_words import load_rhythm_words
from moodbot.content.risk_rules import load_risk_rules
from moodbot.content.time_words import load_time_words
from moodbot.content.word_rules import load_word_rules
from moodbot.content.world import load_zones, zone_named
from moodbot.times.local_time import TimeBook


def read_contents(responses: Path, language: str) -> Iterator[object]:
    """Yield the help lines of *responses*, and the risk rules, rhythm words and TimeBook of *language*.

    Raises PackInvalid or RiskRulesInvalid.
    """
    yield load_helplines(responses, load_word_rules(language))
    yield load_risk_rules(language)
    yield load_rhythm_words(language)
    yield TimeBook(load_zones(), load_time_words(language), zone_named)
