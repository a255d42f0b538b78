"""What every backend promises about the journal."""

import asyncio
from dataclasses import replace

import pytest

from moodbot.core.dialogue import Source
from moodbot.core.person import Preferences
from moodbot.features.journal.rules.entries import MOST_ENTRIES, Entry, Helped, JournalFull, Suggestion
from moodbot.features.journal.store.entries import EntryExists
from moodbot.features.journal.store.journal import JournalStore
from moodbot.storage.encryption import new_key
from tests.stores import A_NOTE_KEY, Store, open_store

ANN, BEN = 2**60 + 1, 2
SAD = Entry(ANN, "sad", 1_000, "Europe/Berlin", Source.TALK, 1_500, "a long call")


def test_the_journal_fits_its_port(store: Store) -> None:
    """The use cases' port is met; the type checker holds this."""
    journal: JournalStore = store.journal
    assert journal.keeps_notes


async def test_an_entry_comes_back_as_it_was_kept(store: Store) -> None:
    """With its number, its zone, where it came from and its note."""
    kept = await store.journal.add(SAD)
    assert kept == replace(SAD, number=1)
    assert await store.journal.entry(ANN, 1) == kept
    assert await store.journal.latest(ANN) == kept
    assert await store.journal.entry(BEN, 1) is None


async def test_the_same_mood_at_the_same_time_is_kept_once(store: Store) -> None:
    """Another mood at that time is another entry."""
    await store.journal.add(SAD)
    assert await store.journal.add(SAD) is None
    assert await store.journal.add(replace(SAD, mood="tired")) is not None
    assert await store.journal.count(ANN) == 2


async def test_moods_kept_at_the_same_moment_get_numbers_of_their_own(store: Store) -> None:
    """However many turns of one person meet, no number is given twice and none is lost."""
    many = [replace(SAD, at=at) for at in range(20)]
    kept = await asyncio.gather(*(store.journal.add(entry) for entry in many))
    assert sorted(entry.number for entry in kept if entry) == list(range(1, 21))


async def test_a_journal_holds_no_more_than_fits(store: Store) -> None:
    """Neither one more nor many are saved, and nothing is left of the attempt; what is there already is no fault."""
    most = [replace(SAD, at=at, note=None) for at in range(MOST_ENTRIES)]
    assert await store.journal.add_all(ANN, most) == MOST_ENTRIES
    one_more = replace(SAD, at=MOST_ENTRIES)
    for adding in (
        store.journal.add(one_more),
        store.journal.remember(one_more, "sad.suggest.1", ("a.1",)),
        store.journal.add_all(ANN, [most[0], one_more]),
    ):
        with pytest.raises(JournalFull):
            await adding
    assert await store.journal.count(ANN) == MOST_ENTRIES
    assert await store.journal.suggestions(ANN, 1) == ()
    assert await store.journal.add_all(ANN, most[:3]) == 0
    assert await store.journal.add(replace(SAD, person=BEN)) is not None


async def test_a_number_is_never_given_again(store: Store) -> None:
    """A button under an entry that was taken out must not reach another one."""
    await store.journal.add(SAD)
    await store.journal.swap(ANN, 1, None)
    again = await store.journal.add(replace(SAD, at=2_000))
    assert again is not None
    assert again.number == 2
    await store.journal.clear(ANN)
    after = await store.journal.add(replace(SAD, at=3_000))
    assert after is not None
    assert after.number == 3


async def test_an_entry_is_swapped_with_the_row_that_it_had(store: Store) -> None:
    """Taken out, put back and changed back, each with its note as it was stored; what is not there stays away."""
    kept = await store.journal.add(SAD)
    row = await store.journal.swap(ANN, 1, None)
    assert store.journal.read(row) == kept
    assert await store.journal.entry(ANN, 1) is None
    assert await store.journal.swap(ANN, 1, row) is None
    assert await store.journal.row(ANN, 1) == row
    await store.journal.change(replace(SAD, number=1, mood="tired", note=None))
    changed = await store.journal.swap(ANN, 1, row)
    assert store.journal.read(changed) == replace(SAD, number=1, mood="tired", note=None)
    assert await store.journal.entry(ANN, 1) == kept
    assert await store.journal.swap(ANN, 9, None) is None


