"""What a person has a right to, as they ask for it."""

import asyncio
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from moodbot.core.dialogue import DM, Entrance, Incoming, Picture, Place, Reply, Source
from moodbot.core.errors import CannotSpeak, StoreUnavailable
from moodbot.features.care.rules.risk import Tier
from moodbot.features.counsellors.ports import DeskFault, Facts
from moodbot.features.counsellors.rules.requests import Block, Desk, Request
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.outreach.rules.plans import CheckinPlan
from tests.hands import HandClock
from tests.house import ROOT, House, house_of
from tests.offices import Office
from tests.stores import A_NOTE_KEY, Store, open_store
from tests.talks import CHANNEL, PERSON, Talk
from tests.wires import Wire

pytestmark = pytest.mark.needs(feature="privacy")

HARBOUR, LARGE = 500, 1_234_567_890_123_456_789


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
    return Talk(house)


def text(reply: Reply | None) -> str:
    """Return all that was said."""
    assert reply is not None
    return "\n".join(utterance.text for utterance in reply.utterances)


def archive_of(reply: Reply | None) -> zipfile.ZipFile:
    """Return the file that came with *reply*."""
    assert reply is not None
    (file,) = reply.utterances[-1].pictures
    return zipfile.ZipFile(io.BytesIO(file.data))


async def forgets(talk: Talk) -> Reply:
    """Let Ann have everything deleted; return what she is told in the end."""
    asked = await talk.says("!forget me")
    assert asked is not None
    done = await talk.presses(asked.choices[0].cue)
    assert done is not None
    return done


async def keep_much(store: Store, clock: HandClock) -> None:
    """Let Ann have a journal of six moods with notes, check-ins, and a request."""
    await store.journal.save_preferences(PERSON, journal=True, journal_at=1, zone="Europe/Berlin")
    for number in range(6):
        note = "=1+1" if number == 0 else None
        await store.journal.add(Entry(PERSON, "sad", clock.now() - number * 9_000_000, None, Source.TALK, 1, note))
    await store.desks.save_desk(Desk(HARBOUR, 1, 2, 3))
    made = await store.desks.ask(Request(HARBOUR, PERSON, clock.now(), waiting_at=1, card=99, thread=98))
    assert made is not None
    await store.desks.change(replace(made, refused=(LARGE,)))


async def test_privacy_says_what_until_when_and_who(talk: Talk) -> None:
    """Each kind with its time; the operator is named among those who can read it; Discord's age stands there."""
    said = text(await talk.says("!privacy"))
    assert "your journal: moods, times and encrypted notes: 730 days" in said
    assert "that I was worried about you: a time and a word, nothing of what you wrote: one day" in said
    assert "the people who run this bot, because they run the computer" in said
    assert "thirteen" in said
    assert "!export gives you all of it" in said


async def test_the_operator_s_retention_is_what_is_said(store: Store, clock: HandClock) -> None:
    """Not the usual one."""
    house = house_of(store, clock, retention_entries=90)
    assert "encrypted notes: 90 days" in text(await Talk(house).says("!privacy"))


async def test_a_problem_is_reported_to_whoever_runs_the_bot(talk: Talk, store: Store, clock: HandClock) -> None:
    """Where they have left an address; else it says so, and where to turn."""
    assert "help@example.org" in text(await talk.says("!report-problem"))
    assert "left no address" in text(await Talk(house_of(store, clock)).says("!report-problem"))


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
    assert whole["requests"][0]["refused"] == [str(LARGE)]
    assert whole["requests"][0]["served"] == []
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
    assert "forget me" in text(await talk.says("!forget that i said so"))
    asked = await talk.says("!forget me")
    assert asked is not None
    assert "encrypted notes (6)" in text(asked)
    assert "Beyond my reach" in text(asked)
    assert await store.journal.count(PERSON) == 6
    assert "I don't know you any more" in text(await talk.presses(asked.choices[0].cue))
    assert await store.rights.counts(PERSON) == {}
    assert await store.rights.pending() == ()
    ((message, notice),) = office.edits
    assert (message, notice.quotes) == (99, ())
    assert "deleted at the wish" in notice.text
    assert office.ended == [98]
    assert "I keep nothing about you" in text(await talk.says("!forget me"))


