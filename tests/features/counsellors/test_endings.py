"""What a person is told at the end of a request, and what they are not promised: the truth, whatever has failed."""

from dataclasses import replace

from moodbot.core.dialogue import DM, Entrance, Incoming, Membership, Place, PlaceKind, Press, Reply
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Facts
from moodbot.features.counsellors.rules.requests import Desk, DeskKind, Ended, Hours, Request, RequestState
from moodbot.features.counsellors.setup import DeskChoices
from tests.features.counsellors.steps import (
    ANN,
    CLEO,
    COUNSELLOR,
    DESK,
    EVERY_DAY,
    HARBOUR,
    HOUR,
    ISLAND,
    MINUTE,
    MORNINGS,
    ROLE,
    asks,
    latest,
    many_ask,
    says,
    step,
    talks,
    text_of,
    works,
)
from tests.hands import HandClock
from tests.house import House, house_of
from tests.offices import OWNER, Office, last_request
from tests.stores import Store
from tests.wires import Wire


async def sends_in_server(house: House) -> Reply:
    """Let Ann agree under an answer in the server that only she sees."""
    place, press = Place(PlaceKind.EPHEMERAL, 3), Press(f"counsellor:send:{HARBOUR}:without:now", 0)
    incoming = Incoming(ANN, place, Entrance.BUTTON, press=press, member=Membership(HARBOUR, ANN))
    reply = await house.handle(incoming)
    assert reply is not None
    return reply


async def test_whoever_cannot_be_written_to_is_told_so_at_once(house: House, office: Office) -> None:
    """Nobody waits for a DM that never comes; whoever can be written to hears of it there first."""
    office.closed_dms = {ANN}
    assert "Your DMs are closed to me" in text_of(await sends_in_server(house))
    await house.desk.requests.close(await latest(house), Ended.MEMBER)
    office.closed_dms = set()
    assert "will tell you in our DM" in text_of(await sends_in_server(house))
    assert "This is where I'll tell you what happens" in office.texts_to(ANN)[0]
    await house.desk.requests.close(await latest(house), Ended.MEMBER)
    office.tell_faults = [DeskFault.LATER]
    assert "will tell you in our DM" in text_of(await sends_in_server(house))


async def test_whoever_could_not_be_asked_can_ask_for_somebody_else_in_the_thread(house: House, office: Office) -> None:
    """The button stands there for them alone; the thread ends, and that counsellor cannot take it again."""
    office.closed_dms = {ANN}
    await asks(house)
    await house.desk.claim(COUNSELLOR, 1)
    await works(house)
    thread = (await latest(house)).thread
    (for_ann, for_cleo) = [notice for channel, notice in office.posts if channel == thread]
    assert [button.action for button in for_ann.buttons] == ["close", "report", "other"]
    assert [button.action for button in for_cleo.buttons] == ["close", "release"]
    assert await house.desk.carry_out(COUNSELLOR, 1, "other") == "That's not yours to do."
    assert "Nobody is told why" in await house.desk.carry_out(Membership(HARBOUR, ANN), 1, "other")
    await works(house)
    assert office.ended == [thread]
    request = await latest(house)
    assert (request.state, request.refused) == (RequestState.WAITING, (CLEO,))
    assert "over already" in await house.desk.carry_out(Membership(HARBOUR, ANN), 1, "other")


async def test_whoever_agreed_is_not_asked_again_in_the_thread(house: House, office: Office) -> None:
    """They saw who it is before."""
    await asks(house)
    await house.desk.claim(COUNSELLOR, 1)
    await works(house)
    await says(house, press=f"counsellor:accept:{HARBOUR}:1")
    await works(house)
    thread = (await latest(house)).thread
    for_ann = next(notice for channel, notice in office.posts if channel == thread)
    assert [button.action for button in for_ann.buttons] == ["close", "report"]


