"""Requests for a person without Discord: what members are answered, and how the worker meets a server that fails."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from moodbot.core.dialogue import DM, Entrance, Incoming, Membership, Place, PlaceKind, Press
from moodbot.discordapp.buttons import ButtonId
from moodbot.features.counsellors.cards import RETRY_AFTER
from moodbot.features.counsellors.ports import DeskFault
from moodbot.features.counsellors.rules.requests import Ended, Hours, Request, RequestState, Rung
from tests.features.counsellors.steps import (
    ANN,
    ANN_THERE,
    CLEO,
    COUNSELLOR,
    DESK,
    HARBOUR,
    HOUR,
    ISLAND,
    MINUTE,
    OWNER_TOO,
    ROLE,
    asks,
    latest,
    reports,
    says,
    talks,
    talks_again,
    text_of,
    works,
)
from tests.hands import START, HandClock, until
from tests.house import House, house_of
from tests.offices import OWNER, Office
from tests.stores import Store, open_store
from tests.wires import Wire


async def test_too_many_words_are_not_cut(house: House) -> None:
    """They are asked for shorter; nothing is lost silently."""
    assert "longer than 300 characters" in text_of(await says(house, "!counsellor " + "a" * 301, server=HARBOUR))


async def test_a_typed_yes_asks_where_there_is_one_way(house: House) -> None:
    """With words there are two; nothing is sent before one is named. A no tears it up."""
    await says(house, "!counsellor", server=HARBOUR)
    assert "I'm asking them now" in text_of(await says(house, "yes please"))
    await says(house, press=f"counsellor:withdraw:{HARBOUR}:1")
    await says(house, "!counsellor it is a bit much", server=HARBOUR)
    assert "Nothing is sent yet" in text_of(await says(house, "yes"))
    assert "I'm asking them now" in text_of(await says(house, "ask, without them"))
    await says(house, press=f"counsellor:withdraw:{HARBOUR}:2")
    await says(house, "!counsellor", server=HARBOUR)
    await says(house, "no")
    assert await house.desk.requests.store.open_requests(HARBOUR) == ()


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("yes", RequestState.TALKING),
        ("Yes, open the talk", RequestState.TALKING),
        ("someone else please", RequestState.WAITING),
        ("nothing", RequestState.CLAIMED),
    ],
)
async def test_whoever_was_asked_whether_a_counsellor_may_come_may_type_it(
    house: House, typed: str, state: RequestState
) -> None:
    """A yes in the DM is not taken for the end of a talk."""
    request = await asks(house)
    await house.desk.claim(COUNSELLOR, request.number)
    await works(house)
    await says(house, typed)
    assert (await latest(house)).state is state


async def test_in_the_middle_of_a_talk_a_yes_is_the_talk_s(house: House) -> None:
    """What stands on the button is not."""
    request = await asks(house)
    await says(house, "!lonely")
    await house.desk.claim(COUNSELLOR, request.number)
    await works(house)
    await says(house, "no")
    assert (await latest(house)).state is RequestState.CLAIMED
    await says(house, "yes, open the talk")
    assert (await latest(house)).state is RequestState.TALKING


async def test_an_ok_to_something_else_opens_no_talk(house: House) -> None:
    """What was said last is what it is about."""
    request = await asks(house)
    await house.desk.claim(COUNSELLOR, request.number)
    await works(house)
    house.desk.requests.clock.advance(5)  # type: ignore[attr-defined]
    await says(house, "!privacy")
    await says(house, "ok")
    assert (await latest(house)).state is RequestState.CLAIMED


async def test_with_two_servers_the_person_chooses(house: House, store: Store) -> None:
    """Both are offered by name; the chosen one is asked about."""
    await house.desk.requests.set_up(replace(DESK, server=ISLAND))
    for server in (HARBOUR, ISLAND):
        await says(house, "!okay", server=server)
    reply = await says(house, "!counsellor please")
    assert {choice.label for choice in reply.choices} == {"Harbour", "Island"}
    chosen = await says(house, press=f"counsellor:in:{ISLAND}")
    assert "the counsellors of Island" in text_of(chosen)
    assert [choice.label for choice in chosen.choices][:2] == ["Ask, with my words and mood", "Ask, without them"]


async def test_without_a_key_words_reach_the_card_and_no_disk(house: House, store: Store, office: Office) -> None:
    """They are in memory only, until the card is posted."""
    await says(house, "!counsellor it is a bit much", server=HARBOUR)
    await says(house, press=f"counsellor:send:{HARBOUR}:with:now", server=HARBOUR)
    assert await store.database.fetch("SELECT words FROM requests") == ((None,),)
    await works(house)
    assert office.posts[-1][1].quotes == ("#1 · > it is a bit much",)
    assert house.desk.requests.drafts.words_of(await latest(house)) is None


async def test_a_server_without_a_desk_says_so(house: House) -> None:
    """With where else to turn."""
    assert "no counsellors with me" in text_of(await says(house, "!counsellor", server=ISLAND))


async def test_a_safeguarding_lead_is_named_to_whoever_asks(house: House) -> None:
    """By the name of the role."""
    await house.desk.requests.set_up(replace(DESK, lead_role=77))
    assert "the safeguarding lead (role 77)" in text_of(await says(house, "!counsellor", server=HARBOUR))


async def test_each_state_can_be_asked_for(house: House, office: Office) -> None:
    """Waiting, taken, talking; the way out stands under each."""
    request = await asks(house)
    assert "waiting since" in text_of(await says(house, "!counsellor", server=HARBOUR))
    await house.desk.claim(COUNSELLOR, request.number)
    taken = await says(house, "!counsellor", server=HARBOUR)
    assert [choice.label for choice in taken.choices][:2] == ["Yes, open the talk", "Someone else, please"]
    await says(house, press=f"counsellor:accept:{HARBOUR}:1")
    await works(house)
    assert "Your talk is open: <#" in text_of(await says(house, "!counsellor", server=HARBOUR))
    assert "Your talk is open" in text_of(await says(house, press=f"counsellor:accept:{HARBOUR}:1"))
    assert "Your talk is open" in text_of(await says(house, press=f"counsellor:other:{HARBOUR}:1"))
    assert "Taken back" in text_of(await says(house, press=f"counsellor:withdraw:{HARBOUR}:1"))
    assert "is over" in text_of(await says(house, press=f"counsellor:withdraw:{HARBOUR}:1"))
    assert "is over" in text_of(await says(house, press=f"counsellor:accept:{HARBOUR}:99"))


async def test_only_the_person_s_own_request_can_be_pressed(house: House) -> None:
    """A forged button about somebody else's finds nothing."""
    await asks(house)
    incoming = Incoming(99, DM, Entrance.BUTTON, press=Press(f"counsellor:withdraw:{HARBOUR}:1", 0))
    reply = await house.handle(incoming)
    assert reply is not None
    assert "is over" in text_of(reply)
    assert (await latest(house)).open


