"""Buttons and typed words in a channel: they do the same, and only for the person whose talk it is."""

import pytest
from simcord.backend.errors import SetupError

from tests.discordapp.scenes import Scene, labels, menu_entries, pools, spent, told_texts
from tests.hands import HandClock
from tests.house import the_pack

DAY = 24 * 60 * 60


async def test_no_one_pressed_in_a_channel_leads_to_the_gate(scene: Scene) -> None:
    """Ann presses "No one right now"; the bot does not ask what is going on where all can read it."""
    await scene.ann.send(scene.channel, "!sad")
    pressed = scene.last()

    await scene.ann.click(pressed, label="No one right now")

    quiet, gate = scene.answers()[3:]
    assert "stay_public" in pools([quiet])[0]
    assert "gate_ask" in pools([gate])[0]
    assert labels(gate) == ["Continue in private", "Leave it here"]


async def test_nah_in_a_reply_does_the_same_as_the_button(scene: Scene) -> None:
    """Ann replies "nah" instead of pressing; the gate comes, with the same buttons."""
    await scene.ann.send(scene.channel, "!sad")

    answers = await scene.replies(scene.ann, "nah", scene.last())

    assert ["stay_public" in pools(answers)[0], "gate_ask" in pools(answers)[1]] == [True, True]
    assert labels(answers[-1]) == ["Continue in private", "Leave it here"]


@pytest.mark.parametrize("word", ["yes", "yeah i guess", "👍", "Yes, there is"])
async def test_yes_in_a_reply_brings_three_openings(scene: Scene, word: str) -> None:
    """A friend there is, said in many ways: encouragement, three lines to send, and whether to send one."""
    await scene.ann.send(scene.channel, "!lonely")

    encouraged, openers, ask = await scene.replies(scene.ann, word, scene.last())

    assert "friend_yes" in pools([encouraged], "lonely")[0]
    assert [line[:2] for line in openers.content.split("\n")] == ["> "] * 3
    assert labels(ask) == ["I'll send one", "Talk here first", "Maybe later", "Continue in private"]


async def test_only_the_chosen_button_is_left_and_it_is_spent(scene: Scene) -> None:
    """Once pressed, the other choices go and the chosen one stays to be read, not to be pressed."""
    await scene.ann.send(scene.channel, "!angry")
    asked = scene.last()

    await scene.ann.click(asked, label="Not sure")

    left = next(message for message in scene.answers() if message.id == asked.id)
    assert labels(left) == ["Not sure"]
    assert spent(left)


async def test_someone_else_cannot_press(scene: Scene) -> None:
    """Ben presses Ann's button: he alone is told, kindly, and Ann's talk stays where it was."""
    ben = scene.person("ben")
    await scene.ann.send(scene.channel, "!sad")
    asked, before = scene.last(), scene.said()

    result = await ben.click(asked, label="No one right now")

    assert told_texts(result) == [the_pack().text("not_yours")]
    assert scene.said() == before
    assert labels(scene.last()) == labels(asked)
    await scene.ann.click(asked, label="Yes, there is")
    assert "friend_yes" in pools(scene.answers()[3:], "sad")[0]


async def test_someone_else_cannot_choose_from_the_menu(scene: Scene) -> None:
    """Ben takes an entry of Ann's menu: he is told that it is hers."""
    ben = scene.person("ben")
    (menu,) = await scene.hears(scene.ann, "!mood")

    result = await ben.select(menu, ["mood:happy"])

    assert told_texts(result) == [the_pack().text("not_yours")]
    assert len(scene.said()) == 1


async def test_someone_else_who_replies_is_not_answered(scene: Scene) -> None:
    """Ben replies to the question that Ann was asked; the bot makes no sound."""
    ben = scene.person("ben")
    await scene.ann.send(scene.channel, "!sad")
    before = len(scene.calls())

    await ben.send(scene.channel, "no one", reply_to=scene.last())

    assert len(scene.calls()) == before


async def test_an_old_question_is_answered_with_where_the_talk_is(scene: Scene) -> None:
    """Ann begins anew and then presses the first question: the bot says so and shows the present choices."""
    await scene.ann.send(scene.channel, "!sad")
    old = scene.last()
    await scene.ann.send(scene.channel, "!happy")
    present = labels(scene.last())

    await scene.ann.click(old, label="No one right now")

    assert scene.last().content == the_pack().text("stale")
    assert labels(scene.last()) == present


async def test_an_old_press_changes_nothing(scene: Scene) -> None:
    """After pressing an old question, the present one can still be answered."""
    await scene.ann.send(scene.channel, "!sad")
    old = scene.last()
    await scene.ann.send(scene.channel, "!lonely")
    present = scene.last()

    await scene.ann.click(old, label="No one right now")
    await scene.ann.click(present, label="Yes, there is")

    assert "friend_yes" in pools(scene.answers()[7:], "lonely")[0]


async def test_a_press_on_a_talk_that_was_let_go_offers_a_new_start(scene: Scene, clock: HandClock) -> None:
    """A day later Ann presses the button: that talk is over, and all moods are offered."""
    await scene.ann.send(scene.channel, "!sad")
    asked = scene.last()
    clock.advance(DAY + 1)

    await scene.ann.click(asked, label="Yes, there is")

    assert scene.last().content == the_pack().text("talk_over")
    assert len(menu_entries(scene.last())) == len(the_pack().moods)
    await scene.ann.select(scene.last(), ["mood:tired"])
    assert "validate" in pools(scene.answers()[4:], "tired")[0]


async def test_the_same_button_cannot_be_pressed_twice(scene: Scene) -> None:
    """Once pressed, a button is spent: Discord does not let it be pressed again."""
    await scene.ann.send(scene.channel, "!sad")
    asked = scene.last()
    await scene.ann.click(asked, label="Yes, there is")
    before = scene.said()

    with pytest.raises(SetupError, match="disabled"):
        await scene.ann.click(asked, label="Yes, there is")

    assert scene.said() == before


async def test_two_presses_at_once_are_answered_once(scene: Scene) -> None:
    """Both presses left Ann's phone before the button was spent: the talk goes one step, not two."""
    await scene.ann.send(scene.channel, "!sad")
    asked = scene.last()
    pressed = scene.env.backend.get_message(scene.channel.id, asked.id).components

    await scene.ann.click(asked, label="Yes, there is")
    scene.env.backend.edit_message(scene.channel.id, asked.id, {"components": pressed})
    await scene.ann.click(asked, label="Yes, there is")

    assert "openers_ask" in pools(scene.answers(), "sad")[5]
    assert scene.said()[6:] == [the_pack().text("stale")]


async def test_stop_typed_or_called_ends_the_talk(scene: Scene) -> None:
    """!stop ends the talk in the channel; nothing is asked any more."""
    await scene.ann.send(scene.channel, "!sad")

    (farewell,) = await scene.hears(scene.ann, "!stop")

    assert {"stopping", "human"} <= pools([farewell])[0]
    assert "the moderators of Harbour" in farewell.content
    assert labels(farewell) == []
