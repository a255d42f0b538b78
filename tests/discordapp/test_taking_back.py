"""What a person deletes is gone, and what the bot answered to it goes with it."""

import asyncio
from collections.abc import Callable

import pytest

from tests.discordapp.scenes import Scene, pools
from tests.hands import HandClock, settle


class Meanwhile(HandClock):
    """A clock on which something happens while the bot is writing: `happens` runs in the pause with that number."""

    def __init__(self) -> None:
        super().__init__(instant=True)
        self.happens: dict[int, Callable[[], None]] = {}

    async def pause(self, seconds: float, until: asyncio.Event | None = None) -> bool:
        """Let what is due happen, and let everybody notice it, before the pause is over."""
        event = self.happens.pop(len(self.pauses), None)
        if event:
            event()
            await settle(50)
        return await super().pause(seconds, until)


@pytest.fixture
def clock() -> Meanwhile:
    """Time in which things happen while the bot writes."""
    return Meanwhile()


async def test_deleting_the_command_deletes_all_of_the_answer(scene: Scene) -> None:
    """Ann deletes !sad; the three messages that answered it disappear, and nothing else does."""
    ben = scene.person("ben")
    command = await scene.ann.send(scene.channel, "!sad")
    await ben.send(scene.channel, "!happy")

    await scene.ann.delete(command)

    assert len(scene.said()) == 3
    assert len(scene.calls("DELETE")) == 3


async def test_what_was_answered_to_presses_below_goes_too(scene: Scene) -> None:
    """Ann pressed twice under the answer; deleting the command takes the whole talk out of the channel."""
    command = await scene.ann.send(scene.channel, "!sad")
    await scene.ann.click(scene.last(), label="Yes, there is")
    await scene.ann.click(scene.last(), label="Talk here first")
    assert len(scene.said()) == 8

    await scene.ann.delete(command)

    assert scene.said() == []


async def test_deleting_a_reply_deletes_only_what_it_was_answered_with(scene: Scene) -> None:
    """Ann takes back one reply: the answer to that one goes, what came before it stays."""
    await scene.ann.send(scene.channel, "!sad")
    reply = await scene.ann.send(scene.channel, "nah", reply_to=scene.last())
    assert len(scene.said()) == 5

    await scene.ann.delete(reply)

    assert len(scene.said()) == 3


async def test_messages_deleted_together_take_their_answers_along(scene: Scene) -> None:
    """A moderator clears the channel of many messages at once; the answers go as well."""
    ben = scene.person("ben")
    first = await scene.ann.send(scene.channel, "!sad")
    second = await ben.send(scene.channel, "!happy")

    scene.env.backend.bulk_delete_messages(scene.channel.id, [first.id, second.id])
    await scene.env.settle()

    assert scene.said() == []


async def test_deleting_the_command_while_the_bot_writes_stops_it(scene: Scene, clock: Meanwhile) -> None:
    """Ann deletes !sad after the first message: that one goes, and the others are never said."""
    clock.happens[len(clock.pauses) + 1] = lambda: scene.take_back_latest(scene.ann)

    await scene.ann.send(scene.channel, "!sad")

    assert scene.said() == []
    assert len(scene.calls("POST", f"/channels/{scene.channel.id}/messages")) == 1


async def test_deleting_something_else_deletes_nothing(scene: Scene) -> None:
    """Ann deletes a message that the bot never answered; no request is made."""
    chat = await scene.ann.send(scene.channel, "hello everybody")
    await scene.ann.send(scene.channel, "!sad")

    await scene.ann.delete(chat)

    assert len(scene.said()) == 3
    assert scene.calls("DELETE") == []


async def test_an_answer_that_is_already_gone_is_no_trouble(scene: Scene) -> None:
    """A moderator deleted one of the three messages before; the other two still go."""
    command = await scene.ann.send(scene.channel, "!sad")
    scene.env.backend.delete_message(scene.channel.id, scene.last().id)

    await scene.ann.delete(command)

    assert scene.said() == []


async def test_an_answer_that_may_not_be_deleted_is_noted(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """Discord refuses one deletion: a warning for the operator, and the others still go."""
    command = await scene.ann.send(scene.channel, "!sad")
    scene.env.inject_error("DELETE", "/channels/*/messages/*", status=403, code=50001, times=1)

    await scene.ann.delete(command)

    assert "an answer could not be deleted: error 50001" in caplog.text
    assert len(scene.said()) == 1


async def test_a_new_word_interrupts_and_is_answered_instead(scene: Scene, clock: Meanwhile) -> None:
    """Ann writes !happy while the bot still writes about !sad: the rest of that is dropped."""
    clock.happens[len(clock.pauses) + 1] = lambda: scene.post(scene.ann, "!happy")

    await scene.ann.send(scene.channel, "!sad")

    first, *answer = scene.answers()
    assert "validate" in pools([first], "sad")[0]
    assert [len(answer), "validate" in pools(answer, "happy")[0]] == [3, True]
    assert "ask_savour" in pools(answer, "happy")[2]


async def test_deleting_the_command_stops_the_answer_to_a_press_below_it(scene: Scene, clock: Meanwhile) -> None:
    """Ann presses under the answer and deletes her command while the bot still writes: all of it goes."""
    await scene.ann.send(scene.channel, "!sad")
    clock.happens[len(clock.pauses) + 1] = lambda: scene.take_back_latest(scene.ann)

    await scene.ann.click(scene.last(), label="Yes, there is")

    assert scene.said() == []
