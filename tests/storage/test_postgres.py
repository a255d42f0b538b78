"""What is special about PostgreSQL: lost connections, programs side by side, and marks for values."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest

from moodbot.core.dialogue import Source
from moodbot.core.errors import StoreUnavailable
from moodbot.features.journal.rules.entries import Entry
from moodbot.storage.errors import DatabaseNewer, DatabaseUnusable
from moodbot.storage.postgres import number_placeholders
from tests.postgres import Postgres
from tests.stores import open_store

END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def test_marks_become_numbers_and_texts_stay() -> None:
    """A question mark inside quotes is a question mark."""
    assert (
        number_placeholders("SELECT '?', ''' ?', ? FROM a WHERE b = ?") == "SELECT '?', ''' ?', $1 FROM a WHERE b = $2"
    )


async def test_a_lost_connection_is_replaced(postgres: Postgres) -> None:
    """After the server has ended every connection, the next statements work again."""
    address = await postgres.fresh()
    async with open_store(address, "id") as store:
        await store.journal.save_preferences(1, zone="Asia/Tokyo")
        other = await asyncpg.connect(address)
        await other.execute(END_OTHERS)
        await other.close()
        with suppress(StoreUnavailable):
            # The one connection that was open is found to be lost; the statement after it gets another.
            await store.journal.preferences(1)
        assert (await store.journal.preferences(1)).zone == "Asia/Tokyo"


async def test_programs_that_start_together_agree(postgres: Postgres) -> None:
    """Four that open a new database at once run each step once and share one installation id."""
    address = await postgres.fresh()

    async def installation_id(new_id: str) -> str | None:
        async with open_store(address, new_id) as store:
            return await store.installation.value("installation_id")

    assert len(set(await asyncio.gather(*(installation_id(str(number)) for number in range(4))))) == 1


async def test_two_programs_never_give_one_number_twice(postgres: Postgres) -> None:
    """Entries of one person kept by two programs at the same time are all kept, each with a number of its own."""
    address = await postgres.fresh()
    async with open_store(address, "a") as one, open_store(address, "b") as other:
        entries = [Entry(1, "sad", at, None, Source.TALK, 1) for at in range(40)]
        kept = await asyncio.gather(*((one, other)[e.at % 2].journal.add(e) for e in entries))
    assert sorted(entry.number for entry in kept if entry) == list(range(1, 41))


@pytest.mark.parametrize(("wrong", "says"), [("nowhere", "has no database of the name"), ("", "")])
async def test_a_database_that_is_not_there_is_named(postgres: Postgres, wrong: str, says: str) -> None:
    """The operator learns that the name is wrong, or that the address names none."""
    with pytest.raises(DatabaseUnusable if wrong else Exception, match=says or "names a host and a database"):
        async with open_store(postgres.named(wrong), "id"):
            pass


async def test_a_database_of_a_newer_moodbot_is_refused(postgres: Postgres) -> None:
    """Nothing in it is changed."""
    address = await postgres.fresh()
    async with open_store(address, "id") as store:
        await store.database.execute("INSERT INTO migrations (number, name) VALUES (?, ?)", 999, "future")
    with pytest.raises(DatabaseNewer):
        async with open_store(address, "id"):
            pass


async def test_a_rule_of_the_tables_that_we_break_keeps_its_own_name(postgres: Postgres) -> None:
    """A bug of ours is not taken for a database that does not answer."""
    async with open_store(await postgres.fresh(), "id") as store:
        with pytest.raises(asyncpg.NotNullViolationError):
            await store.database.execute("INSERT INTO installation (key, value) VALUES (?, ?)", "key", None)


async def test_reading_cannot_write(postgres: Postgres) -> None:
    """A statement that writes is refused where only reading was asked for."""
    async with open_store(await postgres.fresh(), "id") as store:
        with pytest.raises(StoreUnavailable) as caught:
            await store.database.fetch("DELETE FROM talks RETURNING 1")
        assert caught.value.reason == "read-only"
