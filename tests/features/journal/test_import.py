"""A journal brought along: read right or refused, whole or not at all, and never twice."""

import io
import zipfile
from collections.abc import AsyncIterator

import pytest

from moodbot.core.dialogue import DM, CannotRead, Entrance, Incoming, Reply, SentFile, Source
from moodbot.features.journal.archives import MOST_BYTES, Unreadable, make_archive, text_in
from moodbot.features.journal.rules.csv_import import MOST_UNKNOWN
from tests.filling import DAYLIO
from tests.hands import HandClock
from tests.house import House, house_of
from tests.stores import A_NOTE_KEY, Store, open_store
from tests.talks import PERSON, Talk

OURS = (
    "time,mood,pleasantness,energy,note\n"
    "2026-10-30T20:15:00+01:00,sad,-2,-1,a long day\n"
    "2026-10-31T08:00:00+01:00,happy,2,1,\n"
)


@pytest.fixture
async def store(clock: HandClock) -> AsyncIterator[Store]:
    """A database that keeps notes; the person has a journal and lives in Berlin."""
    async with open_store("sqlite:///:memory:", clock.new_id(), note_keys=(A_NOTE_KEY,)) as opened:
        await opened.journal.save_preferences(PERSON, journal=True, journal_at=1, zone="Europe/Berlin")
        yield opened


@pytest.fixture
def house(store: Store, clock: HandClock) -> House:
    """The whole bot."""
    return house_of(store, clock)


async def sends(house: House, data: bytes, text: str = "!import", size: int | None = None) -> str:
    """Send a file with *text*; return what is answered."""

    async def read() -> bytes:
        if size == 0:
            raise CannotRead
        return data

    file = SentFile("file.csv", len(data) if size is None else size, read)
    reply = await house.handle(Incoming(PERSON, DM, Entrance.DM, text, file=file))
    return said(reply)


def said(reply: Reply | None) -> str:
    """Return all that was said."""
    assert reply is not None
    return "\n".join(utterance.text for utterance in reply.utterances)


async def test_our_own_table_comes_in_with_times_moods_and_notes(house: House, store: Store) -> None:
    """Done twice, nothing doubles."""
    assert "New in your journal: 2. There already: 0." in await sends(house, OURS.encode())
    assert "New in your journal: 0. There already: 2." in await sends(house, OURS.encode())
    newest, oldest = await store.journal.page(PERSON, 0, 9)
    assert (oldest.mood, oldest.note, oldest.source) == ("sad", "a long day", Source.IMPORT)
    assert (newest.mood, newest.at) == ("happy", 1_793_430_000_000)


@pytest.mark.needs(feature="privacy")
async def test_what_was_exported_can_be_brought_back(house: House, store: Store) -> None:
    """The zip as it is, formulas and line breaks in notes included."""
    await sends(house, OURS.replace("a long day", '"=1+1\nnext, ""line"""').encode())
    talk = Talk(house)
    reply = await talk.says("!export")
    assert reply is not None
    before = await store.journal.page(PERSON, 0, 9)
    await store.journal.clear(PERSON)
    assert "New in your journal: 2." in await sends(house, reply.utterances[-1].pictures[0].data)
    after = await store.journal.page(PERSON, 0, 9)
    assert [(each.at, each.mood, each.note) for each in after] == [(each.at, each.mood, each.note) for each in before]


@pytest.mark.parametrize(
    "data",
    [
        OURS.encode("utf-8-sig"),
        OURS.encode("utf-16"),
        OURS.replace(",", ";").encode(),
        OURS.replace(",", "\t").replace("\n", "\r\n").encode(),
        make_archive({"readme.txt": b"x", "entries.csv": OURS.encode()}),
        make_archive({"other.csv": OURS.encode()}),
    ],
    ids=["utf-8 with a mark", "utf-16", "semicolons", "tabs", "zip", "zip with one table"],
)
async def test_however_it_is_written_it_is_read(house: House, data: bytes) -> None:
    """Marks, separators, line ends, a zip around it."""
    assert "New in your journal: 2." in await sends(house, data)


async def test_daylio_s_moods_are_asked_about_once(house: House, store: Store) -> None:
    """Nothing is kept before; the answer needs no second sending; times are those of the person's clock."""
    assert "These moods aren't mine: rad, meh" in await sends(house, DAYLIO.encode())
    assert await store.journal.count(PERSON) == 0
    talk = Talk(house)
    assert "These moods aren't mine: meh" in said(await talk.says("!import rad=excited"))
    assert "New in your journal: 1." in said(await talk.says("!import Rad = excited, meh=skip"))
    (entry,) = await store.journal.page(PERSON, 0, 9)
    assert (entry.mood, entry.note) == ("excited", "Title\nfirst\nsecond")
    assert entry.at == 1_793_387_700_000
    assert "Send !import together with the file" in said(await talk.says("!import rad=excited"))


