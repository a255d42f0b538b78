"""What goes over the wire when all is well: the real moodbot logs in, types, answers, and tells its commands once."""

from pathlib import Path

import pytest

from moodbot.conversation.registry import EVERYTHING
from moodbot.core.typing_pace import LONGEST, SHORTEST
from moodbot.discordapp.counsellors.slash import NAMES as DESK_NAMES
from tests.hands import HandClock
from tests.house import the_pack
from tests.standin import Server
from tests.wire.moodbots import ANNA, BEN, GENERAL, is_whole_answer, moodbot, spoken

COMMANDS = "/applications/900/commands"
SLASH = {command.name for command in EVERYTHING.commands if command.slash} | set(DESK_NAMES)
MESSAGES = f"/channels/{GENERAL}/messages"


async def test_moodbot_logs_in_and_is_ready(standin: Server, clock: HandClock) -> None:
    """One login, one IDENTIFY, and the client knows that it is connected."""
    async with moodbot(clock) as client:
        assert client.connection.up.is_set()
        assert client.user is not None
        assert client.user.id == standin.world.bot_id
    assert standin.gateway.identifies == 1
    assert len(standin.asked("GET", "/users/@me")) == 1


async def test_moodbot_asks_for_no_more_events_than_it_needs(standin: Server, clock: HandClock) -> None:
    """Servers, messages and their content; who is a member and who is online it never learns."""
    async with moodbot(clock):
        (session,) = standin.gateway.connected
        assert session.intents == 1 << 0 | 1 << 9 | 1 << 12 | 1 << 15


async def test_anxious_is_answered_as_a_person_would(standin: Server, clock: HandClock) -> None:
    """Typing shows before each of three messages, and each takes as long as writing it would."""
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
    answered = [one.path for one in standin.requests if one.path.startswith(f"/channels/{GENERAL}/")]
    assert [path.rsplit("/", 1)[1] for path in answered] == ["typing", "messages"] * 3
    assert is_whole_answer(standin.sent(GENERAL)), spoken(standin.sent(GENERAL))
    assert len(clock.pauses) == 3
    assert all(SHORTEST * 0.9 <= pause <= LONGEST * 1.1 for pause in clock.pauses)


async def test_no_message_pings_anybody_and_each_has_its_nonce(standin: Server, clock: HandClock) -> None:
    """What is posted names nobody to be pinged, and carries a nonce that Discord shall enforce."""
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
    bodies = [one.body or {} for one in standin.asked("POST", MESSAGES)]
    assert [body["allowed_mentions"] for body in bodies] == [{"parse": []}] * 3
    assert len({body["nonce"] for body in bodies}) == 3
    assert all(body["enforce_nonce"] for body in bodies)


async def test_the_answer_to_a_press_follows_the_press(standin: Server, clock: HandClock) -> None:
    """The pressed message keeps only what was chosen, and the talk goes on below it."""
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
        question = standin.sent(GENERAL)[2]
        await standin.press_button(ANNA, question.id, question.buttons[the_pack().text("choice_friend_yes")])
        await standin.quiet()
    chosen = standin.sent(GENERAL)[2]
    assert list(chosen.buttons) == [the_pack().text("choice_friend_yes")]
    assert "friend_yes" in spoken(standin.sent(GENERAL))[3]


async def test_nobody_presses_the_buttons_of_another(standin: Server, clock: HandClock) -> None:
    """Ben is told kindly, seen by him alone, and Anna's question stays as it is."""
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
        question = standin.sent(GENERAL)[2]
        await standin.press_button(BEN, question.id, question.buttons[the_pack().text("choice_friend_yes")])
        await standin.quiet()
    *_, told = standin.sent(GENERAL)
    assert (told.content, told.ephemeral) == (the_pack().text("not_yours"), True)
    assert standin.sent(GENERAL)[2].buttons == question.buttons