async def test_a_swap_that_would_double_an_entry_changes_nothing(store: Store) -> None:
    """Neither that entry nor the one to be replaced is lost."""
    await store.journal.add(SAD)
    row = await store.journal.row(ANN, 1)
    await store.journal.change(replace(SAD, number=1, mood="tired"))
    await store.journal.add(SAD)
    before = await store.journal.page(ANN, 0, 9)
    with pytest.raises(EntryExists):
        await store.journal.swap(ANN, 1, row)
    assert await store.journal.page(ANN, 0, 9) == before


async def test_only_the_entries_of_one_import_are_deleted(store: Store) -> None:
    """Not those of an earlier one, of a talk, or of somebody else."""
    await store.journal.add(SAD)
    await store.journal.add_all(BEN, [replace(SAD, person=BEN, source=Source.IMPORT, made=9)])
    await store.journal.add_all(ANN, [replace(SAD, at=3, source=Source.IMPORT, made=8)])
    await store.journal.add_all(ANN, [replace(SAD, at=at, source=Source.IMPORT, made=9) for at in (1, 2)])
    assert await store.journal.delete_imported(ANN, 9) == 2
    assert await store.journal.count(ANN) == 2
    assert await store.journal.count(BEN) == 1


async def test_what_lies_between_two_moments_comes_oldest_first_without_notes(store: Store) -> None:
    """The first moment counts, the last does not; other people's moods never do."""
    for at in (3_000, 1_000, 2_000):
        await store.journal.add(replace(SAD, at=at))
    await store.journal.add(replace(SAD, person=BEN))
    found = await store.journal.between(ANN, 1_000, 3_000)
    assert [(entry.at, entry.note, entry.note_lost) for entry in found] == [(1_000, None, False), (2_000, None, False)]


