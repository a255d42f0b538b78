"""Stores to test: one a backend for the contract, and a file that can be opened again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moodbot.storage.store import Store, open_store

BACKENDS = ("memory", "file")


@pytest.fixture
def file_address(tmp_path: Path) -> str:
    """The address of a database file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'moodbot.db'}"


@pytest.fixture(params=BACKENDS)
async def store(request: pytest.FixtureRequest, file_address: str) -> AsyncIterator[Store]:
    """An empty store of each backend; what a test says with it holds for all of them."""
    address = "sqlite:///:memory:" if request.param == "memory" else file_address
    async with open_store(address, "first-id") as opened:
        yield opened
