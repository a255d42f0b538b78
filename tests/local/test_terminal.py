"""The terminal: typing shows, choices are numbered, numbers and words both work."""

import asyncio
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moodbot.core.words import Words
from moodbot.local.screens import CLEAR_LINE, PlainScreen, given_lines, typed_lines
from moodbot.local.terminal import Terminal
from tests.hands import HandClock, until
from tests.house import house_of, pools_of, the_pack
from tests.stores import Store, open_store


class Tube(io.StringIO):
    """Output that claims to be a screen."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Claim it."""
        return True


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    """A real database, in memory."""
    async with open_store("sqlite:///:memory:", "0" * 32) as opened:
        yield opened


def terminal_on(out: io.StringIO, store: Store, clock: HandClock, folder: Path = Path()) -> Terminal:
    """Return a terminal that shows the talk on *out* and writes pictures into *folder*."""
    turn_runner = house_of(store, clock, pace=1.0).turn_runner(patient=True)
    return Terminal(turn_runner, PlainScreen(out), Words(the_pack()), folder)


async def test_a_script_gets_each_whole_answer(store: Store, clock: HandClock) -> None:
    """Three messages for the mood, then the answer to the no; every line that was played is shown."""
    out = io.StringIO()
    await terminal_on(out, store, clock).play(given_lines(["!lonely", "", "no"]))
    spoken = [line.removeprefix("moodbot: ") for line in out.getvalue().splitlines() if line.startswith("moodbot: ")]
    assert len(spoken) == 5
    assert "friend_ask" in pools_of(spoken[2], "lonely")
    assert "ask_happened" in pools_of(spoken[4], "lonely")
    assert "you: !lonely\n" in out.getvalue()
    assert out.getvalue().count(the_pack().text("terminal_typing")) == 5


@pytest.mark.parametrize("answer", ["2", "2.", " 2) ", "No one right now", "nah"])
async def test_choices_are_answered_by_number_or_in_words(store: Store, clock: HandClock, answer: str) -> None:
    """All of these mean the second choice."""
    out = io.StringIO()
    terminal = terminal_on(out, store, clock)
    await terminal.play(given_lines(["!lonely"]))
    assert "  2. No one right now\n" in out.getvalue()
    await terminal.play(given_lines([answer]))
    assert "ask_happened" in pools_of(out.getvalue(), "lonely")


async def test_a_number_that_is_no_choice_is_read_as_words(store: Store, clock: HandClock) -> None:
    """Nothing breaks, and it is not taken as an answer."""
    out = io.StringIO()
    terminal = terminal_on(out, store, clock)
    await terminal.play(given_lines(["7", "!lonely", "99999999999999999999", "0"]))
    assert {"clarify", "clarify_choices"} <= pools_of(out.getvalue(), "lonely")


async def test_the_mood_menu_is_a_numbered_list(store: Store, clock: HandClock) -> None:
    """Fifteen, and a number begins one."""
    out = io.StringIO()
    terminal = terminal_on(out, store, clock)
    await terminal.play(given_lines(["!mood"]))
    number = next(line.split(".")[0].strip() for line in out.getvalue().splitlines() if line.endswith(" tired"))
    assert "  15. " in out.getvalue()
    await terminal.play(given_lines([number]))
    assert "validate" in pools_of(out.getvalue(), "tired")


async def test_on_a_screen_the_typing_sign_is_erased_before_the_message(store: Store, clock: HandClock) -> None:
    """It shows while the bot types and leaves nothing behind."""
    out = Tube()
    terminal = terminal_on(out, store, clock)
    await terminal.play(given_lines(["!lonely"]))
    shown = out.getvalue()
    typing = the_pack().text("terminal_typing")
    assert shown.count(typing) == shown.count(CLEAR_LINE) == 3
    assert shown.index(typing) < shown.index(CLEAR_LINE) < shown.index("moodbot: ")


async def test_a_line_typed_meanwhile_interrupts(store: Store, hand_clock: HandClock) -> None:
    """The rest of the first answer is not said."""
    out = io.StringIO()
    terminal = terminal_on(out, store, hand_clock)
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    async def typed() -> AsyncIterator[str]:
        while (line := await lines.get()) is not None:
            yield line

    talking = asyncio.create_task(terminal.talk(typed()))
    lines.put_nowait("!angry")
    await until(lambda: hand_clock.waiting == 1)
    lines.put_nowait("!happy")
    lines.put_nowait("  ")
    await until(lambda: out.getvalue().count("moodbot: ") == 3, hand_clock)
    lines.put_nowait(None)
    await until(talking.done, hand_clock)
    assert "validate" in pools_of(out.getvalue(), "happy")
    assert "validate" not in pools_of(out.getvalue(), "angry")


