"""Runs the measured bots and the stand-in for Discord, each as a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil  # type: ignore[import-untyped]  # its types are a package of their own, for a few calls

from benchmarks.machine import MIB
from tests.standin import GOOD_TOKEN
from tests.standin.load import FIRST_USER

ROOT = Path(__file__).parent.parent
TYPED, POSTED = "POST /channels/{}/typing", "POST /channels/{}/messages"
MESSAGES = 3
"""Messages that answer a hard mood: validation, a suggestion, the friend question."""

ENDS_WITHIN = 10.0
ANSWERS_WITHIN = 60.0
STARTS_WITHIN = 30.0


class Failed(Exception):
    """A program could not be measured; the message says why."""


class StandIn:
    """A stand-in for Discord in another process, driven through its control address."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self.api_base = addresses["api_base"]
        self.gateway = addresses["gateway"]
        self._control = addresses["control"]

    def act(self, action: str, **args: Any) -> dict[str, Any]:
        """Run one *action* of the control with *args* and return its answer. Raises Failed if it is refused."""
        body = json.dumps(args).encode()
        try:
            with urlopen(Request(f"{self._control}/{action}", data=body), timeout=ANSWERS_WITHIN) as response:
                answer: dict[str, Any] = json.loads(response.read())
        except HTTPError as refused:
            raise Failed(f"the stand-in: {action}: {refused.read().decode()}") from None
        return answer

    def turns(self, rate: float, count: int, people: range) -> None:
        """Let *people* in turn, and again from the first, type `!anxious` *count* times at *rate* a second.

        Return when the bot has sent every answer. Raises Failed if one is missing after ANSWERS_WITHIN seconds.
        """
        expected = self._posted() + count * MESSAGES
        self.act("load", rate=rate, seconds=count / rate, users=len(people), first_user=FIRST_USER + people.start)
        deadline = time.perf_counter() + ANSWERS_WITHIN
        # The control cannot tell whether a bot in another process has more messages to send, so they are counted.
        while self._posted() < expected:
            if time.perf_counter() > deadline:
                raise Failed(f"{count} people were not all answered: {self.act('stats')}")
            time.sleep(0.02)
        self.act("quiet", timeout=ANSWERS_WITHIN)

    def _posted(self) -> int:
        return int(self.act("stats")["tally"].get(POSTED, 0))

    def begin_stats(self) -> None:
        """Reset the counts."""
        self.act("stats", reset=True)


class Bot:
    """A bot in another process, connected to a stand-in of its own; it runs in *folder*."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], discord: StandIn, folder: Path) -> None:
        self.name = name
        self.discord = discord
        self.folder = folder
        self.started_in = 0.0
        self._process = process
        self._psutil = psutil.Process(process.pid)

    def cpu_seconds(self) -> float:
        """Return the processor time (seconds) that it has used, including its threads."""
        times = self._psutil.cpu_times()
        return float(times.user + times.system)

    def rss_mib(self) -> float:
        """Return its resident memory (MiB)."""
        return float(self._psutil.memory_info().rss) / MIB

    def wait_until_connected(self) -> None:
        """Wait until the bot is connected to the gateway. Raises Failed if it ends before or takes too long."""
        begun = time.perf_counter()
        while True:
            if self._process.poll() is not None:
                raise Failed(f"{self.name} ended with {self._process.returncode}: {self.stderr_end()}")
            if self.discord.act("stats")["identifies"]:
                self.discord.act("ready", timeout=STARTS_WITHIN)
                return
            if time.perf_counter() - begun > STARTS_WITHIN:
                raise Failed(f"{self.name} did not connect: {self.stderr_end()}")
            time.sleep(0.005)

    def stderr_end(self) -> str:
        """Return the last 2000 characters of its stderr."""
        return (self.folder / "stderr").read_text(encoding="utf-8", errors="replace")[-2000:]


@contextmanager
def standin() -> Iterator[StandIn]:
    """Run a light stand-in until the end of the block."""
    command = [sys.executable, "-m", "tests.standin", "--light"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            yield StandIn(json.loads(process.stdout.readline()))
        finally:
            _end(process)


@contextmanager
def running(name: str, module: list[str], discord: StandIn, folder: Path, more: Mapping[str, str]) -> Iterator[Bot]:
    """Run a Python module as a bot until the end of the block; *more* is added to its environment. Raises Failed."""
    folder.mkdir()
    environ = {**clean_environ(), "DISCORD_TOKEN": GOOD_TOKEN, **more}
    begun = time.perf_counter()
    with (folder / "stderr").open("wb") as errors:
        command = [sys.executable, "-m", *module]
        with subprocess.Popen(command, cwd=folder, env=environ, stdout=errors, stderr=errors) as process:
            try:
                bot = Bot(name, process, discord, folder)
                bot.wait_until_connected()
                bot.started_in = time.perf_counter() - begun
                yield bot
            finally:
                _end(process)


@contextmanager
def moodbot(discord: StandIn, folder: Path, database: str | None = None, **more: str) -> Iterator[Bot]:
    """Run `moodbot run` at pace 0 in *folder*, on *database* (URL) or a SQLite file there; *more* are settings."""
    settings = more | {
        "MOODBOT_PACE": "0",
        "MOODBOT_LOG": "warning",
        "MOODBOT_DATABASE_URL": database or f"sqlite:///{database_of(folder)}",
        "MOODBOT_API_BASE": discord.api_base,
        "MOODBOT_GATEWAY": discord.gateway,
    }
    with running("moodbot", ["moodbot", "run"], discord, folder, settings) as bot:
        yield bot


@contextmanager
def bare_bot(discord: StandIn, folder: Path, texts: list[str], labels: list[str]) -> Iterator[Bot]:
    """Run the bare bot, which sends *texts* with buttons named *labels* under the last one."""
    script = json.dumps({"texts": texts, "labels": labels})
    settings = {"BARE_API_BASE": discord.api_base, "BARE_GATEWAY": discord.gateway, "BARE_SCRIPT": script}
    with running("bare bot", ["benchmarks.bare_bot"], discord, folder, settings) as bot:
        yield bot


def database_of(folder: Path) -> Path:
    """Return the path of moodbot's SQLite file when it runs in *folder*."""
    return folder / "moodbot.db"


def clean_environ() -> dict[str, str]:
    """Return this environment without settings of the bots, and with this checkout first on the Python path."""
    bot_settings = ("MOODBOT_", "DISCORD_", "BARE_")
    others = {name: value for name, value in os.environ.items() if not name.startswith(bot_settings)}
    return others | {"PYTHONPATH": str(ROOT)}


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
