"""Everything about one person: counted, read out, deleted; and the table that says so of every column there is."""

from dataclasses import replace
from pathlib import Path

import pytest

from moodbot.conversation.registry import EVERYTHING
from moodbot.core.data_inventory import DataSubject, DeletionRule, ExportRule
from moodbot.core.dialogue import DM, Place, PlaceKind, Source
from moodbot.features.counsellors.rules.requests import Block, Desk, Request, RequestState
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.outreach.ports import Next
from moodbot.features.outreach.rules.plans import OutreachKind as Sent
from moodbot.features.outreach.rules.plans import Skipped, Waiting
from moodbot.features.privacy.ports import Pending, Trace
from moodbot.features.privacy.store import CLAIMED
from moodbot.storage.tables import tables_of
from tests.filling import ANN, BEN, DAY, NOW, SERVER, WORDS, fill
from tests.stores import A_NOTE_KEY, Store, open_store

ROWS, TAKEN = EVERYTHING.inventory.in_database, EVERYTHING.inventory.taken_tables()


def test_the_page_about_the_export_names_every_field() -> None:
    """Each list with all of its fields, as the export writes them."""
    page = (Path(__file__).parents[4] / "docs" / "export.md").read_text(encoding="utf-8")
    for table, columns in {**TAKEN, "claims": CLAIMED}.items():
        assert f"| {table} | {', '.join(f'`{column}`' for column in columns)} |\n" in page


async def test_the_table_names_every_column_of_every_table(store: Store) -> None:
    """And none that is not there; each once."""
    named = [(each.table, column) for each in ROWS for column in each.columns]
    async with store.database.transaction() as reading:
        tables = await tables_of(reading, store.database.dialect)
    live = {(table.name, column) for table in tables for column in table.columns}
    assert len(named) == len(set(named))
    # The lists of migrations belong to no table of the program's own.
    assert {table for table, _ in set(named) - live} == {"migrations", "feature_migrations"}
    assert live - set(named) == set()


def test_what_the_table_says_fits_together() -> None:
    """What is about a person is deleted, whatever is deleted has an owner, and what is taken is about them."""
    for each in ROWS:
        assert (each.owner is not None) == (
            each.deletion in (DeletionRule.DELETED, DeletionRule.HASHED, DeletionRule.TAKEN_OUT)
        ), each
        assert each.subject is not DataSubject.PERSON or each.owner, each
        assert each.export is not ExportRule.JSON or each.subject is DataSubject.PERSON, each
    assert set(TAKEN) == set(EVERYTHING.inventory.erased)


async def test_everything_about_a_person_is_counted_and_read(store: Store) -> None:
    """Every table has something, sealed texts can be opened, nothing of anybody else is in it."""
    for person in (ANN, BEN):
        await fill(store, person)
    counts = await store.rights.counts(ANN)
    assert counts == {
        "talks": 1,
        "risks": 1,
        "country": 1,
        "choices": 1,
        "entries": 1,
        "suggestions": 1,
        "checkins": 1,
        "contacts": 1,
        "slots": 2,
        "requests": 2,
        "duties": 1,
        "blocks": 1,
        "visits": 1,
    }
    found = await store.rights.everything(ANN)
    assert {table for table, rows in found.items() if rows} == set(TAKEN)
    assert {row["person"] for rows in found.values() for row in rows} == {ANN}
    assert store.rights.opened(ANN, found["entries"][0]["note"]) == WORDS
    assert store.rights.opened(ANN, found["requests"][0]["words"]) == WORDS
    assert found["blocks"][0]["reason"] == "shouted"


async def test_more_rows_than_a_page_are_all_read(store: Store) -> None:
    """In the order of their numbers, each once."""
    for number in range(1203):
        await store.journal.add(Entry(ANN, "sad", NOW + number, None, Source.TALK, NOW))
    internal_numbers = [row["number"] for row in (await store.rights.everything(ANN))["entries"]]
    assert internal_numbers == list(range(1, 1204))


async def test_a_person_is_erased_and_nobody_else(store: Store) -> None:
    """All or nothing; what others have is untouched."""
    for person in (ANN, BEN):
        await fill(store, person)
    before = await store.rights.counts(BEN)
    await store.rights.begin(ANN, NOW)
    assert await store.rights.pending() == (Pending(ANN, (Trace(SERVER, 2, 99, None, 1),), erased=False, since=NOW),)
    assert await store.rights.erase(ANN, NOW)
    assert await store.rights.counts(ANN) == {}
    assert await store.rights.counts(BEN) == before
    ((pending),) = await store.rights.pending()
    assert pending.erased
    await store.rights.settle(ANN, pending.traces)
    assert await store.rights.pending() == (pending,)
    await store.rights.settle(ANN, ())
    assert await store.rights.pending() == ()


async def test_a_block_that_runs_survives_as_a_hash_until_its_end(store: Store) -> None:
    """It still holds, for this person alone; nothing in it tells who they are; staff can lift it."""
    await fill(store, ANN)
    await store.rights.erase(ANN, NOW)
    block = await store.desks.blocked(SERVER, ANN, NOW + 1)
    assert block == Block(SERVER, ANN, NOW + DAY, "")
    assert await store.desks.blocked(SERVER, BEN, NOW + 1) is None
    assert await store.desks.blocked(SERVER, ANN, NOW + DAY) is None
    assert await store.desks.unblock(SERVER, ANN)
    assert await store.desks.blocked(SERVER, ANN, NOW + 1) is None


