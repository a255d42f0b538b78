"""Functions of the command line for authors: check packs and help lines, try and measure the risk check."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from moodbot.assembly import LANGUAGE
from moodbot.clock import SystemClock
from moodbot.content.hearing_models import ModelCache
from moodbot.content.hearing_source import hearing_of
from moodbot.content.helplines import load_helplines
from moodbot.content.pack_check import check_packs
from moodbot.content.pack_files import find_responses, load_pack
from moodbot.content.risk_rules import load_risk_rules
from moodbot.content.word_rules import load_word_rules
from moodbot.conversation.registry import EVERYTHING
from moodbot.core.words import Words
from moodbot.features.care.rules.escalation import Escalation
from moodbot.features.care.rules.helplines import due
from moodbot.language.hearing.hearing import Hearing
from moodbot.local.ports import local_ports
from moodbot.local.safety_talk import first_help
from moodbot.ops import hearing_files, safety_files
from moodbot.ops.talk_files import TalksInvalid, read_talks
from moodbot.settings import Settings
from moodbot.wiring import open_bot

MEMORY = "sqlite:///:memory:"


class NotHeard(Exception):
    """Raised when the pack has no hearing words; the message says what to add."""


FAULTS = (TalksInvalid, safety_files.TextsInvalid, NotHeard)
"""Exceptions for an invalid input file; each message says what to change."""


def problems_of_packs(settings: Settings, folder: Path | None) -> list[str]:
    """Return a line for each problem of the packs in *folder*; None takes the folder of the settings."""
    return check_packs(find_responses(folder or settings.packs), EVERYTHING.requirements)


def help_lines_due(settings: Settings) -> list[str]:
    """Return a line for each help line that is unconfirmed or was not reviewed for twelve months."""
    today = datetime.fromtimestamp(SystemClock().now() / 1000, UTC).date()
    lines = load_helplines(find_responses(settings.packs), load_word_rules(LANGUAGE)).lines
    overdue = due(lines, today)
    return [
        f"{line.country} {line.service} ({line.channel}): "
        + ("due for review" if line in overdue else "waits for a person's confirmation")
        + f", reviewed on {line.reviewed_on or 'no day'}: {line.url}"
        for line in lines
        if line in overdue or not line.confirmed
    ]


def try_risk(text: str) -> list[str]:
    """Return, as lines, what the risk check reads in *text*, and the rule that fired."""
    return safety_files.try_text(text, load_risk_rules())


def measure_risk(path: Path, errors: Path | None) -> list[str]:
    """Measure the risk check on the labelled texts in *path* (CSV); write the wrongly judged rows to *errors*."""
    return safety_files.measure(path, errors, load_risk_rules())


def try_hearing(settings: Settings, text: str, as_json: bool) -> list[str]:
    """Return, as lines, what hearing reads in *text*. Raises NotHeard."""
    return hearing_files.try_text(text, _hearing(settings), as_json)


def measure_hearing(settings: Settings, path: Path, errors: Path | None, as_json: bool) -> list[str]:
    """Measure hearing on the labelled texts in *path* (CSV); write those read wrongly to *errors*. Raises NotHeard."""
    return hearing_files.measure(path, errors, _hearing(settings), as_json)


def _hearing(settings: Settings) -> Hearing:
    folder = find_responses(settings.packs)
    hearing = hearing_of(load_pack(folder, LANGUAGE, EVERYTHING.requirements), ModelCache(settings.cache))
    if hearing is None:
        raise NotHeard(
            f"{folder / LANGUAGE}: this language is not heard: add hearing.yaml and acts.yaml, as in English"
        )
    return hearing


def play_talks(settings: Settings, path: Path) -> tuple[list[str], bool]:
    """Play the conversations in *path* (JSONL); return a line for each, and whether help came in time in all."""
    return asyncio.run(_play(settings, read_talks(path)))


async def _play(settings: Settings, talks: list[Escalation]) -> tuple[list[str], bool]:
    lines, ok = [], True
    quick = settings.model_copy(update={"pace": 0.0})
    async with open_bot(quick, MEMORY, SystemClock(), local_ports(), patient=True) as house:
        for person, talk in enumerate(talks, start=1):
            fired = await first_help(talk, house.turn_runner, house.services.of(Words).of(person), person)
            verdict = talk.verdict(fired)
            ok = ok and verdict == "in time"
            outcome = "no help" if fired is None else f"help at turn {fired}"
            lines.append(f"{verdict:8} {talk.name}: {outcome}")
    return lines, ok
