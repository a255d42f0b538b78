"""Care on Discord: in a channel nobody learns anything; the person is answered where only they see it."""

import discord

from tests.discordapp.scenes import Scene, labels, pools, shown_to, told_texts
from tests.house import the_pack

EXPLICIT = "i want to kill myself"
ABUSE = "my stepdad hits me every night"
REMOVE = "Remove your messages here"


def refuse_to_delete(scene: Scene, message: discord.Message, status: int, code: int) -> None:
    """Let Discord refuse to delete *message*."""
    path = f"/channels/{message.channel.id}/messages/{message.id}"
    scene.env.inject_error("DELETE", path, status=status, code=code, message="Refused", times=None)


async def test_in_a_channel_the_help_goes_to_the_dm(scene: Scene) -> None:
    """Ann names the bot in the channel: the channel sees nothing, her DM gets the help block and one question."""
    seen = await scene.hears(scene.ann, f"{scene.mention} {EXPLICIT}")

    screen, question = scene.dms(scene.ann)
    assert seen == []
    assert "care_ack" in pools([screen])[0]
    assert the_pack().text("line_unknown") in screen.content
    assert labels(question)[:3] == ["Yes", "No", "I've already done something"]


async def test_one_thing_at_a_time_is_behind_the_buttons(scene: Scene) -> None:
    """Safe for now; what would help; what makes it hard; who will know."""
    await scene.in_dm(scene.ann, EXPLICIT)

    for label in ("Yes", "What makes it hard", "Who will know?"):
        await scene.ann.user.click(scene.dms(scene.ann)[-1], label=label)

    assert "barrier_privacy" in pools([scene.dms(scene.ann)[-1]])[0]


async def test_a_country_is_a_press_away_and_its_page_a_link(scene: Scene) -> None:
    """No number is shown of a country that Ann has not named."""
    (_, question) = await scene.in_dm(scene.ann, EXPLICIT)
    await scene.ann.user.click(question, label="Ireland")
    line, again = scene.dms(scene.ann)[-2:]
    assert "116 123" in line.content
    links = [item.url for row in again.components for item in row.children if getattr(item, "url", None)]
    assert links == ["https://www.samaritans.org/ireland"] or len(links) == 1
    assert "Ireland" not in labels(again)


async def test_after_abuse_a_button_removes_the_bots_own_messages(scene: Scene) -> None:
    """Hers stay, as a bot cannot delete them; a word says what else to keep."""
    question = (await scene.in_dm(scene.ann, ABUSE))[-1]
    await scene.ann.user.click(question, label=REMOVE)
    left = scene.dms(scene.ann)
    assert [message.content for message in left] == [the_pack().text("care_removed")]


async def test_a_message_that_is_already_gone_does_not_stop_the_removal(scene: Scene) -> None:
    """The newest was deleted meanwhile: Discord knows nothing of it, and the others go all the same."""
    question = (await scene.in_dm(scene.ann, ABUSE))[-1]
    refuse_to_delete(scene, question, status=404, code=10008)

    await scene.ann.user.click(question, label=REMOVE)

    assert [each.content for each in scene.dms(scene.ann)] == [question.content, the_pack().text("care_removed")]


async def test_a_message_that_cannot_be_removed_is_admitted(scene: Scene) -> None:
    """Discord refuses one: the others go, and nobody is told that all are gone."""
    question = (await scene.in_dm(scene.ann, ABUSE))[-1]
    refuse_to_delete(scene, question, status=403, code=50013)

    await scene.ann.user.click(question, label=REMOVE)

    assert [each.content for each in scene.dms(scene.ann)] == [question.content, the_pack().text("care_not_removed")]


async def test_messages_that_cannot_be_looked_through_are_admitted(scene: Scene) -> None:
    """Discord does not show what was said: nothing goes, and the word says so."""
    shown = await scene.in_dm(scene.ann, ABUSE)
    path = f"/channels/{scene.ann.user.dm_channel.id}/messages"
    scene.env.inject_error("GET", path, status=403, code=50001, message="Missing Access")

    await scene.ann.user.click(shown[-1], label=REMOVE)

    left = [each.content for each in scene.dms(scene.ann)]
    assert left == [*(each.content for each in shown), the_pack().text("care_not_removed")]


async def test_a_long_talk_is_removed_to_its_beginning(scene: Scene) -> None:
    """More than Discord shows at once: what was said first goes too."""
    for number in range(110):
        scene.env.backend.create_message(scene.ann.user.dm_channel.id, scene.bot_id, f"earlier {number}")
    question = (await scene.in_dm(scene.ann, ABUSE))[-1]

    await scene.ann.user.click(question, label=REMOVE)

    assert [each.content for each in scene.dms(scene.ann)] == [the_pack().text("care_removed")]


async def test_an_answer_for_one_person_alone_is_not_said_to_be_removed(scene: Scene) -> None:
    """A bot cannot take it away later; Ann closes it herself."""
    begun = await scene.ann.slash(scene.channel, "mood", mood="sad")
    form = await scene.ann.click(shown_to(begun)[-1], label="Write")
    answered = await scene.ann.submit_modal(form, {"write": ABUSE})

    pressed = await scene.ann.click(shown_to(answered)[-1], label=REMOVE)

    assert told_texts(pressed)[-1] == the_pack().text("care_not_removed")
    assert scene.calls("DELETE") == []


async def test_with_closed_dms_a_neutral_line_opens_for_one_person_alone(scene: Scene) -> None:
    """The line exposes nobody; Ben cannot open it; Ann opens it and sees it alone."""
    scene.close_dms(scene.ann)
    ben = scene.person("ben")
    (line,) = await scene.hears(scene.ann, f"!sad {EXPLICIT}")

    refused = await ben.click(line, label="Open")
    opened = await scene.ann.click(line, label="Open")

    assert line.content == the_pack().text("care_neutral")
    assert told_texts(refused) == [the_pack().text("not_yours")]
    assert opened.ephemeral
    assert "care_ack" in pools(shown_to(opened))[0]
    assert scene.said() == [line.content]


async def test_words_in_a_form_are_checked_too(scene: Scene) -> None:
    """Through /mood and Write: the help comes in the same private place, at once."""
    begun = await scene.ann.slash(scene.channel, "mood", mood="sad")
    form = await scene.ann.click(shown_to(begun)[-1], label="Write")

    answered = await scene.ann.submit_modal(form, {"write": EXPLICIT})

    assert answered.ephemeral
    assert "care_ack" in pools(shown_to(answered))[0]
    assert scene.said() == []


async def test_slash_helplines_and_crisis_are_seen_by_one_person(scene: Scene) -> None:
    """The country is named, its lines come, and nothing stands in the channel."""
    lines = await scene.ann.slash(scene.channel, "helplines", country="germany")
    crisis = await scene.ann.slash(scene.channel, "crisis")

    assert "Germany" in told_texts(lines)[0]
    assert labels(shown_to(lines)[-1])[:2] == ["Yes, remember it", "No"]
    assert "care_ack" in pools(shown_to(crisis))[0]
    assert scene.said() == []


async def test_chat_that_is_not_addressed_is_not_answered(scene: Scene) -> None:
    """No surveillance: words in the channel that do not call the bot are nobody's business but their own."""
    assert await scene.overhear(scene.ann, EXPLICIT) == []
    assert await scene.overhear(scene.ann, f"!play {EXPLICIT}") == []
