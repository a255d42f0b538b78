"""The journal in a talk: asked once and in private, kept with consent alone, and easy to stop."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from moodbot.core.dialogue import DM, Entrance, Incoming, PlaceKind, Press, Reply, Source, TalkPhase
from moodbot.features.care.cues import CareCue
from moodbot.features.care.rules.risk import Tier
from moodbot.features.journal.flow import JournalCue
from moodbot.features.journal.rules.entries import NOTE_LIMIT, Entry, Helped
from moodbot.features.journal.service import Journal
from moodbot.times.units import DAY
from moodbot.times.when import KEPT
from tests.hands import HandClock
from tests.house import House, house_of, the_bot_language, the_pack
from tests.stores import Store, open_store
from tests.talks import CHANNEL, PERSON, Talk

PACK = the_pack()
HOUR = 60 * 60 * 1000
A_NOTE_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def texts(reply: Reply | None) -> list[str]:
    """What was said, message by message."""
    assert reply is not None
    return [utterance.text for utterance in reply.utterances]


def cues(reply: Reply | None) -> list[str]:
    """What may be pressed under the last message."""
    assert reply is not None
    return [choice.cue for choice in reply.choices]


def asks_for_a_journal(reply: Reply | None) -> bool:
    """True where the last message asks whether to keep a journal."""
    return (
        cues(reply) == [JournalCue.JOURNAL_YES, JournalCue.JOURNAL_NO] and "keep a private journal" in texts(reply)[-1]
    )


async def talked_to_its_end(talk: Talk, mood: str = "happy") -> Reply | None:
    """Name a mood and leave it at that."""
    await talk.says(f"!{mood}")
    return await talk.says("thanks")


async def with_a_journal(talk: Talk, zone: str | None = "Europe/Berlin") -> None:
    """Agree to a journal, as a person does who said a mood before."""
    await talked_to_its_end(talk)
    await talk.presses(JournalCue.JOURNAL_YES)
    if zone:
        await talk.says(zone)


async def entries(store: Store) -> tuple[Entry, ...]:
    """All that is kept of this person's moods, the latest first."""
    return await store.journal.page(PERSON, 0, 100)


async def test_after_the_first_talk_the_bot_asks_once_whether_to_keep_a_journal(talk: Talk) -> None:
    """The question names what is kept, where, how long, who can read it and how to stop, and has two buttons."""
    ending = await talked_to_its_end(talk)
    assert asks_for_a_journal(ending)
    asked = texts(ending)[-1]
    assert all(part in asked for part in ("Whoever runs this bot", "730 days", "!journal off", "the mood, the time"))
    assert not asks_for_a_journal(await talked_to_its_end(talk, "excited"))


async def test_it_does_not_ask_in_a_channel_but_at_the_end_of_the_next_private_talk(
    channel_talk: Talk, talk: Talk
) -> None:
    """What is said where others read along never speaks of a journal."""
    assert not asks_for_a_journal(await talked_to_its_end(channel_talk))
    assert asks_for_a_journal(await talked_to_its_end(talk))


async def test_it_does_not_ask_while_a_risk_is_fresh(talk: Talk, clock: HandClock) -> None:
    """For a day after a risk nothing is asked that could wait; after that, it may be."""
    talk.conversation.care.memory.notice(PERSON, Tier.EXPLICIT)
    assert not asks_for_a_journal(await talked_to_its_end(talk))
    clock.advance(25 * 3600)
    assert asks_for_a_journal(await talked_to_its_end(talk))


async def test_until_yes_nothing_about_a_mood_is_kept(talk: Talk, store: Store) -> None:
    """Without an answer there are no entries, no suggestions and no lines heard."""
    await talked_to_its_end(talk)
    await talked_to_its_end(talk, "sad")
    assert await entries(store) == ()
    assert await store.journal.suggestions(PERSON, 9) == ()
    assert (await store.journal.preferences(PERSON)).heard == ()


