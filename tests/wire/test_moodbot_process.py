"""`moodbot run` as an operator runs it: it answers, ends when told to, and keeps to itself what it hears."""

import signal
from pathlib import Path

import pytest

from moodbot.storage.postgres_lock import REFUSED
from moodbot.storage.running import TAKEN_OVER
from tests.postgres import Postgres, taken_over
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


async def test_it_finishes_what_it_is_saying(standin: Server, tmp_path: Path) -> None:
    """Five are being answered at a person's pace: each gets the whole answer without the pauses, and the talks go on
    after the next start.
    """
    places = [standin.dm(person) for person in range(201, 206)]
    async with started(tmp_path, "run", settings=settings_for(standin, MOODBOT_PACE="1")) as process:
        await up(standin)
        for person, place in enumerate(places, 201):
            await standin.say(person, place, "!anxious")
        await standin.until(lambda: all(standin.typings(place) for place in places), START)
        process.send(signal.SIGTERM)
        assert await process.end(5) == 0
    assert lines_printed(process) == []
    for place in places:
        assert is_whole_answer(standin.sent(place)), spoken(standin.sent(place))
    async with started(tmp_path, "run", settings=settings_for(standin)) as process:
        await up(standin)
        await standin.say(201, places[0], "no one really")
        await standin.until(lambda: len(standin.sent(places[0])) == 5, START)
    assert "ask_happened" in spoken(standin.sent(places[0]))[-1]


async def test_a_risk_is_answered_while_it_stops(standin: Server, tmp_path: Path) -> None:
    """Ben is still being answered when it is told to stop: Anna's new talk is not begun, her help lines come."""
    ben, anna = standin.dm(BEN), standin.dm(ANNA)
    hold = standin.faults.hold("POST", f"/channels/{ben}/messages", times=1)
    async with started(tmp_path, "run", settings=settings_for(standin)) as process:
        await up(standin)
        await standin.say(BEN, ben, "!anxious")
        await hold.reached.wait()
        process.send(signal.SIGTERM)
        await process.says("stopping")
        await standin.say(ANNA, anna, "!anxious")
        await standin.say(ANNA, anna, "i want to kill myself")
        await standin.until(lambda: len(standin.sent(anna)) == 2, START)
        hold.release()
        assert await process.end(5) == 0
    assert "findahelpline.com" in standin.sent(anna)[0].content
    assert is_whole_answer(standin.sent(ben)), spoken(standin.sent(ben))


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


async def test_a_second_process_on_one_postgresql_is_refused(
    standin: Server, tmp_path: Path, postgres: Postgres
) -> None:
    """The second ends with 2 and a line that says what to do; the first answers on."""
    settings = settings_for(standin, MOODBOT_DATABASE_URL=await postgres.migrated())
    async with started(tmp_path, "run", settings=settings) as first:
        await up(standin)
        async with started(tmp_path, "run", settings=settings) as second:
            assert await second.end() == 2
        assert lines_printed(second) == [f"moodbot: {REFUSED}"]
        await standin.say(ANNA, GENERAL, "!anxious")
        await answered(standin, GENERAL)
        first.send(signal.SIGTERM)
        assert await first.end(5) == 0


async def test_a_process_whose_database_was_taken_over_ends(
    standin: Server, tmp_path: Path, postgres: Postgres
) -> None:
    """Another one was waiting for the lock when its connection was cut: it ends with 2 and says why."""
    address = await postgres.migrated()
    async with started(tmp_path, "run", settings=settings_for(standin, MOODBOT_DATABASE_URL=address)) as process:
        await up(standin)
        async with taken_over(address):
            assert await process.end() == 2
    assert lines_printed(process) == [f"moodbot: {TAKEN_OVER}"]
