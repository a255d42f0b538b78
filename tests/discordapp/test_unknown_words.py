"""Words the bot does not know: near ones get buttons, those of other bots silence, the rest an honest answer."""

import pytest

from tests.discordapp.scenes import Scene, labels, menu_entries, pools
from tests.house import the_pack


@pytest.mark.parametrize(
    ("typed", "mood"),
    [("!anxous", "anxious"), ("!hapyy", "happy"), ("!HAPYY!!", "happy"), ("!frustated", "frustrated")],
)
async def test_a_slip_in_a_channel_gets_the_nearest_moods(scene: Scene, typed: str, mood: str) -> None:
    """A slip that no other bot would answer: up to three buttons, the mood that was meant first."""
    (offer,) = await scene.hears(scene.ann, typed)

    assert offer.content == the_pack().text("near")
    assert labels(offer)[0] == mood
    assert len(labels(offer)) <= 3


async def test_pressing_the_mood_that_was_meant_begins_it(scene: Scene) -> None:
    """Ann typed !anxous and presses "anxious": the talk begins as with !anxious."""
    (offer,) = await scene.hears(scene.ann, "!anxous")

    await scene.ann.click(offer, label="anxious")

    assert len(scene.said()) == 4
    assert "validate" in pools(scene.answers()[1:], "anxious")[0]
    assert labels(scene.answers()[0]) == ["anxious"]


async def test_a_command_that_was_nearly_meant_is_offered_too(scene: Scene) -> None:
    """!hlep offers !help first, and pressing it shows the help."""
    (offer,) = await scene.hears(scene.ann, "!hlep")
    assert labels(offer)[0] == "!help"

    await scene.ann.click(offer, label="!help")

    assert "`!mood [mood]`" in "\n".join(scene.said())


@pytest.mark.parametrize(
    "typed",
    ["!play despacito", "!ban @ben", "!leaderboard", "!meh", "!!!", "!?", "!", "! ", "!!happy", "hello", "happy"],
)
async def test_what_is_not_for_this_bot_gets_no_request_at_all(scene: Scene, typed: str) -> None:
    """Other bots' commands, shouts and chatter: neither typing nor an answer."""
    assert await scene.overhear(scene.ann, typed) == []


@pytest.mark.parametrize("typed", ["!play despacito", "!meh", "!leaderboard"])
async def test_in_a_dm_unknown_commands_get_three_moods(scene: Scene, typed: str) -> None:
    """In a DM there is no other bot that could be meant."""
    (offer,) = await scene.in_dm(scene.ann, typed)

    assert offer.content == the_pack().text("near")
    assert len(labels(offer)) == 3


@pytest.mark.parametrize("typed", ["!meh", "!play despacito"])
async def test_by_mention_unknown_commands_get_three_moods(scene: Scene, typed: str) -> None:
    """Who names the bot means it."""
    (offer,) = await scene.hears(scene.ann, f"{scene.mention} {typed}")

    assert len(labels(offer)) == 3


async def test_after_mood_an_unknown_word_gets_three_moods(scene: Scene) -> None:
    """!mood meh: the command is ours, so the word is answered."""
    (offer,) = await scene.hears(scene.ann, "!mood meh")

    assert len(labels(offer)) == 3


@pytest.mark.parametrize("typed", ["what is the capital of france", "when does the shop open", "asdf qwer"])
async def test_what_it_cannot_answer_is_admitted_in_a_dm(scene: Scene, typed: str) -> None:
    """The bot says that it does not know, names the people who might, and offers the moods."""
    admitted, ask = await scene.in_dm(scene.ann, typed)

    assert "human" in pools([admitted])[0]
    assert pools([admitted])[0] & {"not_understood", "told_first"}
    assert "the moderators of the server where you met me" in admitted.content
    assert len(menu_entries(ask)) == len(the_pack().moods)


async def test_what_it_cannot_answer_is_admitted_in_a_channel(scene: Scene) -> None:
    """By mention the moderators are those of this server, by its name."""
    admitted, ask = await scene.hears(scene.ann, f"{scene.mention} what is the capital of france")

    assert "human" in pools([admitted])[0]
    assert pools([admitted])[0] & {"not_understood", "told_first"}
    assert "the moderators of Harbour" in admitted.content
    assert len(menu_entries(ask)) == len(the_pack().moods)


async def test_an_unclear_answer_is_asked_again_and_then_offered_buttons(scene: Scene) -> None:
    """Two answers that mean nothing to the bot: asked once more kindly, then the buttons are pointed at."""
    await scene.in_dm(scene.ann, "!sad")

    once = await scene.in_dm(scene.ann, "blorp")
    twice = await scene.in_dm(scene.ann, "blorp")

    assert ["clarify" in pools(once)[0], "clarify_choices" in pools(twice)[0]] == [True, True]
    assert labels(once[-1]) == labels(twice[-1]) == ["Yes, there is", "No one right now", "Not sure"]