@pytest.mark.parametrize("answer", ["yes", "sure", "yeah ok", None])
async def test_a_yes_keeps_the_first_mood_and_asks_for_the_zone(
    talk: Talk, store: Store, clock: HandClock, answer: str | None
) -> None:
    """Typed or pressed, yes keeps the mood with the time at which it was named, and the answer with its own time."""
    named_at = clock.now()
    await talk.says("!sad")
    clock.advance(600)
    await talk.presses("no")
    await talk.says("thanks")
    reply = await (talk.says(answer) if answer else talk.presses(JournalCue.JOURNAL_YES))
    (kept,) = await entries(store)
    assert (kept.mood, kept.at, kept.source, kept.zone) == ("sad", named_at, Source.TALK, None)
    preferences = await store.journal.preferences(PERSON)
    assert (preferences.journal, preferences.journal_at) == (True, clock.now())
    assert "city" in texts(reply)[-1] or "clock" in texts(reply)[-1]
    await talk.says("berlin")
    assert (await entries(store))[0].zone == "Europe/Berlin"


@pytest.mark.parametrize("answer", ["no", "no thanks", "nah", None])
async def test_a_no_is_kept_and_not_asked_about_again(talk: Talk, store: Store, answer: str | None) -> None:
    """No is an answer: it is remembered, no mood is kept, and the question does not come back."""
    await talked_to_its_end(talk)
    await (talk.says(answer) if answer else talk.presses(JournalCue.JOURNAL_NO))
    assert (await store.journal.preferences(PERSON)).journal is False
    assert not asks_for_a_journal(await talked_to_its_end(talk, "sad"))
    assert await entries(store) == ()


async def test_the_buttons_of_the_question_work_after_the_talk_was_let_go(
    talk: Talk, store: Store, clock: HandClock
) -> None:
    """Whoever presses yes two days later has a journal; the mood of that talk is gone, as it was promised."""
    await talked_to_its_end(talk)
    clock.advance(2 * DAY / 1000)
    await talk.presses(JournalCue.JOURNAL_YES)
    assert (await store.journal.preferences(PERSON)).journal is True
    assert await entries(store) == ()


async def test_pressing_yes_twice_keeps_one_entry(talk: Talk, store: Store) -> None:
    """A second press changes nothing."""
    await with_a_journal(talk)
    await talk.presses(JournalCue.JOURNAL_YES)
    assert len(await entries(store)) == 1


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("berlin", "Europe/Berlin"), ("Europe/Lisbon", "Europe/Lisbon"), ("new york", "America/New_York")],
)
async def test_a_zone_is_understood_as_people_write_it(talk: Talk, store: Store, typed: str, zone: str) -> None:
    """The answer to "which city" sets the zone, and says what time it is there."""
    await with_a_journal(talk, zone=None)
    reply = await talk.says(typed)
    assert (await store.journal.preferences(PERSON)).zone == zone
    assert "now" in texts(reply)[0]


async def test_an_abbreviation_offers_its_cities(talk: Talk, store: Store) -> None:
    """EST is not a place: the person chooses a city, with one press."""
    await with_a_journal(talk, zone=None)
    reply = await talk.says("est")
    offered = next(cue for cue in cues(reply) if cue == "zone:America/New_York")
    await talk.presses(offered)
    assert (await store.journal.preferences(PERSON)).zone == "America/New_York"


async def test_a_place_that_nobody_knows_is_asked_again_and_can_be_left(talk: Talk, store: Store) -> None:
    """A zone that nobody has sets nothing; "later" ends the question and says what holds until then."""
    await with_a_journal(talk, zone=None)
    assert "know that one" in texts(await talk.says("Qwxyzzy"))[0] or "find that place" in texts(talk.last)[0]
    assert "UTC" in texts(await talk.says("later"))[0]
    assert (await store.journal.preferences(PERSON)).zone is None


