"""The real bot in a simulated Discord: its own words, real SQLite, time that passes by itself."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from simcord.env import Env

from moodbot.discordapp.bot import MoodBot
from tests.bots import Built, NewBot, build
from tests.discordapp.scenes import Scene, pinging_requests
from tests.hands import HandClock
from tests.stores import Store, open_store


@pytest.fixture
def pace() -> float:
    """As a person writes; the clock lets no test wait. A test file may give another."""
    return 1.0


@pytest.fixture
def message_content() -> bool:
    """Whether the Message Content intent is asked for."""
    return True


@pytest.fixture
def address() -> str:
    """Where the database is."""
    return "sqlite:///:memory:"


@pytest.fixture
def trouble_expected() -> bool:
    """Whether the log may hold errors at the end of a test."""
    return False


@pytest.fixture
def pings_expected() -> bool:
    """Whether a message may notify somebody."""
    return False


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    """A real, empty database."""
    async with open_store(address, "an-installation") as opened:
        yield opened


@pytest.fixture
def new_bot(store: Store, clock: HandClock, pace: float, message_content: bool) -> NewBot:
    """Makes one bot after the other over the same database, as starts of the program do."""

    def make() -> MoodBot:
        return MoodBot(build(store, clock, pace).parts, message_content)

    return make


@pytest.fixture
def built(store: Store, clock: HandClock, pace: float) -> Built:
    """The parts of one start, so that a test has the worker in hand."""
    return build(store, clock, pace)


@pytest.fixture
def simcord_bot(built: Built, message_content: bool) -> MoodBot:
    """The bot that simcord connects to its Discord."""
    return MoodBot(built.parts, message_content)


@pytest.fixture
def scene(
    simcord_env: Env, caplog: pytest.LogCaptureFixture, trouble_expected: bool, pings_expected: bool
) -> Iterator[Scene]:
    """A server called Harbour with one channel, the bot, and Ann.

    Whatever a test does, in the end nobody was pinged and nothing broke.
    """
    caplog.set_level(logging.DEBUG)
    scene = Scene(simcord_env)
    yield scene
    assert pings_expected or pinging_requests(simcord_env) == []
    broken = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert trouble_expected or broken == []
