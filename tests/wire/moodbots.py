"""The real moodbot for tests on the wire: as a client in this loop, or as a process of its own."""

import asyncio
import os
import re
import signal
import sys
import types
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest

from moodbot.discordapp.bot import MoodBot, Parts
from tests.bots import build
from tests.hands import HandClock
from tests.house import ROOT, pools_of
from tests.signals import hearing_ctrl_c
from tests.standin import GOOD_TOKEN, Server
from tests.standin.messages import Sent
from tests.standin.pointing import running
from tests.stores import open_store

ANNA, BEN, GENERAL, ELSEWHERE = 101, 102, 10, 12
IN_MEMORY = "sqlite:///:memory:"
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ (DEBUG|INFO|WARNING|ERROR) ")
PATIENCE = 20.0  # seconds after which a process that does not do what it should fails its test


@asynccontextmanager
async def parts_of(clock: HandClock, database: str = IN_MEMORY, pace: float = 1.0) -> AsyncIterator[Parts]:
    """Open a store and put together what a client is handed."""
    async with open_store(database, clock.new_id()) as store:
        yield build(store, clock, pace).parts


@asynccontextmanager
async def moodbot(
    clock: HandClock, database: str = IN_MEMORY, *, pace: float = 1.0, content: bool = True
) -> AsyncIterator[MoodBot]:
    """Run moodbot against the stand-in until the end of the block; it is connected when the block begins."""
    async with parts_of(clock, database, pace) as parts:
        client = new_moodbot(parts, content)
        async with running(client):
            yield client


def new_moodbot(parts: Parts, content: bool = True, **options: Any) -> MoodBot:
    """Return a client that is not yet running; it does not wait for more servers than the stand-in has."""
    return MoodBot(parts, content, guild_ready_timeout=0.01, **options)


def spoken(sent: Sequence[Sent], mood: str = "anxious") -> list[set[str]]:
    """Return, message by message, the pools that were spoken from."""
    return [pools_of(one.content, mood) for one in sent]


def is_whole_answer(sent: Sequence[Sent]) -> bool:
    """Whether *sent* is the answer to a hard mood: the feeling accepted, a suggestion, the friend question."""
    pools = spoken(sent)
    return len(pools) == 3 and "validate" in pools[0] and "suggest" in pools[1] and bool(sent[2].buttons)


async def until(predicate: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Give the loop turns until *predicate* holds; TimeoutError where it never does."""
    async with asyncio.timeout(seconds):
        while not predicate():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0)


def let_discord_wait(monkeypatch: pytest.MonkeyPatch, wait: Callable[[float], Awaitable[object]]) -> None:
    """Put *wait* in the place of the sleeps between discord.py's tries; asyncio itself keeps its own."""
    really = asyncio.sleep
    swift = types.ModuleType("asyncio")
    vars(swift).update(vars(asyncio), sleep=lambda seconds: wait(seconds) if seconds > 0 else really(0))
    for module in (discord.http, discord.client, discord.webhook.async_):
        monkeypatch.setattr(module, "asyncio", swift)


class Process:
    """moodbot as a process, in a folder of its own; what it writes is kept in *out* and *err*."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.out = b""
        self.err = b""
        self._written = asyncio.Event()
        assert process.stdout is not None
        assert process.stderr is not None
        self._reading = [
            asyncio.create_task(self._read(process.stdout, "out")),
            asyncio.create_task(self._read(process.stderr, "err")),
        ]

    @property
    def log(self) -> str:
        """Everything on stderr so far."""
        return self.err.decode()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    async def end(self, seconds: float = PATIENCE) -> int:
        """Return the exit code; TimeoutError where it goes on for longer than *seconds*."""
        async with asyncio.timeout(seconds):
            await asyncio.gather(*self._reading)
            return await self._process.wait()

    async def says(self, words: str) -> None:
        """Wait until *words* stand in what it has written."""
        async with asyncio.timeout(PATIENCE):
            while words not in (self.out + self.err).decode(errors="replace"):
                self._written.clear()
                await self._written.wait()

    async def kill(self) -> None:
        """End it whatever it does."""
        if self._process.returncode is None:
            self._process.kill()
        await self.end()

    async def _read(self, source: asyncio.StreamReader, name: str) -> None:
        while piece := await source.read(4096):
            setattr(self, name, getattr(self, name) + piece)
            self._written.set()


@asynccontextmanager
async def started(folder: Path, *arguments: str, settings: dict[str, str] | None = None) -> AsyncIterator[Process]:
    """Start ``python -m moodbot`` with *arguments* in *folder*; only *settings* are set. Killed at the end."""
    with hearing_ctrl_c():
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "moodbot", *arguments),
            cwd=folder,
            env=clean_environment() | (settings or {}),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    seen = Process(process)
    try:
        yield seen
    finally:
        await seen.kill()


def lines_printed(process: Process) -> list[str]:
    """Return what moodbot says on stderr besides its log."""
    assert "Traceback" not in process.log
    return [line for line in process.log.splitlines() if not LOG_LINE.match(line)]


def left_in(folder: Path) -> dict[str, bytes]:
    """Return what lies in *folder*, files with what they hold."""
    return {file.name: b"" if file.is_dir() else file.read_bytes() for file in folder.iterdir()}


def clean_environment() -> dict[str, str]:
    """Return this process's environment without any setting of moodbot's, and with the checkout importable."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOODBOT", "DISCORD", "COV"))}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def settings_for(server: Server, **more: str) -> dict[str, str]:
    """Return the environment that lets ``moodbot run`` talk to *server*, without pauses."""
    usual = {
        "DISCORD_TOKEN": GOOD_TOKEN,
        "MOODBOT_API_BASE": server.api_base,
        "MOODBOT_GATEWAY": server.gateway_url,
        "MOODBOT_DATABASE_URL": "sqlite:///talks.db",
        "MOODBOT_PACE": "0",
    }
    return usual | more


async def after(event: Awaitable[object], seconds: float = PATIENCE) -> None:
    """Wait for *event*, but not for ever."""
    await asyncio.wait_for(event, seconds)