async def test_the_locale_offers_likely_cities(conversation: House) -> None:
    """Someone whose Discord speaks Japanese finds Tokyo under the question."""
    turn = Incoming(PERSON, DM, Entrance.SLASH, "zone", locale="ja")
    assert "zone:Asia/Tokyo" in cues(await conversation.handle(turn))


async def test_with_consent_every_mood_is_kept_several_a_day(talk: Talk, store: Store, clock: HandClock) -> None:
    """Each mood that is named is an entry of its own, with the zone, whatever the talk does."""
    await with_a_journal(talk)
    for mood in ("anxious", "tired", "okay"):
        clock.advance(60)
        await talk.says(f"!{mood}")
    kept = await entries(store)
    assert [entry.mood for entry in kept] == ["okay", "tired", "anxious", "happy"]
    assert {entry.zone for entry in kept} == {"Europe/Berlin"}
    assert "In your journal as no. 4" in texts(talk.last)[-1]


async def test_in_a_channel_a_mood_is_kept_without_a_word_about_it(
    talk: Talk, channel_talk: Talk, store: Store
) -> None:
    """Nobody in the channel learns that there is a journal."""
    await with_a_journal(talk)
    reply = await channel_talk.says("!anxious exam tomorrow")
    assert (await entries(store))[0].mood == "anxious"
    assert not any("journal" in text.casefold() for text in texts(reply))
    assert not any(cue.startswith("note:") for cue in cues(reply))


async def test_journal_off_stops_keeping_and_offers_to_delete(talk: Talk, store: Store, clock: HandClock) -> None:
    """Off is off at once; what is there stays until the person deletes it, which takes two presses."""
    await with_a_journal(talk)
    clock.advance(60)
    reply = await talk.says("!journal off")
    assert cues(reply) == ["journal:clear", "journal:keep"]
    await talk.says("!sad")
    assert len(await entries(store)) == 1
    await talk.presses("journal:clear")
    assert len(await entries(store)) == 1
    await talk.presses("journal:clear-sure")
    assert await entries(store) == ()
    preferences = await store.journal.preferences(PERSON)
    assert (preferences.journal, preferences.heard) == (False, ())


async def test_journal_without_a_word_asks_whoever_was_never_asked_and_tells_the_others_how_it_stands(
    talk: Talk,
) -> None:
    """Status names since when, how many entries, the zone, and who could read it."""
    assert "keep a private journal" in texts(await talk.says("!journal"))[0]
    await with_a_journal(talk)
    status = texts(await talk.says("!journal status"))[0]
    assert all(part in status for part in ("on since", "Entries in it: 1", "Europe/Berlin", "Whoever runs this bot"))


async def test_in_a_channel_journal_commands_are_answered_in_private(channel_talk: Talk) -> None:
    """Nobody else sees a journal, or that there is one."""
    for command in (
        "!journal",
        "!journal on",
        "!journal off",
        "!history",
        "!graph",
        "!zone berlin",
        "!log sad",
        "!undo",
    ):
        reply = await channel_talk.says(command)
        assert reply is not None
        assert reply.place == DM, command


# Single entries


async def test_undo_takes_out_the_entry_that_was_written_last(talk: Talk, store: Store, clock: HandClock) -> None:
    """The last one made, even where another was felt later."""
    await with_a_journal(talk)
    clock.advance(60)
    await talk.says("!log sad yesterday evening")
    assert "sad" in texts(await talk.says("!undo"))[0]
    assert [entry.mood for entry in await entries(store)] == ["happy"]


