"""What was due while the bot was away: those who can help have their usual time all the same."""

import pytest

from moodbot.features.counsellors.rules.requests import Ended, Request, RequestState
from tests.features.counsellors.steps import (
    ANN,
    COUNSELLOR,
    HARBOUR,
    HOUR,
    MORNINGS,
    ROLE,
    asks,
    latest,
    step,
    takes,
    works,
)
from tests.hands import HandClock
from tests.house import House
from tests.offices import Office


@pytest.mark.parametrize("hours", [11, 35])
async def test_what_waited_for_the_hours_has_its_whole_day(
    house: House, office: Office, clock: HandClock, hours: int
) -> None:
    """The bot comes back an hour or a day after them: the role is asked, and everybody else at the usual times."""
    await house.desk.requests.set_up(MORNINGS)
    assert isinstance(await house.desk.requests.ask(HARBOUR, ANN, urgent=False, share=False, later=True), Request)
    clock.advance(hours * HOUR)
    await works(house)
    assert [notice.roles for _, notice in office.posts if takes(notice)] == [(ROLE,)]
    assert len(office.texts_to(ANN)) == 1
    await step(house, clock, 4)
    assert len(office.texts_to(ANN)) == 1
    await step(house, clock, 1)
    assert len(office.texts_to(ANN)) == 2
    assert (await latest(house)).state is RequestState.WAITING


async def test_a_rung_that_comes_late_leaves_the_usual_time_to_the_next(
    house: House, office: Office, clock: HandClock
) -> None:
    """Discord was away for an hour: the backups are asked then, the owner fifteen minutes later."""
    await asks(house)
    await step(house, clock, 5)
    clock.advance(HOUR)
    await works(house)
    assert len(office.texts_to(ANN)) == 3
    await step(house, clock, 14)
    assert len(office.texts_to(ANN)) == 3
    await step(house, clock, 1)
    assert len(office.texts_to(ANN)) == 4


async def test_a_day_in_which_nothing_worked_closes_nothing_at_once(
    house: House, office: Office, clock: HandClock
) -> None:
    """Whoever is there has an hour more to take it."""
    await asks(house)
    await step(house, clock, 60)
    clock.advance(30 * HOUR)
    await works(house)
    assert (await latest(house)).state is RequestState.WAITING
    await step(house, clock, 59)
    assert (await latest(house)).state is RequestState.WAITING
    await step(house, clock, 1)
    assert (await latest(house)).ended is Ended.NOBODY


async def test_what_is_given_back_is_announced_though_discord_was_away(
    house: House, office: Office, clock: HandClock
) -> None:
    """For an hour: the counsellors hear that it waits again, and only then the others are asked in turn."""
    await asks(house)
    await house.desk.claim(COUNSELLOR, 1)
    await works(house)
    await house.desk.requests.refuse(await latest(house))
    clock.advance(HOUR)
    told = len(office.texts_to(ANN))
    await works(house)
    assert "#1 is waiting again" in office.posts[-1][1].text
    assert office.posts[-1][1].roles == (ROLE,)
    assert len(office.texts_to(ANN)) == told + 1
    await step(house, clock, 4)
    assert len(office.texts_to(ANN)) == told + 1
    await step(house, clock, 1)
    assert len(office.texts_to(ANN)) == told + 2


@pytest.mark.needs(feature="privacy")
async def test_what_a_counsellor_who_was_forgotten_had_taken_is_announced(
    house: House, office: Office, clock: HandClock
) -> None:
    """Also where Discord was away meanwhile."""
    await asks(house)
    await house.desk.claim(COUNSELLOR, 1)
    await works(house)
    await house.rights.forgetting.forget_person(COUNSELLOR.person)
    clock.advance(HOUR)
    await works(house)
    assert "#1 is waiting again" in office.posts[-1][1].text
    assert office.posts[-1][1].roles == (ROLE,)
