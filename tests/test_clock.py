"""The machine's clock keeps its promises, and the clock of the tests keeps the same ones."""

import asyncio
import re

import pytest

from moodbot.clock import SystemClock
from moodbot.core.ports import Clock
from tests.hands import HandClock, settle

YEAR_2026 = 1_767_225_600_000


@pytest.fixture(params=[SystemClock, HandClock])
def any_clock(request: pytest.FixtureRequest) -> SystemClock | HandClock:
    """Each of the two clocks in turn."""
    made: SystemClock | HandClock = request.param()
    return made


def test_now_is_utc_milliseconds(any_clock):
    """The time is a whole number of milliseconds, of this decade and not of seconds."""
    assert isinstance(any_clock.now(), int)
    assert YEAR_2026 < any_clock.now() < 2 * YEAR_2026


def test_both_clocks_are_what_the_use_cases_ask_for(any_clock):
    """A use case that takes a Clock can be handed either of them."""
    taken: Clock = any_clock
    assert taken.monotonic() <= taken.monotonic()


def test_chance_is_seeded():
    """The same seed gives the same chances, another seed others, all from 0 up to below 1."""
    first, again, other = SystemClock(7), SystemClock(7), SystemClock(8)
    drawn = [first.chance() for _ in range(200)]
    assert drawn == [again.chance() for _ in range(200)]
    assert drawn != [other.chance() for _ in range(200)]
    assert all(0 <= each < 1 for each in drawn)


def test_ids_are_32_hex_digits_and_differ(any_clock):
    """A hundred ids are a hundred different ones of the promised shape."""
    ids = {any_clock.new_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(r"[0-9a-f]{32}", each) for each in ids)


@pytest.mark.parametrize("seconds", [0, -3])
async def test_no_pause_still_gives_the_others_a_turn(any_clock, seconds):
    """A pause of nothing lets what is ready run first, and says that nobody spoke."""
    ran = asyncio.Event()
    asyncio.get_running_loop().call_soon(ran.set)
    assert await any_clock.pause(seconds) is False
    assert ran.is_set()


@pytest.mark.parametrize("seconds", [0, 60])
async def test_a_pause_ends_at_once_when_it_was_already_interrupted(any_clock, seconds):
    """Somebody who spoke before the pause began is not kept waiting for it."""
    spoke = asyncio.Event()
    spoke.set()
    assert await any_clock.pause(seconds, until=spoke) is True


async def test_a_pause_ends_when_it_is_interrupted(any_clock):
    """Somebody who speaks in the middle of a long pause ends it."""
    spoke = asyncio.Event()
    pause = asyncio.create_task(any_clock.pause(3600, until=spoke))
    await settle()
    assert not pause.done()
    spoke.set()
    assert await pause is True


async def test_a_pause_of_the_machine_runs_out():
    """A short pause that nobody interrupts lasts its time and says so."""
    clock = SystemClock()
    began = clock.monotonic()
    assert await clock.pause(0.002, until=asyncio.Event()) is False
    assert await clock.pause(0.002) is False
    assert clock.monotonic() - began >= 0.003  # timers may be a little early


async def test_the_hand_clock_wakes_only_what_is_due(hand_clock):
    """Moved by ten seconds, it ends the pause of ten and leaves the one of eleven."""
    short = asyncio.create_task(hand_clock.pause(10))
    long = asyncio.create_task(hand_clock.pause(11, until=asyncio.Event()))
    await settle()
    before = hand_clock.now()
    hand_clock.advance(9.5)
    await settle()
    assert hand_clock.waiting == 2
    hand_clock.advance(0.5)
    await settle()
    assert (short.done(), long.done()) == (True, False)
    hand_clock.advance(1)
    assert await long is False
    assert hand_clock.now() == before + 11_000
    assert hand_clock.waiting == 0


async def test_a_cancelled_pause_leaves_nothing_behind(hand_clock):
    """A task that is ended in its pause is no longer among the waiting."""
    pause = asyncio.create_task(hand_clock.pause(10, until=asyncio.Event()))
    await settle()
    pause.cancel()
    await settle()
    assert pause.cancelled()
    assert hand_clock.waiting == 0


async def test_the_instant_clock_keeps_the_lengths_of_pauses(clock):
    """Pauses take no time for the test, but the clock has moved and knows their lengths."""
    before = clock.now()
    assert await clock.pause(2.5) is False
    assert await clock.pause(0) is False
    assert clock.pauses == [2.5, 0]
    assert clock.now() == before + 2500
