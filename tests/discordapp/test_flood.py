"""More than six turns in ten seconds: one kind line, then quiet until it has passed."""

import pytest

from tests.discordapp.scenes import Scene, labels, told_texts
from tests.hands import HandClock
from tests.house import the_pack


@pytest.fixture
def pace() -> float:
    """Without pauses, so that time moves only when a test moves it."""
    return 0.0


async def test_the_seventh_turn_gets_one_kind_line_and_the_next_ones_silence(scene: Scene) -> None:
    """Ann sends nine commands in a moment: six are answered, one gets the line, two get nothing."""
    for _ in range(6):
        assert len(await scene.hears(scene.ann, "!happy")) == 3

    (kind,) = await scene.hears(scene.ann, "!happy")
    assert kind.content == the_pack().text("flood")
    assert await scene.overhear(scene.ann, "!happy") == []
    assert await scene.overhear(scene.ann, "!happy") == []


async def test_after_ten_seconds_the_bot_answers_again(scene: Scene, clock: HandClock) -> None:
    """It passes by itself, and a later flood gets the line again."""
    for _ in range(8):
        await scene.ann.send(scene.channel, "!happy")

    clock.advance(10)

    assert len(await scene.hears(scene.ann, "!happy")) == 3
    for _ in range(5):
        await scene.ann.send(scene.channel, "!happy")
    (kind,) = await scene.hears(scene.ann, "!happy")
    assert kind.content == the_pack().text("flood")


async def test_one_persons_flood_does_not_silence_another(scene: Scene) -> None:
    """Ben is answered while Ann is too quick."""
    ben = scene.person("ben")
    for _ in range(8):
        await scene.ann.send(scene.channel, "!happy")

    assert len(await scene.hears(ben, "!sad")) == 3


async def test_all_rooms_count_together(scene: Scene) -> None:
    """Three turns in the channel and three in the DM are six turns of one person."""
    for _ in range(3):
        await scene.ann.send(scene.channel, "!happy")
        await scene.in_dm(scene.ann, "!happy")

    (kind,) = await scene.in_dm(scene.ann, "!happy")

    assert kind.content == the_pack().text("flood")


async def test_other_bots_commands_and_chatter_do_not_count(scene: Scene) -> None:
    """Only what the bot answers is a turn."""
    for typed in ("hello", "!play x", "!!!", "how are you all") * 3:
        await scene.ann.send(scene.channel, typed)

    assert len(await scene.hears(scene.ann, "!happy")) == 3


async def test_too_many_presses_get_the_line_in_the_channel(scene: Scene) -> None:
    """Presses are turns as well; the pressed button is spent all the same."""
    await scene.ann.send(scene.channel, "!sad")
    asked = scene.last()
    for _ in range(5):
        await scene.ann.send(scene.channel, "!help")

    await scene.ann.click(asked, label="Not sure")

    assert scene.last().content == the_pack().text("flood")


async def test_too_many_slash_commands_leave_no_thinking_behind(scene: Scene) -> None:
    """The line is said in place of "thinking"; where the bot stays silent, "thinking" is taken away."""
    for _ in range(6):
        await scene.ann.slash(scene.channel, "help")

    result = await scene.ann.slash(scene.channel, "help")
    silent = await scene.ann.slash(scene.channel, "help")

    assert told_texts(result) == [the_pack().text("flood")]
    assert silent.response is None
    assert len(scene.calls("DELETE", "/webhooks/*/messages/@original")) == 1


async def test_a_silent_turn_does_not_claim_to_have_written(scene: Scene) -> None:
    """Too quick, Ann presses "Continue in private": nothing was written to her, so nothing says that it was."""
    await scene.ann.send(scene.channel, "!sad")
    asked = scene.last()
    for _ in range(7):
        await scene.ann.send(scene.channel, "!help")

    result = await scene.ann.click(asked, label="Continue in private")

    assert scene.dms(scene.ann) == []
    assert result.response is None


async def test_without_pauses_the_typing_call_is_made_all_the_same(scene: Scene) -> None:
    """With pace 0 nothing is waited for, but each message is still preceded by typing."""
    calls = await scene.overhear(scene.ann, "!sad")

    assert [call.path.rsplit("/", 1)[1] for call in calls] == ["typing", "messages"] * 3
    assert labels(scene.last())[-1] == "Continue in private"
