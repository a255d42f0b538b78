"""What every test may ask for, and what holds for all of them."""

import hypothesis
import pytest

from tests.hands import HandClock

# No test depends on how fast this machine is just now; a failure says how to repeat it.
hypothesis.settings.register_profile("moodbot", deadline=None, print_blob=True)
hypothesis.settings.load_profile("moodbot")


@pytest.fixture
def clock() -> HandClock:
    """A clock on which pauses are over at once; `clock.pauses` has their lengths."""
    return HandClock(instant=True)


@pytest.fixture
def hand_clock() -> HandClock:
    """A clock that stands still until the test moves it with `advance`."""
    return HandClock()
