"""The line that unprompted messages take, over the wire: one try, its nonce, its errors, and room left for talks."""

import asyncio

import pytest

from moodbot.core.dialogue import Choice, Place, PlaceKind, Reply, Utterance
from moodbot.discordapp.bot import MoodBot
from moodbot.discordapp.direct_line import MOST_A_SECOND, DiscordLine
from moodbot.features.outreach.ports import NotSent, SendFault
from tests.bots import build
from tests.hands import HandClock
from tests.standin import Server
from tests.standin.errors import discord_error
from tests.standin.pointing import running
from tests.stores import open_store
from tests.wire.moodbots import ANNA, IN_MEMORY, new_moodbot

NONCE = "0123456789abcdef01234567"
MESSAGES = "/channels/*/messages"
REPLY = Reply(ANNA, Place(PlaceKind.DM), 0, (Utterance("How are you?"),), (Choice("checkin:stop", "Stop these"),))


@pytest.fixture
async def line(standin: Server, clock: HandClock) -> object:
    """The line of a bot that is connected."""
    async with open_store(IN_MEMORY, clock.new_id()) as store:
        parts = build(store, clock).parts
        async with running(new_moodbot(parts)):
            yield parts.line


async def fault_of(line: DiscordLine, channel: int) -> NotSent:
    """Return how one message fails."""
    with pytest.raises(NotSent) as failed:
        await line.send(channel, REPLY, NONCE)
    return failed.value


async def test_a_message_sent_twice_is_there_once(standin: Server, line: DiscordLine) -> None:
    """The nonce makes the second one the first; it costs one request each."""
    channel = await line.open(ANNA)
    first = await line.send(channel, REPLY, NONCE)
    assert await line.send(channel, REPLY, NONCE) == first
    (sent,) = standin.sent(channel)
    assert sent.content == "How are you?"
    assert len(sent.buttons) == 1


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ((403, 50007), SendFault.CLOSED),
        ((403, 50278), SendFault.CLOSED),
        ((404, 10003), SendFault.CLOSED),
        ((403, 40003), SendFault.FLAGGED),
        ((403, 20026), SendFault.FLAGGED),
        ((400, 50035), SendFault.REFUSED),
        ((401, 0), SendFault.NOT_NOW),
        ((503, 0), SendFault.AGAIN),
        ((500, 0), SendFault.AGAIN),
    ],
)
async def test_each_class_of_errors_has_its_name(
    standin: Server, line: DiscordLine, naps: list[float], answer: tuple[int, int], fault: SendFault
) -> None:
    """By Discord's code where it has one; discord.py has repeated a 500 by then."""
    status, code = answer
    standin.faults.answer("POST", MESSAGES, status=status, times=None, body=discord_error(code, "no"))
    failed = await fault_of(line, standin.dm(ANNA))
    assert (failed.fault, failed.code) == (fault, code)
    assert len(naps) == (5 if status == 500 else 0)


async def test_a_dropped_connection_leaves_it_open_whether_it_arrived(standin: Server, line: DiscordLine) -> None:
    """Here it had; tried again with its nonce, it is still there once."""
    channel = standin.dm(ANNA)
    standin.faults.drop_connection("POST", MESSAGES, after=True)
    assert (await fault_of(line, channel)).fault is SendFault.AGAIN
    await line.send(channel, REPLY, NONCE)
    assert len(standin.sent(channel)) == 1


async def test_without_a_client_nothing_is_tried(standin: Server, clock: HandClock) -> None:
    """Before the start, and after a client was closed: surely not sent."""
    line = DiscordLine(clock)
    assert (await fault_of(line, 1)).fault is SendFault.NOT_NOW
    async with open_store(IN_MEMORY, clock.new_id()) as store:
        parts = build(store, clock).parts
        client: MoodBot = new_moodbot(parts)
        async with running(client):
            pass
        assert (await fault_of(parts.line, 1)).fault is SendFault.NOT_NOW
    assert standin.sent(standin.dm(ANNA)) == []


async def test_conversations_go_first(standin: Server, line: DiscordLine, clock: HandClock) -> None:
    """Every request of the last second counts once, whoever made it; who finds no room waits for it."""
    clock.advance(10)
    began = clock.monotonic()
    for _ in range(3):
        await line.send(standin.dm(ANNA), REPLY, NONCE)
    await line.open(ANNA)
    await line.traffic.room(5)
    assert clock.monotonic() == began
    await line.traffic.room(5)
    assert clock.monotonic() == began + 1.0


async def test_many_who_wait_do_not_all_find_the_same_room(line: DiscordLine, clock: HandClock) -> None:
    """Of a hundred that were late together, no more than may go out within any second."""
    clock.advance(10)
    went: list[float] = []

    async def one() -> None:
        await line.traffic.room()
        went.append(clock.monotonic())

    await asyncio.gather(*(one() for _ in range(100)))
    assert all(later - earlier >= 1.0 for earlier, later in zip(went, went[MOST_A_SECOND:], strict=False))
