"""A script of actions with times, one JSON object a line, played on the real clock."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass

from tests.standin.control import ACTIONS
from tests.standin.errors import Json
from tests.standin.server import Server


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a script: after *at* seconds, do this action of the control with these arguments."""

    at: float
    do: str
    args: Json


def read_script(lines: Iterable[str]) -> list[Step]:
    """Read lines like ``{"at": 0.5, "do": "say", "user_id": 7, "content": "!sad"}``; skip empty ones."""
    steps: list[Step] = []
    for line in lines:
        if line.strip():
            args: Json = json.loads(line)
            steps.append(Step(float(args.pop("at", 0.0)), args.pop("do"), args))
    return sorted(steps, key=lambda step: step.at)


async def play(server: Server, steps: Iterable[Step]) -> None:
    """Do each step at its time."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for step in steps:
        await asyncio.sleep(max(0.0, begun + step.at - loop.time()))
        await ACTIONS[step.do](server, dict(step.args))
