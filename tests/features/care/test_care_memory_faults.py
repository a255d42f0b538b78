"""Care remembers the gravest of what was said, what did not arrive, and nothing of a child."""

from pathlib import Path

import pytest

from moodbot.conversation.turns import TurnRunner
from moodbot.core.dialogue import DM, Entrance, Incoming, Place, PlaceKind
from moodbot.core.ports import Messenger
from moodbot.features.care.cues import CareCue
from moodbot.features.care.rules.age import Age
from moodbot.features.care.rules.helplines import Purpose
from moodbot.features.care.rules.risk import Tier
from tests.hands import HandClock
from tests.house import House, house_of, pools_of
from tests.rooms import Room
from tests.stores import Store, open_store
from tests.talks import CHANNEL, PERSON

OWN = "i want to kill myself"
HARM = "i want to cut myself"
DONE = "i took a bunch of pills an hour ago"
ABUSE = "my stepdad hits me every night"
FRIEND = "my best friend told me she wants to kill herself"
VAGUE = "i wish i just wouldn't wake up tomorrow"
BLACKMAIL = "someone is blackmailing me with my nudes"
ALONE = Place(PlaceKind.EPHEMERAL, CHANNEL.id)


async def tell(runner: TurnRunner, text: str, place: Place = DM, room: Room | None = None) -> Room:
    """Say *text*, as a command if it is one, and return the room with what came back."""
    entrance = Entrance.MENTION if place == CHANNEL else Entrance.SLASH if place == ALONE else Entrance.DM
    room = room or Room()
    await runner.hear(Incoming(PERSON, place, entrance, text), room)
    return room


def is_full(room: Room) -> bool:
    """Return whether the whole first screen was said: acknowledgement, emergency, and where a line is."""
    if not room.texts:
        return False
    return {"care_ack", "care_emergency"} <= pools_of(room.texts[0]) and "findahelpline" in room.texts[0]


@pytest.mark.parametrize("later", [FRIEND, VAGUE, BLACKMAIL])
@pytest.mark.parametrize(("own", "alarm"), [(OWN, CareCue.RISK), (HARM, CareCue.RISK_HARM), (DONE, CareCue.RISK_DONE)])
async def test_a_lesser_alarm_does_not_replace_the_persons_own(
    store: Store, clock: HandClock, own: str, alarm: CareCue, later: str
) -> None:
    """Worry about a friend an hour later says nothing of whether the person is better."""
    house = house_of(store, clock)
    runner = house.turn_runner()
    await tell(runner, own)
    clock.advance(3600)
    assert (await tell(runner, later)).texts
    assert house.care.memory.alarm(PERSON) is alarm


@pytest.mark.parametrize(
    ("told", "alarm"),
    [
        ((OWN, HARM), CareCue.RISK_HARM),
        ((HARM, OWN), CareCue.RISK),
        ((OWN, DONE), CareCue.RISK_DONE),
        ((ABUSE, DONE), CareCue.RISK_DONE),
        ((DONE, OWN), CareCue.RISK_DONE),
        ((DONE, HARM), CareCue.RISK_DONE),
        ((DONE, ABUSE), CareCue.RISK_DONE),
        ((OWN, ABUSE), CareCue.RISK_ABUSE),
        ((OWN, ABUSE, FRIEND), CareCue.RISK_ABUSE),
        ((FRIEND, VAGUE), CareCue.RISK_INDIRECT),
        ((VAGUE, FRIEND), CareCue.RISK_OTHER),
        ((BLACKMAIL, OWN), CareCue.RISK),
    ],
)
async def test_of_equal_alarms_the_last_holds_and_what_is_done_outweighs_all(
    store: Store, clock: HandClock, told: tuple[str, ...], alarm: CareCue
) -> None:
    """Somebody who took something needs that in mind all day."""
    house = house_of(store, clock)
    runner = house.turn_runner()
    for text in told:
        await tell(runner, text)
        clock.advance(60)
    assert house.care.memory.alarm(PERSON) is alarm


