"""`moodbot run` where it cannot start: each fault is told in one line, with what to do, and nothing is begun.

A start costs a second of importing, so all of them are started at once, each with a Discord and a folder of its own.
"""

import asyncio
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from moodbot.discordapp.service import INTENT_REFUSED, TOKEN_REFUSED
from tests.house import ROOT
from tests.standin import Server
from tests.standin.gateway import MESSAGE_CONTENT
from tests.standin.records import Request
from tests.wire.moodbots import left_in, lines_printed, settings_for, started

PATIENCE = 50.0  # seconds for all of them together, on a busy machine


@dataclass(frozen=True)
class Start:
    """A start to try: with which settings, and what is made ready in its empty folder."""

    settings: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[Path], object] = lambda folder: None
    refuse_intents: int = 0


@dataclass(frozen=True)
class End:
    """How a start ended: its code, what was *told* and logged, what it *left*, and what Discord was asked."""

    code: int
    told: list[str]
    log: str
    left: dict[str, bytes]
    requests: list[Request]


def break_packs(folder: Path) -> None:
    """Lay packs beside *folder*, one with broken YAML and one without a pool that is needed."""
    shutil.copytree(ROOT / "responses", packs := folder.parent / "packs")
    anxious, flows = packs / "en" / "anxious.yaml", packs / "en" / "flows.yaml"
    anxious.write_text(anxious.read_text().replace("pleasantness: -2", "pleasantness: -2: -2"))
    flows.write_text(flows.read_text().replace("  friend_ask:", "  friend_asked:"))


STARTS = {
    "no token": Start({"DISCORD_TOKEN": ""}),
    "a refused token": Start({"DISCORD_TOKEN": "a-refused-token", "MOODBOT_LOG": "debug"}),
    "a refused intent": Start(refuse_intents=MESSAGE_CONTENT),
    "broken packs": Start({"MOODBOT_PACKS": "../packs"}, break_packs),
    "wrong settings": Start(
        {"MOODBOT_PACE": "fast", "MOODBOT_DATABASE": "sqlite:///a.db"},
        lambda folder: (folder / ".env").write_text("MOODBOT_PREFIX=much too long\n"),
    ),
    "a folder": Start({"MOODBOT_DATABASE_URL": "sqlite:///folder"}, lambda folder: (folder / "folder").mkdir()),
    "another file": Start(
        {"MOODBOT_DATABASE_URL": "sqlite:///letter.txt"},
        lambda folder: (folder / "letter.txt").write_text("Dear database, you are none. " * 100),
    ),
}


async def tried(start: Start, folder: Path) -> End:
    """Start moodbot in *folder*, and return how it ended."""
    start.prepare(folder)
    async with Server(refuse_intents=start.refuse_intents) as server:
        async with started(folder, "run", settings=settings_for(server, **start.settings)) as process:
            code = await process.end(PATIENCE)
        assert server.unknown == [], server.transcript()
        return End(code, lines_printed(process), process.log, left_in(folder), list(server.requests))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of each start, with nothing beside it."""
    made = {name: tmp_path_factory.mktemp("start") / "here" for name in STARTS}
    for folder in made.values():
        folder.mkdir()
    return made


@pytest.fixture(scope="module")
def ends(folders: dict[str, Path]) -> dict[str, End]:
    """How each start ended, after all of them were under way at once."""

    async def all_tried() -> list[End]:
        return await asyncio.gather(*(tried(start, folders[name]) for name, start in STARTS.items()))

    return dict(zip(STARTS, asyncio.run(all_tried()), strict=True))


@pytest.mark.parametrize("name", STARTS)
def test_it_ends_with_2(ends: dict[str, End], name: str) -> None:
    """The code by which a service manager knows that starting again is of no use."""
    assert ends[name].code == 2


def test_a_missing_token_is_one_line(ends: dict[str, End]) -> None:
    """It says where tokens come from, where to put one, and what works without."""
    end = ends["no token"]
    (line,) = end.told
    assert line.startswith("moodbot: DISCORD_TOKEN is not set.")
    assert "https://discord.com/developers/applications" in line
    assert "moodbot chat" in line
    assert end.left == {}


def test_a_refused_token_is_one_line(ends: dict[str, End]) -> None:
    """What to do; the token itself is not shown."""
    end = ends["a refused token"]
    assert end.told == [f"moodbot: {TOKEN_REFUSED}"]
    assert "a-refused-token" not in end.log


def test_a_refused_intent_is_one_line(ends: dict[str, End]) -> None:
    """Both ways out: switch it on, or do without."""
    assert ends["a refused intent"].told == [f"moodbot: {INTENT_REFUSED}"]


def test_a_broken_pack_stops_the_start(ends: dict[str, End], folders: dict[str, Path]) -> None:
    """Broken YAML and a missing pool: each has its file, line and remedy; neither database nor login is begun."""
    end = ends["broken packs"]
    anxious = (folders["broken packs"].parent / "packs" / "en" / "anxious.yaml").read_text()
    number = 1 + anxious[: anxious.index("pleasantness")].count("\n")
    assert any(re.match(rf"moodbot: .*anxious\.yaml:{number}:\d+: .+: ", line) for line in end.told), end.told
    assert any(re.match(r"moodbot: .*flows\.yaml:\d+.* did you mean `friend_ask`\?", line) for line in end.told), (
        end.told
    )
    assert all(line.startswith("moodbot: ") for line in end.told)
    assert end.left == {}
    assert end.requests == []


def test_wrong_settings_are_all_named_at_once(ends: dict[str, End]) -> None:
    """Three faults, three lines, from the environment and from .env alike."""
    end = ends["wrong settings"]
    names = [line.split(":")[1].strip() for line in end.told]
    assert sorted(names) == ["MOODBOT_DATABASE", "MOODBOT_PACE", "MOODBOT_PREFIX"]
    assert end.requests == []


@pytest.mark.parametrize(("name", "path"), [("a folder", "folder"), ("another file", "letter.txt")])
def test_a_database_that_cannot_be_used_is_one_line(ends: dict[str, End], name: str, path: str) -> None:
    """A folder, and a file that is something else: each names the path, and Discord is not asked."""
    end = ends[name]
    (line,) = end.told
    assert line.startswith("moodbot: ")
    assert path in line
    assert end.requests == []
