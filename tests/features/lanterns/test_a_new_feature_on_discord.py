"""The lanterns of the tests on Discord: a slash command, buttons, a form, as people see them."""

import pytest
from simcord.env import Env

from moodbot.core.features import Features
from moodbot.core.words import Words
from moodbot.discordapp.bot import MoodBot
from tests.bots import build
from tests.discordapp.scenes import Scene, labels, shown_to, told_texts
from tests.hands import HandClock
from tests.stores import Store


@pytest.fixture
def simcord_bot(store: Store, clock: HandClock, words: Words, lit: Features) -> MoodBot:
    """The bot that simcord connects to its Discord."""
    return MoodBot(build(store, clock, words=words, features=lit).parts, True)


@pytest.fixture
def scene(simcord_env: Env) -> Scene:
    """A server called Harbour with one channel, the bot, and Ann."""
    return Scene(simcord_env)


async def test_a_lantern_is_lit_by_slash_and_buttons(scene: Scene) -> None:
    """Only Ann sees it; the last match brings the feature's own buttons, one of which opens its form."""
    asked = await scene.ann.slash(scene.channel, "lantern")
    assert told_texts(asked) == ["Strike a match, and hold it to the wick."]
    shown = shown_to(asked)[-1]
    for _ in range(3):
        shown = shown_to(await scene.ann.click(shown, label="I struck it"))[-1]
    assert shown.content == "Your lantern burns."
    assert labels(shown)[:2] == ["Put it out", "Make a wish"]
    form = await scene.ann.click(shown, label="Make a wish")
    assert form.modal is not None
    wished = await scene.ann.submit_modal(form, {"write": "a quiet week"})
    assert told_texts(wished) == ["I've kept that you wished, and nothing of what."]
    assert told_texts(await scene.ann.click(shown, label="Put it out")) == ["All dark."]


async def test_a_lantern_is_lit_in_a_dm(scene: Scene) -> None:
    """In words, and with the buttons there."""
    await scene.in_dm(scene.ann, "hello")
    (asked,) = await scene.in_dm(scene.ann, "light a lantern")
    assert labels(asked) == ["I struck it", "Not now"]
    assert scene.dms(scene.ann)[-1].content.startswith("Strike a match")
