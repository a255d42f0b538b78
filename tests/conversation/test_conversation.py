"""How a talk behaves whatever the mood: places, memory, stale presses, words that mean nothing, a broken store."""

import sqlite3
from pathlib import Path

import pytest

from moodbot.conversation.registry import EVERYTHING, features_of
from moodbot.conversation.talk_book import TalkBook
from moodbot.core.commands import Command
from moodbot.core.dialogue import DM, Entrance, Incoming, Place, PlaceKind, Reply, Session, TalkPhase
from moodbot.core.feature import Feature
from moodbot.core.outcomes import Outcome, SideReply
from moodbot.core.ports import Clock
from moodbot.core.turn import Turn
from moodbot.times.units import DAY
from tests.hands import HandClock
from tests.house import House, house_of, said, the_pack
from tests.stores import Store, open_store
from tests.talks import CHANNEL, PERSON, Talk

pytestmark = pytest.mark.usefixtures("asked_before")


def labels(reply: Reply | None) -> list[str]:
    """Return what may be pressed."""
    return [choice.label for choice in reply.choices] if reply else []


async def test_in_a_channel_the_first_answer_to_a_hard_mood_offers_a_private_place(channel_talk: Talk) -> None:
    """The way out of the channel stands under the friend question."""
    assert the_pack().text("choice_private") in labels(await channel_talk.says("!anxious"))


async def test_what_is_going_on_is_not_asked_in_a_channel(channel_talk: Talk) -> None:
    """Whoever has nobody is offered a private place; told stories do not change that."""
    await channel_talk.says("!sad")
    assert said(await channel_talk.says("no"), "sad") == [{"stay_public"}, {"gate_ask"}]
    again = await channel_talk.says("my brother and i have not spoken for two years now")
    assert said(again, "sad") == [{"stay_public"}, {"gate_ask"}]


@pytest.mark.parametrize("way", ["press", "yes"])
async def test_the_talk_moves_into_the_dm_and_leaves_the_channel(channel_talk: Talk, store: Store, way: str) -> None:
    """Pressing and saying yes do the same; afterwards the channel knows nothing of the talk."""
    await channel_talk.says("!sad")
    await channel_talk.says("no")
    reply = await (channel_talk.presses("private") if way == "press" else channel_talk.says("yes"))
    assert reply
    assert reply.place == DM
    assert {"private_hello"} <= said(reply, "sad")[0]
    assert {"ask_happened"} <= said(reply, "sad")[1]
    (kept,) = await store.talks.talks_of(PERSON, 0)
    assert (kept.place, kept.phase) == (DM, TalkPhase.HAPPENED)


async def test_continue_in_private_pressed_twice_finds_the_talk_in_the_dm(channel_talk: Talk) -> None:
    """The second press asks the same question again, there."""
    await channel_talk.says("!sad")
    await channel_talk.presses("private")
    again = await channel_talk.presses("private")
    assert again
    assert again.place == DM
    assert {"friend_ask"} <= said(again, "sad")[-1]


async def test_a_button_left_behind_in_the_channel_finds_the_talk_in_the_dm(channel_talk: Talk) -> None:
    """The talk has moved, not ended: it is taken up where it stands."""
    first = await channel_talk.says("!sad")
    await channel_talk.presses("private")
    assert first
    left = await channel_talk.presses("no", step=first.step)
    assert left
    assert left.place == DM
    assert left.utterances[0].text == the_pack().text("stale")


@pytest.mark.parametrize("words", ["!help\n\nplease", "!HELP!!!", "!help   "])
async def test_help_is_found_whatever_stands_around_it(talk: Talk, words: str) -> None:
    """Line breaks, blanks and exclamation marks do not hide a command."""
    reply = await talk.says(words)
    assert reply
    assert reply.utterances[0].text.startswith(the_pack().text("help_title"))


async def test_one_person_may_talk_in_two_places(conversation: House) -> None:
    """Each talk keeps its own state."""
    here, there = Talk(conversation, CHANNEL), Talk(conversation, DM)
    await here.says("!sad")
    await there.says("!happy")
    assert {"ask_more"} <= said(await there.says("my friend came over with soup"), "happy")[-1]
    assert said(await here.says("no"), "sad") == [{"stay_public"}, {"gate_ask"}]


