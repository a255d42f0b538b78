"""Desks and requests for a person, on every database."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from moodbot.core.dialogue import Membership
from moodbot.core.memory import Memories
from moodbot.features.counsellors.ports import DayCount
from moodbot.features.counsellors.rules.requests import (
    Block,
    Desk,
    Ended,
    Hours,
    Ladder,
    Request,
    RequestState,
    Rung,
    Stage,
)
from moodbot.features.counsellors.service import Requests
from moodbot.local.no_staff import NoStaffSide
from tests.hands import HandClock
from tests.house import the_times
from tests.offices import last_request
from tests.stores import Store, open_store

SERVER, ROLE = 500, 9
NOW, MINUTE, DAY = 1_793_491_200_000, 60_000, 86_400_000
DESK = Desk(SERVER, ROLE, 11, 12)


def asked(person: int, **more: object) -> Request:
    """Return a new request of *person*."""
    return Request(SERVER, person, NOW, waiting_at=NOW, due_at=NOW, **more)  # type: ignore[arg-type]


async def kept(store: Store, request: Request) -> Request:
    """Keep a request that nothing stands against."""
    found = await store.desks.ask(request)
    assert found is not None
    return found


async def test_a_desk_is_kept_with_all_that_was_chosen(store: Store) -> None:
    """And changed in its place."""
    assert await store.desks.desk(SERVER) is None
    hours = Hours(960, 1320, (0, 1, 2))
    ladders = [Ladder().with_minutes(dict(zip(Rung, times, strict=False))) for times in ((1, 2, 3, 4), (5, 6, 7, 8))]
    whole = Desk(SERVER, 1, 2, 3, 4, 5, 6, hours, "Europe/Berlin", *ladders, 3, 7, 2, NOW)
    await store.desks.save_desk(DESK)
    await store.desks.save_desk(whole)
    assert await store.desks.desk(SERVER) == whole
    assert await store.desks.desks() == (whole,)


async def test_a_request_has_the_next_number_of_its_server_and_there_is_one_open(store: Store) -> None:
    """Without a desk there is none; a second one waits for the end of the first; numbers are never given twice."""
    assert await store.desks.ask(asked(7)) is None
    await store.desks.save_desk(DESK)
    first = await kept(store, asked(7, mood="sad", urgent=True))
    assert (first.number, first.version) == (1, 1)
    assert await store.desks.request(SERVER, 1) == first
    assert await store.desks.ask(asked(7)) is None
    assert await store.desks.open_request(SERVER, 7) == first
    closed = await store.desks.change(replace(first, state=RequestState.CLOSED, ended=Ended.MEMBER, closed_at=NOW))
    assert closed is not None
    assert await store.desks.open_request(SERVER, 7) is None
    second = await kept(store, asked(7))
    assert second.number > 1
    assert await last_request(store.desks, SERVER, 7) == second
    assert await store.desks.asked_since(SERVER, 7, NOW) == 2


async def test_a_request_keeps_its_stage_and_its_rung_by_name(store: Store) -> None:
    """Each of them; a rung that only another version knows stays what it was, and of such a stage nothing is left."""
    await store.desks.save_desk(DESK)
    request = await kept(store, asked(7))
    assert (request.stage, request.rung) == (Stage.QUEUED, None)
    for stage, rung in ((stage, rung) for stage in Stage for rung in (None, *Rung, "neighbours")):
        changed = await store.desks.change(replace(request, stage=stage, rung=rung))
        assert changed is not None
        assert await store.desks.request(SERVER, 1) == changed
        request = changed
    assert await store.database.fetch("SELECT stage, rung FROM requests") == (("ending_thread", "neighbours"),)
    await store.database.execute("UPDATE requests SET stage = 'verifying'")
    found = await store.desks.request(SERVER, 1)
    assert found is not None
    assert (found.stage, found.rung) == (Stage.QUEUED, "neighbours")


@pytest.mark.parametrize(("duty", "owner", "backup"), [(5, 30, 15), (60, 90, 75), (1, 2, 1)])
async def test_a_desk_of_another_version_has_the_rungs_of_this_one(
    store: Store, duty: int, owner: int, backup: int
) -> None:
    """One that was not there comes at its usual time, or between its neighbours; one that is not known is left out."""
    await store.desks.save_desk(DESK)
    (limits,) = (await store.database.fetch("SELECT limits FROM desks"))[0]
    ladder = {"duty": duty, "neighbours": duty + 1, "owner": owner, "told": 200, "close": 900, "silent": 4}
    await store.database.execute("UPDATE desks SET limits = ?", json.dumps({**json.loads(limits), "ladder": ladder}))
    found = await store.desks.desk(SERVER)
    assert found is not None
    assert [rung for rung, _ in found.ladder.rungs] == list(Rung)
    del ladder["neighbours"], ladder["silent"]
    assert (ladder | {"backup": backup}).items() <= dict(found.ladder.rungs).items()
    assert found.ladder.silent == 4
    assert found.urgent_ladder == DESK.urgent_ladder


async def test_words_are_kept_encrypted_and_go_when_they_are_posted(store: Store) -> None:
    """They come back as they were; in the database they do not stand."""
    await store.desks.save_desk(DESK)
    request = await kept(store, asked(7, words="it is a bit much"))
    (row,) = await store.database.fetch("SELECT words FROM requests")
    assert "much" not in row[0]
    found = await store.desks.request(SERVER, request.number)
    assert found is not None
    assert found.words == "it is a bit much"
    await store.desks.change(replace(found, words=None, card=99))
    assert await store.database.fetch("SELECT words FROM requests") == ((None,),)


async def test_without_a_key_no_words_are_kept(address: str) -> None:
    """Whatever is handed in."""
    async with open_store(address, "an-id") as plain:
        assert not plain.desks.keeps_words
        await plain.desks.save_desk(DESK)
        await kept(plain, asked(7, words="secret"))
        assert await plain.database.fetch("SELECT words FROM requests") == ((None,),)


async def test_only_the_newest_copy_can_be_changed(store: Store) -> None:
    """Whoever comes second with an older one changes nothing."""
    await store.desks.save_desk(DESK)
    request = await kept(store, asked(7))
    first = await store.desks.change(replace(request, state=RequestState.CLAIMED, claimer=1, refused=(3, 4)))
    assert first is not None
    assert await store.desks.change(replace(request, state=RequestState.CLAIMED, claimer=2)) is None
    assert await store.desks.request(SERVER, request.number) == first
    assert await store.desks.held_by(SERVER, 1) == 1


async def test_what_is_due_is_taken_by_one(store: Store) -> None:
    """Until its lease ends, or at once by who is alone."""
    await store.desks.save_desk(replace(DESK, digest_at=NOW + 5))
    request = await kept(store, asked(7))
    assert await store.desks.next_due() == NOW
    (due,) = await store.desks.claim_due(NOW, NOW + MINUTE, 10)
    assert due.number == request.number
    assert await store.desks.claim_due(NOW, NOW + MINUTE, 10) == ()
    assert await store.desks.next_due() == NOW + 5
    assert await store.desks.end_leases(NOW) == 1
    (again,) = await store.desks.claim_due(NOW, NOW + MINUTE, 10)
    await store.desks.change(replace(again, due_at=None))
    assert await store.desks.claim_due(NOW + DAY, NOW + DAY, 10) == ()
    (digest,) = await store.desks.digests_due(NOW + 5, NOW + MINUTE)
    assert digest.server == SERVER
    assert await store.desks.digests_due(NOW + 5, NOW + MINUTE) == ()
    await store.desks.plan_digest(SERVER, NOW + DAY)
    assert await store.desks.next_due() == NOW + DAY


async def test_the_list_has_the_urgent_first_then_the_longest_waiting(store: Store) -> None:
    """Closed ones are not in it; those on one card are found by it."""
    await store.desks.save_desk(DESK)
    for person, waits, urgent in ((1, 3, False), (2, 1, False), (3, 9, True), (4, 0, False)):
        await kept(store, replace(asked(person, urgent=urgent), waiting_at=NOW + waits, card=77))
    gone = await store.desks.open_request(SERVER, 4)
    assert gone is not None
    await store.desks.change(replace(gone, state=RequestState.CLOSED, closed_at=NOW))
    assert [each.person for each in await store.desks.open_requests(SERVER)] == [3, 2, 1]
    assert [each.person for each in await store.desks.with_card(SERVER, 77)] == [1, 2, 3]


@pytest.mark.needs(feature="privacy")
async def test_roles_are_mentioned_so_often_and_no_more(store: Store) -> None:
    """So many an hour; an urgent one whatever the hour, but one a person in a quarter of an hour."""
    await store.desks.save_desk(DESK)
    usual = [await kept(store, asked(person)) for person in range(4)]
    assert [await store.desks.ping(each, NOW + each.number, 3) for each in usual] == [True, True, True, False]
    urgent, another = [await kept(store, asked(person, urgent=True)) for person in (8, 9)]
    assert await store.desks.ping(urgent, NOW + 100, 3)
    assert not await store.desks.ping(urgent, NOW + 14 * MINUTE, 3)
    assert await store.desks.ping(another, NOW + 14 * MINUTE, 3)
    assert await store.desks.ping(urgent, NOW + 16 * MINUTE, 3)
    assert await store.desks.ping(usual[3], NOW + 61 * MINUTE, 3)
    await store.rights.erase(9, NOW)
    assert not await store.desks.ping(another, NOW + 90 * MINUTE, 3), "nobody is mentioned for who was forgotten"


async def test_duty_blocks_visits(store: Store) -> None:
    """Each is there until it is taken back or over."""
    await store.desks.set_duty(SERVER, 2, NOW)
    await store.desks.set_duty(SERVER, 1, NOW - 5)
    assert await store.desks.on_duty(SERVER) == (1, 2)
    await store.desks.set_duty(SERVER, 1, None)
    assert await store.desks.on_duty(SERVER) == (2,)
    block = Block(SERVER, 7, NOW + 5, "shouting")
    await store.desks.block(replace(block, until=NOW + 1))
    await store.desks.block(block)
    assert await store.desks.blocked(SERVER, 7, NOW + 4) == block
    assert await store.desks.blocked(SERVER, 7, NOW + 5) is None
    assert await store.desks.unblock(SERVER, 7)
    assert not await store.desks.unblock(SERVER, 7)
    await store.desks.visited(7, 1, NOW)
    await store.desks.visited(7, 2, NOW + 1)
    await store.desks.visited(7, 1, NOW + 2)
    assert await store.desks.visits(7) == (1, 2)


async def test_a_day_is_counted(store: Store) -> None:
    """Asked, taken, reached nobody, still open."""
    await store.desks.save_desk(DESK)
    taken, missed = await kept(store, asked(1)), await kept(store, asked(2))
    await kept(store, asked(3))
    await store.desks.change(replace(taken, state=RequestState.TALKING, claimer=4))
    await store.desks.change(replace(missed, state=RequestState.CLOSED, ended=Ended.NOBODY, closed_at=NOW + 1))
    assert await store.desks.day(SERVER, NOW) == DayCount(3, 1, 1, 2)
    assert await store.desks.day(SERVER, NOW + 1) == DayCount(0, 0, 1, 2)


async def test_a_server_is_forgotten_whole(store: Store) -> None:
    """With everything about it; what was open comes back, so that people can be told."""
    await store.desks.save_desk(DESK)
    await store.desks.save_desk(replace(DESK, server=501))
    request = await kept(store, asked(7))
    await store.desks.set_duty(SERVER, 2, NOW)
    await store.desks.block(Block(SERVER, 8, NOW + 5, "x"))
    await store.desks.ping(request, NOW, 5)
    await store.desks.visited(7, SERVER, NOW)
    assert await store.desks.forget_server(SERVER) == (request,)
    assert [desk.server for desk in await store.desks.desks()] == [501]
    assert await store.desks.visits(7) == ()
    for table in ("requests", "duties", "blocks", "pings"):
        assert await store.database.fetch(f"SELECT 1 FROM {table} WHERE server = {SERVER}") == ()


async def test_what_is_over_is_let_go(store: Store) -> None:
    """Closed requests, visits, pings and blocks of before; what is open stays, however old."""
    await store.desks.save_desk(DESK)
    closed, still = await kept(store, asked(1)), await kept(store, asked(2))
    await store.desks.change(replace(closed, state=RequestState.CLOSED, closed_at=NOW))
    await store.desks.visited(7, SERVER, NOW)
    await store.desks.ping(still, NOW, 5)
    await store.desks.block(Block(SERVER, 8, NOW, "x"))
    await store.desks.delete_expired_requests(NOW + 1)
    await store.desks.delete_expired_blocks(NOW + 1)
    assert [each.number for each in await store.desks.open_requests(SERVER)] == [still.number]
    assert await store.desks.request(SERVER, closed.number) is None
    assert await store.desks.visits(7) == ()


@pytest.fixture
def requests_of(store: Store, clock: HandClock) -> Callable[[], Requests]:
    """Makes the use cases over one store again and again, as several processes have them."""
    return lambda: Requests(store.desks, NoStaffSide(), Memories(), clock, times=the_times(), wake=lambda: None)


async def test_two_counsellors_at_the_same_moment_200_times(store: Store, requests_of: Callable[[], Requests]) -> None:
    """One wins each time, the other is told so."""
    await store.desks.save_desk(replace(DESK, most_open=1000))
    one, other = requests_of(), requests_of()
    members = [Membership(SERVER, person, frozenset({ROLE})) for person in (1, 2)]
    for person in range(200):
        request = await kept(store, asked(1000 + person))
        found = await asyncio.gather(one.claim(members[0], request.number), other.claim(members[1], request.number))
        won = [each for each in found if isinstance(each, Request)]
        lost = [each for each in found if not isinstance(each, Request)]
        assert len(won) == 1
        assert lost == ["taken"]
        now = await store.desks.request(SERVER, request.number)
        assert now is not None
        assert now.claimer == won[0].claimer
