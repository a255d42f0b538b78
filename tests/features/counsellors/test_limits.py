"""What a desk allows: requests a day, talks a counsellor, who may not ask; and a list that is never cut."""

import asyncio
from dataclasses import replace

from moodbot.core.dialogue import DM, Entrance, Incoming, Membership
from moodbot.features.counsellors.rules.requests import Ended, Request, RequestState
from moodbot.features.counsellors.service import Refusal
from tests.features.counsellors.steps import (
    ANN,
    CLEO,
    COUNSELLOR,
    DESK,
    HARBOUR,
    ROLE,
    asks,
    latest,
    many_ask,
    says,
    talks,
    text_of,
    works,
)
from tests.house import House
from tests.offices import Office


async def lists(house: House) -> list[str]:
    """Return the messages in which Cleo gets the list of requests."""
    reply = await house.handle(Incoming(CLEO, DM, Entrance.DM, "!requests", member=COUNSELLOR))
    assert reply is not None
    return [utterance.text for utterance in reply.utterances]


async def test_asking_again_counts_as_asking(house: House) -> None:
    """Three a day, whichever button it was."""
    await asks(house)
    for number in (1, 2):
        await house.desk.requests.close(await latest(house), Ended.MEMBER)
        assert "asking them again" in text_of(await says(house, press=f"counsellor:reopen:{HARBOUR}:{number}"))
        await works(house)
    await house.desk.requests.close(await latest(house), Ended.MEMBER)
    assert "asked a few times today" in text_of(await says(house, press=f"counsellor:reopen:{HARBOUR}:3"))
    assert not (await latest(house)).open


async def test_a_talk_that_is_asked_for_again_leaves_no_old_thread_open(house: House, office: Office) -> None:
    """Also where the old one could not be ended yet when the button was pressed."""
    thread = await talks(house)
    await house.desk.close(COUNSELLOR, 1)
    await says(house, press=f"counsellor:reopen:{HARBOUR}:1")
    await works(house)
    assert office.ended == [thread]
    assert ((await latest(house)).number, (await latest(house)).thread) == (2, None)


async def test_three_presses_at_once_do_not_beat_the_limit(house: House) -> None:
    """One talk a counsellor: one of three."""
    await house.desk.requests.set_up(replace(DESK, most_open=1))
    await many_ask(house, 3)
    taken = await asyncio.gather(*(house.desk.requests.claim(COUNSELLOR, number) for number in (1, 2, 3)))
    assert sum(isinstance(each, Request) for each in taken) == 1
    assert taken.count(Refusal.FULL) == 2


async def test_a_colleague_who_becomes_full_meanwhile_is_not_left_in_the_thread(house: House, office: Office) -> None:
    """They are let in before they take over, and out again where they could not."""
    thread = await talks(house)
    await house.desk.requests.set_up(replace(DESK, most_open=1))
    dan = Membership(HARBOUR, 8, frozenset({ROLE}))
    real = office.add

    async def add(thread: int, person: int) -> None:
        await real(thread, person)
        await many_ask(house, 1)
        await house.desk.claim(dan, 2)

    office.add = add  # type: ignore[method-assign]
    assert "over already" in await house.desk.hand_over(COUNSELLOR, thread, dan, "x")
    assert office.inside[thread] == {ANN, CLEO}
    assert (await latest(house)).claimer == CLEO


async def test_who_is_blocked_does_not_wait_for_nobody(house: House, office: Office) -> None:
    """Their request is closed with a word, and nothing offers to ask again; staff see why."""
    await asks(house)
    assert "Their request #1 is closed" in await house.desk.block(COUNSELLOR, ANN, 3, "shouted at staff")
    await works(house)
    assert (await latest(house)).ended is Ended.BLOCKED
    assert "you can't ask there for now" in office.texts_to(ANN)[-1]
    assert [choice.label for choice in office.told[-1].choices] == ["Help lines"]
    assert "the person was blocked" in office.edits[-1][1].text
    assert "shouted at staff" in (await lists(house))[0]
    assert "can't ask here until" in text_of(await says(house, press=f"counsellor:reopen:{HARBOUR}:1"))


async def test_who_gives_back_the_talk_of_somebody_blocked_is_told_that_it_is_closed(house: House) -> None:
    """Nobody else is asked, so that is not said."""
    await talks(house)
    await house.desk.block(COUNSELLOR, ANN, 3, "x")
    assert await house.desk.release(COUNSELLOR, 1) == "Closed."


async def test_an_open_talk_goes_on_though_the_person_is_blocked(house: House) -> None:
    """The block is about asking."""
    await talks(house)
    assert "is closed" not in await house.desk.block(COUNSELLOR, ANN, 3, "x")
    assert (await latest(house)).state is RequestState.TALKING


async def test_a_long_list_comes_in_several_messages(house: House) -> None:
    """None longer than Discord takes, no line lost."""
    for person in range(100, 130):
        made = await house.desk.requests.ask(HARBOUR, person, urgent=True, share=False, later=False)
        assert isinstance(made, Request)
        staff = Membership(HARBOUR, 1_234_567_890_123_456_000 + person, frozenset({ROLE}))
        await house.desk.claim(staff, made.number)
    texts = await lists(house)
    assert max(map(len, texts)) <= 2000
    assert sum(text.count("is asked") + text.count("has taken it") for text in texts) == 25
    assert "… and 5 more." in texts[-1]
