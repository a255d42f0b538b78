"""How long people wait for a database that does not answer: once, for seconds; then nobody for some seconds."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from moodbot.core.dialogue import DM, Session, TalkPhase
from moodbot.core.errors import StoreUnavailable
from moodbot.storage.circuit_breaker import REST_SECONDS, CircuitBreaker
from moodbot.storage.postgres import QUICK_SECONDS
from moodbot.storage.sqlite import QUICK_BUSY_MS
from tests.hands import HandClock
from tests.postgres import Postgres
from tests.stores import Store, open_store

TALK = Session(1, DM, TalkPhase.FRIEND, "anxious", 3, 1, ("hello.1",), 1_000)
AT_ONCE, BUSY = 0.5, 1.9  # seconds; how much longer than its limit something may take on a busy machine


async def reason_of(statement: Awaitable[object]) -> str:
    """Return why the database did not answer, or that it did."""
    try:
        await statement
    except StoreUnavailable as fault:
        return fault.reason
    return "answered"


async def timed(*statements: Awaitable[object]) -> tuple[set[str], float]:
    """Return what became of statements that run at once, and the seconds until the last had ended."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    return set(await asyncio.gather(*map(reason_of, statements))), loop.time() - began


def fails(reason: str) -> Callable[[], None]:
    """Return a statement that fails."""

    def fail() -> None:
        raise StoreUnavailable(reason)  # type: ignore[arg-type]

    return fail


def tried(breaker: CircuitBreaker, statement: Callable[[], None] = lambda: None) -> bool:
    """Return whether the breaker let the statement through."""
    try:
        breaker.refuse_if_open()
    except StoreUnavailable:
        return False
    try:
        with breaker.watching():
            statement()
    except StoreUnavailable:
        pass
    return True


def test_after_a_wait_in_vain_one_trial_is_let_through_at_a_time(hand_clock: HandClock) -> None:
    """The first to come after the rest decides for all: a failure begins the rest anew, a success ends it."""
    breaker = CircuitBreaker(hand_clock.monotonic)
    assert tried(breaker, fails("timeout"))
    assert not tried(breaker)
    hand_clock.advance(REST_SECONDS)
    breaker.refuse_if_open()
    assert not tried(breaker), "the trial has not come back yet"
    hand_clock.advance(REST_SECONDS)
    assert tried(breaker, fails("locked"))
    assert not tried(breaker)
    hand_clock.advance(REST_SECONDS)
    assert tried(breaker)
    assert tried(breaker)


@pytest.mark.parametrize("reason", ["full", "unreachable", "corrupt"])
def test_what_fails_at_once_may_be_tried_at_once(hand_clock: HandClock, reason: str) -> None:
    """Nobody waits for it, so nobody has to be spared."""
    breaker = CircuitBreaker(hand_clock.monotonic)
    assert tried(breaker, fails(reason))
    assert tried(breaker)


async def test_eight_people_do_not_wait_one_after_another_for_a_locked_file(
    tmp_path: Path, file_address: str, hand_clock: HandClock
) -> None:
    """The first waits in vain, the others are refused with it, and reading goes on; afterwards all is well."""
    async with open_store(file_address, "id", clock=hand_clock) as store:
        await store.talks.save(TALK)
        with closing(sqlite3.connect(tmp_path / "moodbot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            reasons, seconds = await timed(*(store.talks.save(replace(TALK, person=each)) for each in range(8)))
            assert reasons == {"locked"}
            assert seconds < QUICK_BUSY_MS / 1000 * BUSY
            reasons, seconds = await timed(*(store.talks.save(replace(TALK, person=each)) for each in range(8)))
            assert reasons == {"locked"}
            assert seconds < AT_ONCE
            assert await store.talks.talks_of(1, 0) == (TALK,)
        hand_clock.advance(REST_SECONDS)
        await store.talks.save(replace(TALK, step=4))
        assert (await store.talks.talks_of(1, 0))[0].step == 4


def each_way(store: Store) -> list[Awaitable[object]]:
    """Return a read, a write and a transaction, all of different people, for more people than there are connections."""

    async def in_a_transaction() -> None:
        async with store.database.transaction() as transaction:
            await transaction.execute("SELECT 1")

    people = range(6)
    return [
        *(store.talks.talks_of(each, 0) for each in people),
        *(store.talks.save(replace(TALK, person=each)) for each in people),
        *(in_a_transaction() for _ in people),
    ]


async def test_a_frozen_postgresql_is_given_up_on_after_three_seconds(
    postgres: Postgres, hand_clock: HandClock
) -> None:
    """Reads, writes and transactions alike, with or without a free connection; then for some seconds at once."""
    async with open_store(await postgres.fresh(), "id", clock=hand_clock) as store:
        assert (await timed(*each_way(store)))[0] == {"answered"}
        with postgres.frozen():
            reasons, seconds = await timed(*each_way(store))
            assert reasons == {"timeout"}
            assert seconds < QUICK_SECONDS * BUSY
            reasons, seconds = await timed(*each_way(store))
            assert reasons == {"timeout"}
            assert seconds < AT_ONCE
        hand_clock.advance(REST_SECONDS)
        assert await reason_of(store.talks.save(TALK)) == "answered"
        assert (await timed(*each_way(store)))[0] == {"answered"}


async def test_a_postgresql_that_freezes_in_a_transaction_is_given_up_on_too(
    postgres: Postgres, hand_clock: HandClock
) -> None:
    """Its rollback and its closing do not wait just as long again."""
    loop = asyncio.get_running_loop()
    async with open_store(await postgres.fresh(), "id", clock=hand_clock) as store:

        async def freezes() -> None:
            async with store.database.transaction() as transaction:
                await transaction.execute("SELECT 1")
                freezing.__enter__()
                await transaction.execute("SELECT 2")

        freezing = postgres.frozen()
        try:
            reasons, seconds = await timed(freezes())
            assert reasons == {"timeout"}
            assert seconds < QUICK_SECONDS * BUSY
            began = loop.time()
            await store.close()
            assert loop.time() - began < QUICK_SECONDS * BUSY
        finally:
            freezing.__exit__(None, None, None)


async def test_a_locked_row_is_not_taken_for_a_silent_server(postgres: Postgres, hand_clock: HandClock) -> None:
    """Who needs that row waits in vain; everybody else is served."""
    address = await postgres.fresh()
    async with open_store(address, "id", clock=hand_clock) as store:
        await store.talks.save(TALK)
        other = await asyncpg.connect(address)
        async with other.transaction():
            await other.execute("UPDATE talks SET step = 9")
            reasons, seconds = await timed(store.talks.save(TALK))
            assert reasons == {"locked"}
            assert seconds < QUICK_SECONDS * BUSY
            assert await reason_of(store.talks.save(replace(TALK, person=2))) == "answered"
        await other.close()
