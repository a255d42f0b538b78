"""What our texts tell a person to type in a shell can be typed, and never fetches a stranger's package."""

import importlib.util
import itertools
import re
import shlex
import tomllib
from collections.abc import Iterator
from contextlib import suppress

import pytest

from moodbot.cli import parser
from tests.test_house import ROOT, named, project_files

PROGRAMS = ("moodbot", "make", "pip", "python")
OURS = (".md", ".py", ".yaml", ".toml", ".example", "Makefile", "run")
"""Endings of the files that say something to a person: docs, messages in the code and in the texts, comments."""

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

_PROGRAM = re.compile(rf"({'|'.join(PROGRAMS)})( |$)")
_EXTRA_OF_A_STRANGER = re.compile(r"\bmoodbot\[[a-z]")
_FOLDER = re.compile(r"^\.venv(/bin/|\\Scripts\\)")
_QUOTED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_PIP = re.compile(r"""pip3? install [^`'"\n]*(?:\\?["'][^`'"\n]*\\?["'])?""")
_BLOCK = re.compile(r"^(?: {4,}|```)(\S.*)$", re.MULTILINE)
_OPTIONS_WITH_VALUE = {"-r", "-c", "--requirement", "--constraint"}


def _lines_of(text: str, *, markdown: bool) -> Iterator[str]:
    """Yield what *text* says to type: in backticks, after "pip install", and in a code block of Markdown."""
    yield from _QUOTED.findall(text)
    yield from (each.replace("\\", "") for each in _PIP.findall(text))
    if markdown:
        yield from _BLOCK.findall(text)
        fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        yield from (line.strip() for block in fenced for line in block.splitlines())


def _alternatives(words: list[str]) -> Iterator[list[str]]:
    """Yield each command of "db backup | check | copy", which names several at once."""
    if "|" not in words:
        yield words
        return
    at = words.index("|")
    yield words[:at]
    yield from _alternatives([*words[: at - 1], *words[at + 1 :]])


def shell_lines() -> list[tuple[str, list[str]]]:
    """Return each command with the file that says it: without the folder before it and the explanation after it."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in project_files():
        name = named(path)
        if not name.endswith(OURS) or name.startswith(("tests/", "benchmarks/")):
            continue
        for line in _lines_of(path.read_text("utf-8"), markdown=name.endswith(".md")):
            typed = re.split(r" {2,}| > ", _FOLDER.sub("", line.strip().removeprefix("$ ")))[0]
            if _PROGRAM.match(typed) is None:
                continue
            for words in _alternatives(shlex.split(typed, comments=True)):
                if words[0] in PROGRAMS:
                    found[name, " ".join(words)] = words
    return [(name, words) for (name, _), words in found.items()]


LINES = shell_lines()


def _of(program: str) -> list[pytest.param]:
    return [pytest.param(words[1:], id=f"{name}: {' '.join(words)}") for name, words in LINES if words[0] == program]


def _stranger(words: list[str]) -> str | None:
    """Return what a `pip install` of *words* would fetch by a bare name, None if it only takes files of this folder."""
    after_option = False
    for word in words:
        if not after_option and not word.startswith(("-", ".")):
            return word
        after_option = word in _OPTIONS_WITH_VALUE
    return None


@pytest.mark.parametrize("words", _of("moodbot"))
def test_each_command_of_moodbot_is_one(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """As the command line itself reads it; a mention may leave out a file or a text, never an action."""
    with suppress(SystemExit):
        parser().parse_args([word.strip("[]") for word in words])
    said = capsys.readouterr().err
    assert not said or ("arguments are required" in said and "action" not in said)


@pytest.mark.parametrize("words", _of("make"))
def test_each_target_of_make_is_there(words: list[str]) -> None:
    """A word with an equals sign is a variable."""
    assert {word for word in words if "=" not in word} <= TARGETS


@pytest.mark.parametrize("words", _of("python"))
def test_each_module_that_python_runs_is_there(words: list[str]) -> None:
    """`python -m` with something that can be run here."""
    assert words[:1] == ["-m"]
    assert importlib.util.find_spec(words[1]) is not None


@pytest.mark.parametrize("words", _of("pip"))
def test_pip_installs_from_this_folder_alone(words: list[str]) -> None:
    """A bare name would fetch whatever the package index has under it; the extras and files that are named exist."""
    assert words[0] == "install"
    assert _stranger(words[1:]) is None
    assert {extra for word in words for extra in re.findall(r"\[(\w+)]", word)} <= PROJECT[
        "optional-dependencies"
    ].keys()
    assert all((ROOT / word).is_file() for before, word in itertools.pairwise(words) if before == "-r")


@pytest.mark.parametrize(
    "line", ["moodbot[notes]", "-U moodbot", "--no-deps moodbot", "-r requirements/run.txt asyncpg"]
)
def test_a_bare_name_would_be_noticed(line: str) -> None:
    """The sentences that sent operators to a stranger's package, and their siblings."""
    assert _stranger(line.split()) is not None


def test_the_lines_are_found() -> None:
    """Those of README.md, and of messages in the code."""
    found = {(name, " ".join(words)) for name, words in LINES}
    assert ("README.md", "pip install --no-deps .") in found
    assert ("README.md", "make chat") in found
    assert ("moodbot/storage/encryption.py", "pip install .[notes]") in found
    assert ("moodbot/storage/opening.py", "pip install .[postgres]") in found
    assert ("moodbot/settings.py", "moodbot keys new") in found


def test_the_distribution_has_a_name_of_its_own() -> None:
    """The package index has a stranger's package named like our command."""
    assert PROJECT["name"] != "moodbot"
    assert set(PROJECT["scripts"]) == {"moodbot"}


def test_no_extra_is_asked_for_by_the_name_of_the_command() -> None:
    """Also where the sentence has no "pip install"."""
    said = {named(path) for path in project_files() if named(path).endswith(OURS) and path.parent.name != "tests"}
    assert {name for name in said if _EXTRA_OF_A_STRANGER.search((ROOT / name).read_text("utf-8"))} == set()