async def test_a_person_who_wants_to_be_written_to_when_they_are_there(house: House, clock: HandClock) -> None:
    """One message at the beginning of the hours, with the button that asks."""
    await house.desk.requests.set_up(replace(DESK, hours=Hours(10 * 60, 12 * 60, (0, 1, 2, 3, 4, 5, 6))))
    before = await says(house, "!counsellor", server=HARBOUR)
    assert "their next hours begin Sun 1 Nov, 10:00" in text_of(before)
    assert "I'll write to you Sun 1 Nov, 10:00" in text_of(await says(house, press=f"counsellor:opens:{HARBOUR}"))
    clock.advance(10 * HOUR)
    await house.worker.work()
    await house.worker.settled()
    assert "their hours have begun" in house.worker._line.sent[-1][1]  # type: ignore[attr-defined]
    assert "the counsellors of Harbour" in text_of(await says(house, press=f"counsellor:in:{HARBOUR}"))
    assert "the counsellors of Harbour" in text_of(await says(house, press=f"counsellor:opens:{HARBOUR}"))


async def test_somebody_on_duty_opens_the_desk(house: House, store: Store) -> None:
    """Also outside its hours."""
    await house.desk.requests.set_up(replace(DESK, hours=Hours(10 * 60, 12 * 60, (0, 1, 2, 3, 4, 5, 6))))
    await store.desks.set_duty(HARBOUR, CLEO, 1)
    assert "next hours" not in text_of(await says(house, "!counsellor", server=HARBOUR))


