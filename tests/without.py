"""Takes one feature after the other out of a copy of this project: its folder, its word, its line; all else works.

    python -m tests.without           # the bot starts and answers, the rules of the house hold, its talks pass
    python -m tests.without --all     # and every test that needs no such feature

Only features that no other module builds on can be taken out; which these are is found in the imports.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import grimp

from moodbot.conversation.registry import FEATURES
from moodbot.core.feature import Feature

ROOT = Path(__file__).resolve().parents[1]
REGISTRY = "moodbot.conversation.registry"
COPIED = ("moodbot", "responses", "tests", "docs", "requirements", "pyproject.toml", "Makefile", "README.md")
ALSO_COPIED = (".env.example", ".ci", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "benchmarks", ".gitignore")
TALKS = (
    "tests/conversation/test_conversation.py",
    "tests/conversation/test_dialogues.py",
    "tests/core/test_talk_flow.py",
)


def main() -> int:
    """Try every feature that can be taken out; 0 where all is well."""
    parser = argparse.ArgumentParser(prog="python -m tests.without", description=__doc__)
    parser.add_argument("--all", action="store_true", help="run every test that is left")
    options = parser.parse_args()
    found = leaves()
    if not found:
        print("Every feature is built on by another module: none can be taken out.", file=sys.stderr)
        return 1
    return max(_try(feature, options.all) for feature in found)


def leaves() -> list[Feature]:
    """Return the features that no other module but the registry imports."""
    graph = grimp.build_graph("moodbot")
    found = []
    for feature in FEATURES:
        package = f"moodbot.features.{feature.name}"
        if package not in graph.modules:
            continue
        inside = {package, *graph.find_descendants(package)}
        importers = {each for module in inside for each in graph.find_modules_that_directly_import(module)}
        if importers - inside == {REGISTRY}:
            found.append(feature)
    return found


def _try(feature: Feature, everything: bool) -> int:
    with tempfile.TemporaryDirectory(prefix="moodbot-without-") as folder:
        copy = Path(folder) / "moodbot"
        _copy(copy)
        _take_out(copy, feature)
        tests = ("tests",) if everything else TALKS
        marks = f"not needs(feature='{feature.name}')"
        steps = {
            "answers !anxious": ("-m", "moodbot", "chat", "--pace", "0", "--say", "!anxious"),
            "the packs are in order": ("-m", "moodbot", "packs", "check"),
            "the house holds": ("-c", "from importlinter.cli import lint_imports_command as lint; lint()"),
            "the tests that are left": ("-m", "pytest", "-q", "--tb=short", "--no-cov", "-n2", "-m", marks, *tests),
        }
        for name, command in steps.items():
            done = _run(command, copy)
            if done.returncode or (name.startswith("answers") and done.stdout.count("moodbot: ") < 3):
                print(f"without {feature.name}: FAILS {name}\n{done.stdout[-6000:]}", file=sys.stderr)
                return 1
    print(f"without {feature.name}: {', '.join(steps)}: ok")
    return 0


def _copy(copy: Path) -> None:
    copy.mkdir()
    for name in (*COPIED, *ALSO_COPIED):
        source, ignored = ROOT / name, shutil.ignore_patterns("__pycache__", "*.db")
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=ignored)
        else:
            shutil.copy(source, copy / name)


def _take_out(copy: Path, feature: Feature) -> None:
    """Remove the folder, the word in FEATURES with its import, the line in the contract, and the words of the pack."""
    word = feature.name.upper()
    shutil.rmtree(copy / "moodbot" / "features" / feature.name)
    for file in feature.texts.files:
        for words in (copy / "responses").glob(f"*/{file}"):
            words.unlink()
    registry = copy / "moodbot" / "conversation" / "registry.py"
    lines = registry.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if f"moodbot.features.{feature.name}." not in line]
    registry.write_text(re.sub(rf", {word}\b|\b{word}, ", "", "".join(kept)), "utf-8")
    for test in (copy / "tests").rglob("test_*.py"):
        # Those that look behind the feature are its own.
        if f"from moodbot.features.{feature.name}." in test.read_text("utf-8"):
            test.unlink()
    settings = copy / "pyproject.toml"
    settings.write_text(
        re.sub(rf'"{feature.name}", |, "{feature.name}"(?=\])', "", settings.read_text("utf-8")), "utf-8"
    )


def _run(command: tuple[str, ...], folder: Path) -> "subprocess.CompletedProcess[str]":
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "DISCORD_TOKEN")}
    environ["PYTHONPATH"] = str(folder)
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
