"""What is more than a journal can hold or a person can have meant is refused as a whole, with what to do."""

import io
import random
import zipfile
from collections.abc import AsyncIterator

import pytest

from moodbot.core.dialogue import DM, Entrance, Incoming, SentFile, Source
from moodbot.features.journal.archives import MOST_BYTES, MOST_FILES, make_archive
from moodbot.features.journal.held_imports import MOST_HELD, Imports
from moodbot.features.journal.rules.csv_import import LONGEST_LINE, LONGEST_NAME, MOST_CELLS, MOST_LINES, MOST_UNKNOWN
from moodbot.features.journal.rules.entries import MOST_ENTRIES, Entry
from moodbot.times.units import MINUTE
from tests.filling import DAYLIO
from tests.hands import HandClock
from tests.house import House, house_of
from tests.stores import A_NOTE_KEY, Store, open_store
from tests.talks import PERSON, Talk

HEAD = "time,mood,note\n"
ROW = "2026-10-30T20:15Z,sad,\n"


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


async def sends(house: House, table: str | bytes, text: str = "!import", person: int = PERSON) -> str:
    """Send a file with *text*; return what is answered."""
    data = table if isinstance(table, bytes) else table.encode()

    async def read() -> bytes:
        return data

    file = SentFile("file.csv", len(data), read)
    reply = await house.handle(Incoming(person, DM, Entrance.DM, text, file=file))
    assert reply is not None
    return "\n".join(utterance.text for utterance in reply.utterances)


async def says(house: House, text: str) -> str:
    """Say *text*; return what is answered."""
    reply = await Talk(house).says(text)
    assert reply is not None
    return "\n".join(utterance.text for utterance in reply.utterances)


def moods(count: int) -> str:
    """Return a table with *count* moods that nobody knows."""
    return HEAD + "".join(f"2026-10-30T20:15Z,\ufdfa{number},\n" for number in range(count))


def packed(method: int) -> bytes:
    """Return a zip that is packed in another way."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("entries.csv", HEAD + ROW)
    return out.getvalue()


@pytest.mark.parametrize(
    ("table", "answer"),
    [
        (HEAD + ROW * (MOST_ENTRIES + 1), "more than 20,000 rows"),
        (HEAD + "x,sad,\n" * (MOST_ENTRIES + 1), "more than 20,000 rows"),
        (HEAD + ",,\n" * (2 * MOST_ENTRIES + 1), "more than 20,000 rows"),
        (HEAD + "\n" * MOST_LINES, "more than 20,000 rows"),
        (HEAD + "a" * (LONGEST_LINE + 1), "far too long"),
        ("," * (LONGEST_LINE + 1), "far too long"),
        (HEAD + "," * MOST_CELLS, "far too many columns"),
        (moods(MOST_UNKNOWN + 1), "more than 50 moods that aren't mine"),
        (HEAD + f"2026-10-30T20:15Z,{'a' * (LONGEST_NAME + 1)},\n", "line 2: a mood longer than fits"),
        ("full_date,time,mood\n2026-10-26," + "8" * LONGEST_NAME + ":15,sad\n", "line 2: no time"),
        (make_archive({str(number): b"" for number in range(MOST_FILES + 1)}), "more than a hundred files"),
        (make_archive({"entries.csv": make_archive({"entries.csv": ROW.encode()})}), "as text"),
        (make_archive({"entries.csv": b"a" * (MOST_BYTES + 1)}), "too large"),
        (packed(zipfile.ZIP_LZMA), "no table of entries that I can open"),
        (packed(zipfile.ZIP_BZIP2), "no table of entries that I can open"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < LONGEST_NAME else "file",
)
async def test_too_much_is_refused_as_a_whole(house: House, store: Store, table: str | bytes, answer: str) -> None:
    """Rows, lines, columns, moods, files in a zip, a zip in a zip: nothing is kept, and nothing waits in memory."""
    refused = await sends(house, table)
    assert answer in refused
    assert "kept" in refused
    assert await store.journal.count(PERSON) == 0
    assert house.of(Imports).held(PERSON) is None


async def test_as_much_as_fits_is_asked_about(house: House, store: Store) -> None:
    """The last row and the last mood that fit; what is typed besides what was asked for is not kept."""
    asked = await sends(house, moods(MOST_UNKNOWN))
    assert "and 40 more" in asked
    typed = ", ".join(f"x{number}=happy" for number in range(300))
    await says(house, f"!import {typed}, \ufdfa0=happy")
    held = house.of(Imports).held(PERSON)
    assert held is not None
    assert held.meanings == {"\ufdfa0": "happy"}
    rest = ", ".join(f"\ufdfa{number}=skip" for number in range(1, MOST_UNKNOWN))
    assert "New in your journal: 1." in await says(house, f"!import {rest}")


async def test_spellings_of_our_own_moods_are_not_unknown(house: House) -> None:
    """However many ways there are to write a mood, it is the same mood."""
    rows = "".join(f"2026-10-30T20:{number:02d}Z,Sad{'!' * number},\n" for number in range(60))
    assert "New in your journal: 60." in await sends(house, HEAD + rows)


async def test_a_file_too_large_to_wait_is_sent_again_with_its_line(house: House) -> None:
    """It is not held; the line that was shown works together with the file."""
    chance = random.Random(1)
    notes = ("".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=490)) for _ in range(4_000))
    rows = "".join(
        f"2026-09-{1 + number // 1440:02d}T{number // 60 % 24:02d}:{number % 60:02d}Z,rad,{note}\n"
        for number, note in enumerate(notes)
    )
    asked = await sends(house, HEAD + rows)
    assert "rad=..." in asked
    assert "send it again together with that line" in asked
    assert house.of(Imports).held(PERSON) is None
    assert "New in your journal: 4000." in await sends(house, HEAD + rows, "!import rad=happy")


async def test_what_waits_is_small(house: House, store: Store) -> None:
    """A file waits compressed, and its rows are read again for each answer."""
    await sends(house, moods(MOST_UNKNOWN) + moods(MOST_UNKNOWN).removeprefix(HEAD) * 100)
    held = house.of(Imports).held(PERSON)
    assert held is not None
    assert len(held.packed) < MOST_HELD // 50


async def test_a_full_journal_takes_nothing_more_and_says_what_makes_room(
    house: House, store: Store, clock: HandClock
) -> None:
    """By import, by !log, in a talk and by the consent to a journal; the talk goes on."""
    now = clock.now()
    full = [Entry(PERSON, "okay", now - each * MINUTE, None, Source.IMPORT, now) for each in range(1, MOST_ENTRIES + 1)]
    assert await store.journal.add_all(PERSON, full) == MOST_ENTRIES
    assert "yours would have more" in await sends(house, DAYLIO, "!import rad=happy, meh=sad")
    assert "!delete and a number makes room" in await says(house, "!log sad yesterday")
    talked = await says(house, "!sad")
    assert "Your journal has 20000 entries, as many as it can hold" in talked
    await store.journal.save_preferences(PERSON, journal=False)
    await says(house, "!journal on")
    assert await store.journal.count(PERSON) == MOST_ENTRIES
    await says(house, "!delete 1")
    await says(house, "yes")
    assert await store.journal.count(PERSON) == MOST_ENTRIES - 1
    assert "makes room" not in await says(house, "!log sad yesterday")
    assert await store.journal.count(PERSON) == MOST_ENTRIES
