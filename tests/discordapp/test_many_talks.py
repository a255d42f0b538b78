"""Several people, several rooms: every talk keeps to itself, and no line comes back before its time."""

import pytest

from tests.discordapp.scenes import Scene, labels, pools
from tests.hands import HandClock
from tests.house import the_pack


async def test_one_person_in_two_channels_has_two_talks(scene: Scene) -> None:
    """Ann is sad in one room and happy in another; an answer in one does not move the other."""
    quiet = scene.room("quiet")
    await scene.ann.send(scene.channel, "!sad")
    await scene.ann.send(quiet, "!happy")

    await scene.ann.click(scene.last(), label="Yes, there is")

    assert "friend_yes" in pools(scene.answers(), "sad")[3]
    await scene.ann.send(quiet, "the sun came out", reply_to=scene.last(quiet))
    assert "reflect_savour" in pools(scene.answers(quiet), "happy")[3]


async def test_two_people_in_one_channel_do_not_mix(scene: Scene) -> None:
    """Ann and Ben talk in one room at once; each one's answer belongs to their own talk."""
    ben = scene.person("ben")
    await scene.ann.send(scene.channel, "!lonely")
    anns = scene.last()
    await ben.send(scene.channel, "!excited")
    bens = scene.last()

    ann_hears = await scene.replies(scene.ann, "nope", anns)
    ben_hears = await scene.replies(ben, "we won the final", bens)

    assert "gate_ask" in pools(ann_hears)[-1]
    assert "ask_more" in pools(ben_hears, "excited")[-1]


async def test_a_channel_and_a_dm_are_two_talks(scene: Scene) -> None:
    """What Ann says in her DM is no answer to the question in the channel."""
    await scene.ann.send(scene.channel, "!angry")

    answers = await scene.in_dm(scene.ann, "!content")

    assert "ask_savour" in pools(answers, "content")[-1]
    await scene.ann.click(scene.last(), label="Not sure")
    assert "friend_maybe" in pools(scene.answers(), "angry")[3]


@pytest.mark.parametrize("mood", ["happy", "depressed"])
async def test_no_line_comes_twice_before_all_were_heard(scene: Scene, clock: HandClock, mood: str) -> None:
    """Ann says the same every hour: she hears every line of her mood before she hears one again."""
    lines = {line.text for line in the_pack().lines("validate", mood)}

    heard = []
    for _ in range(len(lines) + 2):
        clock.advance(3600)
        heard.append((await scene.hears(scene.ann, f"!{mood}"))[0].content)

    assert set(heard[: len(lines)]) == lines
    assert heard[len(lines)] == heard[0]
    assert heard[len(lines) + 1] == heard[1]


async def test_lines_heard_in_one_room_are_not_said_again_in_another(scene: Scene, clock: HandClock) -> None:
    """Ann goes from room to room; the lines go round, not the rooms."""
    rooms = [scene.channel, scene.room("quiet"), scene.room("loud")]

    heard = []
    for room in rooms * 2:
        clock.advance(60)
        heard.append((await scene.hears(scene.ann, "!sad", room))[0].content)

    assert len(set(heard)) == 6


async def test_a_thread_has_a_talk_of_its_own(scene: Scene) -> None:
    """A thread is a room like a channel: asked there, answered there."""
    thread = scene.thread("side")

    answers = await scene.hears(scene.ann, "!stressed", thread)

    assert labels(answers[-1])[-1] == "Continue in private"
    assert scene.said() == []