async def test_it_was_not_for_want_of_people_where_the_channel_is_gone(
    house: House, office: Office, clock: HandClock
) -> None:
    """At the end of the day the person is told what it was, and the owner."""
    await asks(house)
    await step(house, clock, 61)

    async def facts(desk: Desk) -> Facts:
        return Facts("Harbour", OWNER, missing=("Send Messages",))

    office.facts = facts  # type: ignore[method-assign]
    clock.advance(24 * HOUR)
    await works(house)
    assert (await latest(house)).ended is Ended.BROKEN
    assert "Something in that server is missing" in office.texts_to(ANN)[-1]
    assert "Send Messages" in office.texts_to(OWNER)[-1]


async def test_a_thread_that_was_deleted_unseen_is_noticed_soon(house: House, office: Office, clock: HandClock) -> None:
    """While the bot was away, say: within the half hour, and not after a week."""
    thread = await talks(house)
    await house.desk.requests.record_message(thread, CLEO)
    office.gone_channels = {thread}
    await step(house, clock, 30)
    assert (await latest(house)).ended is Ended.BROKEN
    assert "its thread was deleted" in office.texts_to(ANN)[-1]


async def test_whoever_left_while_they_waited_is_not_waited_for(house: House, office: Office, clock: HandClock) -> None:
    """Their request ends at the next step, with a word to them."""
    await asks(house)
    office.left = {ANN}
    await step(house, clock, 5)
    assert (await latest(house)).ended is Ended.LEFT
    assert "You're not in Harbour any more" in office.texts_to(ANN)[-1]
    assert "the person has left" in office.edits[-1][1].text


async def test_a_thread_says_why_it_ends(house: House, office: Office, clock: HandClock) -> None:
    """Nobody has closed it where somebody has left."""
    thread = await talks(house)
    office.left = {ANN}
    await step(house, clock, 10)
    assert [notice.text for channel, notice in office.posts if channel == thread][-1] == (
        "One of you has left the server, so this talk ends here."
    )


async def test_a_week_counts_from_the_last_word(house: House, office: Office, clock: HandClock) -> None:
    """A talk in which somebody wrote yesterday is not closed."""
    thread = await talks(house)
    await house.desk.requests.record_message(thread, CLEO)
    clock.advance(6 * 24 * HOUR)
    office.words[thread] = clock.now()
    for _ in range(7):
        await works(house)
        assert (await latest(house)).open
        clock.advance(24 * HOUR)
    clock.advance(HOUR)
    await works(house)
    assert (await latest(house)).ended is Ended.QUIET
    assert "Nobody has written in your talk for a week" in office.texts_to(ANN)[-1]
    assert "for a week" in [notice.text for channel, notice in office.posts if channel == thread][-1]


async def test_backups_are_mentioned_no_more_often_than_the_desk_allows(
    house: House, office: Office, clock: HandClock
) -> None:
    """Six an hour, the counsellors' included; who waits is told the truth, and an urgent one is never kept back."""
    await house.desk.requests.set_up(replace(DESK, backup_role=99))
    urgent = await house.desk.requests.ask(HARBOUR, ANN, urgent=True, share=False, later=False)
    assert isinstance(urgent, Request)
    await many_ask(house, 4)
    await step(house, clock, 16)
    mentions = [notice.roles for _, notice in office.posts if notice.roles]
    assert mentions.count((ROLE,)) == 5
    assert mentions.count((99,)) == 1
    assert "I've asked the people who step in" in office.texts_to(ANN)[-2]
    assert "so I haven't notified them again" in office.texts_to(103)[-1]


async def test_two_servers_may_be_waited_for(house: House, store: Store) -> None:
    """Whose hours begin at the same time; each once, however often it is asked for."""
    for desk in (MORNINGS, replace(MORNINGS, server=ISLAND)):
        await house.desk.requests.set_up(desk)
        for _ in range(2):
            assert "I'll write to you" in text_of(await says(house, press=f"counsellor:opens:{desk.server}"))
    waiting = [each.detail for each in await store.waiting.waiting_of(ANN) if each.kind is DeskKind.DESK_OPENS]
    assert waiting == [str(HARBOUR), str(ISLAND)]


