"""What goes wrong on the wire, and what a person in the talk notices of it: at most that the answer comes late."""

import logging

import pytest

from moodbot.conversation import turns
from tests.hands import HandClock
from tests.house import the_pack
from tests.standin import Server, discord_error
from tests.wire.moodbots import ANNA, BEN, GENERAL, is_whole_answer, moodbot, spoken

MESSAGES = f"/channels/{GENERAL}/messages"
RETRIES = [1.0, 2.0]  # our own waits before a message is sent again


def nonces(standin: Server, path: str = MESSAGES) -> list[str]:
    """Return the nonce of every message posted there, in order, those that failed too."""
    return [str((one.body or {})["nonce"]) for one in standin.asked("POST", path)]


async def test_a_429_is_waited_out(standin: Server, clock: HandClock, naps: list[float]) -> None:
    """discord.py waits as long as Discord says; the answer is whole and nothing is said twice."""
    standin.faults.answer("POST", MESSAGES, status=429)
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
    assert naps == [0.25]
    assert is_whole_answer(standin.sent(GENERAL))


async def test_a_500_is_tried_again_by_discord_py(standin: Server, clock: HandClock, naps: list[float]) -> None:
    """Two server errors cost two waits of discord.py's and none of ours."""
    standin.faults.answer("POST", MESSAGES, status=500, times=2)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
    assert naps == [1, 3]
    assert not set(RETRIES) & set(clock.pauses)
    assert is_whole_answer(standin.sent(GENERAL))


async def test_a_500_after_the_work_shows_nothing_twice(standin: Server, clock: HandClock, naps: list[float]) -> None:
    """The message was posted and the answer lost: its repetition is recognised by the nonce."""
    standin.faults.answer("POST", MESSAGES, status=500, after=True)
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
    assert naps == [1]
    assert standin.stats.repeated_nonces == 1
    assert is_whole_answer(standin.sent(GENERAL))


async def test_a_503_is_tried_again_by_us(standin: Server, clock: HandClock, naps: list[float]) -> None:
    """discord.py gives up on a 503 at once; we send the same message again, twice if need be."""
    standin.faults.answer("POST", MESSAGES, status=503, times=2)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
    assert naps == []
    assert [pause for pause in clock.pauses if pause] == RETRIES
    assert len(nonces(standin)) == 5
    assert len(set(nonces(standin))) == 3
    assert is_whole_answer(standin.sent(GENERAL))


@pytest.mark.parametrize("after", [False, True])
async def test_a_dropped_connection_is_tried_again_by_us(standin: Server, clock: HandClock, after: bool) -> None:
    """Whether the message had arrived or not, it is sent again with its nonce and stands there once."""
    standin.faults.drop_connection("POST", MESSAGES, after=after)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
    assert [pause for pause in clock.pauses if pause] == RETRIES[:1]
    first, second, *_ = nonces(standin)
    assert first == second
    assert standin.stats.repeated_nonces == int(after)
    assert is_whole_answer(standin.sent(GENERAL))


