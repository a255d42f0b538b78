"""Stores of every backend: SQLite in memory and on disk, and PostgreSQL; a conftest imports them to try all three."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.postgres import Postgres, migrated
from tests.stores import A_NOTE_KEY, Store, open_store

BACKENDS = ("memory", "file", "postgres")


@pytest.fixture(scope="session")
def template_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the migrated SQLite file lies that is copied; made by the first who needs it, once for a worker."""
    return tmp_path_factory.mktemp("template")


@pytest.fixture(params=BACKENDS)
async def address(request: pytest.FixtureRequest, tmp_path: Path, template_folder: Path) -> str:
    """The address of a database of each backend without a row in it.

    Those that are copied have their tables already; the one in memory is opened empty, and migrated when it is opened.
    """
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        return await postgres.migrated()
    if request.param == "memory":
        return "sqlite:///:memory:"
    if not os.listdir(template_folder):
        await migrated(f"sqlite:///{template_folder / 'moodbot.db'}")
    return f"sqlite:///{shutil.copy(template_folder / 'moodbot.db', tmp_path)}"


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    """An empty store of each backend, with a key for notes; what a test says with it holds for all of them."""
    async with open_store(address, "first-id", note_keys=(A_NOTE_KEY,)) as opened:
        yield opened
