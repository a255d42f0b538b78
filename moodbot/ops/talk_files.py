"""Written conversations in files: a line of JSON each."""

import json
from pathlib import Path

from moodbot.features.care.rules.escalation import Escalation


class TalksInvalid(Exception):
    """A file of conversations cannot be used; the message names the line and what to change."""


def read_talks(path: Path) -> list[Escalation]:
    """Return the conversations in *path*, a JSON object a line with `id`, `turns`, `must_fire_by` and `not_before`.

    A turn is a text, or an object with a `text`; where it names a `role`, only those of the `user` count.
    Raises TalksInvalid.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise TalksInvalid(f"{path} cannot be read ({type(fault).__name__}): give a UTF-8 file") from fault
    talks = [_talk(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]
    if not talks:
        raise TalksInvalid(f"{path} holds no conversation: write one JSON object a line")
    return talks


def _talk(line: str, where: str) -> Escalation:
    try:
        found = json.loads(line)
        turns = tuple(text for text in map(_words, found["turns"]) if text is not None)
        return Escalation(str(found["id"]), turns, _turn(found.get("must_fire_by")), _turn(found.get("not_before")))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise TalksInvalid(
            f"{where} is no conversation ({type(fault).__name__}): "
            'write {"id": "a", "turns": ["...", "..."], "must_fire_by": 1, "not_before": 0}'
        ) from fault


def _words(turn: object) -> str | None:
    if isinstance(turn, str):
        return turn
    if isinstance(turn, dict):
        return str(turn["text"]) if turn.get("role", "user") == "user" else None
    raise TypeError


def _turn(number: object) -> int | None:
    if number is None or (isinstance(number, int) and not isinstance(number, bool) and number >= 0):
        return number
    raise ValueError
