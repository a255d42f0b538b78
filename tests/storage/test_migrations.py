"""The steps that bring a database to its shape."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import moodbot
from moodbot.conversation.registry import features_of
from moodbot.core.dialogue import TalkPhase
from moodbot.features.counsellors.rules.requests import Ended, Request, RequestState, Rung, Stage
from moodbot.storage.database import SqliteAddress, parse_address
from moodbot.storage.errors import DatabaseUnusable
from moodbot.storage.migrate import MAKE_TABLE, PACKAGE, RECORD, Migration, migrations_of
from moodbot.storage.opening import open_database
from moodbot.storage.upkeep import check
from tests.features.lanterns.feature import LANTERNS
from tests.postgres import Postgres
from tests.stores import Store, open_store

OPEN = """
import asyncio, sys
from tests.stores import open_store
async def main():
    async with open_store(sys.argv[1], sys.argv[2]) as store:
        print(await store.installation.value("installation_id"))
asyncio.run(main())
"""


@pytest.mark.parametrize("package", [PACKAGE, *features_of(LANTERNS).migrations.values()])
def test_the_steps_are_numbered_without_a_gap(package: str) -> None:
    """Two steps of one number, or a forgotten one, would leave databases of different shapes."""
    steps = migrations_of("sqlite", package)
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert all(list(step.statements()) for step in steps)


def test_a_step_is_cut_into_whole_statements() -> None:
    """Remarks and empty lines fall away, and a semicolon inside a trigger or a text ends nothing."""
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM b;\nEND;\n"
    step = Migration(1, "x", f"-- first; really\nSELECT ';\n';\n\n{trigger}")
    assert list(step.statements()) == ["SELECT ';\n';\n", trigger]


def test_a_step_that_ends_halfway_is_refused() -> None:
    """A forgotten semicolon is found before it can be run as less than was meant."""
    with pytest.raises(ValueError, match="migration 7 ends in the middle"):
        list(Migration(7, "x", "SELECT 1;\nSELECT 2").statements())


async def columns_of(store: Store) -> dict[str, set[tuple[str, str, bool]]]:
    """Return (name, type, whether it must be filled) of every column, by table."""
    database = store.database
    if database.dialect == "postgres":
        rows = await database.fetch(
            "SELECT table_name, column_name, upper(data_type), is_nullable = 'NO' "
            "FROM information_schema.columns WHERE table_schema = 'public'"
        )
    else:
        rows = await database.fetch(
            'SELECT t.name, c.name, c.type, c."notnull" OR c.pk FROM sqlite_schema t, pragma_table_info(t.name) c '
            "WHERE t.type = 'table'"
        )
    found: dict[str, set[tuple[str, str, bool]]] = {}
    for table, column, kind, needed in rows:
        found.setdefault(table, set()).add((column, kind, bool(needed)))
    return found


async def test_both_databases_have_the_same_shape(postgres: Postgres, file_address: str) -> None:
    """The same steps by number and name, and after them the same tables, columns, types and duties."""
    steps = [[(step.number, step.name) for step in migrations_of(dialect)] for dialect in ("sqlite", "postgres")]
    assert steps[0] == steps[1]
    async with open_store(file_address, "a") as one, open_store(await postgres.fresh(), "b") as other:
        assert await columns_of(one) == await columns_of(other)


async def test_no_column_can_hold_what_a_person_wrote(store: Store) -> None:
    """These are all the columns there are; a new one must be argued for here.

    Of the text columns, place_kind, phase, mood, heard and state hold ids out of the program and its
    response files, key and value belong to the installation, name to the migrations.
    """
    columns = {table: {(name, kind) for name, kind, _ in found} for table, found in (await columns_of(store)).items()}
    number, text = "BIGINT", "TEXT"
    assert columns == {
        "migrations": {("number", number), ("name", text)},
        "talks": {
            ("person", number),
            ("place_kind", text),
            ("place_id", number),
            ("phase", text),
            ("mood", text),
            ("step", number),
            ("unclear", number),
            ("heard", text),
            ("updated", number),
            ("mood_at", number),
            ("state", text),
        },
        "feature_migrations": {("feature", text), ("number", number), ("name", text)},
        # A tier is "indirect" or "explicit", a country two letters: see features/care/store.py.
        "risks": {("person", number), ("tier", text), ("noticed_at", number)},
        "countries": {("person", number), ("country", text)},
        "answers": {("question", number), ("answer", number), ("channel", number), ("answered_at", number)},
        "preferences": {
            *((name, number) for name in ("person", "journal", "journal_at", "asked_at", "pictures")),
            *((name, number) for name in ("note_told_at", "low_told_at", "last_entry", "last_suggestion")),
            # The name of a zone, and ids of the bot's own lines.
            ("zone", text),
            ("heard", text),
        },
        "entries": {
            *((name, number) for name in ("person", "number", "at", "made")),
            *((name, text) for name in ("mood", "zone", "source")),
            # The one column with a person's own words holds them only encrypted: see test_notes.py.
            ("note", text),
        },
        "suggestions": {
            *((name, number) for name in ("person", "number", "said_at", "asked_at")),
            # An id of a line, and one of three answers.
            ("line", text),
            ("helped", text),
        },
        "contacts": {
            *((name, number) for name in ("person", "channel", "opened_at", "letter", "unanswered", "last_at")),
            *((name, number) for name in ("last_slot", "closed_at", "told")),
            # One of seven kinds of messages.
            ("last_kind", text),
        },
        "plans": {
            *((name, number) for name in ("person", "thinned", "unanswered", "until_at", "skip_from", "skip_until")),
            *((name, number) for name in ("last_at", "last_wall", "version")),
            # Numbers of minutes and days; one of three states; ids of the bot's own lines.
            *((name, text) for name in ("rhythm", "state", "heard")),
        },
        "waiting": {
            *((name, number) for name in ("person", "slot", "ready_at", "leased", "tries", "tried_at")),
            *((name, number) for name in ("settled_at", "message")),
            # A kind, the number of a suggestion, one of three states, and why something was not sent.
            *((name, text) for name in ("kind", "detail", "state", "reason")),
        },
        "sending": {("name", text), *((name, number) for name in ("free_at", "code", "opened_at", "until_at"))},
        "desks": {
            *((name, number) for name in ("server", "role", "channel", "room", "backup_role", "lead_role")),
            *((name, number) for name in ("reports", "digest_at", "last_number")),
            # The name of a zone; numbers of minutes, days and limits.
            ("zone", text),
            ("limits", text),
        },
        "requests": {
            *((name, number) for name in ("server", "number", "person", "urgent", "asked_at", "waiting_at")),
            *((name, number) for name in ("due_at", "leased", "card", "claimer", "thread", "spoken", "reminded")),
            *((name, number) for name in ("closed_at", "version")),
            # One of five states, of nine stages and of five rungs, a mood, why it ended, ids of people.
            *((name, text) for name in ("state", "stage", "rung", "mood", "ended", "refused", "served")),
            # A person's own words, only encrypted and only until the card is posted: see test_desks_contract.py.
            ("words", text),
        },
        "duties": {("server", number), ("person", number), ("since", number)},
        # A reason is what staff wrote about a block, no words of the person.
        "blocks": {("server", number), ("person", number), ("until", number), ("reason", text)},
        "pings": {("server", number), ("number", number), ("at", number), ("person", number)},
        "forgetting": {("person", number), ("since", number), ("traces", text), ("erased", "INTEGER")},
        "hashed_blocks": {("server", number), ("digest", text), ("until", number)},
        "visits": {("person", number), ("server", number), ("at", number)},
        "installation": {("key", text), ("value", text)},
    }


def test_programs_that_start_together_agree(tmp_path: Path, file_address: str) -> None:
    """Four programs that open a new database at once run each step once and share one installation id."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, file_address, f"id-{number}"],
            cwd=Path(moodbot.__file__).parents[1],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    said = [program.communicate(timeout=60) for program in started]
    assert [errors for _, errors in said] == [""] * 4
    assert len({out for out, _ in said}) == 1
    with closing(sqlite3.connect(tmp_path / "moodbot.db")) as database:
        rows = database.execute("SELECT number, name FROM migrations ORDER BY number").fetchall()
    assert rows == [(step.number, step.name) for step in migrations_of("sqlite")]