async def test_a_discord_that_fails_for_a_moment_is_tried_again(house: House, office: Office, clock: HandClock) -> None:
    """Nothing is lost and nobody is told wrongly."""
    office.faults = [DeskFault.LATER]
    await asks(house)
    assert office.posts == []
    assert office.texts_to(ANN) == []
    clock.advance(RETRY_AFTER / 1000)
    await works(house)
    assert len(office.posts) == 1
    assert "they've been notified" in office.texts_to(ANN)[0]


@pytest.mark.parametrize("fault", [DeskFault.FORBIDDEN, DeskFault.GONE, DeskFault.FULL])
async def test_what_discord_will_never_do_ends_it_with_a_word(house: House, office: Office, fault: DeskFault) -> None:
    """To the person, and to the owner with what is missing."""
    office.faults = [fault]
    await asks(house)
    assert (await latest(house)).ended is Ended.BROKEN
    assert "Something in that server is missing" in office.texts_to(ANN)[-1]
    assert "1234" in office.texts_to(OWNER)[-1]


async def test_a_member_with_closed_dms_finds_the_thread(house: House, office: Office) -> None:
    """Nobody can ask them who is all right; the thread mentions them, and they see who is there."""
    request = await asks(house)
    office.closed_dms = {ANN}
    await house.desk.claim(COUNSELLOR, request.number)
    await works(house)
    assert (await latest(house)).state is RequestState.TALKING
    assert (await latest(house)).thread is not None


async def test_a_member_who_does_not_answer_is_asked_once_more(house: House, office: Office, clock: HandClock) -> None:
    """After ten minutes; after half an hour the request is closed, and can be asked again."""
    request = await asks(house)
    await house.desk.claim(COUNSELLOR, request.number)
    await works(house)
    clock.advance(10 * MINUTE)
    await works(house)
    assert "still there and waits" in office.texts_to(ANN)[-1]
    clock.advance(20 * MINUTE)
    await works(house)
    assert "I had no answer from you" in office.texts_to(ANN)[-1]
    assert (await latest(house)).ended is Ended.SILENT
    assert "asking them again" in text_of(await says(house, press=f"counsellor:reopen:{HARBOUR}:1"))
    assert "is over" in text_of(await says(house, press=f"counsellor:reopen:{HARBOUR}:1"))


async def test_a_talk_is_closed_after_a_week_of_nobody_closing_it(house: House, clock: HandClock) -> None:
    """Looked at once a day."""
    request = await asks(house)
    await house.desk.claim(COUNSELLOR, request.number)
    await says(house, press=f"counsellor:accept:{HARBOUR}:1")
    await works(house)
    await house.desk.requests.record_message((await latest(house)).thread or 0, CLEO)
    for _ in range(7):
        clock.advance(24 * HOUR)
        await works(house)
        assert (await latest(house)).open
    clock.advance(24 * HOUR)
    await works(house)
    assert (await latest(house)).ended is Ended.QUIET


async def test_words_of_others_in_a_thread_do_not_count_as_the_counsellor_s(house: House) -> None:
    """Nor do words elsewhere."""
    request = await asks(house)
    await house.desk.claim(COUNSELLOR, request.number)
    await says(house, press=f"counsellor:accept:{HARBOUR}:1")
    await works(house)
    thread = (await latest(house)).thread or 0
    await house.desk.requests.record_message(thread, ANN)
    await house.desk.requests.record_message(1, CLEO)
    assert not (await latest(house)).spoken


