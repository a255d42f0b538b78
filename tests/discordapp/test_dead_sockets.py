"""A socket that takes a request and never answers: help for one person alone is not held up by it."""

from collections.abc import AsyncIterator
from fnmatch import fnmatch

import pytest

from moodbot.conversation import turns
from moodbot.features.care.service import PLAIN_BLOCK
from tests.hands import HandClock
from tests.standin import Server, discord_error
from tests.standin.pointing import pointed_at
from tests.wire.moodbots import ANNA, GENERAL, moodbot

FOLLOW_UPS = "/webhooks/*/*"


@pytest.fixture
async def standin(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """A stand-in for Discord; a try to send help is given up soon."""
    monkeypatch.setattr(turns, "HELP_WITHIN", 0.3)
    async with Server() as server:
        with pointed_at(server):
            yield server
        assert server.unknown == [], server.transcript()


def told(standin: Server, method: str, path: str) -> list[str]:
    """Return the text of every try to tell something by this kind of request, in order."""
    tries = [one for one in standin.requests if one.method == method and fnmatch(one.path, path)]
    return [str((one.body or {}).get("content")) for one in tries]


def follow_ups(standin: Server) -> list[str]:
    """Return the text of every try to send a message after the first one, in order."""
    return told(standin, "POST", FOLLOW_UPS)


async def test_help_after_the_first_message_is_not_held_up(standin: Server, clock: HandClock) -> None:
    """The question under the help block hangs: it is given up and asked again."""
    hold = standin.faults.hold("POST", FOLLOW_UPS, times=1)
    async with moodbot(clock):
        await standin.slash(ANNA, GENERAL, "crisis")
        await standin.until(lambda: len(follow_ups(standin)) == 2)
        hold.release()
        await standin.quiet()
    first, again = follow_ups(standin)
    assert first == again


async def test_a_socket_that_stays_dead_does_not_keep_the_next_answer(standin: Server, clock: HandClock) -> None:
    """No try of the question is answered: it is given up, and what Anna calls next is answered."""
    hold = standin.faults.hold("POST", FOLLOW_UPS, times=3)
    async with moodbot(clock):
        await standin.slash(ANNA, GENERAL, "crisis")
        await standin.until(lambda: len(follow_ups(standin)) == 3)
        await standin.slash(ANNA, GENERAL, "helplines", {"country": "ireland"})
        await standin.until(lambda: "Ireland" in told(standin, "PATCH", "/webhooks/*/messages/@original")[-1])
        hold.release()
        await standin.quiet()
    assert len(follow_ups(standin)) == 4


async def test_the_plain_block_is_not_held_up(standin: Server, clock: HandClock) -> None:
    """Discord refuses the answer in the DM, and the plain block hangs: it is given up and sent again."""
    place = standin.dm(ANNA)
    path = f"/channels/{place}/messages"
    standin.faults.answer("POST", path, status=400, times=1, body=discord_error(50035, "No"))
    hold = standin.faults.hold("POST", path, times=1)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, place, "i want to kill myself")
        await hold.reached.wait()
        refused, hold = hold, standin.faults.hold("POST", path, times=1)
        refused.release()
        await standin.until(lambda: PLAIN_BLOCK in [one.content for one in standin.sent(place)])
        assert hold.reached.is_set()
        hold.release()
        await standin.quiet()


async def test_the_line_with_a_help_button_is_not_held_up(standin: Server, clock: HandClock) -> None:
    """Anna's DMs are closed, and the line in the channel hangs: it is given up and sent again."""
    closed = discord_error(50007, "Cannot send messages to this user")
    standin.faults.answer("POST", f"/channels/{standin.dm(ANNA)}/messages", status=403, times=None, body=closed)
    hold = standin.faults.hold("POST", f"/channels/{GENERAL}/messages", times=1)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, GENERAL, "!sad i want to kill myself")
        await standin.until(lambda: standin.sent(GENERAL))
        hold.release()
        await standin.quiet()
    assert standin.sent(GENERAL)[0].buttons