async def test_a_mood_of_an_earlier_time_is_filled_in(talk: Talk, store: Store, clock: HandClock) -> None:
    """ "sad yesterday evening" is kept at that time in the person's own zone, and read back."""
    await with_a_journal(talk)
    reply = await talk.says("!log sad yesterday evening")
    kept = next(entry for entry in await entries(store) if entry.mood == "sad")
    assert kept.source is Source.BACKFILL
    assert 0 < clock.now() - kept.at < 2 * DAY
    assert ", 20:00" in texts(reply)[0]


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("!log", "mood and then the time"),
        ("!log sad tomorrow", "future"),
        ("!log sad 30 feb", "no such"),
        ("!log yesterday", "mood and then the time"),
        ("!edit twelve", "number"),
        ("!edit 99", "no such entry"),
        ("!delete 99", "no such entry"),
        ("!history nine", "page number"),
        ("!zone nowhereville-upon-nothing", "know that place"),
        ("!graph decade", "week, month, year or all"),
        ("!journal maybe", "!journal on starts it"),
    ],
)
async def test_what_cannot_be_done_is_answered_with_what_to_write(
    talk: Talk, store: Store, typed: str, part: str
) -> None:
    """Bad input gets a clear line, and nothing is lost or half done."""
    await with_a_journal(talk)
    before = await entries(store)
    assert part in " ".join(texts(await talk.says(typed))).casefold() or part in texts(talk.last)[0]
    assert await entries(store) == before


async def test_an_entry_can_be_changed_and_deleted(talk: Talk, store: Store) -> None:
    """Its mood, then its time; deleting shows it and asks first."""
    await with_a_journal(talk)
    assert "tired" in texts(await talk.says("!edit 1 tired"))[0]
    await talk.says("!edit 1 yesterday 20:00")
    (entry,) = await entries(store)
    assert (entry.mood, entry.number) == ("tired", 1)
    reply = await talk.says("!delete 1")
    assert cues(reply) == ["entry:delete:1", "journal:keep"]
    await talk.presses("journal:keep")
    assert len(await entries(store)) == 1
    await talk.presses("entry:delete:1")
    assert await entries(store) == ()


async def test_a_long_history_has_pages(talk: Talk, store: Store, clock: HandClock) -> None:
    """Ten at a time, the latest first, with buttons to the older and the newer ones."""
    await with_a_journal(talk)
    for _ in range(24):
        clock.advance(3600)
        await talk.says("!okay")
    assert cues(await talk.says("!history")) == ["history:2"]
    assert texts(talk.last)[0].count("okay") == 10
    assert cues(await talk.presses("history:2")) == ["history:3", "history:1"]
    assert cues(await talk.says("!history 77")) == ["history:2"]


# Notes


@pytest.fixture
async def keyed(clock: HandClock) -> Store:
    """A store that can keep notes."""
    async with open_store("sqlite:///:memory:", clock.new_id(), note_keys=(A_NOTE_KEY,)) as opened:
        yield opened


async def test_a_note_after_a_mood_is_kept_and_shown(keyed: Store, clock: HandClock) -> None:
    """`!anxious exam tomorrow` keeps the words with the mood; `!note` puts others in their place."""
    talk = Talk(house_of(keyed, clock))
    await with_a_journal(talk)
    clock.advance(60)
    await talk.says("!anxious exam tomorrow")
    assert "exam tomorrow" in texts(await talk.says("!history"))[0]
    await talk.says("!note it was postponed")
    assert (await entries(keyed))[0].note == "it was postponed"


async def test_a_note_may_come_from_a_form(keyed: Store, clock: HandClock) -> None:
    """Under a mood stands a button; what is written in its form goes to that entry."""
    conversation = house_of(keyed, clock)
    talk = Talk(conversation)
    await with_a_journal(talk)
    clock.advance(60)
    note_cue = next(cue for cue in cues(await talk.says("!sad")) if cue.startswith("note:"))
    form = Incoming(PERSON, DM, Entrance.MODAL, "long call", press=Press(note_cue, 0))
    assert "long call" in texts(await conversation.handle(form))[0]
    assert (await entries(keyed))[0].note == "long call"


async def test_a_note_that_speaks_of_risk_is_answered_as_such(keyed: Store, clock: HandClock) -> None:
    """Words in a form are words to the bot: the risk check reads them first."""
    conversation = house_of(keyed, clock)
    form = Incoming(PERSON, DM, Entrance.MODAL, "i want to kill myself", press=Press("note:1", 0))
    noticed = conversation.care.noticed(the_bot_language().hear(form))
    assert noticed is not None
    assert noticed.cue is CareCue.RISK


