"""Functions of the command line for authors: check packs and help lines, try and measure the risk check."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from moodbot.assembly import LANGUAGE
from moodbot.clock import SystemClock
from moodbot.content.helplines import load_helplines
from moodbot.content.pack_check import check_packs
from moodbot.content.pack_files import find_responses
from moodbot.content.risk_rules import load_risk_rules
from moodbot.content.word_rules import load_word_rules
from moodbot.conversation.registry import EVERYTHING
from moodbot.core.words import Words
from moodbot.features.care.rules.escalation import Escalation
from moodbot.features.care.rules.helplines import due
from moodbot.local.ports import local_ports
from moodbot.local.safety_talk import first_help
from moodbot.ops import safety_files
from moodbot.ops.talk_files import TalksInvalid, read_talks
from moodbot.settings import Settings
from moodbot.wiring import open_bot

MEMORY = "sqlite:///:memory:"

FAULTS = (TalksInvalid, safety_files.TextsInvalid)
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
