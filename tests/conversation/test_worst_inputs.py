"""The worst that people can send holds up nobody else: measured in processor time of the loop's thread."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from time import perf_counter

import pytest

from moodbot.conversation.registry import EVERYTHING
from moodbot.core.dialogue import DM, Entrance, Incoming, Place, PlaceKind, Press, SentFile, Session
from tests.conversation.worst_inputs import FILES, LONGEST, TEXTS, Gauge, full_table
from tests.hands import HandClock, until
from tests.house import House, house_of
from tests.rooms import Room
from tests.stores import A_NOTE_KEY, Store, open_store

BAR = 10
"""Units for which one turn may hold the loop: some 40 ms, where U+FDFA once took 300."""

AT_ONCE = 0.3
"""Seconds in which a help block is out, whatever else goes on."""

ANN, BEN = 1, 2
CHANNEL = Place(PlaceKind.CHANNEL, 7)


@pytest.fixture
async def store(clock: HandClock) -> AsyncIterator[Store]:
    """A database that keeps notes; Ann has a journal and lives in Berlin."""
    async with open_store("sqlite:///:memory:", clock.new_id(), note_keys=(A_NOTE_KEY,)) as opened:
        await opened.journal.save_preferences(ANN, journal=True, journal_at=1, zone="Europe/Berlin")
        yield opened


@pytest.fixture
def house(store: Store, clock: HandClock) -> House:
    """The whole bot."""
    return house_of(store, clock)


def commands_with(text: str) -> Iterator[Incoming]:
    """Yield every command with *text* as its argument, however it is called, and after each of its own words."""
    for command in EVERYTHING.commands:
        yield Incoming(ANN, DM, Entrance.SLASH, f"{command.name} {text}")
        yield Incoming(ANN, CHANNEL, Entrance.COMMAND, f"!{command.name} {text}"[:LONGEST])
        for word in command.argument.choices if command.argument else ():
            yield Incoming(ANN, DM, Entrance.DM, f"!{command.name} {word} {text}"[:LONGEST])
    for begun in ("!log sad", "!log yesterday", "!edit 1", "!edit 1 note"):
        yield Incoming(ANN, DM, Entrance.DM, f"{begun} {text}"[:LONGEST])
    for form in EVERYTHING.forms:
        yield Incoming(ANN, DM, Entrance.MODAL, text, press=Press(f"{form}1", 0))
    yield Incoming(ANN, CHANNEL, Entrance.COMMAND, f"!{text}"[:LONGEST])
    yield Incoming(ANN, CHANNEL, Entrance.MENTION, text)


@pytest.mark.parametrize("name", TEXTS)
async def test_no_command_holds_up_the_loop(house: House, name: str) -> None:
    """Whatever follows a command's name; a new command is tried by itself."""
    turn_runner = house.turn_runner(patient=True)
    await turn_runner.hear(Incoming(ANN, DM, Entrance.DM, "!sad a note"), Room())
    gauge, slow = Gauge(), {}
    for incoming in commands_with(TEXTS[name]):
        if units := await gauge.exceeds(BAR, lambda incoming=incoming: turn_runner.hear(incoming, Room())):
            slow[incoming.entrance, incoming.text[:20]] = units
    assert slow == {}


@pytest.mark.parametrize("name", TEXTS)
async def test_no_message_holds_up_the_loop(house: House, store: Store, name: str) -> None:
    """Whatever question the talk waits on; a new phase is tried by itself."""
    turn_runner, gauge, slow = house.turn_runner(patient=True), Gauge(), {}
    for phase in house.features.table.stages:

        async def answer(phase=phase) -> None:
            await store.talks.save(Session(ANN, DM, phase, "sad", 3, updated=1))
            await turn_runner.hear(Incoming(ANN, DM, Entrance.DM, TEXTS[name]), Room())

        if units := await gauge.exceeds(BAR, answer):
            slow[phase] = units
    assert slow == {}


def an_import(data: bytes, text: str = "!import") -> Incoming:
    """Return Ann's turn with the file *data*."""

    async def read() -> bytes:
        return data

    return Incoming(ANN, DM, Entrance.DM, text, file=SentFile("entries.zip", len(data), read))


@pytest.mark.parametrize("name", FILES)
async def test_no_file_holds_up_the_loop(house: House, store: Store, name: str) -> None:
    """It is refused with a word or asked about, and nothing is kept; nor does the answer to the question hold it up."""
    turn_runner, room, data = house.turn_runner(patient=True), Room(), FILES[name]()
    gauge = Gauge()
    assert await gauge.exceeds(BAR, lambda: turn_runner.hear(an_import(data), room)) is None
    assert "kept" in room.texts[-1] or "New in your journal" in room.texts[-1]
    again = Incoming(ANN, DM, Entrance.DM, "!import a=happy")
    assert await gauge.exceeds(BAR, lambda: turn_runner.hear(again, room)) is None


async def test_help_is_out_at_once_while_the_largest_journal_is_imported(house: House, store: Store) -> None:
    """Three times, and the import is still going on; then all of it is there."""
    turn_runner, room, took = house.turn_runner(patient=True), Room(), []
    importing = asyncio.create_task(turn_runner.hear(an_import(full_table()), room))
    for person in range(BEN, BEN + 3):
        help_room = Room()
        begun = perf_counter()
        risk = Incoming(person, DM, Entrance.DM, "i want to kill myself")
        caring = asyncio.create_task(turn_runner.hear(risk, help_room))
        await until(lambda room=help_room: bool(room.texts))
        took.append(perf_counter() - begun)
        assert not importing.done()
        await caring
    assert min(took) < AT_ONCE
    await importing
    assert "New in your journal: 20000" in room.texts[-1]
