"""How long writing takes."""

from hypothesis import given
from hypothesis import strategies as st

from moodbot.core.typing_pace import seconds_to_type

chances = st.floats(0, 1, exclude_max=True)


@given(st.text(max_size=3000), chances, st.floats(0, 10))
def test_a_pause_stays_between_its_bounds(text: str, chance: float, pace: float) -> None:
    """Never under 0.8 s, never over 8 s, both times the pace."""
    pause = seconds_to_type(text, pace, chance)
    assert 0.8 * pace <= pause <= 8 * pace


@given(chances)
def test_a_hundred_characters_take_four_seconds_give_or_take_a_tenth(chance: float) -> None:
    """25 characters a second, with 10% variation."""
    assert 3.6 <= seconds_to_type("x" * 100, 1, chance) <= 4.4


def test_pace_zero_waits_for_nothing() -> None:
    """Scripts and tests need not wait."""
    assert seconds_to_type("x" * 100, 0, 0.5) == 0