async def test_an_old_button_asks_anew(talk: Talk, store: Store, clock: HandClock) -> None:
    """What it showed is not what there is now."""
    await keep_much(store, clock)
    asked = await talk.says("!forget me")
    assert asked is not None
    clock.advance(3601)
    assert "encrypted notes (6)" in text(await talk.presses(asked.choices[0].cue))
    assert await store.journal.count(PERSON) == 6


@pytest.mark.parametrize("answer", ["yes", "Yes, delete everything", "yes please!", "delete it"])
async def test_the_answer_may_be_typed(talk: Talk, store: Store, clock: HandClock, answer: str) -> None:
    """Whoever was asked and says yes is not told something else, as if it were done."""
    await keep_much(store, clock)
    await talk.says("!forget me")
    assert "I don't know you any more" in text(await talk.says(answer))
    assert await store.rights.counts(PERSON) == {}


@pytest.mark.parametrize("answer", ["no", "keep it", "no wait", "not now", "okay wait", "don't delete it", "cancel"])
async def test_a_typed_no_keeps_everything(talk: Talk, store: Store, clock: HandClock, answer: str) -> None:
    """And says so."""
    await keep_much(store, clock)
    await talk.says("!forget me")
    assert "everything stays" in text(await talk.says(answer))
    assert await store.journal.count(PERSON) == 6


@pytest.mark.parametrize(
    "words",
    ["ok", "sure", "no problem", "yes? what does that mean", "sure?", "right", "yes but not the notes", "yesterday"],
)
async def test_what_is_no_plain_yes_deletes_nothing(talk: Talk, store: Store, clock: HandClock, words: str) -> None:
    """It cannot be undone, so nothing is read into words."""
    await keep_much(store, clock)
    await talk.says("!forget me")
    await talk.says(words)
    assert await store.journal.count(PERSON) == 6


async def test_a_yes_to_the_question_about_suicide_deletes_nothing(
    house: House, store: Store, clock: HandClock
) -> None:
    """Whatever is said between the question and the yes, the yes is not to the question."""
    await keep_much(store, clock)
    turn_runner, reach = house.turn_runner(), Paper()
    for words in ("!forget me", "i don't want to be here anymore", "yes"):
        clock.advance(20)
        await turn_runner.hear(Incoming(PERSON, DM, Entrance.DM, words), reach)
    assert await store.journal.count(PERSON) == 6


async def test_a_yes_to_a_check_in_deletes_nothing(house: House, talk: Talk, store: Store, clock: HandClock) -> None:
    """Nor does one to what counsellors have the bot say."""
    await keep_much(store, clock)
    await talk.says("!checkin on")
    await talk.says("!forget me")
    (row,) = await store.waiting.waiting_of(PERSON)
    await store.waiting.begin(row, clock.now())
    await talk.says("yes")
    await talk.says("!forget me")
    request = await store.desks.open_request(HARBOUR, PERSON)
    assert request is not None
    await house.desk.worker.messages.tell(request, "Would you like somebody else?")
    await talk.says("yes")
    assert await store.journal.count(PERSON) == 6


async def test_a_question_that_went_to_the_dm_is_answered_there(house: House, store: Store, clock: HandClock) -> None:
    """Also where a talk goes on in the channel in which it was asked for, and another in the DM."""
    await keep_much(store, clock)
    channel, dm = Talk(house, CHANNEL), Talk(house)
    await dm.says("!happy")
    clock.advance(60)
    await channel.says("!lonely")
    await channel.says("!forget me")
    assert "I don't know you any more" in text(await dm.says("yes"))


async def test_a_yes_before_the_question_was_seen_deletes_nothing(house: House, store: Store, clock: HandClock) -> None:
    """Nobody agrees to what they have not read."""
    await keep_much(store, clock)
    await house.handle(Incoming(PERSON, DM, Entrance.DM, "!forget me"))
    await house.handle(Incoming(PERSON, DM, Entrance.DM, "yes"), question_unsent=True)
    assert await store.journal.count(PERSON) == 6


async def test_only_the_next_words_are_the_answer(talk: Talk, store: Store, clock: HandClock) -> None:
    """And only for some minutes: a yes to something else deletes nothing."""
    await keep_much(store, clock)
    await talk.says("!forget me")
    await talk.says("what does that mean")
    await talk.says("yes")
    await talk.says("!forget me")
    clock.advance(11 * 60)
    await talk.says("yes")
    assert await store.journal.count(PERSON) == 6


