"""Cards in the staff's channel: whatever fails on the way, a request that waits has a button to take it."""

import pytest

from moodbot.features.counsellors.cards import RETRY_AFTER
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Notice
from moodbot.features.counsellors.rules.requests import Desk, Ended, Request, RequestState
from moodbot.features.counsellors.setup import DeskChoices
from tests.features.counsellors.steps import (
    ADMIN,
    ANN,
    CLEO,
    COUNSELLOR,
    HARBOUR,
    ROLE,
    asks,
    latest,
    many_ask,
    request_of,
    step,
    takes,
    works,
)
from tests.hands import HandClock
from tests.house import House
from tests.offices import Office


async def test_a_request_that_waits_again_gets_its_button_though_discord_failed(
    house: House, office: Office, clock: HandClock
) -> None:
    """One error of Discord's while the card is brought back: it is done again, and the role hears of it."""
    await asks(house)
    await house.desk.claim(COUNSELLOR, 1)
    await works(house)
    assert takes(office.edits[-1][1]) == []
    await house.desk.requests.refuse(await latest(house))
    office.edit_faults = [DeskFault.LATER]
    await works(house)
    clock.advance(RETRY_AFTER / 1000)
    await works(house)
    assert takes(office.edits[-1][1]) == [1]
    assert "#1 is waiting again" in office.posts[-1][1].text
    assert "they've been notified" in office.texts_to(ANN)[-1]


async def test_a_request_that_joins_a_card_stands_on_it_though_discord_failed(
    house: House, office: Office, clock: HandClock
) -> None:
    """The seventh of an hour: an error while the card is written anew, and then it is there."""
    await many_ask(house, 6)
    office.edit_faults = [DeskFault.LATER]
    await asks(house)
    assert (await latest(house)).card is None
    clock.advance(RETRY_AFTER / 1000)
    await works(house)
    assert takes(office.edits[-1][1]) == [6, 7]
    assert "without a further ping" in office.texts_to(ANN)[-1]


async def test_an_urgent_request_notifies_though_discord_failed_once(
    house: House, office: Office, clock: HandClock
) -> None:
    """What was counted for a card that never came does not keep the next try from notifying."""
    made = await house.desk.requests.ask(HARBOUR, ANN, urgent=True, share=False, later=False)
    assert isinstance(made, Request)
    real_facts = office.facts

    async def facts(desk: Desk) -> object:
        found = await real_facts(desk)
        office.faults = [DeskFault.LATER]
        office.facts = real_facts  # type: ignore[method-assign]
        return found

    office.facts = facts  # type: ignore[method-assign, assignment]
    await works(house)
    assert office.posts == []
    clock.advance(RETRY_AFTER / 1000)
    await works(house)
    assert office.posts[-1][1].roles == (ROLE,)


async def test_each_rung_writes_the_card_anew(house: House, office: Office, clock: HandClock) -> None:
    """Whatever has happened to it meanwhile."""
    await asks(house)
    await step(house, clock, 5)
    assert takes(office.edits[-1][1]) == [1]


@pytest.mark.parametrize("minutes", [5, 15])
async def test_a_card_that_was_deleted_is_posted_anew(
    house: House, office: Office, clock: HandClock, minutes: int
) -> None:
    """At the next rung, once; the ladder goes on as if nothing had been."""
    await asks(house)
    first = (await latest(house)).card
    await step(house, clock, minutes - 1)
    office.edit_faults = [DeskFault.GONE]
    await step(house, clock, 1)
    cards = [notice for _, notice in office.posts if takes(notice)]
    assert len(cards) == 2
    assert cards[1].roles == (ROLE,)
    assert (await latest(house)).card not in (first, None)
    await step(house, clock, 60)
    assert "I could not reach anybody" in office.texts_to(ANN)[-1]
    assert len([notice for _, notice in office.posts if takes(notice)]) == 2


async def test_another_staff_channel_gets_the_cards(house: House, office: Office, clock: HandClock) -> None:
    """Of all that is open; the old cards are emptied, and who is asked already is left in peace."""
    await many_ask(house, 2)
    await house.desk.claim(COUNSELLOR, 1)
    await works(house)
    told = len(office.texts_to(100))
    old = {request.card for request in await house.desk.requests.store.open_requests(HARBOUR)}
    assert "Done." in await house.desk.setup.set_up(ADMIN, DeskChoices(ROLE, 77, 12))
    await works(house)
    assert [takes(notice) for channel, notice in office.posts if channel == 77 and takes(notice)] == [[2]]
    assert {message for message, notice in office.edits if "has been moved" in notice.text} == old
    assert len(office.texts_to(100)) == told
    await house.desk.requests.refuse(await request_of(house, 1))
    await works(house)
    assert takes(office.posts[-1][1]) == [1]


