"""What is remembered of people in the program alone: every container has a name, an end, and is forgotten with them."""

import pytest

from moodbot.conversation.housekeeping import Housekeeping
from moodbot.conversation.registry import EVERYTHING
from moodbot.core.dialogue import DM, Entrance, Incoming, Membership, Place, PlaceKind, SentFile, Session
from moodbot.core.memory import Memories, Memory
from moodbot.features.counsellors.rules.requests import Desk
from moodbot.times.units import DAY
from tests.filling import DAYLIO
from tests.hands import HandClock
from tests.house import House, house_of
from tests.offices import Office
from tests.rooms import Room
from tests.stores import Store
from tests.wires import CHANNEL, Wire

ANN, HARBOUR = 42, 500
LOUNGE = Place(PlaceKind.CHANNEL, 7)
KEPT_ON = {"countries", "words not posted", "help to be opened"}
"""What stays until the person changes it, or until its own end."""


@pytest.fixture
async def house(store: Store, clock: HandClock) -> House:
    """The whole bot, in a server with counsellors."""
    house = house_of(store, clock, line=Wire(), staff=Office())
    await house.desk.requests.set_up(Desk(HARBOUR, 9, 2, 3))
    return house


async def fill(house: House, store: Store, clock: HandClock) -> None:
    """Let Ann do something that is remembered in each memory there is."""
    turn_runner, member = house.turn_runner(patient=True), Membership(HARBOUR, ANN)
    await store.plans.open_contact(ANN, CHANNEL, clock.now())
    await store.journal.save_preferences(ANN, journal=True, journal_at=1, zone="Etc/UTC")

    async def table() -> bytes:
        return DAYLIO.encode()

    async def says(text: str, place: Place = DM, file: SentFile | None = None, room: Room | None = None) -> None:
        entrance = Entrance.DM if place == DM else Entrance.MENTION
        await turn_runner.hear(Incoming(ANN, place, entrance, text, member=member, file=file), room or Room())

    await says("!log sad yesterday evening")
    await says("!import", file=SentFile("moods.csv", 40, table))
    await says("!counsellor my marked words")
    await house.care.memory.save_country(ANN, "CA")
    await says("i want to kill myself", LOUNGE, room=Room(DM))
    await says("i want to kill myself", LOUNGE, room=Room(DM))
    clock.advance(70)
    await says("i want to kill myself")
    await says("i want to kill myself")
    await says("15")
    await says("canada")
    request = await store.desks.open_request(HARBOUR, ANN)
    assert request is None
    house.of(Memories).by_name["said once a day"].put(ANN, None, 7)
    house.of(Memories).by_name["unsaved talks"].put(ANN, {LOUNGE: Session(ANN, LOUNGE)})
    house.of(Memories).by_name["words not posted"].put(ANN, "my marked words", (HARBOUR, 1))
    await says("!forget me")


async def test_every_memory_is_in_the_table_and_is_filled_here(house: House, store: Store, clock: HandClock) -> None:
    """So that the tests below look at all of them."""
    await fill(house, store, clock)
    memories = house.of(Memories).by_name
    assert set(memories) == set(EVERYTHING.inventory.memories)
    assert {name for name, memory in memories.items() if not _of(memory, ANN)} == set()


async def test_after_a_day_nothing_is_remembered_but_what_was_asked_for(
    house: House, store: Store, clock: HandClock
) -> None:
    """Housekeeping empties each after 25 hours; nobody has to come back for it."""
    await fill(house, store, clock)
    clock.advance((DAY + 60 * 60 * 1000) / 1000)
    await Housekeeping(house.services).round()
    assert {name for name, memory in house.of(Memories).by_name.items() if len(memory)} == KEPT_ON


@pytest.mark.needs(feature="privacy")
async def test_forgetting_empties_all_of_them(house: House, store: Store, clock: HandClock) -> None:
    """As a person does it; nor does the answer that says so bring anybody back."""
    await fill(house, store, clock)
    room = Room()
    await house.turn_runner(patient=True).hear(Incoming(ANN, DM, Entrance.DM, "yes delete everything"), room)
    assert "I don't know you any more" in room.texts[-1]
    assert {name for name, memory in house.of(Memories).by_name.items() if _of(memory, ANN)} == set()


def test_what_has_ended_is_never_returned(clock: HandClock) -> None:
    """Whether it was swept out or not; the oldest goes where there are too many; each key by itself."""
    memory = Memory[str](clock.now, lasts=1_000, most=2)
    memory.put(1, "a")
    clock.advance(0.9)
    memory.put(2, "b", key="x")
    assert (memory.get(1), memory.get(2, "x"), memory.get(2)) == ("a", "b", None)
    clock.advance(0.2)
    assert (memory.get(1), memory.pop(1), memory.get(2, "x"), len(memory)) == (None, None, "b", 1)
    memory.put(3, "c")
    memory.put(4, "d")
    assert (memory.get(2, "x"), memory.get(3), memory.get(4)) == (None, "c", "d")
    memory.delete_person(3)
    assert (memory.get(3), len(memory)) == (None, 1)


def test_a_name_is_given_once(clock: HandClock) -> None:
    """Two memories of one name would stand in one row."""
    memories = Memories()
    memories.add("a", Memory[str](clock.now, None))
    with pytest.raises(ValueError, match="called a"):
        memories.add("a", Memory[str](clock.now, None))


def _of(memory: Memory[object], person: int) -> bool:
    return any(key[0] == person for key in memory._held)