async def test_a_long_journal_is_read_whole_and_in_order(store: Store) -> None:
    """Also across the steps in which it is read, where several entries share one moment."""
    for number in range(2_300):
        await store.journal.add(replace(SAD, at=number // 3, mood=("sad", "tired", "okay")[number % 3], note=None))
    found = await store.journal.between(ANN, 0, 9_000)
    assert [entry.number for entry in found] == list(range(1, 2_301))


async def test_pages_come_latest_first_with_notes(store: Store) -> None:
    """Ordered by when it was felt, whenever it was written down."""
    for at in (1_000, 3_000, 2_000):
        await store.journal.add(replace(SAD, at=at))
    assert [entry.at for entry in await store.journal.page(ANN, 0, 2)] == [3_000, 2_000]
    (last,) = await store.journal.page(ANN, 2, 2)
    assert (last.at, last.note) == (1_000, "a long call")


async def test_an_entry_can_be_changed_but_not_into_one_that_is_there(store: Store) -> None:
    """A change that would double another entry is refused, and leaves both as they were."""
    first, second = await store.journal.add(SAD), await store.journal.add(replace(SAD, at=2_000))
    assert first is not None
    assert second is not None
    changed = replace(first, mood="tired", at=1_001, zone="Asia/Tokyo", note=None)
    assert await store.journal.change(changed)
    assert await store.journal.entry(ANN, 1) == changed
    assert not await store.journal.change(replace(second, mood="tired", at=1_001))
    assert await store.journal.entry(ANN, 2) == second
    assert not await store.journal.change(replace(second, number=9))


async def test_a_zone_fills_only_entries_without_one(store: Store) -> None:
    """What was felt elsewhere stays there."""
    await store.journal.add(replace(SAD, zone=None))
    await store.journal.add(replace(SAD, at=2_000, zone="Asia/Tokyo"))
    await store.journal.fill_zone(ANN, "Europe/Rome")
    assert [entry.zone for entry in await store.journal.between(ANN, 0, 9_000)] == ["Europe/Rome", "Asia/Tokyo"]


async def test_preferences_are_kept_one_by_one(store: Store) -> None:
    """Nothing kept means the defaults; a change leaves all else as it was, numbers given included."""
    assert await store.journal.preferences(ANN) == Preferences(ANN)
    await store.journal.add(SAD)
    await store.journal.save_preferences(ANN, journal=True, journal_at=7)
    await store.journal.save_preferences(ANN, zone="Europe/Berlin", heard=("a.1", "b.2"), pictures=False)
    expected = Preferences(ANN, True, 7, None, "Europe/Berlin", False, None, None, ("a.1", "b.2"))
    assert await store.journal.preferences(ANN) == expected
    await store.journal.save_preferences(ANN, journal=False, zone=None)
    assert await store.journal.preferences(ANN) == replace(expected, journal=False, zone=None)
    assert await store.journal.latest(ANN) is not None


async def test_suggestions_are_remembered_with_what_was_said_about_them(store: Store) -> None:
    """The latest first, each with a number of its own."""
    made = [await store.journal.suggested(Suggestion(ANN, f"sad.suggest.{n}", n)) for n in range(3)]
    assert [each.number for each in made] == [1, 2, 3]
    await store.journal.asked_about(ANN, 2, 50)
    assert await store.journal.helped(ANN, 2, Helped.BIT)
    assert not await store.journal.helped(BEN, 2, Helped.BIT)
    latest = await store.journal.suggestions(ANN, 2)
    assert latest == (made[2], replace(made[1], asked_at=50, helped=Helped.BIT))


async def test_a_mood_its_suggestion_and_the_lines_heard_are_kept_together(store: Store) -> None:
    """One step for what one turn leaves; the same turn twice leaves one entry."""
    kept = await store.journal.remember(SAD, "sad.suggest.1", ("a.1", "sad.suggest.1"))
    assert kept == replace(SAD, number=1)
    assert await store.journal.remember(SAD, None, ("a.2",)) is None
    assert await store.journal.page(ANN, 0, 9) == (kept,)
    assert await store.journal.suggestions(ANN, 9) == (Suggestion(ANN, "sad.suggest.1", SAD.at, number=1),)
    assert (await store.journal.preferences(ANN)).heard == ("a.2",)
    third = await store.journal.remember(replace(SAD, at=2_000), "sad.suggest.2", ())
    assert third is not None
    assert [made.number for made in await store.journal.suggestions(ANN, 9)] == [2, 1]


async def test_clearing_takes_everything_of_one_person_and_nothing_of_another(store: Store) -> None:
    """Entries, suggestions and lines heard go together; what they agreed to stays."""
    for person in (ANN, BEN):
        await store.journal.add(replace(SAD, person=person))
        await store.journal.suggested(Suggestion(person, "sad.suggest.1", 1))
        await store.journal.save_preferences(person, journal=True, heard=("a.1",))
    assert await store.journal.clear(ANN) == 1
    assert await store.journal.count(ANN) == 0
    assert await store.journal.suggestions(ANN, 9) == ()
    assert await store.journal.preferences(ANN) == Preferences(ANN, True)
    assert await store.journal.count(BEN) == 1
    assert (await store.journal.preferences(BEN)).heard == ("a.1",)


async def test_what_is_old_is_let_go_in_batches(store: Store) -> None:
    """More than one batch goes, and what is younger stays."""
    for number in range(1_010):
        await store.journal.add(replace(SAD, at=number, note=None))
    await store.journal.suggested(Suggestion(ANN, "sad.suggest.1", 1))
    assert await store.journal.delete_expired_entries(before=1_005) == 1_005
    assert await store.journal.count(ANN) == 5
    assert await store.journal.suggestions(ANN, 9) == ()


async def test_notes_are_sealed_anew_with_the_first_key(address: str) -> None:
    """After rotating, the old key is no longer needed; a note that no key opens is counted and left."""
    old, new = A_NOTE_KEY, new_key()
    async with open_store(address, "id", note_keys=(old,)) as before:
        await before.journal.add(SAD)
        if ":memory:" in address:
            assert await before.journal.renew_notes() == (1, 0)
            return
    async with open_store(address, "id", note_keys=(new, old)) as store:
        assert await store.journal.renew_notes() == (1, 0)
    async with open_store(address, "id", note_keys=(new,)) as store:
        (entry,) = await store.journal.page(ANN, 0, 9)
        assert entry.note == "a long call"
    async with open_store(address, "id", note_keys=(old,)) as store:
        assert await store.journal.renew_notes() == (0, 1)
        (entry,) = await store.journal.page(ANN, 0, 9)
        assert (entry.note, entry.note_lost) == (None, True)
        assert await store.journal.change(replace(entry, mood="tired"))
    async with open_store(address, "id", note_keys=(new,)) as store:
        (entry,) = await store.journal.page(ANN, 0, 9)
        assert (entry.mood, entry.note) == ("tired", "a long call")