async def test_discord_away_for_longer_costs_one_answer_and_no_more(
    standin: Server, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """After three tries the answer is given up, the operator reads why, and the next command is answered."""
    standin.faults.answer("POST", MESSAGES, status=503, times=3)
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
        assert standin.sent(GENERAL) == []
        assert standin.sent(standin.dm(ANNA)) == []
        await standin.say(BEN, GENERAL, "!anxious")
        await standin.quiet()
    assert is_whole_answer(standin.sent(GENERAL))
    assert f"cannot answer in channel {GENERAL}: cannot write there: Discord answered 503, error 0" in caplog.messages


async def test_typing_that_fails_keeps_nobody_waiting(standin: Server, clock: HandClock) -> None:
    """A bot that may write but not type answers all the same, and tries typing only once a message."""
    standin.faults.answer("POST", f"/channels/{GENERAL}/typing", status=403, times=None)
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
    assert is_whole_answer(standin.sent(GENERAL))
    assert len(standin.asked("POST", f"/channels/{GENERAL}/typing")) == 3


async def test_a_channel_that_may_not_be_written_in_is_answered_by_dm(standin: Server, clock: HandClock) -> None:
    """The person is told once which permission is missing, and gets the whole answer."""
    standin.faults.answer("POST", MESSAGES, status=403, times=None, body=discord_error(50013, "Missing Permissions"))
    place = standin.dm(ANNA)
    note = the_pack().text("cannot_speak_here", channel=f"<#{GENERAL}>", permission="Send Messages")
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
        told, *answer = standin.sent(place)
        assert told.content == note
        assert is_whole_answer(answer), spoken(answer)
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
    assert [one.content for one in standin.sent(place)].count(note) == 1
    assert is_whole_answer(standin.sent(place)[4:])
    assert standin.sent(GENERAL) == []


@pytest.mark.parametrize(
    ("path", "status", "code", "key"),
    [
        ("/users/@me/channels", 400, 40003, "dm_refused"),
        ("/users/@me/channels", 403, 50007, "dm_closed"),
        (f"/channels/{ANNA | 1 << 62}/messages", 403, 50007, "dm_closed"),
    ],
)
async def test_a_dm_that_is_closed_is_answered_where_only_they_see_it(
    standin: Server, clock: HandClock, *, path: str, status: int, code: int, key: str
) -> None:
    """With closed DMs, going on in private means below the press, seen by that person alone."""
    standin.faults.answer("POST", path, status=status, times=None, body=discord_error(code, "No"))
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
        question = standin.sent(GENERAL)[2]
        await standin.press_button(ANNA, question.id, question.buttons[the_pack().text("choice_private")])
        await standin.quiet()
    told, *answer = standin.sent(GENERAL)[3:]
    assert told.content == the_pack().text(key)
    assert "private_hello" in spoken(answer)[0]
    assert all(one.ephemeral for one in (told, *answer))
    assert standin.sent(standin.dm(ANNA)) == []


@pytest.mark.parametrize("where", ["slash", "button"])
async def test_an_interaction_that_expired_kills_nothing(
    standin: Server, clock: HandClock, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    """Discord no longer knows the interaction: the operator reads one line, and the next one is answered."""
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
        standin.faults.answer("POST", "/interactions/*/callback", status=404, body=discord_error(10062, "Unknown"))
        question = standin.sent(GENERAL)[2]
        if where == "slash":
            await standin.slash(ANNA, GENERAL, "mood", {"mood": "anxious"})
        else:
            await standin.press_button(ANNA, question.id, question.buttons[the_pack().text("choice_private")])
        await standin.quiet()
        assert len(standin.sent(GENERAL)) == 3
        await standin.slash(ANNA, GENERAL, "mood", {"mood": "anxious"})
        await standin.quiet()
    assert is_whole_answer(standin.sent(GENERAL)[3:])
    worst = [(one.levelno, one.getMessage()) for one in caplog.records if one.levelno >= logging.WARNING]
    assert worst == [(logging.WARNING, "an interaction could not be answered: error 10062")]


async def test_a_press_that_came_too_late_for_discord_is_still_answered(standin: Server, clock: HandClock) -> None:
    """Only the buttons cannot be changed any more; the talk goes on with a message of its own."""
    place = standin.dm(ANNA)
    async with moodbot(clock):
        await standin.say(ANNA, place, "!anxious")
        await standin.quiet()
        standin.faults.answer("POST", "/interactions/*/callback", status=404, body=discord_error(10062, "Unknown"))
        question = standin.sent(place)[2]
        await standin.press_button(ANNA, question.id, question.buttons[the_pack().text("choice_friend_yes")])
        await standin.quiet()
    assert "friend_yes" in spoken(standin.sent(place))[3]


async def test_a_dropped_socket_is_resumed_and_the_next_command_answered(standin: Server, clock: HandClock) -> None:
    """What was said while the socket was down is answered too, without a second IDENTIFY."""
    async with moodbot(clock) as client:
        standin.drop()
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.until(lambda: standin.gateway.resumes == 1)
        await standin.quiet()
        assert is_whole_answer(standin.sent(GENERAL))
        await standin.say(BEN, standin.dm(BEN), "!anxious")
        await standin.quiet()
        assert client.connection.up.is_set()
    assert is_whole_answer(standin.sent(standin.dm(BEN)))
    assert standin.gateway.identifies == 1


async def test_a_session_that_is_gone_is_begun_anew(standin: Server, clock: HandClock, naps: list[float]) -> None:
    """After an invalidated session the client identifies again, and the talk goes on where it was."""
    place = standin.dm(ANNA)
    async with moodbot(clock):
        await standin.say(ANNA, place, "!anxious")
        await standin.quiet()
        await standin.gateway.order(9, False)
        await standin.until(lambda: standin.gateway.identifies == 2 and standin.gateway.connected)
        await standin.say(ANNA, place, "no one")
        await standin.quiet()
    assert "ask_happened" in spoken(standin.sent(place))[-1]
    assert naps == [5.0]


async def test_an_answer_in_the_middle_survives_a_dropped_socket(standin: Server, clock: HandClock) -> None:
    """Messages go over HTTP: an answer that has begun is finished while the gateway is down."""
    hold = standin.faults.hold("POST", MESSAGES)
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await hold.reached.wait()
        standin.drop()
        hold.release()
        await standin.until(lambda: standin.gateway.resumes == 1)
        await standin.quiet()
    assert is_whole_answer(standin.sent(GENERAL))


async def test_help_is_not_held_up_by_a_socket_that_does_not_answer(
    standin: Server, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that hangs is given up after HELP_WITHIN seconds and made again with the same nonce."""
    monkeypatch.setattr(turns, "HELP_WITHIN", 0.3)
    place = standin.dm(ANNA)
    path = f"/channels/{place}/messages"
    hold = standin.faults.hold("POST", path, times=1)
    async with moodbot(clock):
        await standin.say(ANNA, place, "i want to kill myself")
        await standin.until(lambda: len(standin.sent(place)) == 2)
        hold.release()
        await standin.quiet()
    first, again, *_ = nonces(standin, path)
    assert first == again
