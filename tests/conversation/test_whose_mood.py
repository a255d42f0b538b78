"""In every entrance, only a person's own mood is kept; about others, and about sarcasm, the bot asks."""

import pytest

from moodbot.core.dialogue import DM, Entrance, Incoming, Place, PlaceKind, Reply
from tests.house import House, the_pack
from tests.stores import Store
from tests.talks import PERSON, Talk

CHANNEL = Place(PlaceKind.CHANNEL, 7)
ABOUT_OTHERS = ("friend is depressed", "my mum is sick", "my cat is sick", "he's so angry", "is depressed", "Tom's sad")
NOT_MEANT = ("great, i got fired", "happy lol not", "good, my dog died", "fine everyone hates me", "great 🙃")
ALL_MOODS = [f"mood:{name}" for name in the_pack().moods]


@pytest.fixture(autouse=True)
async def journal_on(store: Store) -> None:
    """The person keeps a journal, so that a mood that is taken for theirs is kept."""
    await store.journal.save_preferences(PERSON, journal=True, journal_at=1, zone="Etc/UTC")


def asked(reply: Reply | None, key: str) -> bool:
    """Return whether the bot asked with the text *key*, and offered all moods."""
    assert reply is not None
    cues = [choice.cue for choice in reply.choices]
    return [each.text for each in reply.utterances] == [the_pack().text(key)] and cues == ALL_MOODS


@pytest.mark.parametrize("text", ABOUT_OTHERS)
async def test_the_mood_of_others_is_not_kept(talk: Talk, conversation: House, store: Store, text: str) -> None:
    """In a DM, and by mention in a channel; the mood that the person then presses is theirs."""
    by_mention = Incoming(PERSON, CHANNEL, Entrance.MENTION, text, server="Harbour")
    assert asked(await conversation.handle(by_mention), "named_other")
    assert asked(await talk.says(text), "named_other")
    assert await store.journal.count(PERSON) == 0
    await talk.presses("mood:sad")
    assert [entry.mood for entry in await store.journal.page(PERSON, 0, 9)] == ["sad"]


@pytest.mark.parametrize("entrance", [Entrance.DM, Entrance.COMMAND, Entrance.SLASH, Entrance.MENTION])
@pytest.mark.parametrize("text", NOT_MEANT)
async def test_a_good_mood_that_is_not_meant_is_not_kept(
    conversation: House, store: Store, text: str, entrance: Entrance
) -> None:
    """Typed, as a command, as a slash command, and by mention."""
    said = {Entrance.COMMAND: f"!{text}", Entrance.SLASH: f"mood {text}"}.get(entrance, text)
    place = CHANNEL if entrance is Entrance.MENTION else DM
    reply = await conversation.handle(Incoming(PERSON, place, entrance, said, server="Harbour"))
    assert asked(reply, "named_doubt")
    assert await store.journal.count(PERSON) == 0


@pytest.mark.parametrize("text", ["!log great i got fired yesterday", "!log happy yesterday evening lol not"])
async def test_a_mood_of_an_earlier_time_is_asked_about_too(talk: Talk, store: Store, text: str) -> None:
    """Nothing is kept, and the answer says how to write it."""
    reply = await talk.says(text)
    assert reply is not None
    assert "nothing is kept yet" in reply.utterances[0].text
    assert await store.journal.count(PERSON) == 0


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("!sad my friend is depressed", "sad"),
        ("!anxious my mum is sick", "anxious"),
        ("!okay", "okay"),
        ("!happy even though i failed", "happy"),
        ("!happy my friend is happy", "happy"),
        ("!sick my cat is sick too", "sick"),
        ("!tired lol not", "tired"),
    ],
)
async def test_a_command_is_the_persons_own_word(talk: Talk, store: Store, text: str, mood: str) -> None:
    """Whoever else is named after it."""
    await talk.says(text)
    assert [entry.mood for entry in await store.journal.page(PERSON, 0, 9)] == [mood]


async def test_a_plea_in_which_another_mood_is_named_stays_a_plea(talk: Talk) -> None:
    """Whoever asks for a person, or says stop, is not asked for a mood."""
    for text in ("stop, my friend is sad", "can i talk to a human, my friend is sad"):
        assert not asked(await talk.says(text), "named_other")