async def test_without_a_key_the_mood_is_kept_and_the_person_told_once(talk: Talk, store: Store) -> None:
    """The note is dropped, and that is said, but not every time."""
    await with_a_journal(talk)
    dropped = PACK.text("note_dropped")
    assert dropped in texts(await talk.says("!anxious exam tomorrow"))[-1]
    assert dropped not in texts(await talk.says("!sad it rained"))[-1]
    assert all(entry.note is None for entry in await entries(store))
    assert len(await entries(store)) == 3


async def test_a_note_of_four_thousand_characters_costs_no_mood(keyed: Store, clock: HandClock) -> None:
    """The mood is kept, the note is not cut but refused, and the person learns why."""
    talk = Talk(house_of(keyed, clock))
    await with_a_journal(talk)
    clock.advance(60)
    reply = await talk.says("!anxious " + "la " * 1400)
    assert "longer than 500" in texts(reply)[-1]
    latest = (await entries(keyed))[0]
    assert (latest.mood, latest.note) == ("anxious", None)
    await talk.says("!note " + "x" * NOTE_LIMIT)
    assert len((await entries(keyed))[0].note or "") == NOTE_LIMIT


# What helped


async def test_the_next_time_the_bot_asks_once_whether_its_suggestion_helped(
    talk: Talk, store: Store, clock: HandClock
) -> None:
    """The question comes first, with its own buttons; the answer is kept, and the same is not asked again."""
    await with_a_journal(talk)
    clock.advance(HOUR / 1000)
    await talk.says("!anxious")
    await talk.presses("stop")
    clock.advance(HOUR / 1000)
    reply = await talk.says("!tired")
    assert reply is not None
    question = reply.utterances[0]
    assert [choice.cue.rpartition(":")[0] for choice in question.choices] == ["helped:yes", "helped:bit", "helped:no"]
    assert len(reply.utterances) == 4
    await talk.presses(question.choices[0].cue)
    answered = [made for made in await store.journal.suggestions(PERSON, 9) if made.helped]
    assert [made.helped for made in answered] == [Helped.YES]
    assert answered[0].line.startswith("anxious.suggest.")


@pytest.mark.parametrize("cue", ["helped:yes:99", "note:99", "entry:delete:99"])
async def test_a_button_of_something_that_is_gone_says_so(talk: Talk, cue: str) -> None:
    """What was deleted meanwhile is not made again by an old button, and the person is not left with an error."""
    await with_a_journal(talk)
    answer = texts(await talk.presses(cue))[0]
    assert answer in (PACK.text("entry_gone", prefix="!"), PACK.text("note_how", prefix="!"))


async def test_without_consent_nobody_is_asked_what_helped(talk: Talk, clock: HandClock) -> None:
    """Asking would mean having kept what was suggested."""
    await talk.says("!anxious")
    clock.advance(HOUR / 1000)
    reply = await talk.says("!tired")
    assert reply is not None
    assert all(not utterance.choices for utterance in reply.utterances)


async def test_lines_heard_are_kept_beyond_the_talk(talk: Talk, store: Store, clock: HandClock) -> None:
    """With consent nobody hears the same suggestion again next week, as long as there are others."""
    await with_a_journal(talk)
    suggestions = {line.text for line in PACK.moods["sad"].pools["suggest"]}
    said: list[str] = []
    for _ in range(len(suggestions)):
        clock.advance(3 * DAY / 1000)
        reply = await talk.says("!sad")
        said += [text for text in texts(reply) if text in suggestions]
    assert sorted(said) == sorted(suggestions)


# Brakes