async def test_keeping_it_changes_nothing(talk: Talk, store: Store, clock: HandClock) -> None:
    """The other button."""
    await keep_much(store, clock)
    await talk.says("!forget me")
    assert "everything stays" in text(await talk.presses("journal:keep"))
    assert await store.journal.count(PERSON) == 6


async def test_a_block_is_named_as_what_stays(talk: Talk, store: Store, clock: HandClock) -> None:
    """Honestly, and what of it."""
    await store.desks.block(Block(HARBOUR, PERSON, clock.now() + 1000, "x"))
    assert "I keep a fingerprint until it ends" in text(await forgets(talk))
    assert "I keep a fingerprint until it ends" in text(await talk.says("!forget me")), "there is nothing else any more"
    await talk.says("!lonely")
    assert "I keep a fingerprint until it ends" in text(await forgets(talk))


async def test_memory_forgets_too(house: House, talk: Talk, store: Store) -> None:
    """A risk and a country that were known are not, and no later write brings them back."""
    care = house.care
    care.memory.notice(PERSON, Tier.EXPLICIT)
    await care.memory.save_country(PERSON, "CA")
    await forgets(talk)
    await care.memory.save_risk(PERSON)
    assert care.memory.tier(PERSON) is Tier.NONE
    assert care.memory.country(PERSON) is None
    assert await store.rights.counts(PERSON) == {}


async def test_in_the_middle_of_a_talk_no_trace_comes_back(talk: Talk, store: Store) -> None:
    """The talk that stood open is gone with the rest; the confirmation itself keeps nothing."""
    await talk.says("!lonely")
    assert await store.rights.counts(PERSON) != {}
    await forgets(talk)
    assert await store.rights.counts(PERSON) == {}


@pytest.mark.parametrize("fault", [DeskFault.LATER, DeskFault.FORBIDDEN])
async def test_what_discord_does_not_let_be_done_now_is_done_later(
    house: House, talk: Talk, store: Store, clock: HandClock, office: Office, *, fault: DeskFault
) -> None:
    """The data is gone at once, and what is left is said; the card is emptied when that works again."""
    await keep_much(store, clock)
    office.edit_faults = [fault]
    assert "One thing takes longer" in text(await forgets(talk))
    assert await store.rights.counts(PERSON) == {}
    assert [each.person for each in await store.rights.pending()] == [PERSON]
    await store.journal.save_preferences(PERSON, journal=True)
    assert await house.rights.forgetting.resume()
    assert list(await store.rights.counts(PERSON)) == ["choices"], "what was begun anew is not deleted"
    assert await store.rights.pending() == ()
    assert len(office.edits) == 1


async def test_a_card_that_may_not_be_changed_is_given_up_after_a_week(
    house: House, talk: Talk, store: Store, clock: HandClock, office: Office
) -> None:
    """Nothing is tried for ever, and nobody's id is kept for it."""
    await keep_much(store, clock)
    office.edit_faults = [DeskFault.FORBIDDEN] * 3
    await forgets(talk)
    assert not await house.rights.forgetting.resume()
    clock.advance(8 * 24 * 3600)
    assert await house.rights.forgetting.resume()
    assert await store.rights.pending() == ()


async def test_a_card_that_is_gone_needs_nothing(talk: Talk, store: Store, clock: HandClock, office: Office) -> None:
    """Somebody has deleted it."""
    await keep_much(store, clock)
    office.edit_faults = [DeskFault.GONE]
    assert "One thing takes longer" not in text(await forgets(talk))
    assert await store.rights.pending() == ()


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("begin", "nothing was changed"),
        ("erase", "I've noted that you want"),
        ("settle", "I don't know you any more"),
        ("sweep", "I don't know you any more"),
    ],
)
async def test_where_the_database_fails_on_the_way_what_is_said_is_true(
    house: House, talk: Talk, store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch, *, step: str, told: str
) -> None:
    """Nothing was changed, or it will be deleted, or it is; and in the end it is."""
    await keep_much(store, clock)

    async def fails(*_: object) -> None:
        raise StoreUnavailable("locked")

    with monkeypatch.context() as failing:
        failing.setattr(house.rights.forgetting.store, step, fails)
        assert told in text(await forgets(talk))
    if step != "begin":
        assert await house.rights.forgetting.resume()
        assert await store.rights.counts(PERSON) == {}


