"""Read test conversations for the risk check from a JSON Lines file."""

import json
from pathlib import Path

from moodbot.features.care.rules.escalation import Escalation


class TalksInvalid(Exception):
    """A file of conversations is unusable; the message names the line and what to change."""


def read_talks(path: Path) -> list[Escalation]:
    """Return the conversations in *path*: one JSON object per line with `id`, `turns`, `must_fire_by`, `not_before`.

    A turn is a text, or an object with a `text`; one whose `role` is not `user` is skipped.
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


def _talk(line: str, location: str) -> Escalation:
    try:
        fields = json.loads(line)
        turns = tuple(text for text in map(_user_text, fields["turns"]) if text is not None)
        return Escalation(
            str(fields["id"]), turns, _turn_number(fields.get("must_fire_by")), _turn_number(fields.get("not_before"))
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise TalksInvalid(
            f"{location} is no conversation ({type(fault).__name__}): "
            'write {"id": "a", "turns": ["...", "..."], "must_fire_by": 1, "not_before": 0}'
        ) from fault


def _user_text(turn: object) -> str | None:
    if isinstance(turn, str):
        return turn
    if isinstance(turn, dict):
        return str(turn["text"]) if turn.get("role", "user") == "user" else None
    raise TypeError


def _turn_number(number: object) -> int | None:
    if number is None or (isinstance(number, int) and not isinstance(number, bool) and number >= 0):
        return number
    raise ValueError
