"""The private thread of a talk: whatever fails on the way, nobody stays in one that is over."""

import pytest

from moodbot.core.dialogue import Reply
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Notice
from moodbot.features.counsellors.rules.requests import Ended, RequestState, Stage
from tests.features.counsellors.steps import (
    ANN,
    CLEO,
    COUNSELLOR,
    DAN,
    HARBOUR,
    MINUTE,
    asks,
    latest,
    says,
    talks,
    works,
)
from tests.hands import HandClock
from tests.house import House
from tests.offices import OWNER, Office


async def test_a_talk_that_is_given_back_is_ended_though_discord_failed(
    house: House, office: Office, clock: HandClock
) -> None:
    """The thread is ended and the person told before the request waits again, whatever is written meanwhile."""
    thread = await talks(house)
    office.tell_faults = [DeskFault.LATER]
    assert "I go on trying" in await house.desk.release(COUNSELLOR, 1)
    await house.desk.requests.record_message(thread, CLEO)
    assert (await latest(house)).thread == thread
    clock.advance(MINUTE)
    await works(house)
    assert office.ended[-1] == thread
    assert "could not stay" in office.texts_to(ANN)[-2]
    request = await latest(house)
    assert (request.state, request.thread) == (RequestState.WAITING, None)


async def test_a_talk_is_ended_also_where_the_program_died_while_it_was_given_back(
    house: House, office: Office, clock: HandClock
) -> None:
    """That it is given back is kept first; the next start goes on from there."""
    thread = await talks(house)

    async def dies(*_: object) -> None:
        raise KeyboardInterrupt

    real, office.end_thread = office.end_thread, dies  # type: ignore[method-assign, assignment]
    with pytest.raises(KeyboardInterrupt):
        await house.desk.release(COUNSELLOR, 1)
    office.end_thread = real  # type: ignore[method-assign]
    clock.advance(MINUTE)
    await works(house)
    assert office.ended == [thread]
    assert (await latest(house)).state is RequestState.WAITING


async def test_a_colleague_who_cannot_be_let_in_takes_nothing_over(house: House, office: Office) -> None:
    """Everything stays as it was, and can be tried again; then the former counsellor is out."""
    thread = await talks(house)

    async def fails(thread: int, person: int) -> None:
        raise DeskFailed(DeskFault.LATER)

    real, office.add = office.add, fails  # type: ignore[method-assign]
    with pytest.raises(DeskFailed):
        await house.desk.hand_over(COUNSELLOR, thread, DAN, "x")
    assert (await latest(house)).claimer == CLEO
    assert CLEO in office.inside[thread]
    office.add = real  # type: ignore[method-assign]
    assert await house.desk.hand_over(COUNSELLOR, thread, DAN, "x") == "Handed over."
    assert office.inside[thread] == {ANN, DAN.person}


async def test_a_former_counsellor_who_cannot_be_taken_out_is_told_so(house: House, office: Office) -> None:
    """They can leave by themselves."""
    thread = await talks(house)

    async def fails(thread: int, person: int) -> None:
        raise DeskFailed(DeskFault.LATER)

    office.remove = fails  # type: ignore[method-assign]
    assert "please leave it yourself" in await house.desk.hand_over(COUNSELLOR, thread, DAN, "x")
    assert (await latest(house)).claimer == DAN.person


@pytest.mark.parametrize("how", ["closed", "given back"])
async def test_a_talk_that_ends_while_its_thread_opens_leaves_no_thread_open(
    house: House, office: Office, clock: HandClock, how: str
) -> None:
    """The thread is known from its first moment, and ended last of all."""
    await asks(house)
    await house.desk.claim(COUNSELLOR, 1)
    await says(house, press=f"counsellor:accept:{HARBOUR}:1")
    real = office.post

    async def post(server: int, channel: int, notice: Notice, nonce: str) -> int:
        office.post = real  # type: ignore[method-assign]
        if how == "closed":
            await house.desk.requests.close(await latest(house), Ended.MEMBER)
        else:
            await house.desk.requests.change(await latest(house), stage=Stage.RELEASING)
        return await real(server, channel, notice, nonce)

    office.post = post  # type: ignore[method-assign]
    await house.desk.worker.work()
    (thread,) = office.inside
    assert office.ended == [thread]
    await works(house)
    assert (await latest(house)).state is (RequestState.CLOSED if how == "closed" else RequestState.TALKING)
    clock.advance(MINUTE)
    await works(house)
    assert (await latest(house)).state is (RequestState.CLOSED if how == "closed" else RequestState.WAITING)


async def test_a_thread_that_was_half_open_is_opened_whole(house: House, office: Office, clock: HandClock) -> None:
    """One thread, though Discord failed in between; a counsellor who has written already is not reminded."""
    await asks(house)
    await house.desk.claim(COUNSELLOR, 1)
    await says(house, press=f"counsellor:accept:{HARBOUR}:1")
    real = office.tell

    async def tell(reply: Reply, nonce: str) -> bool:
        office.tell = real  # type: ignore[method-assign]
        raise DeskFailed(DeskFault.LATER)

    office.tell = tell  # type: ignore[method-assign]
    await works(house)
    thread = (await latest(house)).thread
    await house.desk.requests.record_message(thread or 0, CLEO)
    for _ in range(20):
        clock.advance(MINUTE)
        await works(house)
    assert list(office.inside) == [thread]
    assert "Your talk is open" in office.texts_to(ANN)[-1]
    assert not any("haven't written yet" in notice.text for _, notice in office.posts)


async def test_who_gave_back_a_talk_that_cannot_be_ended_is_out_of_it(house: House, office: Office) -> None:
    """The bot may not end it any more: nobody goes on in private all the same, and the owner hears what is missing."""
    thread = await talks(house)
    office.end_faults = [DeskFault.FORBIDDEN]
    await house.desk.release(COUNSELLOR, 1)
    assert office.inside[thread] == {ANN}
    assert "Manage Threads" in office.texts_to(OWNER)[-1]
    assert (await latest(house)).state is RequestState.WAITING


async def test_a_closed_talk_is_tried_to_be_ended_until_that_is_allowed(
    house: House, office: Office, clock: HandClock
) -> None:
    """Everybody is told once; the thread is ended when it can be."""
    thread = await talks(house)
    office.end_faults = [DeskFault.FORBIDDEN] * 3
    await house.desk.close(COUNSELLOR, 1)
    await works(house)
    told = len(office.texts_to(ANN))
    assert office.inside[thread] == {ANN}
    for _ in range(50):
        clock.advance(MINUTE)
        await works(house)
    assert office.ended == [thread]
    assert len(office.texts_to(ANN)) == told
    assert len(office.texts_to(OWNER)) == 1


@pytest.mark.needs(feature="privacy")
async def test_the_talk_of_somebody_who_was_forgotten_is_tried_to_be_ended_again(house: House, office: Office) -> None:
    """As their cards are tried to be emptied."""
    thread = await talks(house)
    office.end_faults = [DeskFault.FORBIDDEN]
    await house.rights.forgetting.forget_person(ANN)
    assert office.ended == []
    await house.rights.forgetting.resume()
    assert office.ended == [thread]