@pytest.mark.parametrize(
    "words", ["logging makes me feel worse", "honestly tracking my mood makes me feel worse", "I hate this journal"]
)
async def test_feeling_worse_for_logging_is_an_answer_the_bot_knows(talk: Talk, store: Store, words: str) -> None:
    """Nothing is defended: stopping is one press away, and a person is named."""
    await with_a_journal(talk)
    reply = await talk.says(words)
    assert cues(reply) == [JournalCue.JOURNAL_NO, "journal:pictures-off", "journal:keep"]
    assert "moderators" in texts(reply)[0]
    await talk.presses(JournalCue.JOURNAL_NO)
    assert (await store.journal.preferences(PERSON)).journal is False


async def test_several_hard_days_bring_one_gentle_offer_of_a_person(talk: Talk, clock: HandClock) -> None:
    """Once, in private, before the question; not again for a month, and never with a number."""
    await with_a_journal(talk)
    offer = PACK.text("low_offer", moderators="\0").partition("\0")[0]
    offered = []
    for _ in range(12):
        clock.advance(10 * 3600)
        offered.append([offer in text for text in texts(await talk.says("!depressed"))])
    assert sum(map(sum, offered)) == 1
    assert not any(any(each) for each in offered[:3])


async def test_pictures_can_be_switched_off(talk: Talk) -> None:
    """Off means that a picture is not drawn even when it is asked for, until it is switched on."""
    await with_a_journal(talk)
    await talk.says("!graph off")
    assert "switched pictures off" in texts(await talk.says("!graph"))[0]
    await talk.says("!graph on")
    assert "switched pictures off" not in texts(await talk.says("!graph"))[0]


# Pictures


async def test_fewer_than_five_entries_are_shown_as_a_list(talk: Talk) -> None:
    """A picture of two dots would claim a pattern."""
    await with_a_journal(talk)
    reply = await talk.says("!graph")
    assert reply is not None
    assert not reply.utterances[-1].pictures
    assert "happy" in texts(reply)[-1]


@pytest.mark.parametrize(("period", "count"), [("week", 2), ("month", 2), ("year", 3), ("all", 3), ("", 2)])
async def test_a_graph_is_pictures_with_words(talk: Talk, clock: HandClock, period: str, count: int) -> None:
    """Every picture is a PNG with a description that Discord takes, and the message says it in words."""
    await with_a_journal(talk)
    for mood in ("sad", "okay", "sad", "tired", "happy"):
        clock.advance(7 * 3600)
        await talk.says(f"!{mood}")
    reply = await talk.says(f"!graph {period}")
    assert reply is not None
    pictures = reply.utterances[-1].pictures
    assert len(pictures) == count
    for picture in pictures:
        assert picture.data.startswith(b"\x89PNG")
        assert len(picture.data) < 100_000
        assert 40 < len(picture.description) <= 1024
    assert texts(reply)[-1].strip()


async def test_only_where_a_channel_is_known_a_picture_can_be_shared(conversation: House, talk: Talk) -> None:
    """After /graph in a server there is a button; pressing it shows the picture in that very channel."""
    await with_a_journal(talk)
    alone = replace(DM, kind=PlaceKind.EPHEMERAL, id=77)
    for mood in ("sad", "okay", "anxious", "tired", "excited"):
        await conversation.handle(Incoming(PERSON, alone, Entrance.SLASH, f"mood {mood}", server="Harbour"))
    shown = await conversation.handle(Incoming(PERSON, alone, Entrance.SLASH, "graph", server="Harbour"))
    assert cues(shown) == ["share:month"]
    press = Incoming(PERSON, alone, Entrance.BUTTON, press=Press("share:month", 0), server="Harbour")
    shared = await conversation.handle(press)
    assert shared is not None
    assert shared.place == CHANNEL
    assert shared.utterances[-1].pictures
    assert cues(await talk.says("!graph")) == []


# Where things fail


