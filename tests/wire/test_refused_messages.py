"""Messages that Discord refuses with a 400 or 403: nobody meets silence, and the reason they read is the true one."""

import pytest

from tests.hands import HandClock
from tests.house import the_pack
from tests.standin import Server, discord_error
from tests.wire.moodbots import ANNA, GENERAL, is_whole_answer, moodbot, spoken

MESSAGES = f"/channels/{GENERAL}/messages"
CHANNEL = f"<#{GENERAL}>"


def refuse(
    standin: Server, path: str, code: int, *, status: int = 400, method: str = "POST", times: int | None
) -> None:
    """Let Discord refuse what is posted to *path*."""
    standin.faults.answer(method, path, status=status, times=times, body=discord_error(code, "No"))


@pytest.mark.parametrize("place", ["london", "sydney", "istanbul", "calcutta", "florida", "amsterdm", "est"])
@pytest.mark.parametrize("door", ["text", "slash"])
async def test_a_place_is_answered_at_every_door(standin: Server, clock: HandClock, place: str, door: str) -> None:
    """The stand-in refuses two buttons with one id, as Discord does; nothing has to be sent a second time."""
    async with moodbot(clock, pace=0):
        if door == "slash":
            await standin.slash(ANNA, GENERAL, "zone", {"zone": place})
        else:
            await standin.say(ANNA, standin.dm(ANNA), f"!zone {place}")
        await standin.quiet()
    (answer,) = standin.sent(GENERAL if door == "slash" else standin.dm(ANNA))
    assert answer.buttons or "it is, where it is" in answer.content
    assert "didn't come through" not in answer.content


async def test_a_message_whose_buttons_are_refused_comes_without_them(
    standin: Server, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Anna reads what she can write instead; she writes it, and the talk goes on."""
    place = standin.dm(ANNA)
    async with moodbot(clock, pace=0):
        refuse(standin, f"/channels/{place}/messages", 50035, times=1)
        await standin.say(ANNA, place, "!zone london")
        await standin.quiet()
        (plain,) = standin.sent(place)
        assert not plain.buttons
        assert plain.content.endswith(
            the_pack().text("plain_choices", choices="London, London (Ontario), None of these")
        )
        await standin.say(ANNA, place, "london (ontario)")
        await standin.quiet()
    assert "Toronto it is" in standin.sent(place)[-1].content
    assert "a message was refused and is sent plain: status 400, error 50035" in caplog.messages


async def test_in_a_channel_the_plain_question_is_answered_by_a_reply(standin: Server, clock: HandClock) -> None:
    """It says so, because a channel's messages are not read."""
    refuse(standin, MESSAGES, 50035, times=1)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, GENERAL, "!mood")
        await standin.quiet()
        (plain,) = standin.sent(GENERAL)
        await standin.say(ANNA, GENERAL, "anxious", reply_to=plain.id)
        await standin.quiet()
    assert "You can reply to this message with one of these instead: " in plain.content
    assert not plain.raw["components"]
    assert is_whole_answer(standin.sent(GENERAL)[1:])


@pytest.mark.parametrize("status", [400, 403])
@pytest.mark.parametrize(
    ("code", "cause"), [(50083, "archived"), (160005, "locked"), (200000, "filtered"), (240000, "filtered")]
)
async def test_a_closed_thread_and_automod_are_named_in_the_dm(
    standin: Server, clock: HandClock, status: int, code: int, cause: str
) -> None:
    """The whole answer comes by DM, after the true reason; nothing is tried a second time in the channel."""
    refuse(standin, MESSAGES, code, status=status, times=None)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
    told, *answer = standin.sent(standin.dm(ANNA))
    assert told.content == the_pack().text(f"cannot_speak_here_{cause}", channel=CHANNEL)
    assert is_whole_answer(answer), spoken(answer)
    assert len(standin.asked("POST", MESSAGES)) == 1
    assert standin.sent(GENERAL) == []


async def test_a_channel_that_takes_nothing_is_answered_by_dm(standin: Server, clock: HandClock) -> None:
    """Neither with buttons nor plain: it is no missing permission, and Anna is not told so."""
    refuse(standin, MESSAGES, 50035, times=None)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, GENERAL, "!mood")
        await standin.quiet()
    told, menu = standin.sent(standin.dm(ANNA))
    assert told.content == the_pack().text("cannot_speak_here_unfit", channel=CHANNEL)
    assert menu.raw["components"]
    assert len(standin.asked("POST", MESSAGES)) == 2


async def test_an_answer_refused_in_a_dm_is_owned_up_to(standin: Server, clock: HandClock) -> None:
    """With and without buttons refused, a plain sentence says that an answer was lost."""
    place = standin.dm(ANNA)
    refuse(standin, f"/channels/{place}/messages", 50035, times=2)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, place, "!mood")
        await standin.quiet()
    assert [one.content for one in standin.sent(place)] == [the_pack().text("answer_refused")]


