"""Letting go of what is over."""

from moodbot.core.unasked import Kind
import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path

import pytest

from moodbot.core.dialogue import Place, PlaceKind, Session
from moodbot.core.retention import DAY, Retention
from moodbot.features.counsellors.rules.requests import RequestState
from moodbot.features.outreach.ports import Next
from moodbot.features.outreach.rules.plans import Skipped
from moodbot.features.privacy.housekeeping import EVERY_SECONDS, keep_house, let_go_of_what_is_over
from moodbot.features.privacy.rules.kept import PERSONAL_KINDS, Kind, until_of
from moodbot.stores import Store, open_store
from tests.hands import HandClock, until
from tests.house import house_of
from tests.storage.test_rights_contract import ANN, NOW, SERVER, fill


def keep_house_of(store: Store, clock: HandClock, stop: asyncio.Event) -> Coroutine[None, None, None]:
    """Keep the house over *store*."""
    return keep_house(
        store,
        forgetting=house_of(store, clock).rights.forgetting,
        retention=Retention(),
        clock=clock,
        stop=stop,
    )


async def test_talks_go_after_a_day_and_answers_after_a_month(store: Store, hand_clock: HandClock) -> None:
    """At once, and again every hour; what is younger stays."""
    now = hand_clock.now()
    place = Place(PlaceKind.DM)
    await store.talks.keep(Session(1, place, updated=now - DAY - 1))
    await store.talks.keep(Session(2, place, updated=now - DAY + 1000))
    await store.answers.answered(10, 20, 30, now - 30 * DAY - 1)
    await store.answers.answered(11, 20, 31, now)
    stop = asyncio.Event()
    keeper = asyncio.create_task(keep_house_of(store, hand_clock, stop))
    await until(lambda: hand_clock.waiting == 1)
    assert await store.talks.talks_of(1, 0) == ()
    assert await store.talks.talks_of(2, 0) != ()
    assert await store.answers.answers_to([10]) == ()
    hand_clock.advance(EVERY_SECONDS)
    await until(lambda: len(hand_clock.pauses) == 2)
    assert await store.talks.talks_of(2, 0) == ()
    stop.set()
    await keeper
    assert await store.answers.answers_to([11]) == ((20, 31),)


async def test_whatever_goes_by_days_goes(store: Store) -> None:
    """Everything that the table of what is kept gives days to is gone after them; the rest waits for the person."""
    await fill(store, ANN)
    request = await store.desks.open_request(SERVER, ANN)
    assert request is not None
    await store.desks.change(replace(request, state=RequestState.CLOSED, closed_at=NOW, due_at=None))
    (plan,) = await store.waiting.waiting_of(ANN)
    await store.waiting.skipped(plan, NOW, Skipped.LATE, Next())
    retention = Retention(entries=40, talks=2, requests=30, slots=14)
    lasting = {kind for kind in PERSONAL_KINDS if retention.days(until_of(kind)) is None} - {OutreachKind.PROGRAM}
    await let_go_of_what_is_over(store, retention, NOW - 1)
    assert set(await store.rights.counts(ANN)) == set(PERSONAL_KINDS) - {OutreachKind.PROGRAM, OutreachKind.CLAIMS}
    await let_go_of_what_is_over(store, retention, NOW + 41 * DAY)
    assert set(await store.rights.counts(ANN)) == lasting - {OutreachKind.BLOCKS}


async def test_a_failing_database_does_not_end_the_housekeeping(
    tmp_path: Path, hand_clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It says so in the log and tries again the next hour."""
    stop = asyncio.Event()
    async with open_store(f"sqlite:///{tmp_path / 'moodbot.db'}", "0" * 32) as store:
        await store.close()
        keeper = asyncio.create_task(keep_house_of(store, hand_clock, stop))
        await until(lambda: hand_clock.waiting == 1)
        assert "what is over could not be let go" in caplog.text
        assert not keeper.done()
        stop.set()
        await keeper


async def test_a_round_that_breaks_is_not_the_last(
    store: Store, hand_clock: HandClock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it was is logged by its kind, and a minute later the next round begins."""
    stop = asyncio.Event()

    async def breaks(_: int) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(store.answers, "let_go_answers", breaks)
        keeper = asyncio.create_task(keep_house_of(store, hand_clock, stop))
        await until(lambda: hand_clock.waiting == 1)
    assert "a round of housekeeping broke: RuntimeError" in caplog.text
    await store.answers.answered(10, 20, 30, hand_clock.now() - 31 * DAY)
    hand_clock.advance(EVERY_SECONDS)
    await until(lambda: len(hand_clock.pauses) == 2)
    assert await store.answers.answers_to([10]) == ()
    stop.set()
    await keeper