async def test_words_that_were_lost_are_said_to_be_lost(store: Store, clock: HandClock, office: Office) -> None:
    """They are in memory only; a start in between takes them, and then nothing is sent without a word."""
    before = house_of(store, clock, line=Wire(), staff=office)
    await before.desk.requests.set_up(DESK)
    await says(before, "!counsellor please read this", server=HARBOUR)
    after = house_of(store, clock, line=Wire(), staff=office)
    await after.desk.requests.visits.load()
    reply = await says(after, press=f"counsellor:send:{HARBOUR}:with:now", server=HARBOUR)
    assert "no longer have what you wrote" in text_of(reply)
    assert reply.choices[0].label == "Ask, without them"
    assert await last_request(store.desks, HARBOUR, ANN) is None


async def test_a_counsellor_who_comes_on_duty_is_asked_about_what_waits_for_the_hours(
    house: House, office: Office, clock: HandClock
) -> None:
    """At once, and the ladder begins then. Who only manages the server cannot be on duty."""
    await house.desk.requests.set_up(MORNINGS)
    made = await house.desk.requests.ask(HARBOUR, ANN, urgent=False, share=False, later=True)
    assert isinstance(made, Request)
    assert made.state is RequestState.HELD
    clock.advance(MINUTE)
    for member in (Membership(HARBOUR, 2, manages=True), COUNSELLOR):
        await works(house)
        assert office.posts == []
        await house.handle(Incoming(member.person, DM, Entrance.DM, "!duty on", member=member))
    await works(house)
    assert office.posts[-1][1].roles == (ROLE,)
    await step(house, clock, 5)
    assert "on duty once more" in office.texts_to(ANN)[-1]


async def test_a_ladder_may_be_written_as_the_field_shows_it(house: House) -> None:
    """With words in between."""
    admin = Membership(HARBOUR, 2, manages=True)
    wanted = DeskChoices(ROLE, 11, 12, ladder="5, then 15, 30, 60", urgent_ladder="2, then 5, 10, 20")
    assert "Done." in await house.desk.setup.set_up(admin, wanted)
    assert "four growing numbers" in await house.desk.setup.set_up(admin, replace(wanted, ladder="5, then 15, 30"))
    assert "four growing numbers" in await house.desk.setup.set_up(admin, replace(wanted, ladder="5 15 30 -60"))


async def test_somebody_who_cannot_be_looked_up_now_is_taken_for_on_duty(house: House, office: Office) -> None:
    """An error of Discord's closes no desk."""
    await house.desk.requests.set_up(MORNINGS)
    await house.desk.requests.store.set_duty(HARBOUR, CLEO, 1)

    async def fails(server: int, person: int) -> Membership | None:
        raise DeskFailed(DeskFault.LATER)

    office.membership = fails  # type: ignore[method-assign]
    assert await house.desk.requests.next_opening(MORNINGS) is None


async def test_a_talk_of_somebody_who_may_not_ask_by_now_does_not_wait_again(house: House, office: Office) -> None:
    """It goes on until it ends; given back, it is closed, the person is told why, and nobody is called for it."""
    await talks(house)
    await house.desk.block(Membership(HARBOUR, 2, manages=True), ANN, 5, "x")
    await works(house)
    calls = len([notice for _, notice in office.posts if notice.roles])
    await house.desk.release(COUNSELLOR, 1)
    await works(house)
    assert (await latest(house)).ended is Ended.BLOCKED
    assert "have decided that you can't ask there" in office.texts_to(ANN)[-1]
    assert not any("asking the others" in text for text in office.texts_to(ANN))
    assert len([notice for _, notice in office.posts if notice.roles]) == calls


async def test_in_a_server_that_comes_back_the_same_day_a_person_is_found_again(house: House) -> None:
    """Who uses the bot there can ask in a DM."""
    await says(house, "!okay", server=HARBOUR)
    await house.desk.worker.forget_server(HARBOUR)
    await house.desk.requests.set_up(DESK)
    await says(house, "!okay", server=HARBOUR)
    assert "Would you like me to ask?" in text_of(await says(house, "!counsellor"))


