"""Texts of any length reach people: whole, in order, in messages that Discord takes."""

from hypothesis import given
from hypothesis import strategies as st

from moodbot.discordapp.lengths import MESSAGE_LIMIT, split_text


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=30), max_size=40),
    st.integers(1, 200),
)
def test_lines_are_kept_whole_and_in_order(lines: list[str], times: int) -> None:
    """No line is divided that fits, none is lost, and no part is too long."""
    text = "\n".join(f"{line}." for line in lines * times) or "."
    parts = split_text(text)
    assert "\n".join(parts) == text
    assert all(len(part) <= MESSAGE_LIMIT for part in parts)


def test_a_line_that_is_longer_than_a_message_is_divided() -> None:
    """Nothing of it is lost."""
    parts = split_text("a" * 4500)
    assert "".join(parts).replace("\n", "") == "a" * 4500
    assert all(len(part) <= MESSAGE_LIMIT for part in parts)
