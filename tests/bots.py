"""The parts of a Discord bot over a store of a test, one start after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moodbot.core.ports import Clock
from moodbot.core.words import Words
from moodbot.discordapp.bot import MoodBot, Parts, parts_of
from moodbot.discordapp.counsellors.staff_side import DiscordStaff
from moodbot.discordapp.direct_line import DiscordLine
from moodbot.features.counsellors.staff import StaffDesk
from moodbot.features.outreach.worker import CheckinWorker
from tests.house import house_of
from tests.stores import Store

NewBot = Callable[[], MoodBot]


@dataclass(frozen=True, slots=True)
class Built:
    """What a client is handed, and the worker that sends through it."""

    parts: Parts
    worker: CheckinWorker
    desk: StaffDesk


def build(store: Store, clock: Clock, pace: float = 1.0, words: Words | None = None, **settings: Any) -> Built:
    """Return new parts over *store*, as a start of the program makes them."""
    line = DiscordLine(clock)
    house = house_of(store, clock, line=line, staff=DiscordStaff(line), words=words, pace=pace, **settings)
    return Built(parts_of(house.turn_runner(), house.services, line), house.worker, house.desk)