async def test_thank_you_does_not_throw_the_file_away(house: House, store: Store, clock: HandClock) -> None:
    """What a person was given, or told to be done, is said whole, whatever they write meanwhile."""
    await keep_much(store, clock)
    turn_runner, reach = house.turn_runner(), Paper()
    asking = asyncio.create_task(turn_runner.hear(Incoming(PERSON, DM, Entrance.DM, "!export"), reach))
    await asyncio.sleep(0)
    await turn_runner.hear(Incoming(PERSON, DM, Entrance.DM, "thank you"), reach)
    await asking
    assert [picture.name for picture in reach.pictures] == ["moodbot-export.zip"]


class Paper:
    """Everything that is said stands on it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pictures: list[Picture] = []

    def messenger_for(self, place: Place) -> "Paper":
        """Return the paper."""
        return self

    async def type(self) -> None:
        """Nothing is shown."""

    async def say(self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = ()) -> None:
        """Keep it."""
        self.texts.append(text)
        self.pictures += pictures

    def detour_for(self, place: Place, fault: CannotSpeak) -> None:
        """Nothing ever fails."""

    def log_unreachable(self, place: Place, fault: CannotSpeak) -> None:
        """Nothing ever fails."""


async def test_whoever_is_forgotten_while_their_card_is_posted_leaves_no_mention(
    house: House, store: Store, clock: HandClock, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An urgent request keeps whom the role was mentioned for; not of somebody who is gone by then."""
    await store.desks.save_desk(Desk(HARBOUR, 1, 2, 3))
    now = clock.now()
    made = await store.desks.ask(Request(HARBOUR, PERSON, now, urgent=True, waiting_at=now, due_at=now))
    assert made is not None
    facts = office.facts

    async def slowly(desk: Desk) -> Facts:
        await house.rights.forgetting.forget_person(PERSON)
        return await facts(desk)

    monkeypatch.setattr(office, "facts", slowly)
    await house.desk.worker.work()
    assert await store.rights.counts(PERSON) == {}
    assert await store.database.fetch("SELECT * FROM pings") == ()
    assert not any("@&" in notice.text for _, notice in office.posts)


async def test_whoever_is_forgotten_while_a_picture_is_drawn_stays_forgotten(
    house: House, talk: Talk, store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture is theirs; nothing is kept for it."""
    await keep_much(store, clock)
    journal = house.journal.store
    between = journal.between

    async def slowly(*args: Any) -> Any:
        found = await between(*args)
        await house.rights.forgetting.forget_person(PERSON)
        return found

    monkeypatch.setattr(journal, "between", slowly)
    assert (await talk.says("!graph")) is not None
    assert await store.rights.counts(PERSON) == {}


async def test_a_plan_that_changes_while_a_check_in_is_sent_does_not_come_back(
    house: House, talk: Talk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has read it, the person has themselves forgotten, and nothing is planned anew."""
    await store.journal.save_preferences(PERSON, zone="Europe/Berlin")
    await talk.says("!checkin at 20:00")
    plans = house.checkins.plans
    plan = plans.plan
    assert await plan(PERSON) is not None

    async def slowly(person: int) -> CheckinPlan | None:
        found = await plan(person)
        await house.rights.forgetting.forget_person(person)
        return found

    monkeypatch.setattr(plans, "plan", slowly)
    await house.worker._reschedule(PERSON)
    assert await store.rights.counts(PERSON) == {}


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
            dying.setattr(first.rights.forgetting.store, step, killed)
            with pytest.raises(Killed):
                await first.rights.forgetting.forget_person(PERSON)
    async with open_store(address, "an-id", note_keys=(A_NOTE_KEY,)) as store:
        await house_of(store, clock, staff=office).rights.forgetting.resume()
        assert await store.rights.counts(PERSON) == {}
        assert await store.rights.pending() == ()


def test_killed_at_any_statement_it_is_finished_at_the_next_start(tmp_path: Path) -> None:
    """SIGKILL before each statement in turn: afterwards the person is as they were, or gone from every file."""
    command = [sys.executable, "-m", "tests.features.privacy.forgetting_killed", str(tmp_path)]
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