async def test_stores_opened_together_in_one_program_agree(tmp_path: Path) -> None:
    """SQLite refuses some of those that set up a new file at the same moment; they wait and try again."""

    async def installation_id(address: str, new_id: str) -> str | None:
        async with open_store(address, new_id) as store:
            return await store.installation.value("installation_id")

    for turn in range(10):
        address = f"sqlite:///{tmp_path / str(turn)}.db"
        found = await asyncio.gather(*(installation_id(address, str(number)) for number in range(6)))
        assert len(set(found)) == 1


async def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path: Path, file_address: str) -> None:
    """Where a later step cannot run, the earlier ones are undone too, so that the next start begins anew."""
    with closing(sqlite3.connect(tmp_path / "moodbot.db")) as other:
        other.execute("CREATE TABLE installation (mine)")
    with pytest.raises(Exception, match="cannot be opened"):
        async with open_store(file_address, "id"):
            pass
    with closing(sqlite3.connect(tmp_path / "moodbot.db")) as other:
        tables = other.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    assert tables == [("installation",)]


TALK = """
INSERT INTO talks (person, place_kind, place_id, phase, mood, step, unclear, heard, updated)
VALUES (7, 'dm', 0, 'friend', 'sad', 3, 0, '["a"]', 1000)
"""
ENTRY = (
    "INSERT INTO entries (person, number, mood, at, zone, source, made) VALUES (7, 1, 'sad', 900, NULL, 'talk', 900)"
)
JOURNAL = 5
"""The step that brought the journal."""


