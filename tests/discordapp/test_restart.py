"""The bot is stopped and started in the middle of a talk: the same database file, nothing in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moodbot.discordapp.bot import MoodBot
from tests.bots import build
from tests.discordapp.scenes import Scene, labels, menu_entries, pools, shown_to, told_texts
from tests.hands import HandClock
from tests.house import the_pack
from tests.stores import open_store


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A database in a file, which outlives the program."""
    return f"sqlite:///{tmp_path / 'moodbot.db'}"


@pytest.fixture
async def next_start(address: str, clock: HandClock) -> AsyncIterator[MoodBot]:
    """The bot of the next start: the file opened anew, every other part new as well."""
    async with open_store(address, "another-id") as store:
        yield MoodBot(build(store, clock).parts, True)


async def test_a_button_from_before_works(scene: Scene, next_start: MoodBot) -> None:
    """Ann was asked before the restart and presses after it; the talk goes on."""
    await scene.ann.send(scene.channel, "!lonely")
    await scene.env.restart_bot(next_start)

    await scene.ann.click(scene.last(), label="Yes, there is")

    assert labels(scene.last()) == ["I'll send one", "Talk here first", "Maybe later", "Continue in private"]


async def test_a_reply_to_a_question_from_before_works(scene: Scene, next_start: MoodBot) -> None:
    """Ann answers by replying to the bot's message from before the restart."""
    await scene.ann.send(scene.channel, "!lonely")
    await scene.env.restart_bot(next_start)

    answers = await scene.replies(scene.ann, "not rly", scene.last())

    assert "gate_ask" in pools(answers)[-1]


async def test_a_dm_goes_on_where_it_was(scene: Scene, next_start: MoodBot) -> None:
    """The question was asked before the restart; the next DM is taken as its answer."""
    await scene.in_dm(scene.ann, "!sad")
    await scene.in_dm(scene.ann, "nobody")
    await scene.env.restart_bot(next_start)

    answers = await scene.in_dm(scene.ann, "we broke up last night and it hurts")

    assert ["reflect_happened" in pools(answers, "sad")[0], "ask_felt" in pools(answers, "sad")[1]] == [True, True]


async def test_a_menu_from_before_works(scene: Scene, next_start: MoodBot) -> None:
    """The menu was shown before the restart; choosing from it begins the talk."""
    (menu,) = await scene.hears(scene.ann, "!mood")
    assert len(menu_entries(menu)) == len(the_pack().moods)
    await scene.env.restart_bot(next_start)

    await scene.ann.select(menu, ["mood:content"])

    assert "validate" in pools(scene.answers()[1:], "content")[0]


async def test_an_answer_only_ann_sees_goes_on(scene: Scene, next_start: MoodBot) -> None:
    """The buttons and the form under a slash command work after a restart, too."""
    begun = await scene.ann.slash(scene.channel, "mood", mood="tired")
    await scene.env.restart_bot(next_start)

    form = await scene.ann.click(shown_to(begun)[-1], label="Write")
    result = await scene.ann.submit_modal(form, {"write": "i think it is more on the hard side"})

    assert len(told_texts(result)) >= 2


async def test_somebody_elses_button_is_still_somebody_elses(scene: Scene, next_start: MoodBot) -> None:
    """Whose button it is stands in the button, not in memory."""
    ben = scene.person("ben")
    await scene.ann.send(scene.channel, "!lonely")
    await scene.env.restart_bot(next_start)

    result = await ben.click(scene.last(), label="Yes, there is")

    assert "belong to someone else" in told_texts(result)[0]


async def test_deleting_the_command_still_deletes_the_answer(scene: Scene, next_start: MoodBot) -> None:
    """Ann deletes after the restart what she wrote before it; the answer goes as well."""
    command = await scene.ann.send(scene.channel, "!sad")
    await scene.env.restart_bot(next_start)

    await scene.ann.delete(command)

    assert scene.said() == []
