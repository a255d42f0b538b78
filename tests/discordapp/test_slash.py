"""Slash commands: declared from the table, told to Discord when they have changed, answered to the caller alone."""

import dataclasses
from typing import Any

import pytest
from simcord.env import Env

from moodbot.conversation.core_commands import show_help
from moodbot.conversation.registry import EVERYTHING, features_of
from moodbot.core.commands import Command
from moodbot.core.feature import Feature
from moodbot.core.words import Words
from moodbot.discordapp.bot import MoodBot
from moodbot.discordapp.counsellors.slash import NAMES
from tests.bots import NewBot, build
from tests.discordapp.scenes import Scene, labels, menu_entries, pools, shown_to, told_texts
from tests.hands import HandClock
from tests.house import the_pack
from tests.stores import Store

THINKING = {"type": 5, "data": {"flags": 64}}


def declared(env: Env) -> list[dict[str, Any]]:
    """Return the commands that the bot told Discord last."""
    body = [call.json for call in env.http_requests if call.method == "PUT"][-1]
    assert isinstance(body, list)
    return body


def times_told(env: Env) -> int:
    """Return how often the bot told Discord its commands."""
    return len([call for call in env.http_requests if call.method == "PUT" and call.path.endswith("/commands")])


async def test_slash_mood_shows_thinking_and_then_answers_ann_alone(scene: Scene) -> None:
    """/mood lonely: "thinking" stands for typing, the three messages are hers alone, and "Write" stands below."""
    result = await scene.ann.slash(scene.channel, "mood", mood="lonely")

    callback = scene.calls("POST", "/interactions/*/callback")
    assert [call.json for call in callback] == [THINKING]
    validate, suggest, ask = pools(shown_to(result), "lonely")
    assert ["validate" in validate, "suggest" in suggest, "friend_ask" in ask] == [True] * 3
    assert labels(shown_to(result)[-1]) == ["Yes, there is", "No one right now", "Not sure", "Write"]
    assert scene.said() == []


async def test_the_fifteen_moods_are_choices_of_slash_mood(scene: Scene) -> None:
    """The picker of /mood offers every mood with its emoji."""
    mood = next(command for command in declared(scene.env) if command["name"] == "mood")

    option, note = mood["options"]
    assert [choice["value"] for choice in option["choices"]] == list(the_pack().moods)
    assert option["choices"][0]["name"] == "😊 happy"
    assert option["required"] is False
    assert (note["name"], note["required"]) == ("note", False)


async def test_slash_mood_without_a_mood_shows_the_menu(scene: Scene) -> None:
    """/mood alone gives the menu, to Ann alone; choosing begins the talk there."""
    result = await scene.ann.slash(scene.channel, "mood")
    menu = shown_to(result)[-1]
    assert len(menu_entries(menu)) == len(the_pack().moods)

    chosen = await scene.ann.select(menu, ["mood:angry"])

    assert len(told_texts(chosen)) == 3
    assert "friend_ask" in pools([shown_to(chosen)[-1]], "angry")[0]


@pytest.mark.needs(feature="privacy")
async def test_slash_help_writes_commands_with_a_slash(scene: Scene) -> None:
    """/help shows the commands as they are called there."""
    result = await scene.ann.slash(scene.channel, "help")

    text = "\n".join(told_texts(result))
    assert "`/mood [mood]`" in text
    assert "`/stop`" in text
    assert "`/report-problem`" in text


async def test_slash_stop_ends_the_private_talk(scene: Scene) -> None:
    """/stop ends what /mood began, and the buttons of it then offer a way on, without a step back."""
    begun = await scene.ann.slash(scene.channel, "mood", mood="sad")

    result = await scene.ann.slash(scene.channel, "stop")

    assert "stopping" in pools([shown_to(result)[0]])[0]
    late = await scene.ann.click(shown_to(begun)[-1], label="Yes, there is")
    assert told_texts(late) == [the_pack().text("stale")]


async def test_words_are_written_in_a_form_and_answered_alone(scene: Scene) -> None:
    """Ann presses Write, types "nah", and the talk goes on as if she had pressed "No one right now"."""
    begun = await scene.ann.slash(scene.channel, "mood", mood="stressed")
    form = await scene.ann.click(shown_to(begun)[-1], label="Write")

    result = await scene.ann.submit_modal(form, {"write": "nah"})

    assert scene.calls("POST", "/interactions/*/callback")[-1].json == THINKING
    stay, question = pools(shown_to(result), "stressed")
    assert ["stay" in stay, "ask_happened" in question] == [True, True]


async def test_a_form_with_nothing_in_it_is_met_kindly(scene: Scene) -> None:
    """Blanks alone are no words: the bot says that it reads only words, and asks again."""
    begun = await scene.ann.slash(scene.channel, "mood", mood="stressed")
    form = await scene.ann.click(shown_to(begun)[-1], label="Write")

    result = await scene.ann.submit_modal(form, {"write": "   \n "})

    assert told_texts(result)[0] in {line.text for line in the_pack().lines("cannot_see", None)}


async def test_slash_works_in_a_dm(scene: Scene) -> None:
    """/mood in the DM answers there, as elsewhere, under the call."""
    result = await scene.ann.user.slash("mood", mood="okay")

    assert "wonder_ask" in pools([shown_to(result)[-1]], "okay")[0]


async def test_commands_are_told_on_the_first_start_and_not_on_the_second(scene: Scene, new_bot: NewBot) -> None:
    """A second start with the same table tells Discord nothing, and the commands still work."""
    assert times_told(scene.env) == 1

    await scene.env.restart_bot(new_bot())

    assert times_told(scene.env) == 1
    result = await scene.ann.slash(scene.channel, "help")
    assert 1 <= len(told_texts(result)) <= 2


async def test_commands_are_told_again_when_the_table_changes(scene: Scene, store: Store, clock: HandClock) -> None:
    """A start with one more command tells Discord the new table."""
    texts = {**the_pack().texts, "command_hello": "Say hello."}
    words = Words(dataclasses.replace(the_pack(), texts=texts))
    hello = features_of(Feature("hello", commands=(Command("hello", show_help),)))
    parts = build(store, clock, words=words, features=hello).parts

    await scene.env.restart_bot(MoodBot(parts, True))

    assert times_told(scene.env) == 2
    assert [command["name"] for command in declared(scene.env)] == [
        *(each.name for each in EVERYTHING.commands),
        "hello",
        *NAMES,
    ]


@pytest.mark.parametrize("trouble_expected", [True])
async def test_a_refused_table_does_not_stop_the_start(
    scene: Scene, new_bot: NewBot, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord refuses the commands: the log says so, text commands work, and the next start tries again."""
    await store.installation.save_value(f"slash_commands:{scene.env.bot.application_id}", "something older")
    scene.env.inject_error("PUT", "/applications/*/commands", status=403, code=50001)

    await scene.env.restart_bot(new_bot())

    assert "slash commands could not be told to Discord: Forbidden" in caplog.text
    assert len(await scene.hears(scene.ann, "!happy")) == 3
    await scene.env.restart_bot(new_bot())
    assert times_told(scene.env) == 3
