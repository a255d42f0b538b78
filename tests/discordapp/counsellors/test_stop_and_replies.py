"""A request for a person outlives a "stop", and is agreed to by a reply to the message that asks."""

import pytest

from moodbot.features.counsellors.rules.requests import RequestState
from tests.discordapp.counsellors.desks import DeskScene
from tests.discordapp.scenes import labels
from tests.house import the_pack


@pytest.mark.parametrize("mood", ["", "!sad"], ids=["no talk", "a talk"])
async def test_stop_leaves_a_request_open_and_keeps_the_help_lines(desk: DeskScene, mood: str) -> None:
    """Also where somebody has taken it: "stop" is no "someone else, please"."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    if mood:
        await desk.scene.in_dm(desk.ann, mood)
    (line,) = await desk.scene.in_dm(desk.ann, "stop")
    assert the_pack().text("choice_lines") in labels(line)
    assert (await desk.request()).state is RequestState.CLAIMED


async def test_a_yes_in_reply_to_who_it_is_opens_the_talk(desk: DeskScene) -> None:
    """Also while the bot has asked something else since."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    asked = desk.scene.dms(desk.ann)[-1]
    await desk.scene.in_dm(desk.ann, "!sad")
    await desk.scene.in_dm(desk.ann, "yes", reply_to=asked)
    assert (await desk.request()).state is RequestState.TALKING


async def test_a_yes_in_reply_to_another_message_opens_nothing(desk: DeskScene) -> None:
    """Who it is was said last, but Ann answers something else."""
    (hello, *_) = await desk.scene.in_dm(desk.ann, "thanks")
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.scene.in_dm(desk.ann, "yes", reply_to=hello)
    assert (await desk.request()).state is RequestState.CLAIMED