async def test_the_worker_sleeps_until_something_is_due(store: Store, hand_clock: HandClock, office: Office) -> None:
    """Woken by a request, it posts at once; stopped, it ends."""
    house = house_of(store, hand_clock, staff=office)
    await house.desk.requests.set_up(DESK)
    running = asyncio.create_task(house.desk.worker.run(alone=True))
    await until(lambda: hand_clock.waiting == 1)
    await house.desk.requests.ask(HARBOUR, ANN, urgent=False, share=False, later=False)
    await until(lambda: len(office.posts) == 1 and hand_clock.waiting == 1)
    office.ready = False
    hand_clock.advance(20)
    await until(lambda: hand_clock.pauses[-1] == 1.0)
    house.desk.worker.stop()
    await running
    assert hand_clock.now() >= START


async def test_a_database_that_fails_is_waited_for(
    tmp_path: Path, hand_clock: HandClock, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """With a line in the log, and an end when it is told to."""
    async with open_store(f"sqlite:///{tmp_path / 'moodbot.db'}", "0" * 32) as store:
        house = house_of(store, hand_clock, staff=office)
        await store.close()
        running = asyncio.create_task(house.desk.worker.run(alone=True))
        await until(lambda: "requests that are due could not be looked up" in caplog.text)
        house.desk.worker.stop()
        await running
        assert running.exception() is None


async def test_staff_commands_say_why_not(house: House) -> None:
    """Outside a server, without a desk, without the role."""
    assert "works in the server" in text_of(await says(house, "!duty on"))
    assert "has no desk yet" in text_of(await says(house, "!requests", server=ISLAND))
    assert "for the counsellors" in text_of(await says(house, "!requests", server=HARBOUR))


async def test_who_may_not_do_a_thing_is_told_so(house: House) -> None:
    """Closing and reporting belong to the two, giving back to the counsellor, set-up to managers."""
    desk, stranger = house.desk, Membership(HARBOUR, 99)
    await asks(house)
    assert await desk.carry_out(stranger, 1, "close") == "That's not yours to do."
    assert await desk.carry_out(stranger, 1, "release") == "That's not yours to do."
    assert await desk.carry_out(stranger, 1, "report") == "That's not yours to do."
    assert await desk.carry_out(stranger, 99, "close") == "That's over already."
    assert await desk.carry_out(stranger, 1, "dance") == "That's over already."
    assert await desk.claim(Membership(ISLAND, CLEO, frozenset({ROLE})), 1) == (
        "This server has no desk yet. An admin sets it up with /setup counsellors."
    )
    assert await desk.block(stranger, ANN, 3, "x") == "This is for the counsellors of this server."
    assert await desk.unblock(stranger, ANN) == "This is for the counsellors of this server."
    assert await desk.unblock(COUNSELLOR, ANN) == f"<@{ANN}> was not blocked."
    assert await desk.hand_over(stranger, 1, COUNSELLOR, "x") == "That's not yours to do."
    assert await desk.add(stranger, 1, COUNSELLOR) == "That's not yours to do."


async def test_a_colleague_must_be_able_to_take_it(house: House) -> None:
    """Has the role, is not the person themselves nor refused by them, and has room."""
    desk = house.desk
    request = await asks(house)
    await desk.claim(COUNSELLOR, request.number)
    await says(house, press=f"counsellor:accept:{HARBOUR}:1")
    await works(house)
    thread = (await latest(house)).thread or 0
    assert "counsellor's role" in await desk.hand_over(COUNSELLOR, thread, Membership(HARBOUR, 8), "x")
    assert "come into this talk" in await desk.hand_over(
        COUNSELLOR, thread, Membership(HARBOUR, ANN, frozenset({ROLE})), "x"
    )
    for number, person in enumerate((60, 61), start=2):
        made = await desk.requests.ask(HARBOUR, person, urgent=False, share=False, later=False)
        assert isinstance(made, Request)
        await desk.requests.claim(Membership(HARBOUR, 8, frozenset({ROLE})), number)
    assert "as many open talks" in await desk.hand_over(
        COUNSELLOR, thread, Membership(HARBOUR, 8, frozenset({ROLE})), "x"
    )


async def test_a_report_about_somebody_who_has_left_reaches_both(house: House, office: Office) -> None:
    """Whoever has left the server can read nothing there; a role or channel that is gone does not matter."""
    await talks(house)
    office.left = {CLEO}
    assert "has been reported" in await house.desk.report(ANN_THERE, 1)
    assert reports(office) == [f"<@&99> Somebody has reported their talk #1 with <@{CLEO}>. Please look into it."]
    assert "reported their talk" in office.texts_to(OWNER)[-1]


async def test_one_who_cannot_be_told_of_a_report_does_not_keep_it_from_the_other(house: House, office: Office) -> None:
    """The channel is gone, or the owner's DMs are closed, or both; then the person is told so."""
    await talks(house)
    office.gone_channels = {55}
    assert "has been reported" in await house.desk.report(ANN_THERE, 1)
    assert "reported their talk" in office.texts_to(OWNER)[-1]
    office.closed_dms = {OWNER}
    assert "couldn't reach anybody" in await house.desk.report(ANN_THERE, 1)
    office.gone_channels = set()
    assert "has been reported" in await house.desk.report(ANN_THERE, 1)
    office.readers = {CLEO}
    assert "couldn't reach anybody" in await house.desk.report(ANN_THERE, 1)
    assert len(reports(office)) == 1


@pytest.mark.parametrize("how", ["given back", "handed over", "refused"])
async def test_an_owner_who_was_the_counsellor_is_never_told_of_a_report(
    house: House, office: Office, how: str
) -> None:
    """Nor is anybody named who is not the counsellor any more."""
    if how == "refused":
        request = await asks(house)
        await house.desk.claim(OWNER_TOO, request.number)
        await house.desk.requests.refuse(await latest(house))
        await talks_again(house)
    else:
        thread = await talks(house, OWNER_TOO)
        if how == "given back":
            await house.desk.release(OWNER_TOO, 1)
        else:
            await house.desk.hand_over(OWNER_TOO, thread, COUNSELLOR, "x")
    await works(house)
    assert "has been reported" in await house.desk.report(ANN_THERE, 1)
    assert not any("reported" in text for text in office.texts_to(OWNER))
    assert "<@0>" not in reports(office)[-1]
    assert "with" not in reports(office)[-1]


async def test_a_yes_before_it_was_said_who_it_is_opens_no_talk(house: House, office: Office, clock: HandClock) -> None:
    """The words that would say so did not get through yet; whoever looks meanwhile reads the name."""
    await asks(house)
    office.names[CLEO] = "Cleo"
    office.tell_faults = [DeskFault.LATER]
    await house.desk.claim(COUNSELLOR, 1)
    await works(house)
    clock.advance(5)
    await says(house, "yes")
    assert (await latest(house)).state is RequestState.CLAIMED
    assert "Cleo would like to talk" in text_of(await says(house, "!counsellor", server=HARBOUR))


async def test_who_did_not_suit_is_not_let_in_as_a_colleague(house: House, office: Office) -> None:
    """Nor is the person whom the talk is about, who may be a counsellor, too."""
    await asks(house)
    await house.desk.claim(COUNSELLOR, 1)
    await house.desk.requests.refuse(await latest(house))
    await works(house)
    dan = Membership(HARBOUR, 8, frozenset({ROLE}))
    await house.desk.claim(dan, 1)
    await says(house, press=f"counsellor:accept:{HARBOUR}:1")
    await works(house)
    thread = (await latest(house)).thread or 0
    assert "can't come into this talk" in await house.desk.add(dan, thread, COUNSELLOR)
    assert "can't come" in await house.desk.add(dan, thread, Membership(HARBOUR, ANN, frozenset({ROLE})))
    assert office.inside[thread] == {ANN, 8}


@pytest.mark.parametrize("how", ["handed over", "refused", "let in"])
async def test_a_report_reaches_nobody_who_was_in_the_talk_also_after_a_restart(
    house: House, office: Office, store: Store, clock: HandClock, how: str
) -> None:
    """Cleo can read where complaints go; the owner is told, and where there is one only, nobody else."""
    dan = Membership(HARBOUR, 8, frozenset({ROLE}))
    if how == "refused":
        await asks(house)
        await house.desk.claim(COUNSELLOR, 1)
        await house.desk.requests.refuse(await latest(house))
        await works(house)
    thread = await talks(house, dan if how == "let in" else COUNSELLOR) if how != "refused" else 0
    if how == "handed over":
        await house.desk.hand_over(COUNSELLOR, thread, dan, "x")
    elif how == "let in":
        await house.desk.add(dan, thread, COUNSELLOR)
    else:
        await house.desk.requests.set_up(replace(DESK, backup_role=99, reports=55))
        await house.desk.claim(dan, 1)
    office.readers = {CLEO}
    anew = house_of(store, clock, line=Wire(), staff=office)
    assert "has been reported" in await anew.desk.report(ANN_THERE, 1)
    assert reports(office) == []
    assert "reported their talk" in office.texts_to(OWNER)[-1]


async def test_the_ways_to_ask_fit_under_a_message_in_a_long_talk(house: House) -> None:
    """Outside the hours, with ids of today: Discord takes 100 characters for what a button means."""
    long_id = 2_000_000_000_000_000_000
    await house.desk.requests.set_up(replace(DESK, server=long_id, hours=Hours(600, 720, (0, 1, 2, 3, 4, 5, 6))))
    house.desk.requests.staff.servers[long_id] = "Harbour"  # type: ignore[attr-defined]
    place = Place(PlaceKind.EPHEMERAL, long_id)
    asking = Incoming(long_id, place, Entrance.SLASH, "!counsellor please", member=Membership(long_id, long_id))
    reply = await house.handle(asking)
    assert reply is not None
    assert len(reply.choices) == 5
    for choice in reply.choices:
        assert len(str(ButtonId(long_id, place, 999, choice.cue))) <= 100


def meanwhile(house: House, name: str, **changes: Any) -> None:
    """Let Ann's request be changed by something else right after the next call of *name* of the store."""
    store = house.desk.requests.store
    real = getattr(store, name)

    async def changed(*args: object) -> object:
        setattr(store, name, real)
        found = await real(*args)
        assert await house.desk.requests.change(await latest(house), **changes) is not None
        return found

    setattr(store, name, changed)


async def test_a_rung_that_is_reached_in_the_same_moment_is_not_taken_for_a_faster_colleague(house: House) -> None:
    """Nor for the end: whoever takes it has it, and whoever takes it back has taken it back."""
    await asks(house)
    meanwhile(house, "held_by", rung=Rung.DUTY)
    assert "is yours" in await house.desk.claim(COUNSELLOR, 1)
    meanwhile(house, "request", reminded=True)
    assert "I'm opening" in text_of(await says(house, press=f"counsellor:accept:{HARBOUR}:1"))
    meanwhile(house, "request", spoken=True)
    assert "Taken back" in text_of(await says(house, press=f"counsellor:withdraw:{HARBOUR}:1"))
    assert (await latest(house)).ended is Ended.MEMBER


async def test_a_word_in_the_same_moment_does_not_keep_a_talk_from_going_over(house: House, office: Office) -> None:
    """Nor a colleague from coming in, nor the talk from being closed."""
    thread = await talks(house)
    dan = Membership(HARBOUR, 8, frozenset({ROLE}))
    meanwhile(house, "in_thread", spoken=True)
    assert await house.desk.add(COUNSELLOR, thread, dan) == "They're in."
    meanwhile(house, "in_thread", spoken=True)
    assert await house.desk.hand_over(COUNSELLOR, thread, dan, "x") == "Handed over."
    meanwhile(house, "request", spoken=True)
    assert await house.desk.close(dan, 1) == "Closed."