async def made_by(number: int, address: str) -> None:
    """Make the database at *address* as a moodbot with the first *number* steps left it, with a talk and an entry."""
    database = await open_database(parse_address(address))
    try:
        async with database.transaction() as transaction:
            await transaction.execute(MAKE_TABLE)
            for step in migrations_of(database.dialect)[:number]:
                for statement in step.statements():
                    await transaction.execute(statement)
                await transaction.execute(RECORD, step.number, step.name)
            await transaction.execute(TALK)
            if number >= JOURNAL:
                await transaction.execute(ENTRY)
    finally:
        await database.close()


@pytest.mark.parametrize("backend", ["file", "postgres"])
@pytest.mark.parametrize("number", range(1, len(migrations_of("sqlite"))))
async def test_a_database_of_each_earlier_version_opens_with_what_is_in_it(
    request: pytest.FixtureRequest, tmp_path: Path, number: int, backend: str
) -> None:
    """Whoever comes from any earlier moodbot finds their talks and their journal."""
    address = f"sqlite:///{tmp_path / 'old.db'}"
    if backend == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        address = await postgres.fresh()
    await made_by(number, address)
    async with open_store(address, "id") as store:
        (talk,) = await store.talks.talks_of(7, 0)
        assert (talk.phase, talk.mood, talk.step, talk.heard, talk.state) == (TalkPhase.FRIEND, "sad", 3, ("a",), "")
        moods = [entry.mood for entry in await store.journal.between(7, 0, 1000)]
        assert moods == (["sad"] if number >= JOURNAL else [])


REQUEST = """
INSERT INTO requests (server, number, person, state, urgent, mood, words, asked_at, waiting_at, rung, due_at, leased,
    card, claimer, thread, spoken, reminded, ended, closed_at, refused, served, version)
VALUES (500, ?, ?, ?, 1, 'sad', NULL, 1000, 2000, ?, 3000, 1, 77, 8, 9, 1, 0, ?, ?, '[3]', '[4]', 6)
"""
ONE_NUMBER = 11
"""The last step after which one number stood for the stage of a request and its rung."""

