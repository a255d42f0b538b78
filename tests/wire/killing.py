"""A program that sends check-ins is killed again and again while Discord breaks; what came of it."""

import random
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.due import channels_of, let_be_due, messages_each, now, outcome, slot_now
from tests.standin import Server
from tests.standin.faults import Fault
from tests.stores import open_store
from tests.wire.moodbots import settings_for, started

PATIENCE = 300.0
SERVER_ERRORS, DROPS = 0.05, 0.02
SEND = "POST /channels/{}/messages"


@dataclass(frozen=True, slots=True)
class Survived:
    """How many slots were *sent*, how many *skipped* by reason; how many people got so many messages (*each*); and how
    many requests were *broken* on purpose.
    """

    sent: int
    skipped: dict[str, int]
    each: Counter[int]
    broken: int


async def survive(standin: Server, folder: Path, people: int, kills: int, dice: random.Random) -> Survived:
    """Let check-ins of so many *people* be due, kill the program at *kills* moments on the way, and let it finish.

    A moment is that of a request arriving, chosen by *dice*. Files are made in *folder*.
    """
    address, channels = f"sqlite:///{folder / 'talks.db'}", channels_of(standin, people)
    async with open_store(address, "an-installation") as store:
        await let_be_due(store, channels, slot_now(now()))
    faults = break_sometimes(standin, dice)
    tally = standin.house.records.tally
    settings = settings_for(standin, MOODBOT_DATABASE_URL=address, MOODBOT_SEND_BUDGET="45")
    for number in range(kills):
        # Of what is still to be sent, about an equal part before each kill.
        left = max(2, 2 * (people - tally[SEND]) // (kills - number + 1))
        least = tally[SEND] + dice.randint(1, left)
        async with started(folder, "run", settings=settings) as process:
            await standin.until(partial(_far_enough, standin, channels, least), PATIENCE)
            await process.kill()
    async with started(folder, "run", settings=settings) as process:
        async with open_store(address, "another") as store:
            sent, skipped = await outcome(store, people, PATIENCE)
        assert "Traceback" not in process.log, process.log
    broken = sum(fault.happened for fault in faults)
    return Survived(sent, skipped, messages_each(standin, channels), broken)


def break_sometimes(standin: Server, dice: random.Random) -> list[Fault]:
    """Answer 5 in a hundred with 500 and drop 2; half of each after the message was posted, so that it is in doubt."""
    faults, path, made = standin.faults, "/channels/*/messages", []
    for after in (False, True):
        made += [
            faults.answer("POST", path, status=500, after=after),
            faults.drop_connection("POST", path, after=after),
        ]
    for fault in made:
        faults.at_random(fault, (DROPS if fault.drop else SERVER_ERRORS) / 2, dice)
    return made


def _far_enough(standin: Server, channels: dict[int, int], least: int) -> bool:
    """True where *least* messages were tried, or everybody has one."""
    return standin.house.records.tally[SEND] >= least or all(standin.sent(channel) for channel in channels.values())