async def test_a_talk_goes_on_after_a_restart(tmp_path: Path, clock: HandClock) -> None:
    """The database is closed and opened again; the question is still open."""
    address = f"sqlite:///{tmp_path / 'moodbot.db'}"
    async with open_store(address, clock.new_id()) as store:
        await Talk(house_of(store, clock)).says("!lonely")
    async with open_store(address, clock.new_id()) as store:
        reply = await Talk(house_of(store, clock)).says("nah")
    assert {"ask_happened"} <= said(reply, "lonely")[-1]


async def test_a_talk_is_let_go_after_a_day_of_silence(talk: Talk, clock: HandClock) -> None:
    """What was asked yesterday is over; the person is not held to it."""
    await talk.says("!lonely")
    clock.advance(DAY / 1000 + 1)
    assert said(await talk.says("nah")) == [{"rest_quiet"}]


async def test_nobody_hears_a_line_twice_before_they_have_heard_them_all(talk: Talk) -> None:
    """Not in one place, and not by asking in another."""
    elsewhere = Talk(talk.conversation, CHANNEL)
    lines = [line.text for line in the_pack().moods["angry"].pools["validate"]]
    heard = []
    for number in range(len(lines)):
        reply = await (talk, elsewhere)[number % 2].says("!angry")
        assert reply
        heard.append(reply.utterances[0].text)
    assert sorted(heard) == sorted(lines)


async def test_unclear_answers_are_asked_once_more_then_the_buttons_are_named(talk: Talk) -> None:
    """Kindly, and with the human option; the question stays open and nothing was taken as a no."""
    await talk.says("!stressed")
    first = await talk.says("purple")
    second = await talk.says("wibble")
    assert said(first, "stressed") == [{"clarify"}, {"friend_ask"}]
    assert {"clarify_choices", "human"} <= said(second, "stressed")[0]
    assert labels(second) == labels(first) != []
    assert {"openers"} <= said(await talk.says("yes"), "stressed")[1]


async def test_understanding_again_forgets_what_was_unclear(talk: Talk) -> None:
    """One answer understood, and the next unclear one is the first again."""
    await talk.says("!stressed")
    await talk.says("purple")
    await talk.says("yes")
    assert "clarify" in said(await talk.says("wibble"), "stressed")[0]


async def test_a_picture_is_admitted_not_to_be_seen(talk: Talk) -> None:
    """Only words can be read; the question is asked again."""
    await talk.says("!angry")
    assert said(await talk.says("", wordless=True), "angry") == [{"cannot_see"}, {"friend_ask"}]


async def test_a_press_on_an_old_question_changes_nothing(talk: Talk, store: Store) -> None:
    """The person is told where the talk is, with its buttons."""
    first = await talk.says("!angry")
    assert first
    await talk.says("yes")
    before = await store.talks.talks_of(PERSON, 0)
    stale = await talk.presses("no", first.step)
    assert stale
    assert stale.utterances[0].text == the_pack().text("stale")
    assert the_pack().text("choice_openers_yes") in labels(stale)
    assert await store.talks.talks_of(PERSON, 0) == before


async def test_a_press_after_the_talk_was_let_go_offers_a_fresh_start(talk: Talk, clock: HandClock) -> None:
    """All moods, and no pretence of remembering."""
    await talk.says("!angry")
    clock.advance(DAY / 1000 + 1)
    over = await talk.presses("yes")
    assert over
    assert over.utterances[0].text == the_pack().text("talk_over")
    assert over.menu
    assert len(over.choices) == len(the_pack().moods)


async def test_mood_shows_all_fifteen_and_choosing_begins_one(talk: Talk) -> None:
    """As one menu; the talk that is open stays open until something is chosen."""
    await talk.says("!sad")
    menu = await talk.says("!mood")
    assert menu
    assert menu.menu
    assert len(menu.choices) == len(the_pack().moods)
    assert {"validate"} <= said(await talk.presses("mood:tired"), "tired")[0]


