"""Whole talks, as tables of (said, answered): what is answered is named by the pools that the lines come from."""

import pytest

from moodbot.language.packs import Follow
from tests.house import said, the_pack
from tests.talks import Talk

pytestmark = pytest.mark.usefixtures("asked_before")

HARD = [mood.name for mood in the_pack().moods.values() if mood.follow is Follow.FRIEND]
BETWEEN = [mood.name for mood in the_pack().moods.values() if mood.follow is Follow.WONDER]
GOOD = [mood.name for mood in the_pack().moods.values() if mood.follow is Follow.SAVOUR]

Turn = tuple[str, str]

LISTENED = [
    ("we had a big fight at home again", "reflect_happened ask_felt"),
    ("like there is no air in the room", "reflect_felt ask_helps"),
    ("maybe a walk with the dog would do it", "reflect_helps step step_ask"),
]
ENDINGS = [
    ("yeah i guess", "step_yes did_well human+farewell"),
    ("nah", "step_no did_well human+farewell"),
    ("idk", "step_maybe did_well human+farewell"),
    ("later", "step_maybe did_well human+farewell"),
    ("i will rather sit on the balcony with my tea", "step_own did_well human+farewell"),
]
HARD_TALKS: dict[str, list[Turn]] = {
    "a friend, and a line is sent": [
        ("yeah my sister", "friend_yes openers openers_ask"),
        ("i'll send one", "opener_sent did_well+human"),
    ],
    "a friend, but later": [("yes", "friend_yes openers openers_ask"), ("later", "openers_later did_well+human")],
    "a friend, but talk here first": [("yes", "friend_yes openers openers_ask"), ("no", "stay ask_happened")],
    "not sure of the friend": [
        ("idk", "friend_maybe openers openers_ask"),
        ("maybe", "openers_unsure ask_happened"),
    ],
    "not now": [("not right now", "stay_later ask_happened")],
    "tells at once": [("my mum is in hospital and i can't sleep", "reflect_happened ask_felt")],
    "no words": [
        ("no one", "stay ask_happened"),
        ("idk", "no_words ask_felt"),
        ("idk", "no_words ask_helps"),
        ("nothing", "helps_none step step_ask"),
    ],
    "does not want to say": [("no", "stay ask_happened"), ("no", "no_words ask_helps")],
    "wants to be asked on": [("no", "stay ask_happened"), ("yes", "go_on")],
    "thanks and leaves": [("thank you", "thanked+human")],
    "stops while listening": [("no", "stay ask_happened"), ("stop", "stopping+human")],
    "asks for a person": [("can i talk to a real person", "human_offer friend_ask")],
    **{
        f"listens, then {end!r}": [("not really", "stay ask_happened"), *LISTENED, (end, pools)]
        for end, pools in ENDINGS
    },
}


async def plays(talk: Talk, mood: str, turns: list[Turn]) -> None:
    """Say each turn and compare the pools of each message with the table."""
    for words, expected in turns:
        spoken = said(await talk.says(words), mood)
        wanted = [set(message.split("+")) for message in expected.split()]
        assert len(spoken) == len(wanted), (words, spoken)
        for here, there in zip(spoken, wanted, strict=True):
            assert there <= here, (words, spoken, expected)


@pytest.mark.parametrize("turns", HARD_TALKS.values(), ids=HARD_TALKS.keys())
@pytest.mark.parametrize("mood", HARD)
async def test_a_hard_mood_is_walked_through_every_branch(talk: Talk, mood: str, turns: list[Turn]) -> None:
    """Accepted, offered something, asked for a friend, and then whatever the person makes of it."""
    await plays(talk, mood, [(f"!{mood}", "validate suggest friend_ask"), *turns])


GOOD_TALKS: dict[str, list[Turn]] = {
    "tells and wants more": [
        ("i got the job i wanted so much", "reflect_savour ask_more"),
        ("have lunch outside every friday", "reflect_more did_well+farewell_good"),
    ],
    "no reason": [("idk", "savour_none ask_more"), ("no", "more_none did_well+farewell_good")],
    "asked on": [("yes", "go_on"), ("we sang the whole way home", "reflect_savour ask_more")],
    "it was not so good": [("actually kinda rough", "wonder_hard friend_ask")],
    "thanks": [("thanks", "thanked")],
    "stop": [("stop", "stopping")],
    "later": [("later", "farewell_later")],
}


@pytest.mark.parametrize("turns", GOOD_TALKS.values(), ids=GOOD_TALKS.keys())
@pytest.mark.parametrize("mood", GOOD)
async def test_a_good_mood_is_savoured(talk: Talk, mood: str, turns: list[Turn]) -> None:
    """What made it so, and how to have more of it."""
    await plays(talk, mood, [(f"!{mood}", "validate suggest ask_savour"), *turns])


BETWEEN_TALKS: dict[str, list[Turn]] = {
    "leans good": [("more good i think", "wonder_good ask_savour")],
    "leans hard": [("kinda rough", "wonder_hard friend_ask"), ("no", "stay ask_happened")],
    "neither": [("neither", "wonder_flat step step_ask"), ("ok", "step_yes did_well human+farewell")],
    "tells": [("my cat threw up on the carpet again", "reflect_wonder step step_ask")],
}


@pytest.mark.parametrize("turns", BETWEEN_TALKS.values(), ids=BETWEEN_TALKS.keys())
@pytest.mark.parametrize("mood", BETWEEN)
async def test_an_in_between_mood_is_met_with_curiosity(talk: Talk, mood: str, turns: list[Turn]) -> None:
    """Neither repaired nor celebrated: first asked which way it leans."""
    await plays(talk, mood, [(f"!{mood}", "validate suggest wonder_ask"), *turns])


@pytest.mark.parametrize("mood", HARD)
async def test_pressing_and_typing_do_the_same(talk: Talk, mood: str) -> None:
    """The label of a button, its number's meaning and plain words lead to the same place."""
    pack = the_pack()
    ways = [pack.text("choice_friend_no"), "nah"]
    for way in ways:
        await talk.says(f"!{mood}")
        assert said(await talk.says(way), mood)[-1] & {"ask_happened"}
    await talk.says(f"!{mood}")
    assert said(await talk.presses("no"), mood)[-1] & {"ask_happened"}
