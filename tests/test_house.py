"""The rules of the house that no other tool holds. Who may import whom is held by `make check`."""

import ast
import socket
import subprocess
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from moodbot.conversation.registry import FEATURES

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "moodbot").rglob("*.py"))
LONGEST = 350
# In pieces, so that this file does not hold what it looks for.
REGISTRIES = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]


def named(path: Path) -> str:
    """Return the path as it is written in this project."""
    return path.relative_to(ROOT).as_posix()


def made_by_tools(folder: Path) -> bool:
    """Return whether a folder of this project holds what tools made."""
    return folder.name in ("build", "dist", "__pycache__") or folder.name.startswith(".")


def project_files() -> list[Path]:
    """Return the files that git keeps or would keep; without git, all that no tool made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not any(map(made_by_tools, path.relative_to(ROOT).parents))]
    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_short_and_says_what_it_is(path):
    """No module is longer than 350 lines, and each begins with a docstring."""
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(text))


def test_no_registry_is_named():
    """No file has the address of a package registry: where packages come from is each machine's matter."""
    files = project_files()
    assert ROOT / "pyproject.toml" in files
    found = [
        f"{named(path)}: {address}" for path in files for address in REGISTRIES if address.encode() in path.read_bytes()
    ]
    assert found == []


def test_every_test_says_what_it_tells():
    """Each test begins with a sentence for the person who reads that it failed."""
    silent = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_test_leaves_this_machine():
    """A test that connects to any address but 127.0.0.1 fails, even to another one of this machine."""
    with socket.socket() as line, pytest.raises(SocketConnectBlockedError):
        line.connect(("127.0.0.2", 9))


def test_every_feature_is_a_package_that_the_rules_of_the_house_see() -> None:
    """Without an `__init__.py` the bot starts, and import-linter and `make without` pass it over."""
    for feature in FEATURES:
        if (ROOT / "moodbot" / "features" / feature.name).is_dir():
            assert (ROOT / "moodbot" / "features" / feature.name / "__init__.py").is_file(), feature.name