async def test_a_yes_to_the_direct_question_is_an_own_alarm(store: Store, clock: HandClock) -> None:
    """Then it is as plain as if they had said it themselves."""
    house = house_of(store, clock)
    runner = house.turn_runner()
    for text in (VAGUE, "yes", FRIEND):
        await tell(runner, text)
        clock.advance(60)
    assert house.care.memory.alarm(PERSON) is CareCue.RISK


async def test_an_own_alarm_ends_after_a_day(store: Store, clock: HandClock) -> None:
    """Then a friend's is the last."""
    house = house_of(store, clock)
    runner = house.turn_runner()
    await tell(runner, DONE)
    clock.advance(25 * 3600)
    await tell(runner, FRIEND)
    assert house.care.memory.kinds(PERSON) == (CareCue.RISK_OTHER,)


@pytest.mark.parametrize("told", [(ABUSE, DONE), (DONE, ABUSE), (BLACKMAIL, OWN), (ABUSE, FRIEND, OWN)])
async def test_who_is_coming_is_understood_beside_every_other_alarm(
    store: Store, clock: HandClock, told: tuple[str, ...]
) -> None:
    """The abuse that was told stays known, whatever was said after it."""
    runner = house_of(store, clock).turn_runner()
    for text in told:
        await tell(runner, text)
        clock.advance(60)
    assert "abuse_now" in pools_of((await tell(runner, "he is coming")).texts[0])


async def test_the_first_screen_shows_the_lines_for_what_was_just_said(store: Store, clock: HandClock) -> None:
    """Also where another alarm outweighs it for the day."""
    house = house_of(store, clock)
    runner, germany = house.turn_runner(), house.care.lines.find("Germany")
    assert germany is not None
    house.care.memory.name_country(PERSON, germany.code)
    await tell(runner, DONE)
    clock.advance(60)
    room = await tell(runner, ABUSE)
    (line,) = germany.lines_for(Purpose.ABUSE, Purpose.GENERAL)[:1]
    assert line.url in [choice.url for choice in room.offers[-1].choices]
    assert line.url in room.texts[0]


@pytest.mark.parametrize(("place", "closed"), [(DM, (DM,)), (CHANNEL, (DM, CHANNEL)), (CHANNEL, (DM,))])
@pytest.mark.parametrize("gap", [1, 30])
async def test_a_first_screen_that_did_not_arrive_is_said_again_in_full(
    store: Store, clock: HandClock, place: Place, closed: tuple[Place, ...], gap: int
) -> None:
    """What nobody could read was not said."""
    runner = house_of(store, clock).turn_runner()
    assert not is_full(await tell(runner, OWN, place, Room(*closed)))
    clock.advance(gap)
    assert is_full(await tell(runner, OWN, place))
    clock.advance(30)
    assert not is_full(await tell(runner, OWN, place))


async def test_a_flood_at_a_closed_dm_is_tried_once_a_minute(store: Store, clock: HandClock) -> None:
    """The help waits behind the button; four hundred lines are no four hundred tries."""
    house = house_of(store, clock)
    runner, tries = house.turn_runner(), 0
    for _ in range(60):
        room = _Counting(DM)
        await tell(runner, OWN, CHANNEL, room)
        tries += room.asked_for.count(DM)
        clock.advance(1)
    assert tries <= 3


class _Counting(Room):
    """A room that writes down which places were tried."""

    def __init__(self, *closed: Place) -> None:
        super().__init__(*closed)
        self.asked_for: list[Place] = []

    def messenger_for(self, place: Place) -> Messenger:
        """Return the way to *place*."""
        self.asked_for.append(place)
        return super().messenger_for(place)