async def test_somebody_who_takes_it_while_the_card_is_posted_is_shown_on_it(house: House, office: Office) -> None:
    """The button is there before the card is kept; whoever presses it then has it, and the card says so."""
    real_post = office.post

    async def post(server: int, channel: int, notice: Notice, nonce: str) -> int:
        message = await real_post(server, channel, notice, nonce)
        office.post = real_post  # type: ignore[method-assign]
        await house.desk.claim(COUNSELLOR, 1)
        return message

    office.post = post  # type: ignore[method-assign]
    await asks(house)
    request = await latest(house)
    assert (request.state, request.claimer) == (RequestState.CLAIMED, CLEO)
    assert request.card is not None
    assert "has taken it" in office.edits[-1][1].text
    assert takes(office.edits[-1][1]) == []


async def test_a_card_is_full_with_ten(house: House, office: Office) -> None:
    """The next request begins another, so that no word is lost and no button missing."""
    await many_ask(house, 6 + 9 + 1 + 12)
    seats: dict[int, int] = {}
    for request in await house.desk.requests.store.open_requests(HARBOUR):
        seats[request.card or 0] = seats.get(request.card or 0, 0) + 1
    assert max(seats.values()) == 10
    assert sum(seats.values()) == 28
    assert all(len(notice.text) <= 2000 and len(notice.buttons) <= 10 for _, notice in office.edits)
    await house.desk.requests.close(await request_of(house, 6), Ended.MEMBER)
    await works(house)


async def test_a_card_is_known_though_its_person_could_not_be_told(
    house: House, office: Office, clock: HandClock
) -> None:
    """Taken within the seconds until they are told, it shows that; they hear of the posting, or of who has taken it."""
    office.tell_faults = [DeskFault.LATER]
    await asks(house)
    card = (await latest(house)).card
    assert card is not None
    await house.desk.claim(COUNSELLOR, 1)
    await works(house)
    assert [(message, takes(notice)) for message, notice in office.edits][-1] == (card, [])
    assert "would like to talk" in office.texts_to(ANN)[-1]


async def test_who_could_not_be_told_that_a_card_is_posted_is_told_later(
    house: House, office: Office, clock: HandClock
) -> None:
    """Once; the card is not posted again, and the ladder goes on."""
    office.tell_faults = [DeskFault.LATER]
    await asks(house)
    clock.advance(RETRY_AFTER / 1000)
    await works(house)
    assert len(office.posts) == 1
    assert ["they've been notified" in text for text in office.texts_to(ANN)] == [True]
    await step(house, clock, 5)
    assert len(office.texts_to(ANN)) == 2


async def test_a_card_in_a_former_channel_is_emptied_though_discord_failed(house: House, office: Office) -> None:
    """No words are left behind where the counsellors are no more."""
    await asks(house)
    card = (await latest(house)).card
    office.edit_faults = [DeskFault.LATER]
    await house.desk.setup.set_up(ADMIN, DeskChoices(ROLE, 77, 12))
    await works(house)
    assert [message for message, notice in office.edits if notice.quotes == ()] == [card]


async def test_words_go_from_the_card_of_a_closed_request_that_cannot_be_read(house: House, office: Office) -> None:
    """The bot may not read the history any more, and writes its own message anew all the same."""
    await asks(house)

    async def forbidden(channel: int, message: int) -> tuple[str, ...]:
        raise DeskFailed(DeskFault.FORBIDDEN)

    office.quotes = forbidden  # type: ignore[method-assign]
    await house.desk.requests.close(await latest(house), Ended.MEMBER)
    await works(house)
    assert office.edits[-1][1].quotes == ()


async def test_a_card_that_nobody_has_kept_shows_who_has_taken_its_request(house: House, office: Office) -> None:
    """The program died after it was posted; somebody takes it by that card, and later its words go, too."""
    await house.desk.requests.ask(HARBOUR, ANN, urgent=False, share=False, later=False)

    async def there(channel: int, number: int, since: int = 0) -> int | None:
        return 9_999

    office.find = there  # type: ignore[method-assign]
    await house.desk.claim(COUNSELLOR, 1)
    await works(house)
    assert [(message, takes(notice)) for message, notice in office.edits] == [(9_999, [])]
    await house.desk.requests.close(await latest(house), Ended.MEMBER)
    await works(house)
    assert (office.edits[-1][0], office.edits[-1][1].quotes) == (9_999, ())
