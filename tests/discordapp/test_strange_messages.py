"""Whatever people send: it is answered or passed over, nothing breaks and nobody is pinged (see the scene)."""

import pytest
from simcord.enums import MessageType

from tests.discordapp.scenes import Scene, labels, menu_entries, pools
from tests.house import the_pack

ZALGO = "z̴̢̛a̷͔̫l̵̞͉g̷̰̪o̶̭͜"
STRANGE = {
    "4,000 characters": "xylophone " * 400,
    "4,000 letters without a space": "x" * 4000,
    "only emoji": "😭😭😭😭",
    "a server's own emoji": "<:pepe:123456789012345678>",
    "right to left": "أنا حزين جدا اليوم ولا أعرف لماذا",
    "turned around": "\u202eyppah\u202c",
    "zalgo": ZALGO,
    "everyone": "@everyone @here help",
    "a role": "<@&123456789012345678> hello <@123456789012345678>",
    "a code block": "```python\nimport os\nos.remove('/')\n```",
    "an open code block": "```",
    "markdown": "||spoiler|| **bold** [a](http://b) > # -#",
    "nothing one can see": "\u200b\u200d\u2060",
    "a null and a bell": "a\x00b\x07c",
    "slots": "{moderators} {server} {0} %s %(x)s",
    "an id of a button": "moodbot:1:d0:1:yes",
}


@pytest.mark.parametrize("name", STRANGE)
async def test_in_a_dm_every_message_is_answered(scene: Scene, name: str) -> None:
    """Strange text in a DM, as a first word and as an answer to a question, is met with something kind."""
    first = await scene.in_dm(scene.ann, STRANGE[name])
    assert first

    await scene.in_dm(scene.ann, "!sad")
    assert await scene.in_dm(scene.ann, STRANGE[name])


@pytest.mark.parametrize("name", STRANGE)
async def test_by_mention_every_message_is_answered(scene: Scene, name: str) -> None:
    """Strange text beside the bot's name is answered where it stands."""
    assert await scene.hears(scene.ann, f"{scene.mention} {STRANGE[name]}"[:4000])


@pytest.mark.parametrize("name", STRANGE)
async def test_in_a_channel_it_is_passed_over_unless_it_is_a_mood_or_a_reply(scene: Scene, name: str) -> None:
    """Alone and after the prefix it belongs to somebody else; after a mood and in a reply it is answered."""
    text = STRANGE[name]
    assert await scene.overhear(scene.ann, text) == []
    assert await scene.overhear(scene.ann, f"!{text}"[:4000]) == []

    assert len(await scene.hears(scene.ann, f"!sad {text}"[:4000])) == 3
    assert await scene.replies(scene.ann, text, scene.last())


@pytest.mark.parametrize("name", STRANGE)
async def test_in_a_form_it_is_answered(scene: Scene, name: str) -> None:
    """Strange text written in the form under a slash command is answered to Ann alone."""
    begun = await scene.ann.slash(scene.channel, "mood", mood="sad")
    form = await scene.ann.click(begun.followups[-1], label="Write")

    told = await scene.ann.submit_modal(form, {"write": STRANGE[name][:1000]})

    assert told.response is not None
    assert told.response.content


async def test_no_name_is_ever_pinged(scene: Scene) -> None:
    """A server may be called @everyone: its name is said, and pings nobody."""
    loud = scene.env.create_guild("@everyone")
    room = loud.create_text_channel("general")
    ann = loud.add_member(scene.ann.user)

    await ann.send(room, f"{scene.mention} can i talk to a person")

    (said,) = [message for message in scene.answers(room) if "the moderators of" in message.content]
    assert "everyone" in said.content
    assert said.mention_everyone is False


async def test_a_picture_in_a_dm(scene: Scene) -> None:
    """A picture and no word: the bot says that it can only read words, and offers the moods."""
    stored = scene.env.backend.store_attachments(scene.ann.user.dm_channel.id, [("cat.png", b"png")])

    await scene.ann.user.send_dm("", attachments=stored)

    cannot, ask = scene.dms(scene.ann)
    assert cannot.content in {line.text for line in the_pack().lines("cannot_see", None)}
    assert len(menu_entries(ask)) == len(the_pack().moods)


