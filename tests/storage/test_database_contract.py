"""What every backend promises about statements, transactions and closing."""

import asyncio
from dataclasses import replace

import pytest

from moodbot.core.dialogue import Place, PlaceKind, Session
from moodbot.core.errors import StoreUnavailable
from moodbot.core.ports import AnswerStore, InstallationStore, TalkStore
from tests.stores import Store

TALK = Session(1, Place(PlaceKind.DM), updated=5)
ADD = "INSERT INTO installation (key, value) VALUES (?, ?)"


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
    await store.talks.keep(TALK)


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
    await store.talks.keep(TALK)
    assert await store.talks.talks_of(1, 0) == (TALK,)


async def test_a_turn_cancelled_at_any_moment_breaks_nothing(store: Store) -> None:
    """However early a move is ended, the talk stands at exactly one of the two places."""
    lounge = Place(PlaceKind.CHANNEL, 77)
    for patience in range(30):
        await store.talks.keep(replace(TALK, person=patience))
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
        other = asyncio.create_task(store.installation.keep_value("mine", "2"))
        await transaction.execute("UPDATE installation SET value = ? WHERE key = ?", "1.5", "mine")
    await other
    assert await store.installation.value("mine") == "2"


async def test_a_closed_store_says_so(store: Store) -> None:
    """A turn that comes after closing meets a named error; closing twice does nothing."""
    await store.close()
    await store.close()
    for late in (store.talks.keep(TALK), store.talks.talks_of(1, 0)):
        with pytest.raises(StoreUnavailable) as caught:
            await late
        assert caught.value.reason == "closed"
    with pytest.raises(StoreUnavailable):
        await store.talks.move(1, TALK.place, Place(PlaceKind.CHANNEL, 1))
