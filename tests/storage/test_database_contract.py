"""What every backend promises about statements, transactions and closing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from moodbot.core.dialogue import DM, Place, PlaceKind, Session
from moodbot.core.errors import StoreUnavailable
from moodbot.storage.answers import AnswerStore
from moodbot.storage.database import Database
from moodbot.storage.errors import NestedStatement
from moodbot.storage.installation import InstallationStore
from moodbot.storage.talks import TalkStore
from tests.stores import Store

TALK = Session(1, DM, updated=5)
ADD = "INSERT INTO installation (key, value) VALUES (?, ?)"
READ = "SELECT value FROM installation WHERE key = ?"
PATIENCE = 20.0  # seconds after which what should never wait fails its test


async def inner_transaction(database: Database) -> None:
    """Open a transaction and do nothing in it."""
    async with database.transaction():
        pass


PAST_THE_TRANSACTION: dict[str, Callable[[Database], Awaitable[object]]] = {
    "fetch": lambda database: database.fetch(READ, "mine"),
    "execute": lambda database: database.execute(ADD, "mine", "2"),
    "transaction": inner_transaction,
    "tidy": lambda database: database.truncate_log(),
    "close": lambda database: database.close(),
}


def test_the_store_fits_the_ports(store: Store) -> None:
    """The use cases' ports are met; the type checker holds this, and the names are there at run time."""
    talks: TalkStore = store.talks
    answers: AnswerStore = store.answers
    installation: InstallationStore = store.installation
    assert (talks, answers, installation) == (store.talks, store.answers, store.installation)


async def test_a_broken_transaction_leaves_nothing(store: Store) -> None:
    """An error inside the block undoes what was done in it, and the store goes on working."""

    async def broken() -> None:
        async with store.database.transaction() as transaction:
            await transaction.execute(ADD, "half", "done")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken()
    assert await store.installation.value("half") is None
    await store.talks.save(TALK)


async def test_a_cancelled_transaction_leaves_nothing(store: Store) -> None:
    """A task that is ended in the middle of a transaction holds nobody up and leaves no half of it."""
    inside = asyncio.Event()

    async def interrupted() -> None:
        async with store.database.transaction() as transaction:
            await transaction.execute(ADD, "half", "done")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(interrupted())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.installation.value("half") is None
    await store.talks.save(TALK)
    assert await store.talks.talks_of(1, 0) == (TALK,)


async def test_a_turn_cancelled_at_any_moment_breaks_nothing(store: Store) -> None:
    """However early a move is ended, the talk stands at exactly one of the two places."""
    lounge = Place(PlaceKind.CHANNEL, 77)
    for patience in range(30):
        await store.talks.save(replace(TALK, person=patience))
        task = asyncio.create_task(store.talks.move(patience, TALK.place, lounge))
        for _ in range(patience):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        found = await store.talks.talks_of(patience, 0)
        assert [talk.person for talk in found] == [patience]


async def test_others_wait_until_a_transaction_ends(store: Store) -> None:
    """A statement of another task runs after the transaction, never inside it."""
    async with store.database.transaction() as transaction:
        await transaction.execute(ADD, "mine", "1")
        other = asyncio.create_task(store.installation.save_value("mine", "2"))
        await transaction.execute("UPDATE installation SET value = ? WHERE key = ?", "1.5", "mine")
    await other
    assert await store.installation.value("mine") == "2"


@pytest.mark.parametrize("past", PAST_THE_TRANSACTION)
async def test_inside_a_transaction_its_own_task_may_not_go_past_it(store: Store, past: str) -> None:
    """It is told at once what to use instead, and neither the transaction nor what comes later is harmed."""
    go_past = PAST_THE_TRANSACTION[past]
    async with asyncio.timeout(PATIENCE):
        async with store.database.transaction() as transaction:
            await transaction.execute(ADD, "mine", "1")
            with pytest.raises(NestedStatement, match="use the transaction given by the block"):
                await go_past(store.database)
            assert [tuple(row) for row in await transaction.execute(READ, "mine")] == [("1",)]
        assert await store.installation.value("mine") == "1"
        await store.database.execute("DELETE FROM installation WHERE key = ?", "mine")
        await go_past(store.database)


async def test_a_mistake_inside_a_transaction_undoes_it(store: Store) -> None:
    """Nobody catches it: the transaction is undone like any other that breaks, and the next one is not refused."""

    async def mistaken() -> None:
        async with store.database.transaction() as transaction:
            await transaction.execute(ADD, "half", "done")
            await store.installation.value("half")

    for _ in range(2):
        with pytest.raises(NestedStatement):
            await mistaken()
    assert await store.installation.value("half") is None


async def test_a_cancelled_wait_for_a_transaction_counts_for_nothing(store: Store) -> None:
    """A task that gave up before its turn came is not taken for one that is inside."""
    async with store.database.transaction():
        gave_up, went_on = asyncio.Event(), asyncio.Event()

        async def impatient() -> None:
            try:
                async with asyncio.timeout(0):
                    await inner_transaction(store.database)
            except TimeoutError:
                gave_up.set()
            await went_on.wait()
            await store.talks.save(TALK)

        task = asyncio.create_task(impatient())
        await gave_up.wait()
    went_on.set()
    await task
    assert await store.talks.talks_of(1, 0) == (TALK,)


async def test_transactions_of_several_tasks_are_each_their_own(store: Store) -> None:
    """Open at once or one after the other, each task is refused only inside its own, and all is kept."""

    async def one(number: int) -> None:
        async with store.database.transaction() as transaction:
            await transaction.execute(ADD, f"key-{number}", "1")
            with pytest.raises(NestedStatement):
                await store.installation.value("key-0")
        assert await store.installation.value(f"key-{number}") == "1"

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(one(number) for number in range(6)))


async def test_a_closed_store_says_so(store: Store) -> None:
    """A turn that comes after closing meets a named error; closing twice does nothing."""
    await store.close()
    await store.close()
    for late in (store.talks.save(TALK), store.talks.talks_of(1, 0)):
        with pytest.raises(StoreUnavailable) as caught:
            await late
        assert caught.value.reason == "closed"
    with pytest.raises(StoreUnavailable):
        await store.talks.move(1, TALK.place, Place(PlaceKind.CHANNEL, 1))