async def test_leaving_does_not_wait_for_the_answer(store: Store, hand_clock: HandClock) -> None:
    """Ctrl-D in the middle of an answer ends it there."""
    out = io.StringIO()
    terminal = terminal_on(out, store, hand_clock)
    await terminal.talk(given_lines(["!angry"]))
    assert "validate" not in pools_of(out.getvalue(), "angry")


async def test_lines_are_read_to_the_end_of_a_file() -> None:
    """Line ends of every kind are taken off."""
    assert [line async for line in typed_lines(io.StringIO("!sad\r\nno\n\nbye"))] == ["!sad", "no", "", "bye"]


def test_a_reader_who_leaves_breaks_nothing() -> None:
    """As in `moodbot chat ... | head`: what is still said goes nowhere."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="utf-8") as out:
        screen = PlainScreen(out)
        os.close(reading)
        screen.write("nobody hears this\n")
        screen.write("nor this\n")
        assert os.path.samestat(os.fstat(out.fileno()), os.stat(os.devnull))


async def test_a_poor_terminal_shows_what_it_can() -> None:
    """A character that it does not have becomes a question mark, not an error."""
    raw = io.BytesIO()
    screen = PlainScreen(io.TextIOWrapper(raw, encoding="ascii"))
    screen.write("1. \N{GRINNING FACE} happy\n")
    assert raw.getvalue() == b"1. ? happy\n"


async def test_pictures_are_files_that_are_named(store: Store, clock: HandClock, tmp_path: Path) -> None:
    """A terminal shows no pictures: they lie in the folder, and the talk says where and what they show."""
    out = io.StringIO()
    terminal = terminal_on(out, store, clock, tmp_path)
    moods = ("happy", "sad", "okay", "tired", "excited")
    await terminal.play(given_lines(["!journal on", "yes", "later", *(f"!{mood}" for mood in moods), "!graph year"]))
    names = {"moods-year-line.png", "moods-year-calendar.png", "moods-year-counts.png"}
    assert set(os.listdir(tmp_path)) == names
    assert all(f"Written: {tmp_path / name} (" in out.getvalue() for name in names)


@pytest.mark.needs(feature="privacy")
async def test_an_export_is_its_owner_s_and_takes_no_other_s_place(
    store: Store, clock: HandClock, tmp_path: Path
) -> None:
    """Moods and notes can be read by nobody else; an older export stays what it was."""
    out = io.StringIO()
    terminal = terminal_on(out, store, clock, tmp_path)
    await terminal.play(given_lines(["!export"]))
    first = (tmp_path / "moodbot-export.zip").read_bytes()
    await terminal.play(given_lines(["!happy", "!export"]))
    assert (tmp_path / "moodbot-export.zip").read_bytes() == first
    second = tmp_path / "moodbot-export-2.zip"
    assert str(second) in out.getvalue()
    assert second.stat().st_mode & 0o077 == 0


@pytest.mark.needs(feature="privacy")
async def test_where_the_disk_is_full_no_half_of_an_export_is_left(
    store: Store, clock: HandClock, tmp_path: Path
) -> None:
    """A line says why, and nothing lies there that looks like the whole."""
    resource = pytest.importorskip("resource")
    out, before = io.StringIO(), resource.getrlimit(resource.RLIMIT_FSIZE)
    terminal = terminal_on(out, store, clock, tmp_path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        await terminal.play(given_lines(["!export"]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "File too large" in out.getvalue()
    assert os.listdir(tmp_path) == []


async def test_a_picture_that_cannot_be_written_says_why(store: Store, clock: HandClock, tmp_path: Path) -> None:
    """The folder is gone: the person reads which file could not be written, and the summary in words stays."""
    out = io.StringIO()
    terminal = terminal_on(out, store, clock, tmp_path / "gone")
    moods = ("happy", "sad", "okay", "tired", "excited")
    await terminal.play(given_lines(["!journal on", "yes", "later", *(f"!{mood}" for mood in moods), "!graph"]))
    assert "could not be written" in out.getvalue()
    assert "there are 5 entries" in out.getvalue() or "there are 6 entries" in out.getvalue()