async def test_wrong_rows_are_listed_with_their_lines_and_nothing_is_kept(house: House, store: Store) -> None:
    """A time that is none, one of the future, no mood, a note that is too long."""
    wrong = (
        OURS
        + "yesterday,sad,,,\n2027-01-01T00:00:00Z,sad,,,\n2026-10-01T00:00:00Z,,,,\n"
        + (f"2026-10-01T00:00:00Z,sad,,,{'a' * 501}\n")
    )
    answer = await sends(house, wrong.encode())
    assert "can't be read (4)" in answer
    for line, what in ((4, "no time"), (5, "in the future"), (6, "no mood"), (7, "longer than fits")):
        assert f"- line {line}: " in answer
        assert what in answer
    assert await store.journal.count(PERSON) == 0
    many = await sends(house, ("time,mood\n" + "x,sad\n" * 40).encode())
    assert "and 30 more" in many


async def test_what_is_no_table_is_refused_with_a_word(house: House, store: Store) -> None:
    """Text without columns, bytes that are no text, a broken zip, one without a table, one that cannot be fetched."""
    assert "no columns" in await sends(house, b"hello\nthere\n")
    assert "no columns" in await sends(house, b"")
    assert "as text" in await sends(house, b"time,mood\n\xff\xfe\xfa")
    assert "no table of entries" in await sends(house, b"PK\x03\x04 nothing")
    assert "no table of entries" in await sends(house, make_archive({"a.txt": b"x"}))
    assert "couldn't fetch" in await sends(house, b"x", size=0)
    assert await store.journal.count(PERSON) == 0


async def test_what_is_too_large_is_not_even_fetched(house: House) -> None:
    """50 MB by its own word, a table that is too long, a zip that would unpack to far more than it is."""
    assert "too large" in await sends(house, b"", size=MOST_BYTES + 1)
    assert text_in(b"a" * (MOST_BYTES + 1)) is Unreadable.TOO_LARGE
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("entries.csv", b"\0" * (MOST_BYTES * 5))
    assert len(bomb.getvalue()) < MOST_BYTES // 50
    assert "too large" in await sends(house, bomb.getvalue())


async def test_without_a_journal_nothing_is_read(house: House, store: Store) -> None:
    """It says what is needed."""
    await store.journal.save_preferences(PERSON, journal=False)
    assert "yours is off" in await sends(house, OURS.encode())


async def test_what_is_older_than_anything_is_kept_is_left_out_and_said(house: House) -> None:
    """It would be deleted within the hour."""
    old = OURS + "2019-01-01T00:00:00Z,sad,,,\n"
    assert "older than I keep anything (730 days): 1." in await sends(house, old.encode())


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("8:15 PM", 20, 15),
        ("8:15\u202fPM", 20, 15),
        ("8:15 p. m.", 20, 15),
        ("12:05 a.m.", 0, 5),
        ("12:05 PM", 12, 5),
        ("오후 8:15", 20, 15),
        ("上午8:15", 8, 15),
        ("20:15:30", 20, 15),
        ("20.15", 20, 15),
    ],
)
async def test_times_as_phones_write_them(house: House, store: Store, typed: str, hour: int, minute: int) -> None:
    """In either half of the day, with points and narrow spaces, the half before the time."""
    table = f"full_date,date,weekday,time,mood,activities,note_title,note\n2026-10-26,,,{typed},sad,,,\n"
    assert "New in your journal: 1." in await sends(house, table.encode())
    (entry,) = await store.journal.page(PERSON, 0, 9)
    assert entry.at == 1_792_969_200_000 + (hour * 60 + minute) * 60_000


@pytest.mark.parametrize("typed", ["25:00", "8:75", "13:00 PM", "noonish 8:00", "", "8"])
async def test_what_is_no_time_of_day_is_wrong(house: House, typed: str) -> None:
    """Nothing is guessed."""
    table = f"full_date,date,weekday,time,mood,activities,note_title,note\n2026-10-26,,,{typed},sad,,,\n"
    assert "- line 2: no time" in await sends(house, table.encode())


async def test_moods_with_signs_in_their_names_can_be_told_apart(house: House, store: Store) -> None:
    """Two that look alike when their signs are left out get numbers; the line that is shown can be sent back."""
    table = 'time,mood\n2026-10-30T20:15Z,"bl, bl"\n2026-10-30T21:15Z,bl=bl;\n2026-10-30T22:15Z,bl; bl\n'
    asked = await sends(house, table.encode())
    assert "!import bl bl=..., bl bl (2)=..., bl bl (3)=..." in asked
    talk = Talk(house)
    done = await talk.says("!import bl bl=okay, bl bl (2)=sad, bl bl (3)=skip")
    assert "New in your journal: 2." in said(done)


async def test_a_quotation_mark_without_its_partner_swallows_nothing(house: House, store: Store) -> None:
    """The line where it stands is named, and nothing is kept."""
    answer = await sends(house, (OURS + '2026-10-30T21:15Z,sad,,,"unfinished\n2026-10-30T22:15Z,sad,,,\n').encode())
    assert "- line 4: it can't be taken apart" in answer
    assert await store.journal.count(PERSON) == 0


