"""The bot with one feature more, from the folder `lanterns`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moodbot.content.pack_files import load_pack
from moodbot.conversation.registry import features_of
from moodbot.core.features import Features
from moodbot.core.words import Words
from tests.features.lanterns.feature import LANTERNS
from tests.features.lanterns.packs import with_lanterns
from tests.hands import HandClock
from tests.stores import Store, open_store


@pytest.fixture(scope="session")
def lit() -> Features:
    """All features of moodbot, and the lanterns."""
    return features_of(LANTERNS)


@pytest.fixture
def responses(tmp_path: Path) -> Path:
    """The folder with the words of all of them."""
    return with_lanterns(tmp_path)


@pytest.fixture
def words(responses: Path, lit: Features) -> Words:
    """The words of all of them."""
    return Words(load_pack(responses, "en", lit.requirements))


@pytest.fixture
async def store(clock: HandClock, lit: Features) -> AsyncIterator[Store]:
    """A real database, with the table of the lanterns."""
    async with open_store("sqlite:///:memory:", clock.new_id(), features=lit) as opened:
        yield opened
