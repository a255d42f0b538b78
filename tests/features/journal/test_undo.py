"""Undo: takes back the last thing done to a journal, says what that was, and is itself undone once."""

from collections.abc import AsyncIterator

import pytest

from moodbot.features.journal.rules.entries import Entry
from moodbot.features.journal.undo import UNDO_MINUTES
from tests.hands import HandClock
from tests.house import House, house_of
from tests.stores import A_NOTE_KEY, Store, open_store
from tests.talks import PERSON, Talk

NOTHING = "I know of nothing to take back"


@pytest.fixture
async def store(clock: HandClock) -> AsyncIterator[Store]:
    """A database that keeps notes; the person has a journal."""
    async with open_store("sqlite:///:memory:", clock.new_id(), note_keys=(A_NOTE_KEY,)) as opened:
        await opened.journal.save_preferences(PERSON, journal=True, journal_at=1, zone="Europe/Berlin")
        yield opened


@pytest.fixture
def house(store: Store, clock: HandClock) -> House:
    """The whole bot."""
    return house_of(store, clock)


@pytest.fixture
async def talk(house: House) -> Talk:
    """A talk of somebody with two entries: 1 is sad with a note, 2 is tired and was written last."""
    talk = Talk(house)
    await talk.says("!log sad yesterday evening long call with my sister")
    await talk.says("!log tired yesterday 23:00")
    return talk


async def said(talk: Talk, text: str) -> str:
    """Say *text*; return all that is answered."""
    reply = await talk.says(text)
    assert reply is not None
    return "\n".join(each.text for each in reply.utterances)


async def kept(store: Store) -> dict[int, Entry]:
    """Return all entries by number."""
    return {entry.number: entry for entry in await store.journal.page(PERSON, 0, 100)}


CHANGES = {
    "!edit 1 angry": "Now it reads again",
    "!edit 1 yesterday 12:00": "Now it reads again",
    "!edit 1 note nobody called": "Now it reads again",
    "!edit 1 no note": "Now it reads again",
    "!note so late": "Now it reads again",
    "!log happy yesterday noon": "Taken out",
    "!okay": "Taken out",
}


@pytest.mark.parametrize("change", CHANGES)
async def test_undo_takes_back_the_last_change_and_puts_it_back_once(talk: Talk, store: Store, change: str) -> None:
    """Whatever it was, exactly that: time, mood and note are as before; and no other entry is touched."""
    before = await kept(store)
    await talk.says(change)
    after = await kept(store)
    assert after != before
    answer = await said(talk, "!undo")
    assert CHANGES[change] in answer
    assert "!undo once more" in answer
    assert await kept(store) == before
    await talk.says("!undo")
    assert await kept(store) == after
    assert NOTHING in await said(talk, "!undo")
    assert await kept(store) == after


@pytest.mark.parametrize("answer", ["yes", "delete it"])
async def test_a_deleted_entry_comes_back_with_its_note(talk: Talk, store: Store, answer: str) -> None:
    """By its number, with what stood in it; deleting says for how long that is possible."""
    before = await kept(store)
    await talk.says("!delete 1")
    assert f"brings it back for {UNDO_MINUTES} minutes" in await said(talk, answer)
    assert "Back in your journal: 1." in await said(talk, "!undo")
    assert await kept(store) == before
    assert "Taken out" in await said(talk, "!undo")
    assert set(await kept(store)) == {2}


async def test_a_button_puts_back_what_was_taken_back(talk: Talk, store: Store) -> None:
    """Pressed or typed; pressed again, or after another change, it does nothing."""
    await talk.says("!undo")
    assert talk.last is not None
    (again,) = talk.last.choices
    assert again.label == "Put it back"
    await talk.says("put it back")
    before = await kept(store)
    assert set(before) == {1, 2}
    await talk.presses(again.cue)
    await talk.says("!edit 2 angry")
    await talk.says("!undo")
    await talk.presses(again.cue)
    assert await kept(store) == before


async def test_after_a_while_undo_knows_nothing_and_deletes_nothing(talk: Talk, store: Store, clock: HandClock) -> None:
    """Until a minute before, it still works."""
    await talk.says("!edit 1 angry")
    clock.advance((UNDO_MINUTES - 1) * 60)
    await talk.says("!undo")
    before = await kept(store)
    assert before[1].mood == "sad"
    clock.advance(UNDO_MINUTES * 60)
    assert NOTHING in await said(talk, "!undo")
    assert await kept(store) == before


async def test_a_new_start_of_the_bot_has_forgotten_the_last_change(talk: Talk, store: Store, clock: HandClock) -> None:
    """It lives in memory alone: undo says so, where it once deleted the last entry."""
    await talk.says("!edit 1 angry")
    assert NOTHING in await said(Talk(house_of(store, clock)), "!undo")
    assert set(await kept(store)) == {1, 2}


async def test_after_everything_was_deleted_nothing_is_left_to_bring_back(talk: Talk, store: Store) -> None:
    """ "For good" is meant so."""
    await talk.says("!journal off")
    await talk.says("delete it all")
    await talk.says("yes delete it all")
    assert await kept(store) == {}
    assert NOTHING in await said(talk, "!undo")
    assert await kept(store) == {}


async def test_a_mood_that_a_yes_to_the_journal_kept_can_be_taken_out(clock: HandClock) -> None:
    """The mood from just now is the last thing done."""
    async with open_store("sqlite:///:memory:", clock.new_id()) as store:
        talk = Talk(house_of(store, clock))
        await talk.says("!happy")
        await talk.says("!journal on")
        assert len(await kept(store)) == 1
        assert "Taken out" in await said(talk, "!undo")
        assert await kept(store) == {}


async def test_what_would_double_another_entry_is_not_put_back(talk: Talk, store: Store) -> None:
    """Somebody who logged the same again has it already."""
    first = (await kept(store))[2]
    await talk.says("!undo")
    await store.journal.add(first)
    before = await kept(store)
    assert "already" in await said(talk, "!undo")
    assert await kept(store) == before


async def test_the_stored_row_comes_back_as_it_was(talk: Talk, store: Store) -> None:
    """The note stays encrypted meanwhile, so that one which no key opens today is not lost either."""
    stored = await store.journal.row(PERSON, 1)
    await talk.says("!delete 1")
    await talk.says("yes")
    assert await store.journal.row(PERSON, 1) is None
    await talk.says("!undo")
    assert await store.journal.row(PERSON, 1) == stored
