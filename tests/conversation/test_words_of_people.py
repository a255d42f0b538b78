"""Words are chosen per person: two people use the same bot, and each is answered in a pack of their own."""

from collections.abc import Sequence

import pytest

from moodbot.core.dialogue import DM, Choice, Entrance, Incoming, Place, PlaceKind, Press, Reply
from tests.hands import HandClock
from tests.house import TWO, House, house_of, words_in_two
from tests.rooms import Room
from tests.stores import Store
from tests.wires import CHANNEL, Wire

ONE, OTHER = 41, 42


@pytest.fixture
def wire() -> Wire:
    """A line to people that ends in the test."""
    return Wire()


@pytest.fixture
def house(store: Store, clock: HandClock, wire: Wire) -> House:
    """The whole bot; OTHER reads the second pack, in which every text and label begins with a mark."""
    return house_of(store, clock, line=wire, words=words_in_two({OTHER}))


async def says(house: House, person: int, text: str) -> Reply:
    """Let *person* say *text* in their DM; return the answer."""
    reply = await house.handle(Incoming(person, DM, Entrance.DM, text))
    assert reply is not None
    return reply


def labels(choices: Sequence[Choice]) -> list[str]:
    """Return the labels that are texts of the pack; moods have their names."""
    return [each.label for each in choices if not each.cue.startswith("mood:")]


@pytest.mark.needs(feature="privacy")
@pytest.mark.parametrize(
    "text",
    [
        *("!help", "!privacy", "!journal", "!zone", "!graph", "!history", "!checkin", "!letter", "!helplines canada"),
        *(
            "!export",
            "!forget me",
            "!import",
            "!counsellor",
            "!report-problem",
            "!log sad",
            "!note x",
            "!undo",
            "!hapy",
        ),
    ],
)
async def test_what_a_command_says_is_in_the_words_of_who_asks(house: House, text: str) -> None:
    """Whatever the feature: the text, and the buttons under it."""
    await says(house, OTHER, "!journal on")
    for person, marked in ((ONE, False), (OTHER, True)):
        reply = await says(house, person, text)
        assert reply.utterances[-1].text.startswith(TWO) is marked
        assert {label.startswith(TWO) for label in labels(reply.choices)} <= {marked}


async def test_a_talk_with_all_that_features_add_is_in_one_pack(house: House, store: Store) -> None:
    """The buttons of the talk, and the remark of the journal under it."""
    for person in (ONE, OTHER):
        await store.journal.save_preferences(person, journal=True, journal_at=1, zone="Etc/UTC")
    for person, marked in ((ONE, False), (OTHER, True)):
        reply = await says(house, person, "!sad")
        assert {label.startswith(TWO) for label in labels(reply.choices)} == {marked}
        assert (f"-# {TWO}" in reply.utterances[-1].text) is marked


async def test_help_for_a_risk_is_in_the_words_of_who_needs_it(house: House) -> None:
    """Before the database, from memory alone; its buttons too, and the neutral line in a channel."""
    turn_runner, channel = house.turn_runner(), Place(PlaceKind.CHANNEL, 7)
    for person, marked in ((ONE, False), (OTHER, True)):
        room, closed = Room(), Room(DM)
        await turn_runner.hear(Incoming(person, DM, Entrance.DM, "i want to kill myself"), room)
        assert {label.startswith(TWO) for label in labels(room.offers[-1].choices)} == {marked}
        await turn_runner.hear(Incoming(person, channel, Entrance.MENTION, "i want to kill myself"), closed)
        assert closed.texts[-1].startswith(TWO) is marked


async def test_what_the_bot_sends_first_is_in_the_words_of_who_gets_it(
    house: House, store: Store, clock: HandClock, wire: Wire
) -> None:
    """A follow-up to each, on the same day."""
    for person in (ONE, OTHER):
        await store.plans.open_contact(person, CHANNEL, clock.now())
        await says(house, person, "!crisis")
        await house.handle(Incoming(person, DM, Entrance.BUTTON, press=Press("follow:help", 0)))
    (row,) = await store.waiting.waiting_of(OTHER)
    clock.advance((row.slot - clock.now()) / 1000 + 60)
    wire.sent.clear()
    await house.worker.work()
    await house.worker.settled()
    assert sorted(text.startswith(TWO) for _, text, _ in wire.sent) == [False, True]


async def test_typed_labels_are_those_of_the_own_pack(house: House) -> None:
    """What stands on the button may be typed, by whoever reads it there."""
    for person, label in ((ONE, "No one right now"), (OTHER, f"{TWO}No one right now")):
        asked = await says(house, person, "!lonely")
        assert label in labels(asked.choices)
        assert (await says(house, person, label)).step == asked.step + 1


async def test_what_breaks_and_what_is_too_much_is_said_in_the_own_words(house: House, clock: HandClock) -> None:
    """Also the lines that are said past the talk."""
    turn_runner = house.turn_runner()
    for person, marked in ((ONE, False), (OTHER, True)):
        room = Room()
        for _ in range(8):
            await turn_runner.hear(Incoming(person, DM, Entrance.DM, "!help"), room)
        assert room.texts[-1].startswith(TWO) is marked
        clock.advance(60)
