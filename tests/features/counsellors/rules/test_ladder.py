"""The ladder of a desk: any number of rungs, found by their names."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from moodbot.features.counsellors.rules.hours import next_rung
from moodbot.features.counsellors.rules.requests import (
    CALL_NOBODY,
    MINUTE,
    URGENT_LADDER,
    Desk,
    Ladder,
    Request,
    Rung,
)
from moodbot.times.units import MINUTES_PER_DAY

USUAL, RUNGS = Ladder(), tuple(Rung)
NAMES = st.lists(st.text(min_size=1, max_size=3), unique=True, max_size=9)


def ladder_of(names: list[str]) -> Ladder:
    """Return a ladder with these rungs, a minute between them, whether this version calls anybody for them or not."""
    return Ladder(tuple((name, minute) for minute, name in enumerate(names, 1)))  # type: ignore[misc]


def climbed(ladder: Ladder, reached: str | None = None) -> list[str]:
    """Return what an open request goes through that has *reached* this rung, one by one."""
    request, desk, found = Request(1, 2, 0, rung=reached), Desk(1, 2, 3, 4, ladder=ladder), []
    while following := next_rung(request, desk):
        found.append(str(following[0]))
        assert following[1] == dict(ladder.rungs)[following[0]] * MINUTE
        request = replace(request, rung=following[0])
    return found


def test_the_usual_ladders() -> None:
    """Each has every rung, in order; an urgent request is up sooner and open as long."""
    assert [minutes for _, minutes in USUAL.rungs] == [5, 15, 30, 60, MINUTES_PER_DAY]
    assert [minutes for _, minutes in URGENT_LADDER.rungs] == [2, 5, 10, 20, MINUTES_PER_DAY]
    assert climbed(USUAL) == climbed(URGENT_LADDER) == list(RUNGS)


@given(names=NAMES)
def test_a_ladder_has_any_number_of_rungs(names: list[str]) -> None:
    """Each is reached once, in order; none at all is a ladder, too."""
    assert climbed(ladder_of(names)) == names


@given(names=NAMES, place=st.integers(0), added=st.text(min_size=1), reached=st.integers(0))
def test_a_rung_put_into_the_middle_shifts_no_open_request(
    names: list[str], place: int, added: str, reached: int
) -> None:
    """Whatever it has reached is not reached again, and all the rest is, the new one only where it lies ahead."""
    if not names or added in names:
        return
    place, reached = place % (len(names) + 1), reached % len(names)
    longer = [*names[:place], added, *names[place:]]
    left = climbed(ladder_of(longer), names[reached])
    assert [name for name in left if name != added] == names[reached + 1 :]
    assert (added in left) == (place > reached)


@given(unknown=st.text().filter(lambda name: name not in tuple(RUNGS)))
def test_after_a_rung_of_another_version_nobody_is_called(unknown: str) -> None:
    """The person still learns how it stands, and the request ends; then there is nothing left to do."""
    assert climbed(USUAL, unknown) == list(CALL_NOBODY)
    assert climbed(USUAL, Rung.CLOSE) == []


@given(chosen=st.dictionaries(st.sampled_from(RUNGS[:-1]), st.integers(1, MINUTES_PER_DAY - 1)))
def test_minutes_that_were_chosen_hold_and_the_others_lie_between(chosen: dict[Rung, int]) -> None:
    """Where those chosen grow, all of them do."""
    in_order = sorted(chosen, key=RUNGS.index)
    minutes = dict(zip(in_order, sorted(chosen.values()), strict=True))
    ladder = USUAL.with_minutes(minutes | {"neighbours": 3})
    assert [rung for rung, _ in ladder.rungs] == list(RUNGS)
    assert minutes.items() <= dict(ladder.rungs).items()
    assert all(before <= after for (_, before), (_, after) in pairwise(ladder.rungs))
    assert USUAL.with_minutes({}) == USUAL
