"""Packs in folders: where they lie, and how one is read whole, with a place for everything that is wrong."""

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from moodbot.content.yaml_strict import Document, YamlFault, read_yaml
from moodbot.language.pack_builder import build_pack
from moodbot.language.packs import PackInvalid, Problem, ReplyPack, Requirements
from moodbot.language.word_rules import WordRules

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of the installed package."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")


def find_responses(packs: Path | None, package: Path = PACKAGE) -> Path:
    """Return the folder that holds a folder for each language.

    That is *packs* where it is given, else `responses` inside the installed *package*, else the one beside
    it, as in a checkout. Whether it exists is found out by load_pack, which can say what to do.
    """
    if packs is not None:
        return Path(os.path.expanduser(packs))
    inside = package / "responses"
    return inside if inside.is_dir() else package.parent / "responses"


def load_pack(
    folder: Path, language: str, requirements: Requirements, word_rules: WordRules | None = None
) -> ReplyPack:
    """Return the pack in *folder* for *language*, such as responses/en; with *word_rules*, it is linted first.

    Raises PackInvalid with every problem of every file, each with its path, line and column. Hidden files
    and files of other kinds (notes, copies) are passed over.
    """
    if not _LANGUAGE.fullmatch(language):
        message = f"`{language}` is no language: write a short name such as en"
        raise PackInvalid((Problem(str(folder), "", None, None, message),))
    home = folder / language
    try:
        names = sorted(entry.name for entry in home.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise PackInvalid((_without_folder(folder, language, error),)) from error
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
        problems = tuple(replace(problem, file=near(home / problem.file)) for problem in invalid.problems)
        raise PackInvalid(problems) from None


def describe(problems: Iterable[Problem]) -> str:
    """Return one line for each problem: "responses/en/anxious.yaml:12:5: validate[3].text: ..."."""
    return "\n".join(map(_line, problems))


def _line(problem: Problem) -> str:
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
    return " ".join(": ".join(part for part in (place, problem.where, problem.message) if part).split())


def near(path: Path) -> str:
    """Return *path* as seen from the working folder, where it lies in it, so that an editor can open it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _without_folder(folder: Path, language: str, error: OSError) -> Problem:
    found = sorted(path.parent.name for path in folder.glob("*/flows.yaml"))
    there = f"use one of those that are there ({', '.join(found)})" if found else "make it"
    message = (
        f"the folder of the language cannot be read ({error.strerror}): {there}, "
        f"or set MOODBOT_PACKS to the folder that holds `{language}`"
    )
    return Problem(near(folder / language), "", None, None, message)
