"""What a person has a right to, as they ask for it."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moodbot.app.desk_ports import DeskFault
from moodbot.app.errors import StoreUnavailable
from moodbot.domain.counselling import Block, Desk, Request
from moodbot.domain.dialogue import Reply
from moodbot.domain.journal import Entry, Source
from moodbot.domain.kept import Kind
from moodbot.domain.safety import Tier
from moodbot.storage.store import Store, open_store
from tests.app.conftest import PERSON, Talk
from tests.hands import HandClock
from tests.house import ROOT, House, house_of
from tests.offices import Office
from tests.storage.conftest import A_NOTE_KEY
from tests.wires import Wire

HARBOUR = 500


@pytest.fixture
def office() -> Office:
    """The servers Harbour and Island."""
    return Office()


@pytest.fixture
async def store(clock: HandClock) -> AsyncIterator[Store]:
    """A database that keeps notes."""
    async with open_store("sqlite:///:memory:", clock.new_id(), note_keys=(A_NOTE_KEY,)) as opened:
        yield opened


@pytest.fixture
def house(store: Store, clock: HandClock, office: Office) -> House:
    """The whole bot."""
    return house_of(store, clock, line=Wire(), staff=office, contact="help@example.org")


@pytest.fixture
def talk(house: House) -> Talk:
    """A talk in a DM."""
    return Talk(house.conversation)


def text(reply: Reply | None) -> str:
    """Return all that was said."""
    assert reply is not None
    return "\n".join(utterance.text for utterance in reply.utterances)


def archive_of(reply: Reply | None) -> zipfile.ZipFile:
    """Return the file that came with *reply*."""
    assert reply is not None
    (file,) = reply.utterances[-1].pictures
    return zipfile.ZipFile(io.BytesIO(file.data))


async def keep_much(store: Store, clock: HandClock) -> None:
    """Let Ann have a journal of six moods with notes, check-ins, and a request."""
    await store.journal.prefer(PERSON, journal=True, journal_at=1, zone="Europe/Berlin")
    for number in range(6):
        note = "=1+1" if number == 0 else None
        await store.journal.add(Entry(PERSON, "sad", clock.now() - number * 9_000_000, None, Source.TALK, 1, note))
    await store.desks.keep_desk(Desk(HARBOUR, 1, 2, 3))
    made = await store.desks.ask(Request(HARBOUR, PERSON, clock.now(), waiting_at=1, card=99, thread=98))
    assert made is not None


async def test_privacy_says_what_until_when_and_who(talk: Talk) -> None:
    """Each kind with its time; the operator is named among those who can read it; Discord's age stands there."""
    said = text(await talk.says("!privacy"))
    assert "your journal: moods, times and encrypted notes: 730 days" in said
    assert "that I was worried about you: a time and a word, nothing of what you wrote: one day" in said
    assert "the people who run this bot, because they run the computer" in said
    assert "thirteen" in said
    assert "!export gives you all of it" in said
    assert len(said) < 2000


async def test_the_operator_s_retention_is_what_is_said(store: Store, clock: HandClock) -> None:
    """Not the usual one."""
    house = house_of(store, clock, retention_entries=90)
    assert "encrypted notes: 90 days" in text(await Talk(house.conversation).says("!privacy"))


async def test_a_problem_is_reported_to_whoever_runs_the_bot(talk: Talk, store: Store, clock: HandClock) -> None:
    """Where they have left an address; else it says so, and where to turn."""
    assert "help@example.org" in text(await talk.says("!report-problem"))
    assert "left no address" in text(await Talk(house_of(store, clock).conversation).says("!report-problem"))


async def test_the_export_holds_everything_and_can_be_read(talk: Talk, store: Store, clock: HandClock) -> None:
    """A table, all of it as JSON, and the pictures."""
    await keep_much(store, clock)
    archive = archive_of(await talk.says("!export"))
    names = archive.namelist()
    assert names[:2] == ["entries.csv", "everything.json"]
    assert all(name.endswith(".png") for name in names[2:])
    assert len(names) == 5
    rows = archive.read("entries.csv").decode("utf-8-sig").splitlines()
    assert len(rows) == 7
    assert rows[-1].endswith(",'=1+1")
    whole = json.loads(archive.read("everything.json"))
    assert whole["schema"] == 1
    assert whole["person"] == str(PERSON)
    assert [row["note"] for row in whole["entries"]] == ["=1+1", None, None, None, None, None]
    assert whole["preferences"][0]["heard"] == []
    assert whole["requests"][0]["card"] == 99


async def test_an_export_of_nothing_is_a_file_all_the_same(talk: Talk) -> None:
    """It says that nothing is kept."""
    whole = json.loads(archive_of(await talk.says("!export")).read("everything.json"))
    assert whole["entries"] == []


