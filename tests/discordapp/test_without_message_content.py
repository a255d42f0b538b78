"""The Message Content intent switched off: channels fall silent, DMs, mentions, replies and slash do not."""

import discord
import pytest

from tests.bots import NewBot
from tests.discordapp.scenes import Scene, pools, shown_to

NO_CONTENT = discord.Intents.all()
NO_CONTENT.message_content = False


@pytest.fixture
def message_content() -> bool:
    """As with MOODBOT_MESSAGE_CONTENT=false."""
    return False


pytestmark = pytest.mark.simcord(approved_intents=NO_CONTENT)


async def test_a_command_in_a_channel_arrives_empty_and_is_passed_over(scene: Scene) -> None:
    """!happy comes without its text; the bot cannot know, and makes no request."""
    assert await scene.overhear(scene.ann, "!happy") == []


async def test_naming_the_bot_works(scene: Scene) -> None:
    """Discord shows the text of messages that name the bot."""
    answers = await scene.hears(scene.ann, f"{scene.mention} happy")

    assert "validate" in pools(answers, "happy")[0]


async def test_a_dm_works(scene: Scene) -> None:
    """Discord shows the text of DMs."""
    answers = await scene.in_dm(scene.ann, "!sad")

    assert "friend_ask" in pools(answers, "sad")[-1]


async def test_a_reply_that_names_the_bot_works(scene: Scene) -> None:
    """A reply with the mention left on, as Discord does by default, reaches the bot with its text."""
    await scene.hears(scene.ann, f"{scene.mention} lonely")

    answers = await scene.replies(scene.ann, "nah", scene.last())

    assert "gate_ask" in pools(answers)[-1]


async def test_buttons_and_slash_commands_work(scene: Scene) -> None:
    """Interactions carry all they need."""
    result = await scene.ann.slash(scene.channel, "mood", mood="sad")
    pressed = await scene.ann.click(shown_to(result)[-1], label="No one right now")

    assert "ask_happened" in pools([shown_to(pressed)[-1]], "sad")[0]


async def test_the_spent_button_shows_what_was_pressed_in_a_channel(scene: Scene) -> None:
    """A press in a channel goes on there."""
    await scene.hears(scene.ann, f"{scene.mention} lonely")

    await scene.ann.click(scene.last(), label="Not sure")

    assert "friend_maybe" in pools(scene.answers(), "lonely")[3]


def test_the_intent_is_asked_for_only_when_it_is_on(new_bot: NewBot) -> None:
    """A bot whose portal has the intent off must not ask for it: Discord would refuse the connection."""
    assert new_bot().intents.message_content is False