BECOMES = {
    -4: (Stage.QUEUED, None),
    -3: (Stage.POSTED_WITHOUT_PING, None),
    -2: (Stage.POSTED_WITH_PING, None),
    -1: (Stage.REQUEUED, None),
    0: (Stage.QUEUED, None),
    1: (Stage.QUEUED, Rung.DUTY),
    2: (Stage.QUEUED, Rung.BACKUP),
    3: (Stage.QUEUED, Rung.OWNER),
    4: (Stage.QUEUED, Rung.TOLD),
    5: (Stage.QUEUED, Rung.CLOSE),
    94: (Stage.QUEUED, Rung.CLOSE),
    95: (Stage.ENDING_THREAD, None),
    96: (Stage.OPENING_UNASKED, None),
    97: (Stage.OPENING, None),
    98: (Stage.RELEASING, None),
    99: (Stage.CLAIM_TOLD, None),
    100: (Stage.QUEUED, None),
}


@pytest.mark.parametrize("backend", ["file", "postgres"])
async def test_what_one_number_told_of_a_request_becomes_its_stage_and_its_rung(
    request: pytest.FixtureRequest, tmp_path: Path, backend: str
) -> None:
    """For every number there could be, of open requests and closed ones; nothing else of them changes."""
    address = f"sqlite:///{tmp_path / 'old.db'}"
    if backend == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        address = await postgres.fresh()
    await made_by(ONE_NUMBER, address)
    rows = [(rung, state) for rung in BECOMES for state in ("talking", "closed")]
    database = await open_database(parse_address(address))
    try:
        for number, (rung, state) in enumerate(rows):
            end = ("silent", 2500) if state == "closed" else (None, None)
            await database.execute(REQUEST, number, 1000 + number, state, rung, *end)
    finally:
        await database.close()
    async with open_store(address, "id") as store:
        for number, (rung, state) in enumerate(rows):
            found = await store.desks.request(500, number)
            assert found is not None
            assert (found.stage, found.rung) == BECOMES[rung], rung
            closed = state == "closed"
            assert found == Request(
                *(500, 1000 + number, 1000, number, RequestState(state), True, "sad", None, 2000, *BECOMES[rung]),
                *(3000, 77, 8, 9, True, False, Ended.SILENT if closed else None, 2500 if closed else None),
                *((3,), (4,), 6),
            )
        assert len(await store.desks.open_requests(500)) == len(BECOMES)
        assert await store.desks.end_leases(10) == len(rows), "what was leased still is"


@pytest.mark.parametrize("backend", ["file", "postgres"])
async def test_the_indexes_of_requests_are_there_after_every_step(
    request: pytest.FixtureRequest, tmp_path: Path, backend: str
) -> None:
    """A table that was made anew has all that the first one had; above all, one open request a person."""
    address = f"sqlite:///{tmp_path / 'new.db'}"
    if backend == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        address = await postgres.fresh()
    async with open_store(address, "id") as store:
        if backend == "postgres":
            found = await store.database.fetch("SELECT indexname FROM pg_indexes WHERE tablename = 'requests'")
        else:
            found = await store.database.fetch("SELECT name FROM sqlite_schema WHERE tbl_name = 'requests'")
    names = {str(row[0]) for row in found}
    assert names >= {"requests_open", "requests_due", "requests_closed", "requests_by_thread"}


def test_a_package_without_steps_is_told_by_its_name() -> None:
    """A feature that names the wrong package learns which it was, and what a step looks like."""
    with pytest.raises(ValueError, match=r"tests\.features holds no steps"):
        migrations_of("sqlite", "tests.features")


async def test_a_table_without_a_key_is_told_by_its_name(tmp_path: Path) -> None:
    """It could not be copied a part at a time; "cannot be opened" would send the author the wrong way."""
    path = tmp_path / "moodbot.db"
    async with open_store(f"sqlite:///{path}", "id") as opened:
        await opened.database.execute("CREATE TABLE keyless (person BIGINT NOT NULL)")
    with pytest.raises(DatabaseUnusable, match="no primary key: keyless"):
        await check(SqliteAddress(path))