async def test_forgetting_shows_asks_once_and_confirms(
    talk: Talk, store: Store, clock: HandClock, office: Office
) -> None:
    """Counts by kind, what is beyond reach, then all of it gone; the staff's card is emptied and the thread ended."""
    await keep_much(store, clock)
    assert "forget me" in text(await talk.says("!forget"))
    asked = await talk.says("!forget me")
    assert "encrypted notes (6)" in text(asked)
    assert "Beyond my reach" in text(asked)
    assert await store.journal.count(PERSON) == 6
    assert "I don't know you any more" in text(await talk.presses("forget:sure"))
    assert await store.rights.counts(PERSON) == {}
    assert await store.rights.pending() == ()
    ((message, notice),) = office.edits
    assert (message, notice.quotes) == (99, ())
    assert "deleted at the wish" in notice.text
    assert office.ended == [98]
    assert "I keep nothing about you" in text(await talk.says("!forget me"))


async def test_keeping_it_changes_nothing(talk: Talk, store: Store, clock: HandClock) -> None:
    """The other button."""
    await keep_much(store, clock)
    await talk.says("!forget me")
    assert "everything stays" in text(await talk.presses("journal:keep"))
    assert await store.journal.count(PERSON) == 6


async def test_a_block_is_named_as_what_stays(talk: Talk, store: Store, clock: HandClock) -> None:
    """Honestly, and what of it."""
    await store.desks.block(Block(HARBOUR, PERSON, clock.now() + 1000, "x"))
    await talk.says("!forget me")
    assert "I keep a fingerprint until it ends" in text(await talk.presses("forget:sure"))


async def test_memory_forgets_too(house: House, talk: Talk, store: Store) -> None:
    """A risk and a country that were known are not, and no later write brings them back."""
    care = house.conversation.care
    care.memory.notice(PERSON, Tier.EXPLICIT)
    await care.memory.keep_country(PERSON, "CA")
    await talk.says("!forget me")
    await talk.presses("forget:sure")
    await care.memory.keep(PERSON)
    assert care.memory.tier(PERSON) is Tier.NONE
    assert care.memory.country(PERSON) is None
    assert await store.rights.counts(PERSON) == {}


async def test_in_the_middle_of_a_talk_no_trace_comes_back(talk: Talk, store: Store) -> None:
    """The talk that stood open is gone with the rest; the confirmation itself keeps nothing."""
    await talk.says("!lonely")
    assert await store.rights.counts(PERSON) != {}
    await talk.says("!forget me")
    await talk.presses("forget:sure")
    assert await store.rights.counts(PERSON) == {}


async def test_what_discord_does_not_let_be_done_now_is_done_later(
    house: House, talk: Talk, store: Store, clock: HandClock, office: Office
) -> None:
    """The data is gone at once; the card is emptied when that works again."""
    await keep_much(store, clock)
    office.edit_faults = [DeskFault.LATER]
    await talk.says("!forget me")
    await talk.presses("forget:sure")
    assert await store.rights.counts(PERSON) == {}
    assert [each.person for each in await store.rights.pending()] == [PERSON]
    await store.journal.prefer(PERSON, journal=True)
    await house.rights.forgetting.resume()
    assert list(await store.rights.counts(PERSON)) == [Kind.CHOICES], "what was begun anew is not deleted"
    assert await store.rights.pending() == ()
    assert len(office.edits) == 1


class Killed(BaseException):
    """Nothing in the program catches it."""


@pytest.mark.parametrize("step", ["erase", "settle", "sweep"])
async def test_killed_in_the_middle_it_is_finished_at_the_next_start(
    tmp_path: Path, clock: HandClock, office: Office, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was left to do is done by the first look after the start."""
    address = f"sqlite:///{tmp_path / 'moodbot.db'}"
    async with open_store(address, "an-id", note_keys=(A_NOTE_KEY,)) as store:
        await keep_much(store, clock)
        first = house_of(store, clock, staff=office)

        async def killed(*_: object) -> None:
            raise Killed

        with monkeypatch.context() as dying:
            dying.setattr(store.rights, step, killed)
            with pytest.raises(Killed):
                await first.rights.forgetting.forget(PERSON)
    async with open_store(address, "an-id", note_keys=(A_NOTE_KEY,)) as store:
        await house_of(store, clock, staff=office).rights.forgetting.resume()
        assert await store.rights.counts(PERSON) == {}
        assert await store.rights.pending() == ()


def test_killed_at_any_statement_it_is_finished_at_the_next_start(tmp_path: Path) -> None:
    """SIGKILL before each statement in turn: afterwards the person is as they were, or gone from every file."""
    command = [sys.executable, "-m", "tests.app.forgetting_killed", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    (line,) = ran.stdout.splitlines()
    died, _, ended = line.partition(" died, then ")
    assert int(died) > 20
    assert ended == "0"


async def test_a_database_that_fails_promises_nothing(talk: Talk, store: Store, clock: HandClock) -> None:
    """The person is told that nothing was changed."""
    await store.close()
    assert "nothing was changed" in text(await talk.says("!forget me"))
    with pytest.raises(StoreUnavailable):
        await store.rights.counts(PERSON)