async def test_a_message_with_nothing_in_it_in_a_dm(scene: Scene) -> None:
    """A sticker, a poll or a forwarded message has no text of its own; it is met like a picture."""
    cannot, ask = await scene.in_dm(scene.ann, "")

    assert cannot.content in {line.text for line in the_pack().lines("cannot_see", None)}
    assert len(menu_entries(ask)) == len(the_pack().moods)


async def test_a_picture_as_an_answer_leaves_the_question_open(scene: Scene) -> None:
    """Ann answers with a picture only; the same question is asked again, with its buttons."""
    await scene.in_dm(scene.ann, "!sad")
    stored = scene.env.backend.store_attachments(scene.ann.user.dm_channel.id, [("cat.png", b"png")])

    await scene.ann.user.send_dm("", attachments=stored)

    cannot, again = scene.dms(scene.ann)[3:]
    assert "cannot_see" in pools([cannot])[0]
    assert "friend_ask" in pools([again], "sad")[0]
    assert labels(again) == ["Yes, there is", "No one right now", "Not sure"]


async def test_a_picture_with_the_bots_name_is_no_call(scene: Scene) -> None:
    """@Bot with a picture: something came that the bot cannot see, and it says so."""
    await scene.ann.send(scene.channel, scene.mention, attachments=[("cat.png", b"png")])

    assert "cannot_see" in pools(scene.answers())[0]


async def test_a_picture_alone_in_a_channel_is_passed_over(scene: Scene) -> None:
    """Pictures in channels are not for the bot."""
    await scene.ann.send(scene.channel, "", attachments=[("cat.png", b"png")])

    assert scene.said() == []


async def test_other_bots_are_not_answered(scene: Scene) -> None:
    """Neither a bot's !sad nor its naming the bot gets an answer, so two bots cannot talk for ever."""
    robot = scene.guild.add_member(scene.env.create_user("robot", bot=True))
    before = len(scene.calls())

    await robot.send(scene.channel, "!sad")
    await robot.send(scene.channel, f"{scene.mention} happy")

    assert len(scene.calls()) == before


async def test_webhooks_are_not_answered(scene: Scene) -> None:
    """A webhook that posts !sad is no person."""
    hook = scene.guild.create_webhook(scene.channel)
    before = len(scene.calls())

    await hook.send("!sad")

    assert len(scene.calls()) == before


@pytest.mark.parametrize("kind", [MessageType.NEW_MEMBER, MessageType.PREMIUM_GUILD_SUBSCRIPTION])
async def test_messages_of_discord_itself_are_not_answered(scene: Scene, kind: MessageType) -> None:
    """Somebody joined or boosted: nobody said anything."""
    before = len(scene.calls())

    scene.guild.create_system_message(scene.channel, kind, author=scene.ann)
    await scene.env.settle()

    assert len(scene.calls()) == before


async def test_a_pinned_question_is_not_taken_as_an_answer(scene: Scene) -> None:
    """Discord's note that Ann pinned the question refers to it like a reply, and is none."""
    await scene.ann.send(scene.channel, "!sad")
    before = len(scene.calls())

    scene.guild.create_system_message(
        scene.channel, MessageType.PINS_ADD, author=scene.ann, referenced_message=scene.last()
    )
    await scene.env.settle()

    assert len(scene.calls()) == before


@pytest.mark.parametrize("where", ["thread", "voice"])
async def test_commands_work_wherever_people_write(scene: Scene, where: str) -> None:
    """In a thread and in a voice channel's chat: three messages there, replies and buttons work."""
    room = scene.thread("side") if where == "thread" else scene.guild.create_voice_channel("lounge")

    answers = await scene.hears(scene.ann, "!lonely", room)
    assert len(answers) == 3
    await scene.ann.click(answers[-1], label="Not sure")

    assert "friend_maybe" in pools(scene.answers(room), "lonely")[3]


async def test_an_edited_message_is_not_answered_again(scene: Scene) -> None:
    """Ann mends her message; the bot has answered it already."""
    message = await scene.ann.send(scene.channel, "!sad")

    await scene.ann.edit(message, "!sad today")

    assert len(scene.said()) == 3