@pytest.mark.parametrize(
    ("words", "mood"),
    [
        ("!mood anxious", "anxious"),
        ("!MOOD Anxious", "anxious"),
        ("!anxious exam tomorrow", "anxious"),
        ("!burnt out", "overwhelmed"),
        ("!reallyhappy", "happy"),
        ("!worried", "anxious"),
        ("!frustrating", "frustrated"),
        ("! happy", "happy"),
        ("!happy!!!", "happy"),
        ("i'm so lonely tonight", "lonely"),
        ("angry", "angry"),
    ],
)
async def test_moods_are_called_in_many_ways(talk: Talk, words: str, mood: str) -> None:
    """By name, by alias, with words after it, and in plain words where nothing else is going on."""
    assert {"validate"} <= said(await talk.says(words), mood)[0]


@pytest.mark.parametrize("words", ["hi", "Hello!", "hey there"])
async def test_a_greeting_is_greeted(talk: Talk, words: str) -> None:
    """And asked how they feel; in the middle of a talk the question stays open."""
    assert "greeted" in said(await talk.says(words))[0]
    assert "greeted" in said(await talk.says(words))[0]
    await talk.says("!sad")
    assert said(await talk.says(words), "sad") == [{"greeted"}, {"friend_ask"}]


async def test_two_moods_in_one_sentence_are_offered_both(talk: Talk) -> None:
    """The bot does not choose for the person."""
    reply = await talk.says("i'm happy and sad at the same time")
    assert labels(reply) == ["happy", "sad"]


async def test_a_denied_mood_is_not_put_into_a_mouth(talk: Talk) -> None:
    """ "Not happy" is not happy."""
    reply = await talk.says("i am not happy")
    assert "validate" not in said(reply, "happy")[0]


@pytest.mark.parametrize("words", ["!anxous", "!qwrt", "!meh"])
async def test_an_unknown_word_in_a_dm_gets_the_nearest_moods(talk: Talk, words: str) -> None:
    """Up to three, whatever the word."""
    reply = await talk.says(words)
    assert 1 <= len(labels(reply)) <= 3


@pytest.mark.parametrize(
    ("words", "answered"),
    [("!anxous", True), ("!hapyp", True), ("!hlep", True), ("!meh", False), ("!play it", False), ("!!!", False)],
)
async def test_in_a_channel_only_near_words_are_ours(channel_talk: Talk, words: str, answered: bool) -> None:
    """Everything else belongs to another bot and gets no answer."""
    assert (await channel_talk.says(words) is not None) is answered


@pytest.mark.parametrize(
    "words",
    ["!ban @someone", "!kick", "!mute", "!play", "!skip", "!mod", "!rank", "!say hi", "!reset", "!slow", "!stats"],
)
async def test_the_commands_of_other_bots_are_left_alone(channel_talk: Talk, words: str) -> None:
    """However near they are to a mood."""
    assert await channel_talk.says(words) is None


async def test_a_near_command_is_offered_too(talk: Talk) -> None:
    """`!hlep` is help."""
    reply = await talk.says("!hlep")
    assert labels(reply)[0] == "!help"
    pressed = await talk.presses("command:help")
    assert pressed
    assert pressed.utterances[0].text.startswith(the_pack().text("help_title"))


async def test_what_it_cannot_answer_is_admitted_with_a_way_to_people(conversation: House) -> None:
    """In a server its moderators are named by the server; in a DM by where they met."""
    lost = Talk(conversation)
    reply = await lost.says("wibble")
    assert {"not_understood", "human"} <= said(reply)[0]
    assert {"told_first", "human"} <= said(await lost.says("everything hurts and nobody cares"))[0]
    assert reply
    assert the_pack().text("moderators_unknown") in reply.utterances[0].text
    named = await conversation.handle(
        Incoming(PERSON + 1, CHANNEL, Entrance.MENTION, "what is the capital of peru", server="Harbour")
    )
    assert named
    assert "the moderators of Harbour" in named.utterances[0].text


async def test_being_named_alone_is_a_question_for_the_mood(conversation: House) -> None:
    """ "@Bot" and nothing else shows the moods."""
    reply = await conversation.handle(Incoming(PERSON, CHANNEL, Entrance.MENTION, ""))
    assert reply
    assert reply.menu


@pytest.mark.parametrize(
    ("words", "answered"), [("ok", "rest_quiet"), ("great, thanks", "thanked"), ("bye", "rest_quiet")]
)
async def test_a_last_word_after_a_talk_begins_no_new_one(talk: Talk, words: str, answered: str) -> None:
    """`ok` and `great` also name moods, but here they only take leave."""
    await talk.says("!happy")
    await talk.says("stop")
    assert said(await talk.says(words)) == [{answered}]


