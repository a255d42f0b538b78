"""What is tried here holds for every backend: SQLite in memory and on disk, and PostgreSQL."""

import pytest

from tests.stores import Store


@pytest.fixture
def store(each_store: Store) -> Store:
    """An empty store of each backend, with a key for notes."""
    return each_store


@pytest.fixture
def address(each_address: str) -> str:
    """The address of an empty database of each backend."""
    return each_address