@pytest.mark.needs(feature="privacy")
async def test_our_own_table_is_taken_word_for_word(house: House, store: Store) -> None:
    """What looks like Daylio's line break stays as it was written; a clock elsewhere stays that clock."""
    table = "time,mood,pleasantness,energy,note\n2026-10-30T06:13:00+09:00,sad,-2,-1,a <br> b\n"
    await sends(house, table.encode())
    (entry,) = await store.journal.page(PERSON, 0, 9)
    assert (entry.note, entry.zone) == ("a <br> b", "Etc/GMT-9")
    reply = await Talk(house).says("!export")
    assert reply is not None
    with zipfile.ZipFile(io.BytesIO(reply.utterances[-1].pictures[0].data)) as archive:
        assert "2026-10-30T06:13:00.000+09:00,sad" in archive.read("entries.csv").decode()


async def test_the_latest_entry_is_not_one_that_was_brought_along(house: House, store: Store) -> None:
    """!note is about what the person has just said."""
    talk = Talk(house)
    await talk.says("!log sad yesterday evening")
    await sends(house, OURS.encode())
    await talk.says("!note it rained")
    notes = [(entry.source, entry.note) for entry in await store.journal.page(PERSON, 0, 9)]
    assert (Source.BACKFILL, "it rained") in notes


async def test_an_import_is_taken_back_whole_and_only_after_a_yes(house: House, store: Store) -> None:
    """It cannot be put back, so the bot asks; what was there before stays."""
    talk = Talk(house)
    await talk.says("!log sad yesterday evening")
    await sends(house, OURS.encode())
    assert "an import (entries: 2)" in said(await talk.says("!undo"))
    await talk.says("ok")
    assert await store.journal.count(PERSON) == 3
    await talk.says("!undo")
    assert "entries: 2" in said(await talk.says("yes"))
    assert [entry.source for entry in await store.journal.page(PERSON, 0, 9)] == [Source.BACKFILL]
    assert "nothing to take back" in said(await talk.says("!undo"))


async def test_an_import_of_what_is_there_already_is_no_change(house: House, store: Store) -> None:
    """Undo then still takes back what was done before."""
    await sends(house, OURS.encode())
    talk = Talk(house)
    await talk.says("!log tired yesterday evening")
    await sends(house, OURS.encode())
    assert "Taken out" in said(await talk.says("!undo"))
    assert await store.journal.count(PERSON) == 2


async def test_without_a_key_for_notes_it_is_said_that_they_are_left_out(clock: HandClock) -> None:
    """The moods come in."""
    async with open_store("sqlite:///:memory:", clock.new_id()) as store:
        await store.journal.save_preferences(PERSON, journal=True, journal_at=1, zone="Europe/Berlin")
        answer = await sends(house_of(store, clock), OURS.encode())
        assert "New in your journal: 2. There already: 0. The notes are left out" in answer


async def test_times_without_a_clock_need_the_person_s(house: House, store: Store) -> None:
    """Else they would be read wrong, and doubled once the clock is known."""
    await store.database.execute("UPDATE preferences SET zone = NULL")
    assert "!zone and a larger city" in await sends(house, DAYLIO.encode())
    assert "New in your journal: 2." in await sends(house, OURS.encode())


async def test_neither_words_nor_moods_hold_anybody_up(house: House, clock: HandClock) -> None:
    """A long line of blanks, as many moods that begin alike as one table may have."""
    rows = "".join(f"2026-10-30T20:15Z,{'m' * 40}{number % MOST_UNKNOWN}\n" for number in range(20_000))
    assert "and 40 more" in await sends(house, f"time,mood\n{rows}".encode())
    assert "aren't mine" in said(await Talk(house).says("!import x" + " " * 1_900 + "x"))


async def test_a_table_waits_for_an_hour(house: House, clock: HandClock) -> None:
    """It is what a person has written, and not kept longer than it takes to answer."""
    await sends(house, DAYLIO.encode())
    clock.advance(3601)
    assert "together with the file" in said(await Talk(house).says("!import rad=happy, meh=okay"))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_zip_is_no_table(method: int) -> None:
    """Whatever stands where something else should: it is read right, or refused."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("entries.csv", OURS * 20)
    whole = out.getvalue()
    for place in range(4, len(whole)):
        text = text_in(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        assert isinstance(text, str | Unreadable)


async def test_many_are_kept_at_once(house: House, store: Store) -> None:
    """In the order of the file, each with a number of its own."""
    rows = "".join(
        f"2026-09-{day:02d}T{hour:02d}:{minute:02d}:00Z,okay,,,\n"
        for day in range(1, 31)
        for hour in range(24)
        for minute in (0, 30)
    )
    assert "New in your journal: 1440." in await sends(house, ("time,mood,a,b,note\n" + rows).encode())
    numbers = [entry.number for entry in await store.journal.page(PERSON, 0, 2000)]
    assert numbers == list(range(1440, 0, -1))
