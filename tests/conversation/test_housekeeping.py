"""Letting go of what is over."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from moodbot.conversation.housekeeping import EVERY_SECONDS, Housekeeping
from moodbot.conversation.registry import EVERYTHING, FEATURES, PROGRAM_ROWS
from moodbot.core.data_inventory import PROGRAM
from moodbot.core.dialogue import Place, PlaceKind, Session
from moodbot.core.feature import Expiry, Feature
from moodbot.core.features import Features
from moodbot.core.retention import Retention, Until
from moodbot.core.talk_flow import GATE_STEP
from moodbot.features.counsellors.rules.requests import RequestState
from moodbot.features.outreach.ports import Next
from moodbot.features.outreach.rules.plans import Skipped
from moodbot.times.units import DAY
from tests.filling import ANN, NOW, SERVER, fill
from tests.hands import HandClock, until
from tests.house import house_of
from tests.stores import Store, open_store


def keeper_of(store: Store, clock: HandClock) -> Housekeeping:
    """Return what keeps the house over *store*."""
    return Housekeeping(house_of(store, clock).services)


async def test_talks_go_after_a_day_and_answers_after_a_month(store: Store, hand_clock: HandClock) -> None:
    """At once, and again every hour; what is younger stays."""
    now = hand_clock.now()
    place = Place(PlaceKind.DM)
    await store.talks.save(Session(1, place, updated=now - DAY - 1))
    await store.talks.save(Session(2, place, updated=now - DAY + 1000))
    await store.answers.answered(10, 20, 30, now - 30 * DAY - 1)
    await store.answers.answered(11, 20, 31, now)
    housekeeping = keeper_of(store, hand_clock)
    keeper = asyncio.create_task(housekeeping.run(alone=True))
    await until(lambda: hand_clock.waiting == 1)
    assert await store.talks.talks_of(1, 0) == ()
    assert await store.talks.talks_of(2, 0) != ()
    assert await store.answers.pop_answers([10]) == ()
    hand_clock.advance(EVERY_SECONDS)
    await until(lambda: len(hand_clock.pauses) == 2)
    assert await store.talks.talks_of(2, 0) == ()
    housekeeping.stop()
    await keeper
    assert await store.answers.pop_answers([11]) == ((20, 31),)


@pytest.mark.needs(feature="privacy")
async def test_whatever_goes_by_days_goes(store: Store) -> None:
    """Everything that the table of what is kept gives days to is gone after them; the rest waits for the person."""
    await fill(store, ANN)
    request = await store.desks.open_request(SERVER, ANN)
    assert request is not None
    await store.desks.change(replace(request, state=RequestState.CLOSED, closed_at=NOW, due_at=None))
    (plan,) = await store.waiting.waiting_of(ANN)
    await store.waiting.skipped(plan, NOW, Skipped.LATE, Next())
    days = {"retention_entries": 40, "retention_talks": 2, "retention_requests": 30, "retention_slots": 14}
    kinds, until_of = set(EVERYTHING.inventory.personal_kinds), EVERYTHING.inventory.until_of
    lasting = {kind for kind in kinds if Retention().days(until_of(kind)) is None} - {PROGRAM}
    await Housekeeping(house_of(store, HandClock(NOW - 1), **days).services).round()
    assert set(await store.rights.counts(ANN)) == kinds - {PROGRAM, "claims"}
    await Housekeeping(house_of(store, HandClock(NOW + 41 * DAY), **days).services).round()
    assert set(await store.rights.counts(ANN)) == lasting - {"blocks"}


async def test_a_failing_database_does_not_end_the_housekeeping(
    tmp_path: Path, hand_clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It says so in the log and tries again the next hour."""
    async with open_store(f"sqlite:///{tmp_path / 'moodbot.db'}", "0" * 32) as store:
        await store.close()
        housekeeping = keeper_of(store, hand_clock)
        keeper = asyncio.create_task(housekeeping.run(alone=True))
        await until(lambda: hand_clock.waiting == 1)
        assert "expired data could not be deleted" in caplog.text
        assert not keeper.done()
        housekeeping.stop()
        await keeper


async def test_a_round_that_breaks_is_not_the_last(
    store: Store, hand_clock: HandClock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it was is logged by its kind, and a minute later the next round begins."""

    async def breaks(_: int) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(store.answers, "delete_expired", breaks)
        housekeeping = keeper_of(store, hand_clock)
        keeper = asyncio.create_task(housekeeping.run(alone=True))
        await until(lambda: hand_clock.waiting == 1)
    assert "a round of housekeeping broke: RuntimeError" in caplog.text
    await store.answers.answered(10, 20, 30, hand_clock.now() - 31 * DAY)
    hand_clock.advance(EVERY_SECONDS)
    await until(lambda: len(hand_clock.pauses) == 2)
    assert await store.answers.pop_answers([10]) == ()
    housekeeping.stop()
    await keeper


async def test_a_feature_that_breaks_does_not_keep_what_others_let_go(store: Store, clock: HandClock) -> None:
    """The round ends, says that something is left, and everything else is gone."""

    async def breaks(*_: object) -> None:
        raise RuntimeError

    place = Place(PlaceKind.DM)
    await store.talks.save(Session(1, place, updated=clock.now() - 2 * DAY))
    breaking = Feature("breaking", expires=(Expiry(Until.TALKS, breaks),))
    features = Features((breaking, *FEATURES), GATE_STEP, PROGRAM_ROWS)
    assert not await Housekeeping(house_of(store, clock, features=features).services).round()
    assert await store.talks.talks_of(1, 0) == ()
