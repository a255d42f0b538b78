"""What runs beside the conversation, as wiring lets it run."""

import asyncio

import pytest

from moodbot.clock import SystemClock
from moodbot.conversation.registry import features_of
from moodbot.core.errors import CannotStart, StoreUnavailable
from moodbot.core.feature import Feature
from moodbot.core.services import Services
from moodbot.local.ports import local_ports
from moodbot.settings import Settings
from moodbot.wiring import open_bot, working


class Breaks:
    """A worker with a mistake in it."""

    async def run(self, *, alone: bool) -> None:
        """Break at once, over something that a person wrote."""
        raise ValueError("my marked words")

    def stop(self) -> None:
        """Nothing is left to stop."""


class Settles:
    """A worker that has something to settle when it is told to stop."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self.settled = False

    async def run(self, *, alone: bool) -> None:
        """Wait to be stopped; settle it then."""
        await self._told.wait()
        await asyncio.sleep(0)
        self.settled = True

    def stop(self) -> None:
        """Let `run` end."""
        self._told.set()


async def test_a_worker_that_breaks_is_told_at_once_and_ends_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    """By its name and the place, without what a person wrote; the others are still waited for at the end."""
    other = Settles()
    features = features_of(Feature("breaking", workers=lambda _: (Breaks(), other)))
    settings = Settings().model_copy(update={"pace": 0.0})
    opening = open_bot(settings, "sqlite:///:memory:", SystemClock(), local_ports(), features=features)
    async with opening as house:
        async with working(house, asyncio.Event()):
            await asyncio.sleep(0)
            assert "Breaks broke and works no more until the next start: ValueError at" in caplog.text
            assert not other.settled
        assert other.settled
    assert "marked" not in caplog.text


async def test_a_feature_that_cannot_read_the_database_at_the_start_is_told_with_what_to_do() -> None:
    """An operator gets a line, never a traceback."""

    async def fails(_: Services) -> None:
        raise StoreUnavailable("locked")

    settings = Settings().model_copy(update={"pace": 0.0})
    features = features_of(Feature("failing", started=fails))
    with pytest.raises(CannotStart, match="the database did not answer: locked"):
        async with open_bot(settings, "sqlite:///:memory:", SystemClock(), local_ports(), features=features):
            pass