async def test_a_store_that_fails_costs_the_entry_but_never_the_answer(
    talk: Talk, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """The mood is answered as ever; a command that needs the store says that it could not do it."""
    await with_a_journal(talk)
    await store.database.close()
    assert len(texts(await talk.says("!sad"))) == 3
    assert "can't reach my memory" in texts(await talk.says("!history"))[0]
    assert "database did not answer" in caplog.text


async def test_a_database_that_another_program_holds_costs_the_entry_only(clock: HandClock, tmp_path: Path) -> None:
    """The mood is answered whole, with a line that it could not be written down; later all is kept again."""
    async with open_store(f"sqlite:///{tmp_path / 'moodbot.db'}", clock.new_id(), busy_ms=10) as store:
        talk = Talk(house_of(store, clock))
        await with_a_journal(talk)
        clock.advance(60)
        with closing(sqlite3.connect(tmp_path / "moodbot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            held = texts(await talk.says("!sad"))
            undone = texts(await talk.says("!undo"))[0]
        assert len(held) == 3
        assert PACK.text("journal_not_kept", prefix="!") in held[-1]
        assert undone == PACK.text("journal_store_failed")
        await talk.says("!tired")
        assert [entry.mood for entry in await entries(store)] == ["tired", "happy"]


async def test_a_mood_that_left_the_packs_is_still_in_the_journal(talk: Talk, store: Store, clock: HandClock) -> None:
    """It is listed, drawn and counted like the others."""
    await with_a_journal(talk)
    for hours in range(6):
        await store.journal.add(Entry(PERSON, "nostalgic", clock.now() - hours * HOUR, "UTC", Source.TALK, clock.now()))
    assert "nostalgic" in texts(await talk.says("!history"))[0]
    reply = await talk.says("!graph all")
    assert reply is not None
    assert reply.utterances[-1].pictures


async def test_after_two_years_entries_are_let_go(talk: Talk, store: Store, clock: HandClock) -> None:
    """What was promised when consent was asked is kept."""
    await with_a_journal(talk)
    await store.journal.delete_expired_entries(clock.now() + 1)
    assert await entries(store) == ()
    assert KEPT == 730 * DAY


async def test_consent_is_one_answer_for_every_place(talk: Talk, conversation: House, store: Store) -> None:
    """A journal switched on in a DM also keeps what is said with a slash command."""
    await with_a_journal(talk)
    alone = replace(DM, kind=PlaceKind.EPHEMERAL, id=5)
    await conversation.handle(Incoming(PERSON, alone, Entrance.SLASH, "mood tired", server="Harbour"))
    assert "tired" in {entry.mood for entry in await entries(store)}


async def test_the_question_is_over_when_the_person_goes_on(talk: Talk, store: Store) -> None:
    """Whoever names the next mood instead of answering is not asked again, and nothing is kept."""
    await talked_to_its_end(talk)
    await talk.says("!sad")
    (session,) = await store.talks.talks_of(PERSON, 0)
    assert session.phase is TalkPhase.FRIEND
    assert await entries(store) == ()


def test_the_journal_never_counts_days_in_a_row() -> None:
    """No text of the journal speaks of streaks, points, scores or medals."""
    words = ("streak", "point", "medal", "badge", "score", "level", "in a row", "keep it up", "well done")
    for key, text in PACK.texts.items():
        assert not any(word in text.casefold() for word in words), key


def test_the_journal_is_known_by_its_use_cases_only(conversation: House) -> None:
    """The parts that the tests use are the real ones."""
    assert isinstance(conversation.journal, Journal)


async def test_what_is_asked_beside_a_talk_may_be_answered_in_words(talk: Talk, store: Store) -> None:
    """Deleting an entry, or all of them, with a yes, a no, or what stands on the button."""
    await with_a_journal(talk)
    await talk.says("!log sad yesterday evening")
    await talk.says("!delete 2")
    assert "everything stays" in texts(await talk.says("no"))[-1].casefold()
    assert len(await entries(store)) == 2
    await talk.says("!delete 2")
    await talk.says("yes")
    assert len(await entries(store)) == 1
    await talk.says("!journal off")
    await talk.says("Delete it all")
    await talk.says("yes")
    assert await entries(store) == ()
