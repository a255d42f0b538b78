"""The rungs that a request goes through while nobody takes it, where the ladder is another than when it began."""

import pytest

from moodbot.features.counsellors.ports import DeskFault
from moodbot.features.counsellors.rules.requests import Ended, Request, Rung, Stage
from moodbot.features.counsellors.texts import DESK_TEXTS
from moodbot.times.units import MINUTES_PER_DAY
from tests.features.counsellors.steps import ANN, COUNSELLOR, DESK, HARBOUR, HOUR, asks, latest, says, step, works
from tests.hands import HandClock
from tests.house import House
from tests.offices import OWNER, Office

TOLD = {
    Rung.DUTY: "is marked as on duty",
    Rung.BACKUP: "named no one who steps in",
    Rung.OWNER: "I've told the owner",
    Rung.TOLD: "I could not reach anybody",
    Rung.CLOSE: "A day has gone by",
}
"""What Ann is told at each rung, where nobody is on duty and there are no backups."""


async def reached(house: House, rung: str) -> Request:
    """Let Ann's request have reached *rung*, and nothing after it yet."""
    changed = await house.desk.requests.change(await latest(house), rung=rung)
    assert changed is not None
    return changed


@pytest.mark.parametrize("rung", [None, *tuple(Rung)[:-1]])
async def test_an_open_request_goes_on_after_the_rung_that_it_names(
    house: House, office: Office, clock: HandClock, rung: Rung | None
) -> None:
    """However many there are before it by now: an earlier moodbot may have had fewer."""
    await asks(house)
    if rung is not None:
        await reached(house, rung)
    before, left = len(office.texts_to(ANN)), DESK.ladder.rungs_after(rung)
    await step(house, clock, left[0][1] - 1)
    assert len(office.texts_to(ANN)) == before
    await step(house, clock, MINUTES_PER_DAY + 1 - left[0][1])
    told = office.texts_to(ANN)[before:]
    assert [text for text, (each, _) in zip(told, left, strict=True) if TOLD.get(each, "") not in text] == []
    assert (await latest(house)).ended is Ended.NOBODY


async def test_after_a_rung_that_only_another_version_knows_nobody_is_called_again(
    house: House, office: Office, clock: HandClock
) -> None:
    """Ann is told plainly that nobody came, and the request ends; the name stays until then."""
    await asks(house)
    await reached(house, "neighbours")
    posts, told = len(office.posts), len(office.texts_to(ANN))
    await step(house, clock, 59)
    assert (await latest(house)).rung == "neighbours"
    await step(house, clock, 1)
    assert (await latest(house)).rung == Rung.TOLD
    clock.advance(24 * HOUR)
    await works(house)
    await step(house, clock, 60)
    assert (await latest(house)).ended is Ended.NOBODY
    assert len(office.posts) == posts
    assert office.texts_to(OWNER) == []
    assert "could not reach anybody" in office.texts_to(ANN)[told]


@pytest.mark.parametrize("rung", tuple(Rung)[:-1])
async def test_every_rung_has_a_call_and_words_for_it(house: House, office: Office, rung: Rung) -> None:
    """A new one is missed here; the last closes the request instead."""
    made = await asks(house)
    facts = await office.facts(DESK)
    key = await house.desk.worker.calls.call(rung, made, DESK, facts, made.waiting_at)
    assert key in DESK_TEXTS
    assert f"member_rung_{rung}" in DESK_TEXTS


async def test_a_request_that_waits_again_begins_with_the_first_rung(
    house: House, office: Office, clock: HandClock
) -> None:
    """What was reached before somebody took it counts no more; the stages on the way are kept by name."""
    await asks(house)
    await step(house, clock, 15)
    assert (await latest(house)).rung == Rung.BACKUP
    await house.desk.claim(COUNSELLOR, 1)
    await works(house)
    assert (await latest(house)).stage is Stage.CLAIM_TOLD
    await says(house, press=f"counsellor:other:{HARBOUR}:1")
    again = await latest(house)
    assert (again.stage, again.rung) == (Stage.REQUEUED, None)
    office.tell_faults = [DeskFault.LATER]
    await works(house)
    posted = await latest(house)
    assert (posted.stage, posted.rung) == (Stage.POSTED_WITH_PING, None)
    await step(house, clock, 1)
    assert (await latest(house)).stage is Stage.QUEUED
    await step(house, clock, 4)
    assert (await latest(house)).rung == Rung.DUTY
