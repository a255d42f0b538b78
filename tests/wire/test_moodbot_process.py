"""`moodbot run` as an operator runs it: it answers, ends when told to, and keeps to itself what it hears."""

import signal
from pathlib import Path

import pytest

from tests.standin import Server
from tests.wire.moodbots import (
    ANNA,
    BEN,
    GENERAL,
    is_whole_answer,
    left_in,
    lines_printed,
    settings_for,
    spoken,
    started,
)

START = 20.0  # seconds within which a process is up on a busy machine


async def up(standin: Server) -> None:
    """Wait until the process is connected."""
    await standin.until(lambda: standin.gateway.connected, START)


async def answered(standin: Server, place: int) -> None:
    """Wait until three messages stand there, and see that they are the answer to a hard mood."""
    await standin.until(lambda: len(standin.sent(place)) == 3, START)
    assert is_whole_answer(standin.sent(place)), spoken(standin.sent(place))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_answers_and_leaves_when_told_to(standin: Server, tmp_path: Path, number: signal.Signals) -> None:
    """A command is answered; SIGTERM and Ctrl-C end the process within 5 seconds, with 0 and without a word."""
    async with started(tmp_path, "run", settings=settings_for(standin)) as process:
        await up(standin)
        await standin.say(ANNA, GENERAL, "!anxious")
        await answered(standin, GENERAL)
        process.send(number)
        assert await process.end(5) == 0
    assert lines_printed(process) == []
    assert process.out == b""
    assert (tmp_path / "talks.db").exists()


async def test_it_leaves_in_the_middle_of_an_answer(standin: Server, tmp_path: Path) -> None:
    """While it types at a person's pace it ends just as soon, and says nothing more."""
    async with started(tmp_path, "run", settings=settings_for(standin, MOODBOT_PACE="1")) as process:
        await up(standin)
        await standin.say(ANNA, GENERAL, "!anxious")
        await standin.until(lambda: standin.typings(GENERAL))
        process.send(signal.SIGTERM)
        assert await process.end(5) == 0
    assert lines_printed(process) == []
    assert len(standin.sent(GENERAL)) <= 1


async def test_a_gateway_that_refuses_leaves_no_traceback_in_the_log(standin: Server, tmp_path: Path) -> None:
    """discord.py logs each failed try with its whole stack; here it is one line, and SIGTERM is heeded."""
    standin.gateway.refuse_sockets = True
    async with started(tmp_path, "run", settings=settings_for(standin)) as process:
        await process.says("Attempting a reconnect")
        process.send(signal.SIGTERM)
        assert await process.end(5) == 0
    assert "Traceback" not in process.log
    assert "WSServerHandshakeError at " in process.log


async def test_what_people_write_is_nowhere_but_in_discord(standin: Server, tmp_path: Path) -> None:
    """With the log at debug a marked sentence goes in by every door; no log line and no file holds it."""
    mark = "quillwort seventeen"
    place = standin.dm(ANNA)
    async with started(tmp_path, "run", settings=settings_for(standin, MOODBOT_LOG="debug")) as process:
        await up(standin)
        await standin.say(ANNA, place, "!anxious")
        await standin.until(lambda: len(standin.sent(place)) == 3, START)
        await standin.say(ANNA, place, "no")
        await standin.until(lambda: len(standin.sent(place)) == 5, START)
        await standin.say(ANNA, place, f"it is the {mark} again")
        await standin.until(lambda: len(standin.sent(place)) == 7, START)
        await standin.say(BEN, GENERAL, f"I feel {mark}", mention_bot=True)
        await standin.until(lambda: standin.sent(GENERAL), START)
        await standin.say(BEN, GENERAL, f"!anxious {mark}")
        await standin.until(lambda: len(standin.sent(GENERAL)) >= 4, START)
        await standin.slash(ANNA, GENERAL, "mood", {"mood": "anxious"})
        await standin.until(lambda: any("Write" in one.buttons for one in standin.sent(GENERAL)), START)
        (asked,) = [one for one in standin.sent(GENERAL) if "Write" in one.buttons]
        form = asked.buttons["Write"]
        await standin.press_button(ANNA, asked.id, form)
        await standin.until(lambda: standin.open_modal(ANNA), START)
        before = len(standin.sent(GENERAL))
        await standin.submit_modal(ANNA, GENERAL, form, {"write": f"nobody knows {mark}"})
        await standin.until(lambda: len(standin.sent(GENERAL)) > before, START)
        process.send(signal.SIGTERM)
        assert await process.end(5) == 0
    assert "DEBUG" in process.log or "INFO" in process.log
    everything = left_in(tmp_path) | {"stdout": process.out, "stderr": process.err}
    assert "talks.db" in everything
    assert [name for name, held in everything.items() for word in mark.split() if word.encode() in held] == []


async def test_words_of_a_person_at_risk_are_in_no_log_and_no_file(standin: Server, tmp_path: Path) -> None:
    """By DM and by mention: help comes in the DM, the channel learns nothing, a time and a tier are all that stays."""
    mark = "quillwort seventeen"
    settings = settings_for(standin, MOODBOT_LOG="debug")
    async with started(tmp_path, "run", settings=settings) as process:
        await up(standin)
        for person, room, named in ((ANNA, standin.dm(ANNA), False), (BEN, GENERAL, True)):
            await standin.say(person, room, f"{mark}, i want to kill myself", mention_bot=named)
            await standin.until(lambda who=person: len(standin.sent(standin.dm(who))) == 2, START)
        process.send(signal.SIGTERM)
        assert await process.end(5) == 0
    assert "findahelpline.com" in standin.sent(standin.dm(BEN))[0].content
    assert standin.sent(GENERAL) == []
    everything = left_in(tmp_path) | {"stdout": process.out, "stderr": process.err}
    assert [name for name, held in everything.items() for word in mark.split() if word.encode() in held] == []