async def test_what_was_on_its_way_leaves_no_trace(store: Store) -> None:
    """A check-in that is settled after the person was forgotten, a request that is changed, a talk that is moved."""
    await fill(store, ANN)
    (claimed,) = await store.waiting.claim(NOW + 5, NOW + 5, NOW + 60_000, 10)
    begun = await store.waiting.begin(claimed, NOW + DAY)
    assert isinstance(begun, Waiting)
    request = await store.desks.open_request(SERVER, ANN)
    plan = await store.plans.plan(ANN)
    assert request is not None
    await store.rights.erase(ANN, NOW)
    await store.waiting.sent(begun, NOW + 9, 1, Next(plan, Waiting(ANN, Sent.CHECKIN, NOW + DAY)))
    await store.waiting.give_back(begun, NOW, tried=True)
    assert await store.desks.change(request) is None
    await store.talks.move(ANN, DM, Place(PlaceKind.CHANNEL, 5))
    await store.plans.heard_from(ANN, told=True)
    assert await store.rights.counts(ANN) == {}


async def test_nothing_is_left_in_the_files(tmp_path: Path) -> None:
    """Neither the eight bytes of the id nor words, in the database, its log or its shared memory."""
    path = tmp_path / "moodbot.db"
    async with open_store(f"sqlite:///{path}", "an-id", note_keys=(A_NOTE_KEY,)) as store:
        await fill(store, ANN)
        for number in range(300):
            await store.journal.add(Entry(ANN, "sad", NOW + number, "Europe/Berlin", Source.TALK, NOW, WORDS))
        (sealed,) = {row["note"] for row in (await store.rights.everything(ANN))["entries"][:1]}
        traces = [ANN.to_bytes(8, "big"), str(ANN).encode(), sealed.encode()[:40]]
        files = [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))]
        held = b"".join(file.read_bytes() for file in files if file.exists())
        assert all(trace in held for trace in (traces[0], traces[2]))
        await store.rights.begin(ANN, NOW)
        await store.rights.erase(ANN, NOW)
        await store.rights.settle(ANN, ())
        assert await store.rights.sweep()
        held = b"".join(file.read_bytes() for file in files if file.exists())
        assert [trace for trace in traces if trace in held] == []


@pytest.mark.parametrize("table", EVERYTHING.inventory.erased)
def test_every_table_with_an_owner_calls_it_person(table: str) -> None:
    """The statements rely on it."""
    assert "person" in {each.owner for each in ROWS if each.table == table}


async def test_a_counsellor_is_taken_out_of_the_requests_of_others(store: Store) -> None:
    """Whoever they talked with waits for somebody else; nobody finds their id in what was, or in who was refused."""
    await store.desks.save_desk(Desk(SERVER, 1, 2, 3))
    talking, closed, refusing = [
        await store.desks.ask(Request(SERVER, person, NOW, waiting_at=NOW)) for person in (10, 11, 12)
    ]
    assert talking is not None
    assert closed is not None
    assert refusing is not None
    await store.desks.change(replace(talking, state=RequestState.TALKING, claimer=ANN, thread=77, spoken=True))
    await store.desks.change(replace(closed, state=RequestState.CLOSED, claimer=ANN, closed_at=NOW))
    stale = await store.desks.change(replace(refusing, refused=(BEN, ANN), served=(ANN,)))
    assert stale is not None
    assert await store.rights.counts(ANN) == {"claims": 3}
    taken = (await store.rights.everything(ANN))["claims"]
    assert [(row["number"], row["state"]) for row in taken] == [(1, "talking"), (2, "closed")]
    await store.rights.begin(ANN, NOW)
    (pending,) = await store.rights.pending()
    assert pending.traces == (Trace(SERVER, 0, None, 77, 0),)
    assert not await store.rights.erase(ANN, NOW + 5)
    again = await store.desks.request(SERVER, talking.number)
    assert again is not None
    assert (again.state, again.claimer, again.thread, again.due_at) == (RequestState.WAITING, None, None, NOW + 5)
    gone = await store.desks.request(SERVER, closed.number)
    assert gone is not None
    assert gone.claimer is None
    left = await store.desks.request(SERVER, refusing.number)
    assert left is not None
    assert (left.refused, left.served) == ((BEN,), ())
    assert await store.desks.change(stale) is None
    assert await store.rights.counts(ANN) == {}


async def test_forgotten_twice_no_trace_of_the_first_time_is_lost(store: Store) -> None:
    """A card that could not be emptied yet is still known when the person has come back and goes again."""
    await store.desks.save_desk(Desk(SERVER, 1, 2, 3))
    for card in (99, 100):
        assert await store.desks.ask(Request(SERVER, ANN, NOW, waiting_at=NOW, card=card))
        await store.rights.begin(ANN, NOW)
        await store.rights.erase(ANN, NOW)
    (pending,) = await store.rights.pending()
    assert [trace.card for trace in pending.traces] == [99, 100]


async def test_a_letter_on_its_way_is_the_last(store: Store) -> None:
    """The next one is not arranged for somebody who was forgotten while this one was sent."""
    await fill(store, ANN)
    letter = Waiting(ANN, Sent.LETTER, NOW + 7)
    await store.waiting.enqueue(letter)
    await store.rights.erase(ANN, NOW)
    await store.waiting.sent(letter, NOW + 9, 1, Next(row=Waiting(ANN, Sent.LETTER, NOW + 7 * DAY)))
    await store.waiting.skipped(letter, NOW + 9, Skipped.LATE, Next(row=Waiting(ANN, Sent.LETTER, NOW + 7 * DAY)))
    assert await store.rights.counts(ANN) == {}
