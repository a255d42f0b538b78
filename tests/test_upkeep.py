"""The commands for keys and the database, as an operator types them beside a running bot."""

import asyncio
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from moodbot.cli import main
from moodbot.clock import SystemClock
from moodbot.core.dialogue import Place, PlaceKind, Session, Source, TalkPhase
from moodbot.features.journal.rules.entries import Entry, Suggestion
from moodbot.features.outreach.ports import Breaker, Next
from moodbot.features.outreach.rules.plans import CheckinPlan, OutreachKind, Skipped, Waiting
from tests.postgres import Postgres
from tests.stores import Store, open_store

KEY, OTHER = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="


async def _fill(store: Store) -> None:
    await store.talks.save(Session(7, Place(PlaceKind.DM), TalkPhase.FRIEND, "sad", 3, heard=("a.1",), updated=5))
    await store.journal.save_preferences(7, journal=True, zone="Europe/Berlin")
    for number in range(30):
        note = "grüße, exam" if number % 2 else None
        await store.journal.add(Entry(7, "sad", number, "Europe/Berlin", Source.TALK, 5, note))
    await store.journal.suggested(Suggestion(7, "sad.suggest.1", 4))


async def _filled(address: str, key: str = KEY) -> None:
    async with open_store(address, "first", note_keys=(key,)) as store:
        await _fill(store)


async def _noted(address: str, key: str = KEY) -> int:
    async with open_store(address, "other", note_keys=(key,)) as store:
        return sum(entry.note == "grüße, exam" for entry in await store.journal.page(7, 0, 99))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database in it, where the commands are typed."""
    monkeypatch.chdir(tmp_path)
    for name in ("DISCORD_TOKEN", "MOODBOT_NOTE_KEYS", "MOODBOT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    asyncio.run(_filled("sqlite:///moodbot.db"))
    return tmp_path


def test_a_new_key_can_be_used_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """It is printed alone, so that it can be copied or piped, and every one is another."""
    assert main(["keys", "new"]) == 0
    first = capsys.readouterr().out.strip()
    assert main(["keys", "new"]) == 0
    assert first != capsys.readouterr().out.strip()
    asyncio.run(_filled("sqlite:///:memory:", first))


def test_after_rotating_the_old_key_is_not_needed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first key seals all notes; done again, it does no harm."""
    monkeypatch.setenv("MOODBOT_NOTE_KEYS", f"{OTHER},{KEY}")
    assert main(["keys", "rotate"]) == 0
    assert main(["keys", "rotate"]) == 0
    assert capsys.readouterr().out.count("first key: 15.") == 2
    assert asyncio.run(_noted("sqlite:///moodbot.db", OTHER)) == 15


