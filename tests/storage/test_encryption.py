"""Notes: sealed with the operator's keys, opened with any of them, and nowhere in the file in plain."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodbot.core.dialogue import Source
from moodbot.core.errors import CannotStart
from moodbot.features.journal.rules.entries import Entry
from moodbot.storage.encryption import TextEncryption, new_key, read_keys
from moodbot.storage.errors import NoteKeyInvalid
from tests.stores import open_store

OLD, NEW = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="


@given(note=st.text(max_size=500), person=st.integers(0, 2**63 - 1))
def test_a_note_opens_as_it_was_for_its_own_person_only(note: str, person: int) -> None:
    """Whatever was written comes back; a token moved to somebody else stays shut."""
    box = TextEncryption((OLD,))
    token = box.seal(person, note)
    assert token is not None
    assert box.open(person, token) == note
    assert box.open(person + 1, token) is None


def test_the_first_key_seals_and_all_open() -> None:
    """A new key in front of the old one changes nothing for what is there already."""
    token = TextEncryption((OLD,)).seal(1, "exam tomorrow")
    assert token is not None
    assert TextEncryption((NEW, OLD)).open(1, token) == "exam tomorrow"
    assert TextEncryption((NEW,)).open(1, token) is None
    fresh = TextEncryption((NEW, OLD)).renew(token)
    assert fresh is not None
    assert TextEncryption((NEW,)).open(1, fresh) == "exam tomorrow"
    assert TextEncryption((NEW,)).renew(token) is None


def test_without_a_key_nothing_is_sealed() -> None:
    """Rather no note than one that anybody could read."""
    box = TextEncryption(())
    assert not box.keeps
    assert box.seal(1, "exam tomorrow") is None
    assert box.open(1, "anything") is None


def test_damage_is_a_note_that_does_not_open() -> None:
    """A token that was cut or never was one breaks nothing."""
    assert TextEncryption((OLD,)).open(1, "gAAAAA") is None
    assert TextEncryption((OLD,)).open(1, "ü") is None


def test_keys_are_read_with_commas_and_blanks() -> None:
    """As somebody would write them into .env."""
    assert read_keys(f" {NEW} , {OLD},") == (NEW, OLD)
    assert read_keys(new_key())


@pytest.mark.parametrize("bad", ["hunter2", f"{OLD},hunter2", OLD[:-4]])
def test_a_bad_key_is_named_by_its_place_and_never_repeated(bad: str) -> None:
    """The start is refused with what to do, and no secret is printed."""
    with pytest.raises(NoteKeyInvalid) as caught:
        read_keys(bad)
    assert isinstance(caught.value, CannotStart)
    assert "moodbot keys new" in str(caught.value)
    assert not any(key in str(caught.value) for key in bad.split(","))


async def test_the_words_of_a_note_are_in_no_file(tmp_path: Path) -> None:
    """Neither in the database nor beside it, while it is open and after."""
    address = f"sqlite:///{tmp_path / 'moodbot.db'}"
    async with open_store(address, "id", note_keys=(OLD,)) as store:
        await store.journal.add(Entry(1, "sad", 5, None, Source.TALK, 5, "marked words of mine"))
        assert all(b"marked words" not in (tmp_path / name).read_bytes() for name in os.listdir(tmp_path))
    assert b"marked words" not in (tmp_path / "moodbot.db").read_bytes()


async def test_what_was_cleared_cannot_be_found_in_the_file(tmp_path: Path) -> None:
    """A mood and its note that a person deleted are overwritten."""
    address = f"sqlite:///{tmp_path / 'moodbot.db'}"
    async with open_store(address, "id", note_keys=(OLD,)) as store:
        await store.journal.add(Entry(1, "most-secret-mood", 5, None, Source.TALK, 5, "words"))
        token = (await store.database.fetch("SELECT note FROM entries"))[0][0]
        await store.journal.clear(1)
    data = (tmp_path / "moodbot.db").read_bytes()
    assert b"most-secret-mood" not in data
    assert token.encode() not in data
