"""Rooms in which the bot may not write or type, and what people and the operator then learn."""

import logging

import discord
import pytest

from tests.discordapp.scenes import Scene, labels, pools
from tests.house import the_pack


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what moodbot warned the operator of."""
    mine = [record for record in caplog.records if record.name.startswith("moodbot")]
    return [record.getMessage() for record in mine if record.levelno >= logging.WARNING]


async def test_where_the_bot_may_not_write_it_answers_by_dm_and_says_why(scene: Scene) -> None:
    """Ann types !sad in a room closed to the bot: her DM gets the reason and then the whole answer."""
    scene.forbid_writing()

    await scene.ann.send(scene.channel, "!sad")

    reason, *answer = scene.dms(scene.ann)
    assert reason.content == the_pack().text(
        "cannot_speak_here", channel=f"<#{scene.channel.id}>", permission="Send Messages"
    )
    assert [len(answer), "validate" in pools(answer, "sad")[0]] == [3, True]
    assert scene.said() == []


async def test_a_real_overwrite_does_the_same(scene: Scene) -> None:
    """The permission is taken by the channel itself, as moderators do it."""
    me = scene.env.bot.user
    assert me is not None
    closed = discord.PermissionOverwrite(send_messages=False)
    room = scene.guild.create_text_channel("rules", overwrites={me: closed})

    await scene.ann.send(room, "!sad")

    assert "missing: Send Messages" in scene.dms(scene.ann)[0].content
    assert len(scene.dms(scene.ann)) == 4


async def test_the_reason_is_said_once_the_answer_every_time(scene: Scene) -> None:
    """The second time Ann is answered by DM without hearing the reason again."""
    scene.forbid_writing()
    await scene.ann.send(scene.channel, "!sad")

    await scene.ann.send(scene.channel, "!happy")

    again = scene.dms(scene.ann)[4:]
    assert ["validate" in pools(again, "happy")[0], len(again)] == [True, 3]


async def test_each_person_and_each_room_hears_the_reason(scene: Scene) -> None:
    """Ben is told too, and Ann once more about another room."""
    ben, other = scene.person("ben"), scene.room("other")
    scene.forbid_writing()
    scene.forbid_writing(other)
    await scene.ann.send(scene.channel, "!sad")

    await ben.send(scene.channel, "!sad")
    await scene.ann.send(other, "!sad")

    assert len(scene.dms(ben)) == 4
    assert f"<#{other.id}>" in scene.dms(scene.ann)[4].content


async def test_the_talk_goes_on_in_the_dm(scene: Scene) -> None:
    """What Ann answers in the DM is an answer to the question that came there."""
    scene.forbid_writing()
    await scene.ann.send(scene.channel, "!sad")

    await scene.ann.user.click(scene.dms(scene.ann)[-1], label="No one right now")

    assert "ask_happened" in pools(scene.dms(scene.ann), "sad")[-1]


async def test_with_dms_closed_too_the_operator_is_warned_once(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody can be reached: one warning for this room, however often it happens, and nothing breaks."""
    scene.forbid_writing()
    scene.close_dms(scene.ann)

    for _ in range(3):
        await scene.ann.send(scene.channel, "!sad")

    assert warnings(caplog) == [f"cannot answer in channel {scene.channel.id}: cannot write there: DMs are closed"]


async def test_a_dm_that_closed_meanwhile_warns_the_operator(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """Ann writes a DM and then closes them: nothing breaks."""
    scene.close_dms(scene.ann)

    await scene.in_dm(scene.ann, "!sad")

    assert len(warnings(caplog)) == 1
    assert scene.dms(scene.ann) == []


async def test_where_typing_is_refused_the_answer_comes_all_the_same(scene: Scene) -> None:
    """Typing is a courtesy: refused, it costs nothing else."""
    scene.env.inject_error("POST", "/channels/*/typing", status=403, code=50013, times=None)

    answers = await scene.hears(scene.ann, "!sad")

    assert len(answers) == 3
    assert labels(answers[-1])[-1] == "Continue in private"


async def test_a_room_that_is_deleted_while_the_bot_answers(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """The channel is gone before the answer: nobody forbade anything, so Ann gets no DM about it."""
    for each in ("messages", "typing"):
        scene.env.inject_error("POST", f"/channels/{scene.channel.id}/{each}", status=404, code=10003, times=None)

    await scene.ann.send(scene.channel, "!sad")

    assert scene.dms(scene.ann) == []
    assert warnings(caplog) == [f"cannot answer in channel {scene.channel.id}: cannot write there: the channel is gone"]


async def test_discord_away_for_a_moment_is_waited_out(scene: Scene) -> None:
    """503 once: the message is sent again with the same nonce, so it stands there once."""
    scene.env.inject_error("POST", f"/channels/{scene.channel.id}/messages", status=503, times=1)

    answers = await scene.hears(scene.ann, "!sad")

    sent = [call.json["nonce"] for call in scene.calls("POST", "/channels/*/messages") if isinstance(call.json, dict)]
    assert sent[0] == sent[1]
    assert len(set(sent)) == len(answers) == 3


async def test_discord_away_for_long_warns_the_operator(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the channel nor the DM can be written to: one warning, nothing breaks."""
    scene.env.inject_error("POST", "/channels/*/messages", status=503, times=None)

    await scene.ann.send(scene.channel, "!sad")

    assert len(warnings(caplog)) == 1
