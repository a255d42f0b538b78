"""A mood named in a channel: typing, three messages, a question with buttons."""

import pytest

from moodbot.conversation.registry import EVERYTHING
from moodbot.discordapp.lengths import MESSAGE_LIMIT
from moodbot.language.packs import Follow
from tests.discordapp.scenes import Scene, labels, menu_entries, pools
from tests.house import the_pack

QUESTIONS = {Follow.FRIEND: "friend_ask", Follow.WONDER: "wonder_ask", Follow.SAVOUR: "ask_savour"}

TYPED = [
    ("!happy", "happy"),
    ("!excited", "excited"),
    ("!content", "content"),
    ("!okay", "okay"),
    ("!indifferent", "indifferent"),
    ("!tired", "tired"),
    ("!sick", "sick"),
    ("!lonely", "lonely"),
    ("!sad", "sad"),
    ("!depressed", "depressed"),
    ("!anxious", "anxious"),
    ("!stressed", "stressed"),
    ("!overwhelmed", "overwhelmed"),
    ("!frustrated", "frustrated"),
    ("!angry", "angry"),
]
ALIASES = [
    ("!reallyhappy", "happy"),
    ("!can't wait", "excited"),
    ("!calm", "content"),
    ("!fine", "okay"),
    ("!bored", "indifferent"),
    ("!worn out", "tired"),
    ("!headache", "sick"),
    ("!all alone", "lonely"),
    ("!feeling down", "sad"),
    ("!numb", "depressed"),
    ("!worried", "anxious"),
    ("!under pressure", "stressed"),
    ("!burnt out", "overwhelmed"),
    ("!frustrating", "frustrated"),
    ("!furious", "angry"),
]
WAYS_TO_WRITE = [
    ("!HAPPY", "happy"),
    ("!happy!!!", "happy"),
    ("! happy", "happy"),
    ("  !Happy :)", "happy"),
    ("!Burnt-Out", "overwhelmed"),
    ("!so happy today", "happy"),
    ("!mood anxious", "anxious"),
    ("!Mood Burnt Out", "overwhelmed"),
    ("!mood anxious because of school", "anxious"),
]


async def test_a_hard_mood_is_accepted_then_helped_then_asked_about_a_friend(scene: Scene) -> None:
    """Ann types !anxious; the bot is seen typing, says three things, and asks with buttons under the last."""
    calls = await scene.overhear(scene.ann, "!anxious")

    first, second, third = scene.answers()
    assert [call.path.rsplit("/", 1)[1] for call in calls] == ["typing", "messages"] * 3
    for message, pool in zip((first, second, third), ("validate", "suggest", "friend_ask"), strict=True):
        lines = {line.text for line in the_pack().lines(pool, "anxious")}
        assert message.content in lines
    assert labels(first) == labels(second) == []
    assert labels(third) == ["Yes, there is", "No one right now", "Not sure", "Continue in private"]


@pytest.mark.parametrize(("typed", "mood"), TYPED + ALIASES + WAYS_TO_WRITE)
async def test_each_mood_is_answered_in_its_own_words(scene: Scene, typed: str, mood: str) -> None:
    """Whatever the mood is called, its own lines answer, and the question is the one of its kind."""
    answers = await scene.hears(scene.ann, typed)

    own = the_pack().moods[mood]
    question = QUESTIONS[own.follow]
    assert answers[0].content in {line.text for line in own.pools["validate"]}
    assert answers[1].content in {line.text for line in own.pools["suggest"]}
    assert answers[2].content.split("\n")[0] in {line.text for line in the_pack().lines(question, mood)}
    assert labels(answers[2])[-1] == "Continue in private"


async def test_all_moods_can_be_chosen_from_a_menu(scene: Scene) -> None:
    """!mood alone shows the fifteen moods with their emoji; choosing one begins that talk."""
    (menu,) = await scene.hears(scene.ann, "!mood")

    assert menu_entries(menu) == [(mood.emoji, mood.name) for mood in the_pack().moods.values()]
    assert len(menu_entries(menu)) == len(the_pack().moods)
    await scene.ann.select(menu, ["mood:lonely"])
    assert [found & {"validate", "suggest", "friend_ask"} for found in pools(scene.answers()[1:], "lonely")] == [
        {"validate"},
        {"suggest"},
        {"friend_ask"},
    ]


async def test_the_chosen_entry_alone_is_left_of_the_menu(scene: Scene) -> None:
    """After the choice the menu is gone and what was chosen stands there, no longer to be pressed."""
    (menu,) = await scene.hears(scene.ann, "!mood")

    await scene.ann.select(menu, ["mood:sad"])

    left = scene.answers()[0]
    assert menu_entries(left) == []
    assert labels(left) == ["sad"]


async def test_help_lists_every_command_and_every_mood(scene: Scene) -> None:
    """!help names all fifteen moods, then all commands with the prefix, in messages that Discord takes."""
    answers = await scene.hears(scene.ann, "!help")
    assert all(len(answer.content) <= MESSAGE_LIMIT for answer in answers)
    whole = "\n".join(answer.content for answer in answers)
    for command in EVERYTHING.commands:
        assert f"`!{command.name}" in whole
    for mood in the_pack().moods.values():
        assert f"{mood.emoji} !{mood.name}" in answers[0].content


@pytest.mark.parametrize("typed", ["{bot} anxious", "{bot} !anxious", "anxious {bot}", "{bot} i'm so anxious today"])
async def test_naming_the_bot_with_a_mood_begins_it(scene: Scene, typed: str) -> None:
    """A mention works like the prefix, wherever in the message it stands."""
    answers = await scene.hears(scene.ann, typed.format(bot=scene.mention))

    assert ["validate" in pools(answers, "anxious")[0], len(answers)] == [True, 3]


async def test_naming_the_bot_alone_offers_the_moods(scene: Scene) -> None:
    """@Bot and nothing else is a call for attention: the bot asks how they feel."""
    (answer,) = await scene.hears(scene.ann, scene.mention)

    assert answer.content == the_pack().text("menu_title")
    assert len(menu_entries(answer)) == len(the_pack().moods)


async def test_naming_the_bot_with_help_shows_the_help(scene: Scene) -> None:
    """@Bot help is the command, not a plea."""
    (answer, *_) = await scene.hears(scene.ann, f"{scene.mention} help")

    assert "`!mood [mood]`" in answer.content
