"""Find the folder of packs and load a pack from its YAML files; each problem names its file and line."""

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from moodbot.content.yaml_strict import Document, YamlFault, read_yaml
from moodbot.language.pack_builder import build_pack
from moodbot.language.packs import PackInvalid, Problem, ReplyPack, Requirements
from moodbot.language.topic_builder import TOPIC_FOLDER
from moodbot.language.word_rules import WordRules

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of the installed package."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")


def find_responses(packs: Path | None, package: Path = PACKAGE) -> Path:
    """Return the folder that contains one folder per language.

    That is *packs* if given, else `responses` inside the installed *package*, else the one next to it, as in
    a checkout. It may not exist: load_pack checks that, with a remedy.
    """
    if packs is not None:
        return Path(os.path.expanduser(packs))
    inside = package / "responses"
    return inside if inside.is_dir() else package.parent / "responses"


def load_pack(
    folder: Path, language: str, requirements: Requirements, word_rules: WordRules | None = None
) -> ReplyPack:
    """Load the pack of *language* from *folder* (responses/en for "en"), linted with *word_rules* if given.

    Raises PackInvalid with all problems of all files, each with its path, line and column. Hidden files and
    files without a YAML ending are ignored.
    """
    if not _LANGUAGE.fullmatch(language):
        message = f"`{language}` is no language: write a short name such as en"
        raise PackInvalid((Problem(str(folder), "", None, None, message),))
    home = folder / language
    try:
        names = _file_names(home)
    except OSError as error:
        raise PackInvalid((_unreadable_folder(folder, language, error),)) from error
    documents: dict[str, Document] = {}
    faults: list[Problem] = []
    for name in names:
        if name.endswith(".yaml"):
            try:
                documents[name] = read_yaml(home / name)
            except YamlFault as fault:
                faults.append(Problem(name, "", fault.line, fault.column, fault.message))
        elif name.lower().endswith((".yaml", ".yml")):
            message = f"this ending is not read: rename the file to {name.rpartition('.')[0]}.yaml"
            faults.append(Problem(name, "", None, None, message))
    try:
        return build_pack(
            language,
            {name: document.data for name, document in documents.items()},
            requirements,
            positions={name: document.positions for name, document in documents.items()},
            faults=tuple(faults),
            word_rules=word_rules,
        )
    except PackInvalid as invalid:
        problems = tuple(replace(problem, file=relative_path(home / problem.file)) for problem in invalid.problems)
        raise PackInvalid(problems) from None


def _file_names(home: Path) -> list[str]:
    """Return the names of the files in *home* and in its folder of topics. Raises OSError."""
    topics = home / TOPIC_FOLDER
    found = [entry.name for entry in home.iterdir()]
    found.extend(f"{TOPIC_FOLDER}{entry.name}" for entry in (topics.iterdir() if topics.is_dir() else ()))
    return sorted(name for name in found if not name.rpartition("/")[2].startswith("."))


def describe(problems: Iterable[Problem]) -> str:
    """Return one line for each problem: "responses/en/anxious.yaml:12:5: validate[3].text: ..."."""
    return "\n".join(map(_line, problems))


def _line(problem: Problem) -> str:
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
    return " ".join(": ".join(part for part in (place, problem.where, problem.message) if part).split())


def relative_path(path: Path) -> str:
    """Return *path* relative to the working folder if it is inside, so that an editor can open it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _unreadable_folder(folder: Path, language: str, error: OSError) -> Problem:
    languages = sorted(path.parent.name for path in folder.glob("*/flows.yaml"))
    advice = f"use one of those that are there ({', '.join(languages)})" if languages else "make it"
    message = (
        f"the folder of the language cannot be read ({error.strerror}): {advice}, "
        f"or set MOODBOT_PACKS to the folder that holds `{language}`"
    )
    return Problem(relative_path(folder / language), "", None, None, message)