async def test_stop_is_a_command_too(channel_talk: Talk) -> None:
    """In a channel, where a plain word does not reach the bot."""
    await channel_talk.says("!angry")
    assert {"stopping"} <= said(await channel_talk.says("!stop"), "angry")[0]


async def test_a_question_that_was_never_heard_cannot_be_answered(talk: Talk) -> None:
    """A "no" that came while the bot was still typing is not an answer; the question is asked."""
    await talk.says("!sad")
    early = await talk.conversation.handle(Incoming(PERSON, DM, Entrance.DM, "no"), question_unsent=True)
    assert said(early, "sad") == [{"go_on"}, {"friend_ask"}]


async def test_stop_is_heard_even_before_the_question(talk: Talk) -> None:
    """Whoever interrupts with "stop" means it."""
    await talk.says("!sad")
    early = await talk.conversation.handle(Incoming(PERSON, DM, Entrance.DM, "stop"), question_unsent=True)
    assert {"stopping"} <= said(early, "sad")[0]


async def in_a_server(turn: Turn) -> Outcome:
    """Stand for a command that means something only in a server."""
    return SideReply(("done",))


async def test_a_command_that_needs_a_server_says_so_in_the_terminal(store: Store, clock: HandClock) -> None:
    """And works elsewhere."""
    rota = Feature("rota", commands=(Command("rota", in_a_server, needs_server=True),))
    conversation = house_of(store, clock, features=features_of(rota))
    terminal = Place(PlaceKind.TERMINAL)
    refused = await conversation.handle(Incoming(1, terminal, Entrance.TERMINAL, "!rota"))
    done = await conversation.handle(Incoming(1, CHANNEL, Entrance.COMMAND, "!rota"))
    assert refused
    assert done
    assert refused.utterances[0].text == the_pack().text("needs_server")
    assert done.utterances[0].text == "done"


async def test_a_locked_database_costs_the_memory_and_not_the_answer(
    tmp_path: Path, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The person is answered; the log names the fault and nothing that was said."""
    path = tmp_path / "moodbot.db"
    async with open_store(f"sqlite:///{path}", clock.new_id(), busy_ms=1) as store:
        talk = Talk(house_of(store, clock))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        reply = await talk.says("!sad my marked words")
        moved = await Talk(talk.conversation, CHANNEL).says("!sad")
        await talk.conversation.of(TalkBook).move(PERSON, CHANNEL, DM)
        other.execute("ROLLBACK")
        other.close()
    assert {"validate"} <= said(reply, "sad")[0]
    assert moved
    assert "locked" in caplog.text
    assert "marked" not in caplog.text


async def test_no_row_holds_what_a_person_wrote(talk: Talk, store: Store) -> None:
    """A marked word through a whole talk is nowhere in what is kept."""
    for words in ("!sad zanzibar", "no zanzibar", "zanzibar zanzibar happened to me today", "zanzibar", "zanzibar"):
        await talk.says(words)
    kept: tuple[Session, ...] = await store.talks.talks_of(PERSON, 0)
    assert kept
    assert "zanzibar" not in repr(kept)


async def test_a_mood_that_left_the_pack_is_no_dead_end(talk: Talk, store: Store) -> None:
    """A talk about it goes on in the shared words; its button offers the others."""
    await store.talks.save(Session(PERSON, DM, TalkPhase.FRIEND, "melancholy", step=3, updated=talk_time(talk)))
    assert said(await talk.says("no")) == [{"stay"}, {"ask_happened"}]
    gone = await talk.presses("mood:melancholy")
    assert gone
    assert gone.utterances[0].text == the_pack().text("talk_over")


def talk_time(talk: Talk) -> int:
    """Return the time of the clock that *talk* goes by."""
    return talk.conversation.of(Clock).now()


async def test_every_offered_press_is_answered_from_every_phase(talk: Talk, store: Store) -> None:
    """Nobody presses a button and meets silence."""
    for phase in EVERYTHING.table.stages:
        for cue in EVERYTHING.table.cues.values():
            await store.talks.save(Session(PERSON, DM, phase, "sad", step=1, updated=talk_time(talk)))
            reply = await talk.presses(cue, step=1)
            assert reply
            assert reply.utterances
