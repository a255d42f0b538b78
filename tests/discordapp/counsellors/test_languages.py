"""Whose words Discord shows: forms, labels and notes come in those of the person who pressed, cards in the server's."""

from typing import Any

import pytest

from moodbot.discordapp.bot import MoodBot
from moodbot.features.counsellors.rules.requests import Request
from tests.bots import Built, build
from tests.discordapp.counsellors.desks import DeskScene
from tests.discordapp.scenes import Scene, labels, shown_to, told_texts
from tests.hands import HandClock
from tests.house import TWO, the_pack, the_second_pack, words_in_two
from tests.stores import Store


@pytest.fixture
def chosen() -> set[int]:
    """The people and servers who read the second pack."""
    return set()


@pytest.fixture
def built(store: Store, clock: HandClock, chosen: set[int]) -> Built:
    """The parts of a bot of which some read other words."""
    return build(store, clock, words=words_in_two(chosen))


async def test_whoever_presses_a_strangers_button_is_told_so_in_their_own_words(scene: Scene, chosen: set[int]) -> None:
    """Ben presses Ann's button, and Ann presses Ben's."""
    ben = scene.person("ben")
    chosen.add(ben.id)
    await scene.ann.send(scene.channel, "!sad")
    of_ann = scene.last()
    await ben.send(scene.channel, "!sad")
    of_ben = scene.last()

    to_ben = await ben.click(of_ann, label=labels(of_ann)[0])
    to_ann = await scene.ann.click(of_ben, label=labels(of_ben)[0])

    assert told_texts(to_ben) == [the_second_pack().text("not_yours")]
    assert told_texts(to_ann) == [the_pack().text("not_yours")]


async def test_a_label_and_the_form_behind_it_come_in_the_words_of_whoever_reads_them(
    scene: Scene, chosen: set[int]
) -> None:
    """The button that opens it stands under answers that only one person sees."""
    ben = scene.person("ben")
    chosen.add(ben.id)
    for person, pack in ((ben, the_second_pack()), (scene.ann, the_pack())):
        begun = shown_to(await person.slash(scene.channel, "mood", mood="stressed"))[-1]
        assert labels(begun)[-1] == pack.text("write_button")

        form = await person.click(begun, label=pack.text("write_button"))

        assert form.modal is not None
        assert form.modal["title"] == pack.text("write_title")
        (field,) = form.modal["components"]
        assert field["label"] == pack.text("write_label")
        assert field["component"]["placeholder"] == pack.text("write_placeholder")


async def test_a_menu_in_a_channel_is_in_the_words_of_whom_it_is_for(scene: Scene, chosen: set[int]) -> None:
    """Only they can choose from it."""
    ben = scene.person("ben")
    chosen.add(ben.id)
    for person, pack in ((ben, the_second_pack()), (scene.ann, the_pack())):
        await person.send(scene.channel, "!mood")
        row: Any = scene.last().components[0].to_dict()
        (menu,) = row["components"]
        assert menu["placeholder"] == pack.text("menu_placeholder")


async def test_the_form_of_a_slash_command_comes_in_the_words_of_whoever_calls_it(
    scene: Scene, chosen: set[int]
) -> None:
    """What Discord lists is the same for everybody."""
    chosen.update((scene.ann.id, scene.guild.id))
    form = await scene.ann.slash(scene.channel, "counsellor")
    assert form.modal is not None
    assert form.modal["title"] == the_second_pack().text("counsellor_title")
    assert isinstance(scene.env.bot, MoodBot)
    commands = [each.to_dict(scene.env.bot.tree) for each in scene.env.bot.tree.get_commands()]
    assert "setup" in [each["name"] for each in commands]
    assert TWO not in str(commands)


@pytest.mark.parametrize(("closed", "key"), [(False, "moved_to_dm"), (True, "dm_closed")])
async def test_a_note_about_the_way_taken_comes_in_the_words_of_whoever_took_it(
    scene: Scene, chosen: set[int], closed: bool, key: str
) -> None:
    """Into the DM, or around one that is closed."""
    chosen.add(scene.ann.id)
    if closed:
        scene.close_dms(scene.ann)
    await scene.ann.send(scene.channel, "!anxious")
    (private,) = [each for each in labels(scene.last()) if "Continue in private" in each]

    result = await scene.ann.click(scene.last(), label=private)

    assert told_texts(result)[0] == the_second_pack().text(key)


async def test_a_member_reads_their_own_words_and_the_staff_the_server_s(desk: DeskScene, chosen: set[int]) -> None:
    """In the DM and under it, on her card in the thread, and in the answer to her press; on the card, in the thread's
    name and on the counsellor's card they are the server's.
    """
    chosen.add(desk.ann.id)
    await talk(desk)
    assert {message.content[: len(TWO)] for message in desk.scene.dms(desk.ann)} == {TWO}
    assert all(label.startswith(TWO) for message in desk.scene.dms(desk.ann) for label in labels(message))
    assert all(TWO not in message.content + str(labels(message)) for message in desk.cards())
    (thread,) = desk.threads()
    for_ann, for_cleo = desk.scene.answers(thread)
    assert (for_ann.content.startswith(TWO), for_cleo.content.startswith(TWO)) == (True, False)
    assert labels(for_cleo) == ["Close the talk", "Give it back"]
    assert str(thread.name).startswith("talk 1-")
    assert await desk.press_button(desk.ann, for_ann, f"{TWO}Close the talk") == [f"{TWO}Closed."]
    assert TWO not in desk.scene.said(thread)[-1]


async def test_a_server_has_words_of_its_own(desk: DeskScene, chosen: set[int]) -> None:
    """Its set-up, its cards, the thread and the answers to staff are in them; Ann goes on reading hers."""
    chosen.add(desk.scene.guild.id)
    assert (await desk.set_up(backup_role=desk.backup))[0].startswith(f"{TWO}Done.")
    await talk(desk)
    assert TWO in desk.cards()[-1].content
    (thread,) = desk.threads()
    for_ann, for_cleo = desk.scene.answers(thread)
    assert str(thread.name).startswith(f"{TWO}talk 1-")
    assert labels(for_cleo) == [f"{TWO}Close the talk", f"{TWO}Give it back"]
    assert TWO not in for_ann.content + str(labels(for_ann))
    assert TWO not in str([[message.content, labels(message)] for message in desk.scene.dms(desk.ann)])
    result = await desk.cleo.slash(thread, "colleague", colleague=desk.bea)
    assert told_texts(result) == [the_second_pack().text("desk_added")]
    assert desk.scene.said(thread)[-1].startswith(TWO)
    desk.scene.env.inject_error("POST", f"/channels/{thread.id}/messages", status=403, code=50013, message="No")
    result = await desk.cleo.slash(thread, "colleague", colleague=desk.dan)
    assert told_texts(result) == [the_second_pack().text("desk_failed", what="50013")]


async def talk(desk: DeskScene) -> None:
    """Let Ann ask, Cleo take it, Ann agree and the thread be opened."""
    made = await desk.desk.requests.ask(desk.scene.guild.id, desk.ann.id, urgent=False, share=False, later=False)
    assert isinstance(made, Request)
    await desk.works()
    (taking,) = labels(desk.cards()[-1])
    assert "is yours" in (await desk.press_button(desk.cleo, desk.cards()[-1], taking))[0]
    assert await desk.desk.requests.accept(await desk.request())
    await desk.works()
