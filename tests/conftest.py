"""What every test may ask for, and what holds for all of them."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from moodbot.ops.logs import CHATTY
from tests.hands import HandClock
from tests.house import House, house_of
from tests.postgres import Postgres, running_postgres
from tests.stores import Store, open_store
from tests.talks import CHANNEL, PERSON, Talk

TESTS = Path(__file__).parent
UNCOUNTED = {"charts", "local", "ops", "storage", "store", "wire", "test_cli.py", "test_house.py", "test_upkeep.py"}

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


@pytest.fixture
async def store(clock: HandClock) -> AsyncIterator[Store]:
    """A real database, in memory."""
    async with open_store("sqlite:///:memory:", clock.new_id()) as opened:
        yield opened


@pytest.fixture
def conversation(store: Store, clock: HandClock) -> House:
    """The conversation, with the bot's own words."""
    return house_of(store, clock)


@pytest.fixture
def talk(conversation: House) -> Talk:
    """A talk in a DM."""
    return Talk(conversation)


@pytest.fixture
def channel_talk(conversation: House) -> Talk:
    """A talk in a server channel."""
    return Talk(conversation, CHANNEL)


@pytest.fixture
async def asked_before(store: Store, clock: HandClock) -> None:
    """The person was asked about a journal once and gave no answer, so that no talk ends with that question."""
    await store.journal.save_preferences(PERSON, asked_at=clock.now())


@pytest.fixture
def file_address(tmp_path: Path) -> str:
    """The address of a database file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'moodbot.db'}"


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """What a command run inside a test makes of the logs ends with that test; the next one hears warnings again."""
    loggers = [logging.getLogger(name) for name in ("", *CHATTY)]
    levels, handlers = [each.level for each in loggers], list(loggers[0].handlers)
    yield
    loggers[0].handlers[:] = handlers
    for each, level in zip(loggers, levels, strict=True):
        each.setLevel(level)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A real PostgreSQL, one for the whole run (with several workers, one for each)."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres(postgres_server: Postgres) -> Iterator[Postgres]:
    """A real PostgreSQL; the databases that a test has it make are its own, and go after it."""
    yield postgres_server
    postgres_server.let_go()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no lines where something other than rules and use cases is proven: it would cost half their time again.

    What is counted as reached is then reached by tests that look at what the rules and use cases do.
    """
    for item in items:
        if UNCOUNTED.intersection(item.path.relative_to(TESTS).parts):
            item.add_marker("no_cover")