def test_notes_that_no_key_opens_are_counted_and_left(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 says that a key is missing; with it, the notes still open."""
    monkeypatch.setenv("MOODBOT_NOTE_KEYS", OTHER)
    assert main(["keys", "rotate"]) == 1
    assert "left as they are: 15." in capsys.readouterr().out
    assert asyncio.run(_noted("sqlite:///moodbot.db")) == 15


@pytest.mark.parametrize(("keys", "says"), [("", "is not set"), ("hunter2", "not one that `moodbot keys new` makes")])
def test_rotating_without_a_usable_key_says_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], keys: str, says: str
) -> None:
    """And never repeats what stood there."""
    monkeypatch.setenv("MOODBOT_NOTE_KEYS", keys)
    assert main(["keys", "rotate"]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert "hunter2" not in told


def test_a_backup_is_whole_while_the_bot_goes_on(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Made beside an open database, readable only by its owner, with everything in it."""

    async def beside() -> int:
        async with open_store("sqlite:///moodbot.db", "id", note_keys=(KEY,), alone=True) as store:
            await store.journal.add(Entry(8, "happy", 1, None, Source.TALK, 1))
            return await asyncio.to_thread(main, ["db", "backup", "safe.db"])

    assert asyncio.run(beside()) == 0
    assert stat.S_IMODE((home / "safe.db").stat().st_mode) == 0o600
    with closing(sqlite3.connect(home / "safe.db")) as copy:
        assert copy.execute("SELECT COUNT(*) FROM entries").fetchone() == (31,)
    assert sorted(path.name for path in home.iterdir()) == ["moodbot.db", "moodbot.db.lock", "safe.db"]


def test_a_backup_overwrites_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second one under the same name is refused, and the first stays."""
    (home / "safe.db").write_bytes(b"precious")
    assert main(["db", "backup", "safe.db"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (home / "safe.db").read_bytes() == b"precious"


@pytest.mark.parametrize("command", [["db", "backup", "safe.db"], ["db", "check"], ["keys", "rotate"]])
def test_where_there_is_no_database_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """A typing error in the address must not look like an empty database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOODBOT_DATABASE_URL", "sqlite:///mooodbot.db")
    monkeypatch.setenv("MOODBOT_NOTE_KEYS", KEY)
    assert main(command) == 2
    assert "no database file mooodbot.db" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_sound_database_is_told_so_with_its_counts(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What an operator wants to see at once."""
    assert main(["db", "check"]) == 0
    out = capsys.readouterr().out
    assert "The file is whole." in out
    assert "entries: 30 rows" in out
    assert "Version " in out


def test_damage_is_found(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that was overwritten is reported, by exit code as well."""
    with closing(sqlite3.connect(home / "moodbot.db")) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'entries_by_age'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    with (home / "moodbot.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    assert main(["db", "check"]) in (1, 2)
    shown = capsys.readouterr()
    assert "amaged" in shown.out + shown.err


@pytest.mark.parametrize("content", [b"this is no database, only text " * 40, b""])
def test_a_file_that_is_not_ours_is_named_and_left(
    home: Path, capsys: pytest.CaptureFixture[str], content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither text nor an empty file passes for a database of moodbot."""
    (home / "other.db").write_bytes(content)
    monkeypatch.setenv("MOODBOT_DATABASE_URL", "sqlite:///other.db")
    assert main(["db", "check"]) == 2
    assert "not a SQLite database" in (told := capsys.readouterr().err) or "was not made by moodbot" in told


def test_a_copy_there_and_back_is_the_same(home: Path, postgres: Postgres, capsys: pytest.CaptureFixture[str]) -> None:
    """From SQLite to PostgreSQL and back into a new file: same counts, same checksums, notes that open."""
    there = asyncio.run(postgres.fresh())
    assert main(["db", "copy", "sqlite:///moodbot.db", there]) == 0
    one = capsys.readouterr().out
    assert main(["db", "copy", there, "sqlite:///back.db"]) == 0
    assert capsys.readouterr().out == one
    assert "entries: 30 rows, checksum " in one
    assert asyncio.run(_noted(there)) == asyncio.run(_noted("sqlite:///back.db")) == 15


def test_a_copy_into_a_used_database_is_refused(
    home: Path, postgres: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is there stays as it was."""
    asyncio.run(_filled("sqlite:///used.db"))
    assert main(["db", "copy", "sqlite:///moodbot.db", "sqlite:///used.db"]) == 2
    assert "not empty" in capsys.readouterr().err
    assert asyncio.run(_noted("sqlite:///used.db")) == 15


def test_a_copy_that_fails_leaves_nothing_behind(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tables of somebody else are not copied half and half: the new file is taken away again."""
    with closing(sqlite3.connect(home / "moodbot.db")) as database:
        database.execute("CREATE TABLE recipes (name TEXT PRIMARY KEY)")
    before = sorted(path.name for path in home.iterdir())
    assert main(["db", "copy", "sqlite:///moodbot.db", "sqlite:///new.db"]) == 2
    assert "does not know: recipes" in capsys.readouterr().err
    assert sorted(path.name for path in home.iterdir()) == before


def test_looking_at_a_file_of_another_program_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not a byte: it may be in use by its owner."""
    with closing(sqlite3.connect(home / "other.db")) as database:
        database.execute("CREATE TABLE recipes (name TEXT PRIMARY KEY)")
    before = (home / "other.db").read_bytes()
    monkeypatch.setenv("MOODBOT_DATABASE_URL", "sqlite:///other.db")
    for command in (["db", "check"], ["db", "backup", "safe.db"]):
        assert main(command) == 2
        assert "was not made by moodbot" in capsys.readouterr().err
    assert (home / "other.db").read_bytes() == before
    assert not (home / "safe.db").exists()


def test_a_copy_into_a_database_that_a_bot_uses_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A running bot would write beside it."""

    async def beside() -> int:
        async with open_store("sqlite:///running.db", "id", alone=True):
            return await asyncio.to_thread(main, ["db", "copy", "sqlite:///moodbot.db", "sqlite:///running.db"])

    assert asyncio.run(beside()) == 2
    assert "Another moodbot is running" in capsys.readouterr().err


def test_a_postgres_database_is_checked_and_backed_up_into_a_file(
    home: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The backup of PostgreSQL is a SQLite file that moodbot can run on."""
    there = asyncio.run(postgres.fresh())
    asyncio.run(_filled(there))
    monkeypatch.setenv("MOODBOT_DATABASE_URL", there)
    assert main(["db", "check"]) == 0
    assert "entries: 30 rows" in capsys.readouterr().out
    assert main(["db", "backup", "safe.db"]) == 0
    assert asyncio.run(_noted("sqlite:///safe.db")) == 15


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost:1"])
def test_a_postgres_that_is_not_there_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    """The line says where to look, and no more."""
    monkeypatch.setenv("MOODBOT_DATABASE_URL", f"postgresql://mira:hunter2@{host}/moodbot")
    assert main(["db", "check"]) == 2
    told = capsys.readouterr().err
    assert "cannot be reached" in told
    assert "hunter2" not in told


async def _check_ins(address: str, now: int) -> None:
    async with open_store(address, "first") as store:
        await store.plans.open_contact(7, 1, 1)
        await store.plans.save_plan(CheckinPlan(7), Waiting(7, OutreachKind.CHECKIN, now - 1000))
        for person in range(3):
            await store.waiting.enqueue(sent := Waiting(person, OutreachKind.CHECKIN, now - 5000))
            await store.waiting.sent(sent, now - 3000, 1, Next())
        await store.waiting.enqueue(late := Waiting(9, OutreachKind.CHECKIN, 5))
        await store.waiting.skipped(late, now, Skipped.LATE, Next())
        await store.waiting.open_breaker(Breaker(20026, now, None))


def test_the_status_of_check_ins_says_what_an_operator_wants_to_know(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Due, sent, skipped and why, and that Discord stopped them; resumed, that is over."""
    now = SystemClock().now()
    asyncio.run(_check_ins("sqlite:///moodbot.db", now))
    assert main(["checkins", "status"]) == 0
    shown = capsys.readouterr().out
    assert "Waiting: 1, of these due now: 1." in shown
    assert "Sent in the last 14 days: 3." in shown
    assert "Skipped: 1 (late 1)." in shown
    assert "Plans: 1 (active 1)." in shown
    assert "Late by 2.0 s (median), 2.0 s (99th percentile)." in shown
    assert "STOPPED since" in shown
    assert "error 20026" in shown
    assert main(["checkins", "resume"]) == 0
    assert main(["checkins", "resume"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Check-ins are sent again.",
        "Nothing was stopped; check-ins are being sent.",
    ]
    assert main(["checkins", "status"]) == 0
    assert "Discord has not stopped anything." in capsys.readouterr().out


def test_a_status_makes_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the wrong folder it says so."""
    monkeypatch.chdir(tmp_path)
    assert main(["checkins", "status"]) == 2
    assert "There is no database file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
