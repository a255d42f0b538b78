"""What every backend promises about the installation's own values."""

import pytest

from moodbot.storage.errors import InstallationIdFixed
from tests.stores import Store


async def test_a_value_is_found_again_and_may_change(store: Store) -> None:
    """The last value kept under a key is the one that is found."""
    assert await store.installation.value("greeted") is None
    await store.installation.save_value("greeted", "0.1")
    await store.installation.save_value("greeted", "0.2")
    assert await store.installation.value("greeted") == "0.2"


async def test_a_new_database_takes_the_id_it_is_given(store: Store) -> None:
    """The installation id is there from the first moment."""
    assert await store.installation.value("installation_id") == "first-id"


async def test_the_installation_id_cannot_be_changed(store: Store) -> None:
    """Keeping another value under its key is refused by name."""
    with pytest.raises(InstallationIdFixed):
        await store.installation.save_value("installation_id", "another")
    assert await store.installation.value("installation_id") == "first-id"
