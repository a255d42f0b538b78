"""Discord does not take an answer to a press or a call, because it comes too late or is refused: nothing breaks."""

import logging

import pytest

from tests.discordapp.scenes import Scene, pools, shown_to

UNKNOWN_INTERACTION = 10062


def refuse_the_first_answer(scene: Scene) -> None:
    """Let Discord refuse the next first answer to an interaction, as it does after three seconds."""
    scene.env.inject_error("POST", "/interactions/*/callback", status=404, code=UNKNOWN_INTERACTION, times=1)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what moodbot warned the operator of."""
    mine = [record for record in caplog.records if record.name.startswith("moodbot")]
    return [record.getMessage() for record in mine if record.levelno >= logging.WARNING]


async def test_a_press_that_came_too_late_is_answered_in_the_channel(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """The button could not be spent, but the answer is a message of its own and comes all the same."""
    await scene.ann.send(scene.channel, "!sad")
    refuse_the_first_answer(scene)

    await scene.ann.click(scene.last(), label="Yes, there is")

    assert "friend_yes" in pools(scene.answers(), "sad")[3]
    assert warnings(caplog) == ["an interaction could not be answered: error 10062"]


async def test_a_press_that_came_too_late_does_not_move_the_talk(scene: Scene) -> None:
    """ "Continue in private" was not taken: nothing is sent, and the next press of it works."""
    await scene.ann.send(scene.channel, "!sad")
    asked = scene.last()
    refuse_the_first_answer(scene)
    await scene.ann.click(asked, label="Continue in private")
    assert scene.dms(scene.ann) == []

    await scene.ann.click(asked, label="Continue in private")

    assert "friend_ask" in pools(scene.dms(scene.ann), "sad")[-1]


async def test_a_slash_command_that_came_too_late_costs_only_itself(scene: Scene) -> None:
    """/mood sad got no answer; called again it does."""
    refuse_the_first_answer(scene)
    assert shown_to(await scene.ann.slash(scene.channel, "mood", mood="sad")) == []

    assert len(shown_to(await scene.ann.slash(scene.channel, "mood", mood="sad"))) == 3


async def test_somebody_elses_late_press_breaks_nothing(scene: Scene) -> None:
    """Ben cannot be told that the button is Ann's; her talk stays as it was."""
    ben = scene.person("ben")
    await scene.ann.send(scene.channel, "!sad")
    refuse_the_first_answer(scene)

    await ben.click(scene.last(), label="Yes, there is")

    assert len(scene.said()) == 3


async def test_an_answer_seen_by_one_that_is_refused_warns_the_operator_once(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord took "thinking" and then refuses the words: one warning for this place, no exception."""
    scene.env.inject_error("PATCH", "/webhooks/*", status=404, code=10015, times=None)

    for _ in range(2):
        await scene.ann.slash(scene.channel, "mood", mood="sad")

    assert warnings(caplog) == [
        f"cannot answer in ephemeral {scene.channel.id}: cannot write there: the channel is gone"
    ]
