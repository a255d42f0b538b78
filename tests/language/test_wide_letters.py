"""Letters that stand for many: whatever is normalised is cut again afterwards."""

import pytest

from moodbot.language.intents import normalise
from moodbot.language.packs import LONGEST_KEY, command_key
from moodbot.language.plain_words import LONGEST_TEXT
from moodbot.times.zones import LONGEST_NAME, place_key

WIDE = ["\ufdfa", "\u3316", "\u1fb7", "\u0390", "\ufb03", "\uac01", "a\u0316\u0334"]


@pytest.mark.parametrize("letter", WIDE)
def test_what_is_compared_has_an_end(letter: str) -> None:
    """U+FDFA stands for eighteen letters; four thousand of them are no longer than a message."""
    wide = letter * 4_000
    assert len(normalise(wide)) <= LONGEST_TEXT
    assert len(command_key(wide)) <= LONGEST_KEY
    assert len(place_key(wide)) <= LONGEST_NAME


def test_a_whole_message_is_read_to_its_end() -> None:
    """No message of ordinary letters is cut, not even one of nothing but emoji and commas."""
    assert normalise("\u00e9t\u00e9, " * 800 + "end").endswith("end")
    assert normalise("\U0001f62d " * 1_999 + "end").endswith("end")
