"""A socket that takes a request and never answers: help for one person alone is not held up by it."""

from collections.abc import AsyncIterator
from fnmatch import fnmatch

import pytest

from moodbot.conversation import turns
from tests.hands import HandClock
from tests.standin import Server
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
