"""How moodbot starts, holds on and ends: faults of the set-up are named, losses of connection are lived through.

The clock is moved by hand, and discord.py waits on it too.
"""

import asyncio
from collections.abc import Awaitable, Callable

import discord.gateway
import pytest
import yarl

from moodbot.core.errors import CannotStart
from moodbot.discordapp.bot import MoodBot
from moodbot.discordapp.service import (
    GONE_SECONDS,
    INTENT_REFUSED,
    RETRY_SECONDS_AT_START,
    START_SECONDS,
    TOKEN_REFUSED,
    UNREACHABLE,
    point_at,
    serve,
)
from tests.hands import HandClock, settle
from tests.standin import GOOD_TOKEN, Server
from tests.standin.gateway import MESSAGE_CONTENT
from tests.wire.moodbots import (
    ANNA,
    GENERAL,
    after,
    is_whole_answer,
    let_discord_wait,
    new_moodbot,
    parts_of,
    until,
)
from tests.wire.services import Waits, reconnect, serving

DEAD = "ws://127.0.0.1:1/gateway"


@pytest.fixture
def waits(hand_clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Waits:
    """The waits between tries, on the clock that is moved by hand."""
    made = Waits(hand_clock)
    let_discord_wait(monkeypatch, made.nap)
    return made


async def answers(standin: Server) -> None:
    """Wait until the bot is connected, and see that it answers."""
    await standin.until(lambda: standin.gateway.connected)
    before = len(standin.sent(GENERAL))
    await standin.say(ANNA, GENERAL, "!anxious")
    await standin.quiet()
    assert is_whole_answer(standin.sent(GENERAL)[before:]), standin.transcript()


async def come_back(standin: Server) -> None:
    """Listen again where the stand-in listened before it was stopped."""
    port = yarl.URL(standin.api_base).port
    assert port is not None
    await standin.start(port)


async def test_a_refused_token_ends_the_start(standin: Server, hand_clock: HandClock) -> None:
    """Discord's 401 is a fault of the set-up: no second try, and a line that says what to do."""
    async with serving(hand_clock, token="bad-token") as service:
        with pytest.raises(CannotStart) as fault:
            await after(service.life)
    assert str(fault.value) == TOKEN_REFUSED
    assert len(standin.asked("GET", "/users/@me")) == 1


async def test_a_refused_intent_ends_the_start(standin: Server, hand_clock: HandClock) -> None:
    """The line says what to switch on, or how to do without."""
    standin.gateway.refuse_intents = MESSAGE_CONTENT
    async with serving(hand_clock) as service:
        with pytest.raises(CannotStart) as fault:
            await after(service.life)
    assert str(fault.value) == INTENT_REFUSED
    assert "MOODBOT_MESSAGE_CONTENT=false" in str(fault.value)
    assert standin.gateway.identifies == 1


async def test_without_the_intent_moodbot_starts_where_it_is_refused(standin: Server, hand_clock: HandClock) -> None:
    """The advice works: with the intent switched off in the settings a DM is answered."""
    standin.gateway.refuse_intents = MESSAGE_CONTENT
    async with serving(hand_clock, content=False):
        await standin.until(lambda: standin.gateway.connected)
        await standin.say(ANNA, standin.dm(ANNA), "!anxious")
        await standin.quiet()
    assert is_whole_answer(standin.sent(standin.dm(ANNA)))


async def test_a_start_with_nothing_listening_ends_after_30_seconds(standin: Server, waits: Waits) -> None:
    """It tries every second, and not before the 30 seconds are over it says where to look."""
    await standin.stop()
    async with serving(waits.clock) as service:
        await waits.out(START_SECONDS / 2)
        length = await waits.next()
        assert not service.life.done()
        waits.clock.advance(START_SECONDS / 2 - length)
        assert not service.life.done()
        waits.clock.advance(length)
        with pytest.raises(CannotStart) as fault:
            await after(service.life)
    assert str(fault.value) == UNREACHABLE
    assert len(standin.requests) == 0


async def test_a_start_with_a_gateway_that_refuses_ends_after_30_seconds(standin: Server, waits: Waits) -> None:
    """That the API answers does not help: without a gateway nothing is heard."""
    standin.gateway.refuse_sockets = True
    async with serving(waits.clock) as service:
        await waits.next()
        waits.clock.advance(START_SECONDS - 0.1)
        length = await waits.next()
        assert not service.life.done()
        waits.clock.advance(length)
        with pytest.raises(CannotStart) as fault:
            await after(service.life)
    assert str(fault.value) == UNREACHABLE
    assert standin.asked("GET", "/users/@me") != []


async def test_a_start_that_hangs_ends_after_30_seconds(standin: Server, waits: Waits) -> None:
    """An address that takes the connection and never answers is found out as well."""
    hold = standin.faults.hold("GET", "/users/@me")
    async with serving(waits.clock) as service:
        await hold.reached.wait()
        waits.clock.advance(START_SECONDS)
        with pytest.raises(CannotStart) as fault:
            await after(service.life)
    assert str(fault.value) == UNREACHABLE


async def test_a_start_succeeds_when_discord_is_back_after_10_seconds(standin: Server, waits: Waits) -> None:
    """Nothing listens for 10 seconds; then the start goes on as if nothing had been."""
    await standin.stop()
    async with serving(waits.clock) as service:
        await waits.out(10)
        await waits.next()
        await come_back(standin)
        waits.clock.advance(RETRY_SECONDS_AT_START)
        await answers(standin)
        assert not service.life.done()


async def test_a_start_succeeds_when_the_gateway_is_back_after_10_seconds(standin: Server, waits: Waits) -> None:
    """The same where only the sockets were refused."""
    standin.gateway.refuse_sockets = True
    async with serving(waits.clock) as service:
        await waits.out(10)
        standin.gateway.refuse_sockets = False
        await reconnect(standin, waits)
        await answers(standin)
        assert not service.life.done()


@pytest.mark.parametrize("seconds", [60, 1200])
async def test_discord_may_be_away_for_as_long_as_it_likes(standin: Server, waits: Waits, seconds: int) -> None:
    """After a success nothing ends the bot: it answers again when Discord is back."""
    async with serving(waits.clock) as service:
        await answers(standin)
        await standin.stop()
        await waits.out(seconds)
        assert not service.life.done()
        await come_back(standin)
        await reconnect(standin, waits)
        await answers(standin)


async def test_a_gateway_that_refuses_for_long_is_sought_until_it_opens(standin: Server, waits: Waits) -> None:
    """Also where the API answers all the while."""
    async with serving(waits.clock) as service:
        await answers(standin)
        standin.gateway.refuse_sockets = True
        standin.drop()
        await waits.out(20 * START_SECONDS)
        assert not service.life.done()
        standin.gateway.refuse_sockets = False
        await reconnect(standin, waits)
        await answers(standin)


async def test_a_dead_resume_address_is_given_up_after_three_minutes(standin: Server, waits: Waits) -> None:
    """discord.py would try it for ever; a new client begins where every start begins, and identifies anew."""
    standin.gateway.url = DEAD
    async with serving(waits.clock):
        await answers(standin)
        standin.drop()
        await waits.out(GONE_SECONDS)
        await reconnect(standin, waits)
        assert (standin.gateway.identifies, standin.gateway.resumes) == (2, 0)
        await answers(standin)


async def test_a_token_withdrawn_while_running_ends_it(standin: Server, waits: Waits) -> None:
    """No later try could succeed, so the operator is told at once."""
    async with serving(waits.clock) as service:
        await answers(standin)
        standin.house.token = "another-token"
        await standin.close(4004)
        waits.clock.advance(await waits.next())
        with pytest.raises(CannotStart) as fault:
            await after(service.life)
    assert str(fault.value) == TOKEN_REFUSED


async def in_login(standin: Server, waits: Waits) -> None:
    """The API has the request and does not answer."""
    await standin.faults.hold("GET", "/users/@me").reached.wait()


async def between_tries(standin: Server, waits: Waits) -> None:
    """Nothing listens, and the next try is still to come."""
    await standin.stop()
    await waits.next()


async def in_discord_pys_wait(standin: Server, waits: Waits) -> None:
    """The gateway refuses, and discord.py waits to try again."""
    standin.gateway.refuse_sockets = True
    await until(lambda: waits.naps)


async def connected(standin: Server, waits: Waits) -> None:
    """All is well."""
    await answers(standin)


async def lost(standin: Server, waits: Waits) -> None:
    """All was well, and the connection is gone."""
    await answers(standin)
    await standin.stop()
    await waits.next()


Moment = Callable[[Server, Waits], Awaitable[None]]


@pytest.mark.parametrize("moment", [in_login, between_tries, in_discord_pys_wait, connected, lost])
async def test_it_stops_at_any_moment_without_waiting(standin: Server, waits: Waits, moment: Moment) -> None:
    """Whatever it is just doing, it ends at once, without a fault and without any time passing."""
    async with serving(waits.clock) as service:
        await after(moment(standin, waits))
        passed = waits.clock.monotonic()
        service.stop.set()
        await after(service.life)
    assert waits.clock.monotonic() == passed
    assert standin.gateway.connected == []


async def test_a_stop_before_the_start_asks_discord_nothing(standin: Server, waits: Waits) -> None:
    """A signal that came while the database was opened is heeded."""
    stop = asyncio.Event()
    stop.set()
    async with parts_of(waits.clock) as parts:
        await after(serve(lambda: new_moodbot(parts), GOOD_TOKEN, waits.clock, stop))
    assert standin.requests == []


async def test_a_goodbye_that_does_not_get_through_keeps_nobody(standin: Server, waits: Waits) -> None:
    """A network that is gone takes nothing and answers nothing; moodbot ends at once all the same."""
    clients: list[MoodBot] = []
    async with serving(waits.clock, clients=clients) as service:
        await answers(standin)
        (link,) = standin.gateway.links
        assert isinstance(link.transport, asyncio.Transport)
        link.transport.pause_reading()
        stuck = asyncio.create_task(clients[0].ws.socket.send_str("x" * 50_000_000))
        await settle()
        assert not stuck.done()
        service.stop.set()
        await after(service.life, 5)
        stuck.cancel()
        await asyncio.gather(stuck, return_exceptions=True)


def test_point_at_leaves_what_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the address that is given is changed."""
    monkeypatch.setattr(discord.http.Route, "BASE", "https://a.example/api/v10")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL("wss://a.example"))
    point_at(None, DEAD)
    assert str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY) == DEAD
    assert discord.http.Route.BASE == "https://a.example/api/v10"
    point_at("http://127.0.0.1:1/api/v10", None)
    assert discord.http.Route.BASE == "http://127.0.0.1:1/api/v10"
    assert str(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY) == DEAD