async def test_what_waits_for_the_hours_waits_for_those_that_there_are_now(
    house: House, office: Office, clock: HandClock
) -> None:
    """An admin moves them, then takes them away: nobody is called outside of them, and nobody waits for old ones."""
    await house.desk.requests.set_up(MORNINGS)
    await house.desk.requests.ask(HARBOUR, ANN, urgent=False, share=False, later=True)
    await house.desk.requests.set_up(replace(DESK, hours=Hours(14 * 60, 15 * 60, EVERY_DAY)))
    clock.advance(11 * HOUR)
    await works(house)
    assert (await latest(house)).state is RequestState.HELD
    await house.desk.requests.set_up(DESK)
    await works(house)
    assert (await latest(house)).state is RequestState.WAITING


async def test_an_old_button_calls_nobody_at_night(house: House) -> None:
    """It was pressed after the hours had ended: the person is told so and chooses again."""
    await house.desk.requests.set_up(MORNINGS)
    reply = await says(house, press=f"counsellor:send:{HARBOUR}:without:now")
    assert "Nobody is there at this hour" in text_of(reply)
    assert await house.desk.requests.store.open_requests(HARBOUR) == ()
    assert "as soon as their hours begin" in text_of(await says(house, press=reply.choices[0].cue))


async def test_whose_words_could_be_lost_until_the_hours_is_told_so(house: House) -> None:
    """This installation keeps none; who sends none has none to lose."""
    await house.desk.requests.set_up(MORNINGS)
    await says(house, "!counsellor it is a bit much", server=HARBOUR)
    reply = await says(house, press=f"counsellor:send:{HARBOUR}:w:l")
    assert "started anew before then" in text_of(reply)
    await says(house, press=f"counsellor:withdraw:{HARBOUR}:1")
    await says(house, "!counsellor", server=HARBOUR)
    assert "started anew" not in text_of(await says(house, press=f"counsellor:send:{HARBOUR}:o:l"))


async def test_a_report_that_is_pressed_again_and_again_calls_the_backups_once(
    house: House, office: Office, clock: HandClock
) -> None:
    """It is posted each time, and the owner hears of each."""
    await talks(house)
    for _ in range(3):
        clock.advance(180)
        assert "has been reported" in await house.desk.report(Membership(HARBOUR, ANN), 1)
    assert [notice.roles for channel, notice in office.posts if channel == 55] == [(99,), (), ()]


async def test_whoever_asks_where_a_channel_is_gone_is_not_told_to_try_again(house: House, office: Office) -> None:
    """It does not come back in a minute."""
    office.faults = [DeskFault.GONE]
    assert "is gone in this server" in text_of(await says(house, "!counsellor", server=HARBOUR))
    office.faults = [DeskFault.LATER]
    assert "try again in a minute" in text_of(await says(house, "!counsellor", server=HARBOUR))


async def test_a_digest_that_discord_did_not_take_comes_later(house: House, office: Office, clock: HandClock) -> None:
    """Not only the next day."""
    await house.desk.requests.set_up(replace(DESK, digest_at=clock.now() + 1000))
    await asks(house)
    office.faults = [DeskFault.LATER]
    clock.advance(1)
    await works(house)
    assert not any("The last day" in notice.text for _, notice in office.posts)
    await step(house, clock, 5)
    assert any("The last day" in notice.text for _, notice in office.posts)


async def test_who_asks_for_somebody_else_while_it_is_given_back_does_not_get_the_same_again(
    house: House, office: Office
) -> None:
    """The counsellor gives it back, Discord fails, and the person asks for somebody else meanwhile."""
    await talks(house)
    office.tell_faults = [DeskFault.LATER]
    await house.desk.release(COUNSELLOR, 1)
    await house.desk.other(Membership(HARBOUR, ANN), 1)
    await works(house)
    assert (await latest(house)).refused == (CLEO,)
    assert "not for you" in await house.desk.claim(COUNSELLOR, 1)
