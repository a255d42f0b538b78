"""Nobody hears a line twice before they have heard them all."""

import random

from hypothesis import given
from hypothesis import strategies as st

from moodbot.core.variation import choose, remember
from moodbot.language.packs import Line


def lines(count: int) -> tuple[Line, ...]:
    """Return that many different lines."""
    return tuple(Line(f"pool.line-{number}", f"line {number}") for number in range(count))


@given(st.integers(1, 12), st.integers(1, 5), st.randoms())
def test_all_lines_are_heard_before_one_is_heard_again(count: int, rounds: int, chance: random.Random) -> None:
    """Round after round each line comes once."""
    pool, heard = lines(count), ()
    for _ in range(rounds):
        this_round = []
        for _ in range(count):
            (line,) = choose(pool, heard, 1, chance.random)
            this_round.append(line.id)
            heard = remember(heard, [line.id])
        assert sorted(this_round) == sorted(line.id for line in pool)


def test_the_least_recently_heard_line_comes_next() -> None:
    """Among lines all heard, the one heard longest ago is chosen."""
    pool = lines(3)
    heard = ("pool.line-2", "pool.line-0", "pool.line-1")
    assert choose(pool, heard, 1, lambda: 0.5)[0].id == "pool.line-2"


def test_several_lines_are_chosen_without_repeating_one() -> None:
    """Three opening lines are three different ones; where there are two, both."""
    chosen = choose(lines(5), (), 3, random.Random(1).random)
    assert len({line.id for line in chosen}) == 3
    assert len(choose(lines(2), (), 3, random.Random(1).random)) == 2


def test_chance_settles_what_has_not_been_heard() -> None:
    """Two people do not hear the same first line every time."""
    first = {choose(lines(8), (), 1, random.Random(seed).random)[0].id for seed in range(40)}
    assert len(first) > 4


def test_hearing_again_counts_as_the_latest_hearing() -> None:
    """Each id is kept once, at its latest place."""
    assert remember(("a", "b", "c"), ["a"]) == ("b", "c", "a")