@pytest.mark.parametrize(("refusals", "key"), [(1, "plain_choices_ephemeral"), (2, "answer_refused")])
async def test_a_slash_command_is_answered_plain(standin: Server, clock: HandClock, refusals: int, key: str) -> None:
    """What only Anna sees cannot be answered in words: she is told what else works. "Thinking" never stays."""
    refuse(standin, "/webhooks/*/*/messages/@original", 50035, method="PATCH", times=refusals)
    async with moodbot(clock, pace=0):
        await standin.slash(ANNA, GENERAL, "zone", {"zone": "london"})
        await standin.quiet()
    (answer,) = standin.sent(GENERAL)
    assert answer.content.endswith(the_pack().text(key))
    assert answer.ephemeral
    assert not answer.buttons


async def test_an_answer_that_breaks_off_below_a_slash_command_says_so(standin: Server, clock: HandClock) -> None:
    """The second message has nothing that could be left out, so Anna is told that it is lost."""
    refuse(standin, "/webhooks/*/*", 50035, times=1)
    async with moodbot(clock, pace=0):
        await standin.slash(ANNA, GENERAL, "mood", {"mood": "anxious"})
        await standin.quiet()
    _, told = standin.sent(GENERAL)
    assert (told.content, told.ephemeral) == (the_pack().text("answer_refused"), True)


async def test_a_form_that_is_refused_leaves_another_way(standin: Server, clock: HandClock) -> None:
    """Anna's slash command would open a form; she is told where she can write instead."""
    refuse(standin, "/interactions/*/callback", 50035, times=1)
    async with moodbot(clock, pace=0):
        await standin.slash(ANNA, GENERAL, "counsellor", {})
        await standin.quiet()
    (told,) = standin.sent(GENERAL)
    assert (told.content, told.ephemeral) == (the_pack().text("form_refused"), True)


@pytest.mark.parametrize("door", ["dm", "slash"])
async def test_help_that_is_refused_comes_in_its_plainest_form(standin: Server, clock: HandClock, door: str) -> None:
    """Where Anna spoke in private: the block that needs no buttons and no file."""
    place = standin.dm(ANNA)
    async with moodbot(clock, pace=0):
        if door == "dm":
            refuse(standin, f"/channels/{place}/messages", 50035, times=1)
            await standin.say(ANNA, place, "i want to kill myself")
        else:
            refuse(standin, "/webhooks/*/*/messages/@original", 50035, method="PATCH", times=1)
            await standin.slash(ANNA, GENERAL, "crisis", {})
        await standin.quiet()
    assert "findahelpline.com" in "\n".join(one.content for one in standin.sent(place if door == "dm" else GENERAL))


async def test_help_whose_dm_is_refused_is_opened_from_the_channel(standin: Server, clock: HandClock) -> None:
    """The neutral line says nothing; behind its button the help is read by Anna alone."""
    refuse(standin, f"/channels/{standin.dm(ANNA)}/messages", 50035, times=None)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, GENERAL, "!i want to kill myself", mention_bot=True)
        await standin.quiet()
        (neutral,) = standin.sent(GENERAL)
        await standin.press_button(ANNA, neutral.id, neutral.buttons[the_pack().text("care_open")])
        await standin.quiet()
    opened = standin.sent(GENERAL)[1:]
    assert "findahelpline.com" in "\n".join(one.content for one in opened)
    assert all(one.ephemeral for one in opened)


async def test_a_line_whose_help_button_is_refused_names_a_private_way(standin: Server, clock: HandClock) -> None:
    """DMs closed and the button refused: nothing in the channel gives Anna away, and there is still a way."""
    refuse(standin, f"/channels/{standin.dm(ANNA)}/messages", 50007, status=403, times=None)
    refuse(standin, MESSAGES, 50035, times=1)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, GENERAL, "i want to kill myself", mention_bot=True)
        await standin.quiet()
    (neutral,) = standin.sent(GENERAL)
    assert neutral.content == f"{the_pack().text('care_neutral')}\n{the_pack().text('plain_open')}"


async def test_a_dm_that_is_refused_is_not_called_closed(standin: Server, clock: HandClock) -> None:
    """Going on in private where the DM takes nothing: below the press, with the true reason."""
    refuse(standin, f"/channels/{standin.dm(ANNA)}/messages", 50035, times=None)
    async with moodbot(clock, pace=0):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
        question = standin.sent(GENERAL)[2]
        await standin.press_button(ANNA, question.id, question.buttons[the_pack().text("choice_private")])
        await standin.quiet()
    told, *answer = standin.sent(GENERAL)[3:]
    assert told.content == the_pack().text("dm_refused")
    assert "private_hello" in spoken(answer)[0]
