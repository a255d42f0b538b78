"""Many people whose check-in is due at the same moment, put into a database as if each had asked for it."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime

from moodbot.features.outreach.rules.plans import CheckinPlan, OutreachKind, Rhythm, Waiting
from tests.standin import Server
from tests.stores import Store

MINUTE = 60_000
FIRST = 500_000_000_000_000_000
"""The id of the first of them."""


def slot_now(now: int) -> int:
    """Return the whole minute (UTC ms) that *now* is in."""
    return now // MINUTE * MINUTE


async def let_be_due(store: Store, channels: dict[int, int], slot: int) -> None:
    """Give each person, with the DM channel given, a plan whose check-in is due at *slot* (UTC ms), and tomorrow."""
    at = datetime.fromtimestamp(slot / 1000, UTC)
    rhythm = Rhythm(times=(at.hour * 60 + at.minute,))
    for person, channel in channels.items():
        await store.journal.save_preferences(person, zone="Etc/UTC")
        await store.plans.open_contact(person, channel, slot)
        await store.plans.save_plan(CheckinPlan(person, rhythm), Waiting(person, OutreachKind.CHECKIN, slot))


def now() -> int:
    """Return the real time (UTC ms): programs that are started live by it."""
    return time.time_ns() // 1_000_000


def channels_of(standin: Server, people: int) -> dict[int, int]:
    """Return the DM channel of so many people."""
    return {person: standin.dm(person) for person in range(FIRST, FIRST + people)}


def messages_each(standin: Server, channels: dict[int, int]) -> Counter[int]:
    """Return how many people have how many messages in their DMs: {1: 240} is one each."""
    return Counter(len(standin.sent(channel)) for channel in channels.values())


async def outcome(store: Store, count: int, seconds: float) -> tuple[int, dict[str, int]]:
    """Wait until *count* of them are settled; return how many were sent, and how many skipped by reason."""
    async with asyncio.timeout(seconds):
        while True:
            status = await store.waiting.status(0)
            if status.sent + sum(status.skipped.values()) >= count:
                return status.sent, dict(status.skipped)
            # Another program does the work, and tells nobody here.
            await asyncio.sleep(0)