@pytest.mark.parametrize("alarm", [OWN, DONE, ABUSE, FRIEND])
@pytest.mark.parametrize(
    ("words", "place"), [("!crisis", DM), ("!help me", DM), ("!sos", CHANNEL), ("crisis", ALONE), ("help me", ALONE)]
)
async def test_a_command_for_help_always_gets_the_whole_first_screen(
    store: Store, clock: HandClock, alarm: str, words: str, place: Place
) -> None:
    """After an alarm too, and three times within ten seconds."""
    runner = house_of(store, clock).turn_runner()
    await tell(runner, alarm)
    for _ in range(3):
        clock.advance(3)
        assert is_full(await tell(runner, words, place))


async def test_a_command_for_help_at_a_closed_dm_shows_the_button_each_time(store: Store, clock: HandClock) -> None:
    """An older button may be far up in the channel."""
    runner = house_of(store, clock).turn_runner()
    for _ in range(3):
        assert (await tell(runner, "!crisis", CHANNEL, Room(DM))).texts
        clock.advance(3)


@pytest.mark.parametrize(
    ("words", "age"),
    [
        *((words, None) for words in ("10", "8", "12", "12.", "7!", "1", "0", "18", "40", "100000000000", "²")),
        *((words, Age.MINOR) for words in ("13", "15.", "17!")),
        ("im 12", Age.CHILD),
        ("im 15", Age.MINOR),
    ],
)
async def test_a_bare_number_makes_nobody_a_child(store: Store, clock: HandClock, words: str, age: Age | None) -> None:
    """It may be how many tablets, or eight out of ten."""
    house = house_of(store, clock)
    runner = house.turn_runner()
    await tell(runner, DONE)
    room = await tell(runner, words)
    assert house.care.memory.age(PERSON) is age
    assert ("child_kind" in pools_of(room.texts[0])) is (age is Age.CHILD)


@pytest.mark.parametrize("told", [(OWN, "im 12"), (OWN, "yes", "im 11 years old"), (OWN, f"im 12 and {OWN}")])
async def test_what_was_saved_of_a_child_is_deleted_when_they_say_their_age(
    store: Store, clock: HandClock, told: tuple[str, ...]
) -> None:
    """And nothing is saved after it; the help of the day goes on from memory."""
    house = house_of(store, clock)
    runner = house.turn_runner()
    for text in told:
        await tell(runner, text)
        clock.advance(60)
    assert await store.care.risks(0) == ()
    for text in ("no", OWN, "yes"):
        await tell(runner, text)
        clock.advance(60)
    assert await store.care.risks(0) == ()
    assert await store.talks.talks_of(PERSON, 0) == ()
    assert house.care.memory.tier(PERSON) is Tier.EXPLICIT


async def test_the_talk_of_a_child_goes_on_from_memory(store: Store, clock: HandClock) -> None:
    """The question stays open, though no row says so."""
    runner = house_of(store, clock).turn_runner()
    for text in (OWN, "im 11"):
        await tell(runner, text)
        clock.advance(60)
    assert "danger_ack" in pools_of((await tell(runner, "no")).texts[0])
    assert await store.talks.talks_of(PERSON, 0) == ()


async def test_a_child_is_answered_though_the_database_is_down(tmp_path: Path, clock: HandClock) -> None:
    """The deletion fails and is logged; the words come."""
    async with open_store(f"sqlite:///{tmp_path / 'moodbot.db'}", clock.new_id()) as store:
        runner = house_of(store, clock).turn_runner()
        await tell(runner, OWN)
        await store.close()
        room = await tell(runner, "im 12")
    assert "child_kind" in pools_of(room.texts[0])


@pytest.mark.parametrize("words", ["he is home now", "he is home", "hes home", "he's home now", "he's back"])
async def test_danger_that_is_there_now_is_never_taken_for_a_repetition(
    store: Store, clock: HandClock, words: str
) -> None:
    """The second "he is home" is as urgent as the first."""
    house: House = house_of(store, clock)
    runner = house.turn_runner()
    await tell(runner, ABUSE)
    for _ in range(3):
        clock.advance(30)
        assert "abuse_now" in pools_of((await tell(runner, words)).texts[0])
