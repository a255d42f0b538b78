"""What a person hears while their talk cannot be read: never an answer to a question that nobody knows."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from moodbot.core.cues import LINES_CUE
from moodbot.core.dialogue import Reply
from moodbot.storage.circuit_breaker import REST_SECONDS
from moodbot.storage.postgres import QUICK_SECONDS
from tests.hands import HandClock
from tests.house import House, house_of, said, the_pack
from tests.offices import Office
from tests.postgres import Postgres
from tests.stores import Store, open_store
from tests.talks import CHANNEL, PERSON, Talk
from tests.wires import Wire

AT_ONCE, BUSY = 1.0, 1.9
OUT_OF_REACH = the_pack().text("memory_out_of_reach", prefix="!")


def is_out_of_reach(reply: Reply | None) -> bool:
    """Return whether the answer is the honest line, with the help lines below it."""
    assert reply
    texts = [each.text for each in reply.utterances]
    return texts == [OUT_OF_REACH] and LINES_CUE in [each.cue for each in reply.choices]


@pytest.fixture
async def lost(store: Store, clock: HandClock) -> Talk:
    """A talk in which a friend was asked for, and then the database went."""
    talk = Talk(house_of(store, clock))
    await talk.says("!sad")
    await store.close()
    return talk


@pytest.mark.parametrize("words", ["no one really", "yes", "maybe", "my boss shouted at me all day", "later", "ok"])
async def test_words_that_answer_something_get_an_honest_line(lost: Talk, words: str) -> None:
    """ "No one really" is not a goodbye, and "yes" is not a yes to anything."""
    assert is_out_of_reach(await lost.says(words))


async def test_a_press_gets_it_too(lost: Talk) -> None:
    """The button was under a question that nobody knows any more."""
    assert is_out_of_reach(await lost.presses("no"))


async def test_in_a_channel_it_is_said_as_well(lost: Talk) -> None:
    """A reply to the bot in a channel is an answer to something."""
    assert is_out_of_reach(await Talk(lost.conversation, CHANNEL).says("no one really"))


@pytest.mark.parametrize(
    ("words", "pool"),
    [("help", "help_offer"), ("thanks", "thanked"), ("hello", "greeted")],
)
async def test_what_needs_no_memory_is_answered_as_always(lost: Talk, words: str, pool: str) -> None:
    """A wish for help, thanks and a greeting mean the same in every talk."""
    assert pool in said(await lost.says(words))[0]


async def test_a_stop_that_cannot_be_kept_says_so_with_the_help_lines(lost: Talk) -> None:
    """It may have meant the check-ins, of which nobody knows now either: they are not said to be off."""
    reply = await lost.says("stop")
    assert reply
    assert [each.text for each in reply.utterances] == [the_pack().text("journal_store_failed")]
    assert [each.cue for each in reply.choices] == [LINES_CUE]


async def test_a_person_can_be_asked_for(store: Store, clock: HandClock) -> None:
    """Where a server has counsellors, their button is there; where none has, it is not."""
    from moodbot.features.counsellors.rules.requests import Desk

    house = house_of(store, clock, line=Wire(), staff=Office())
    await house.desk.requests.set_up(Desk(500, 9, 2, 3))
    await store.close()
    reply = await Talk(house).says("no one really")
    assert is_out_of_reach(reply)
    assert reply
    assert [each.cue for each in reply.choices] == [LINES_CUE, "counsellor:ask"]


async def test_the_help_lines_are_one_press_away(lost: Talk) -> None:
    """They come from memory."""
    await lost.says("no one really")
    reply = await lost.presses(LINES_CUE)
    assert reply
    assert "findahelpline.com" in reply.utterances[0].text


@pytest.mark.parametrize("words", ["!lonely", "i feel lonely"])
async def test_a_mood_begins_a_talk_that_is_then_known(lost: Talk, words: str) -> None:
    """What is said without the database is remembered without it; a talk elsewhere stays unknown."""
    begun = await lost.says(words)
    assert {"validate"} <= said(begun, "lonely")[0]
    assert "ask_happened" in said(await lost.says("no one really"), "lonely")[-1]
    assert is_out_of_reach(await Talk(lost.conversation, CHANNEL).says("no one really"))


async def test_a_talk_goes_on_beside_a_program_that_writes(tmp_path: Path, file_address: str, clock: HandClock) -> None:
    """It can be read and not saved: the next answer is read as the answer to the newest question, and saved later."""
    async with open_store(file_address, "id", busy_ms=1, clock=clock) as store:
        talk = Talk(house_of(store, clock))
        await talk.says("!sad")
        with closing(sqlite3.connect(tmp_path / "moodbot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert "ask_happened" in said(await talk.says("no one really"), "sad")[-1]
            assert "ask_felt" in said(await talk.says("my boss shouted at me in front of everybody"), "sad")[-1]
        clock.advance(REST_SECONDS)
        assert "ask_helps" in said(await talk.says("small and alone, as if i was nothing"), "sad")[-1]
        (saved,) = await store.talks.talks_of(PERSON, 0)
        assert saved.phase == "helps"


async def eight_say_no_one(house: House) -> tuple[list[Reply | None], float]:
    """Return the answers to eight people at once, and the seconds until the last had hers."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    replies = await asyncio.gather(*(Talk(house, person=each).says("no one really") for each in range(1, 9)))
    return list(replies), loop.time() - began


async def test_a_frozen_postgresql_costs_three_seconds_once(postgres: Postgres, clock: HandClock) -> None:
    """Eight people get the honest line after three seconds, at once when they write again; then all is as before."""
    async with open_store(await postgres.migrated(), "id", clock=clock) as store:
        house = house_of(store, clock)
        for person in range(1, 9):
            await Talk(house, person=person).says("!sad")
        with postgres.frozen():
            replies, seconds = await eight_say_no_one(house)
            assert all(map(is_out_of_reach, replies))
            assert seconds < QUICK_SECONDS * BUSY
            replies, seconds = await eight_say_no_one(house)
            assert all(map(is_out_of_reach, replies))
            assert seconds < AT_ONCE
        clock.advance(REST_SECONDS)
        assert "ask_happened" in said(await Talk(house, person=1).says("no one really"), "sad")[-1]
