"""Stores to test: one a backend for the contract, and a file that can be opened again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.postgres import Postgres
from tests.stores import Store, open_store

BACKENDS = ("memory", "file", "postgres")
A_NOTE_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


@pytest.fixture
def file_address(tmp_path: Path) -> str:
    """The address of a database file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'moodbot.db'}"


@pytest.fixture(params=BACKENDS)
async def address(request: pytest.FixtureRequest, file_address: str) -> str:
    """The address of an empty database of each backend."""
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        return await postgres.fresh()
    return "sqlite:///:memory:" if request.param == "memory" else file_address


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    """An empty store of each backend, with a key for notes; what a test says with it holds for all of them."""
    async with open_store(address, "first-id", note_keys=(A_NOTE_KEY,)) as opened:
        yield opened
