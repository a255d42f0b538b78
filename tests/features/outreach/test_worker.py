"""The worker by itself: it sleeps until something is due, survives its database, and ends when told to."""

import asyncio
from pathlib import Path

import pytest

from moodbot.core.outreach_kinds import MessageKind
from moodbot.features.outreach.ports import Breaker, SendFault
from moodbot.features.outreach.rules.plans import CheckinPlan, OutreachKind, Rhythm, Waiting
from tests.hands import START, HandClock, until
from tests.house import House, house_of
from tests.stores import Store, open_store
from tests.wires import CHANNEL, Wire

ANN = 42
DAY = 86_400_000


@pytest.fixture
def wire() -> Wire:
    """Where messages end."""
    return Wire()


@pytest.fixture
def house(store: Store, hand_clock: HandClock, wire: Wire) -> House:
    """The bot, with a clock that stands still."""
    return house_of(store, hand_clock, line=wire)


@pytest.fixture
async def store(hand_clock: HandClock) -> object:
    """A real database, in memory."""
    async with open_store("sqlite:///:memory:", hand_clock.new_id()) as opened:
        yield opened


async def plan_at(store: Store, clock: HandClock, minutes: int) -> Waiting:
    """Let Ann have a check-in in so many minutes, and every day then."""
    slot = clock.now() + minutes * 60_000
    await store.journal.save_preferences(ANN, zone="Etc/UTC")
    await store.plans.open_contact(ANN, CHANNEL, 0)
    row = Waiting(ANN, OutreachKind.CHECKIN, slot)
    await store.plans.save_plan(CheckinPlan(ANN, Rhythm(times=(slot // 60_000 % 1440,))), row)
    return row


async def test_it_sleeps_until_something_is_due_and_ends_when_told_to(
    store: Store, hand_clock: HandClock, wire: Wire, house: House
) -> None:
    """Nothing before its time; woken, it looks at once; stopped, it claims nothing more."""
    await plan_at(store, hand_clock, 5)
    running = asyncio.create_task(house.worker.run(alone=True))
    await until(lambda: hand_clock.waiting == 1)
    hand_clock.advance(290)
    await until(lambda: len(hand_clock.pauses) == 2 and hand_clock.waiting == 1)
    assert wire.sent == []
    hand_clock.advance(10)
    await until(lambda: len(wire.sent) == 1)
    await until(lambda: hand_clock.waiting == 1)
    house.worker.stop()
    await running
    assert len(wire.sent) == 1


async def test_a_new_plan_wakes_it(store: Store, hand_clock: HandClock, wire: Wire, house: House) -> None:
    """Whoever snoozes for five minutes does not wait for the end of a sleep."""
    await plan_at(store, hand_clock, 600)
    running = asyncio.create_task(house.worker.run(alone=True))
    await until(lambda: hand_clock.waiting == 1)
    plan = await store.plans.plan(ANN)
    assert plan is not None
    await house.checkins.snooze(plan, hand_clock.now() + 5 * 60_000)
    await until(lambda: len(hand_clock.pauses) == 2 and hand_clock.waiting == 1)
    while hand_clock.now() < START + 5 * 60_000:
        slept = len(hand_clock.pauses)
        hand_clock.advance(20)
        await until(lambda slept=slept: len(hand_clock.pauses) > slept and hand_clock.waiting == 1)
    await until(lambda: len(wire.sent) == 1)
    house.worker.stop()
    await running


async def test_a_database_that_fails_is_waited_for(
    tmp_path: Path, hand_clock: HandClock, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    """It says so in the log, again and again, and ends all the same when told to."""
    async with open_store(f"sqlite:///{tmp_path / 'moodbot.db'}", "0" * 32) as store:
        house = house_of(store, hand_clock, line=wire)
        await store.close()
        running = asyncio.create_task(house.worker.run(alone=True))
        await until(lambda: hand_clock.waiting == 1)
        hand_clock.advance(5)
        await until(lambda: caplog.text.count("what is due could not be looked up") == 2)
        house.worker.stop()
        assert not wire.sent
        await running


async def test_what_surely_was_not_sent_is_no_doubt(
    store: Store, hand_clock: HandClock, wire: Wire, house: House
) -> None:
    """No client is connected for ten minutes; then it goes out, though the first try is long ago."""
    await plan_at(store, hand_clock, 0)
    wire.faults = [SendFault.NOT_NOW] * 100
    for _ in range(60):
        await house.worker.work()
        await house.worker.settled()
        hand_clock.advance(10)
    assert wire.tried == 60
    wire.faults.clear()
    await house.worker.work()
    await house.worker.settled()
    assert len(wire.sent) == 1


async def test_a_row_of_a_person_who_was_forgotten_is_skipped(
    store: Store, hand_clock: HandClock, wire: Wire, house: House
) -> None:
    """There is no contact; nothing is sent and nothing breaks."""
    await store.waiting.enqueue(Waiting(ANN, OutreachKind.CHECKIN, hand_clock.now()))
    assert await house.worker.work() == 1
    assert wire.tried == 0
    assert (await store.waiting.status(hand_clock.now())).skipped == {"no longer wanted": 1}


@pytest.mark.parametrize("kind", [OutreachKind.LETTER, OutreachKind.DID_IT_HELP])
async def test_where_there_is_nothing_to_say_nothing_is_said(
    store: Store, hand_clock: HandClock, wire: Wire, house: House, kind: MessageKind
) -> None:
    """A letter about a week without an entry, a suggestion that is gone; the next letter waits all the same."""
    await plan_at(store, hand_clock, 600)
    await store.journal.save_preferences(ANN, journal=True)
    await store.plans.want_letter(ANN, wanted=True)
    hand_clock.advance(12 * 3600)
    await store.waiting.enqueue(Waiting(ANN, kind, hand_clock.now(), detail="5"))
    await house.worker.work()
    await house.worker.settled()
    assert (await store.waiting.status(hand_clock.now())).skipped == {"nothing to say": 1, "late": 1}
    kinds = {row.kind for row in await store.waiting.waiting_of(ANN)}
    assert kinds == {OutreachKind.CHECKIN, OutreachKind.LETTER} - (
        {OutreachKind.LETTER} if kind is OutreachKind.DID_IT_HELP else set()
    )


async def test_no_line_comes_again_before_all_others_were_said(
    store: Store, hand_clock: HandClock, wire: Wire, house: House
) -> None:
    """At the same hour of forty days, what is left is always something not heard lately."""
    await plan_at(store, hand_clock, 0)
    for _ in range(16):
        await house.worker.work()
        await house.worker.settled()
        await store.plans.heard_from(ANN, told=True)
        hand_clock.advance(DAY / 1000)
    texts = [text for _, text, _ in wire.sent]
    assert len(texts) == 16
    plan = await store.plans.plan(ANN)
    assert plan is not None
    # Twelve lines that ask at night, and twenty-six reminders and tips: each twice at most, or once.
    asking = [line for line in plan.heard if "reminder" not in line and "tip" not in line]
    leaving = [line for line in plan.heard if line not in asking]
    assert (len(asking), len(leaving)) == (12, 16)


async def test_while_nothing_may_be_sent_it_does_not_spin(
    store: Store, hand_clock: HandClock, wire: Wire, house: House
) -> None:
    """The breaker is open, or no client is connected: it looks again later, however much is due."""
    await plan_at(store, hand_clock, 0)
    await store.waiting.open_breaker(Breaker(20026, hand_clock.now(), None))
    running = asyncio.create_task(house.worker.run(alone=True))
    await until(lambda: hand_clock.waiting == 1)
    assert hand_clock.pauses == [20.0]
    wire.ready = False
    await store.waiting.close_breaker()
    hand_clock.advance(20)
    await until(lambda: len(hand_clock.pauses) == 2 and hand_clock.waiting == 1)
    assert hand_clock.pauses[-1] == 1.0
    assert wire.tried == 0
    house.worker.stop()
    await running


async def test_told_to_stop_it_gives_back_what_is_not_on_its_way(
    store: Store, hand_clock: HandClock, wire: Wire, house: House
) -> None:
    """Of three that take a minute by their budget, the first is sent; the others wait for the next start, untried."""
    slow = house_of(store, hand_clock, line=wire, send_budget=2.0)
    for person in range(3):
        await store.waiting.enqueue(Waiting(person, OutreachKind.AFTER_FRIEND, hand_clock.now()))
        await store.plans.open_contact(person, CHANNEL, 0)
    running = asyncio.create_task(slow.worker.run(alone=True))
    await until(lambda: len(wire.sent) == 1 and hand_clock.waiting == 1)
    slow.worker.stop()
    await running
    assert len(wire.sent) == 1
    assert len(await store.waiting.claim(hand_clock.now(), hand_clock.now(), hand_clock.now() + 1, 10)) == 2
