"""Which addresses name a database."""

from pathlib import Path

import pytest

from moodbot.storage.database import PostgresAddress, SqliteAddress, parse_address
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


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "PostgreSQL"])
def test_a_postgres_address_is_kept_and_never_shown(scheme: str) -> None:
    """The driver gets the address as it is; what is printed of it holds no password."""
    address = f"{scheme}://mira:hunter2@db:5432/moodbot"
    found = parse_address(address)
    assert found == PostgresAddress(address)
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://mira:hunter2@db", "names a host and a database"),
        ("postgres://mira:hunter2@db:0/moodbot", "names a host and a database"),
        ("postgresql://mira:hunter2@db:port/moodbot", "names a host and a database"),
        ("postgresql+asyncpg://mira:hunter2@db/moodbot", "knows no database of this kind"),
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