async def test_a_slash_command_is_answered_for_that_person_alone(standin: Server, clock: HandClock) -> None:
    """/mood anxious in a channel: all three messages are seen by the person only."""
    async with moodbot(clock):
        await standin.slash(ANNA, GENERAL, "mood", {"mood": "anxious"})
        await standin.quiet()
    sent = standin.sent(GENERAL)
    assert is_whole_answer(sent), spoken(sent)
    assert all(one.ephemeral for one in sent)


async def test_without_message_content_a_mention_is_answered(standin: Server, clock: HandClock) -> None:
    """With the intent switched off a plain command is not seen, and one that names the bot is answered."""
    async with moodbot(clock, content=False):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
        assert standin.sent(GENERAL) == []
        await standin.say(ANNA, GENERAL, "!anxious", mention_bot=True)
        await standin.quiet()
    assert is_whole_answer(standin.sent(GENERAL))


async def test_slash_commands_are_told_once(standin: Server, clock: HandClock, tmp_path: Path) -> None:
    """The first start tells Discord the commands; a second one with the same database has nothing to tell."""
    database = f"sqlite:///{tmp_path}/talks.db"
    async with moodbot(clock, database):
        pass
    (put,) = standin.asked("PUT", COMMANDS)
    assert {command["name"] for command in (put.body or {})["list"]} == SLASH
    async with moodbot(clock, database):
        pass
    assert standin.gateway.identifies == 2
    assert len(standin.asked("PUT", COMMANDS)) == 1


async def test_commands_that_could_not_be_told_are_told_at_the_next_start(
    standin: Server, clock: HandClock, tmp_path: Path
) -> None:
    """A refused PUT costs only the slash commands: the bot starts, answers, and tells them another time."""
    database = f"sqlite:///{tmp_path}/talks.db"
    standin.faults.answer("PUT", COMMANDS, status=403)
    async with moodbot(clock, database):
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
        assert is_whole_answer(standin.sent(GENERAL))
    async with moodbot(clock, database):
        assert set(standin.house.interactions.commands) == SLASH


async def test_a_talk_goes_on_after_a_restart(standin: Server, clock: HandClock, tmp_path: Path) -> None:
    """The button under a question from before the restart is answered by the bot after it."""
    database = f"sqlite:///{tmp_path}/talks.db"
    place = standin.dm(ANNA)
    async with moodbot(clock, database):
        await standin.say(ANNA, place, "!anxious")
        await standin.quiet()
    question = standin.sent(place)[2]
    async with moodbot(clock, database):
        await standin.press_button(ANNA, question.id, question.buttons[the_pack().text("choice_friend_no")])
        await standin.quiet()
    assert "ask_happened" in spoken(standin.sent(place))[-1]


async def test_an_answer_goes_when_its_question_goes(standin: Server, clock: HandClock) -> None:
    """Who deletes their command takes all three messages with it."""
    async with moodbot(clock):
        asked = await standin.say(ANNA, GENERAL, "!anxious")
        await standin.quiet()
        await standin.delete_message(GENERAL, asked)
        await standin.quiet()
    assert [one.deleted for one in standin.sent(GENERAL)] == [True, True, True]


async def test_a_command_deleted_while_the_bot_speaks_is_answered_no_further(standin: Server, clock: HandClock) -> None:
    """The message that was on its way is deleted as soon as it is there, and none follows."""
    hold = standin.faults.hold("POST", MESSAGES)
    async with moodbot(clock):
        asked = await standin.say(ANNA, GENERAL, "!anxious")
        await hold.reached.wait()
        await standin.delete_message(GENERAL, asked)
        await standin.gateway.all_parsed(standin.until)
        hold.release()
        await standin.quiet()
    assert [one.deleted for one in standin.sent(GENERAL)] == [True]


@pytest.mark.parametrize("words", ["good morning", "!play some music", "!!!", "how is everyone?"])
async def test_what_is_not_for_the_bot_gets_no_sign_of_life(standin: Server, clock: HandClock, words: str) -> None:
    """Neither typing nor a message: it belongs to people, or to another bot."""
    async with moodbot(clock):
        await standin.say(ANNA, GENERAL, words)
        await standin.quiet()
    assert [one for one in standin.requests if one.path.startswith("/channels/")] == []
