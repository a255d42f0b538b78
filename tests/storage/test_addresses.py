"""Which addresses name a database."""

from pathlib import Path

import pytest

from moodbot.storage.database import SqliteAddress, parse_address
from moodbot.storage.errors import DatabaseAddressInvalid


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("sqlite:///moodbot.db", Path("moodbot.db")),
        ("sqlite:///data/mood bot.db", Path("data/mood bot.db")),
        ("sqlite:////var/lib/moodbot.db", Path("/var/lib/moodbot.db")),
        ("SQLITE:///moodbot.db ", Path("moodbot.db")),
        ("sqlite:///:memory:", None),
    ],
)
def test_a_good_address_names_a_file_or_memory(address: str, path: Path | None) -> None:
    """Three slashes start a relative path, four an absolute one."""
    assert parse_address(address) == SqliteAddress(path)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://mira:hunter2@db/moodbot", "PostgreSQL comes with a later version"),
        ("postgres://mira:hunter2@db/moodbot", "PostgreSQL comes with a later version"),
        ("postgresql+asyncpg://mira:hunter2@db/moodbot", "PostgreSQL comes with a later version"),
        ("mysql://mira:hunter2@db/moodbot", "knows no database of this kind"),
        ("mira:hunter2@db/moodbot", "not a database address"),
        ("", "not a database address"),
        ("sqlite://hunter2.db", "three slashes"),
        ("sqlite://", "three slashes"),
        ("sqlite:///", "a path and nothing else"),
        ("sqlite:///moodbot.db?key=hunter2", "a path and nothing else"),
        ("sqlite:///mood\0bot.db", "a path and nothing else"),
    ],
)
def test_a_bad_address_is_refused_without_being_repeated(address: str, says: str) -> None:
    """The message says what is wrong and shows a good address, but no password."""
    with pytest.raises(DatabaseAddressInvalid) as caught:
        parse_address(address)
    assert says in str(caught.value)
    assert "sqlite:///moodbot.db" in str(caught.value)
    assert "hunter2" not in str(caught.value)
