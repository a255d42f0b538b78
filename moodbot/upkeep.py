"""Operator commands that do not stop a running bot: note keys, database backup, check, copy, check-in status."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from moodbot.clock import SystemClock
from moodbot.conversation.registry import EVERYTHING
from moodbot.core.errors import StoreUnavailable
from moodbot.features.journal.store.journal import JournalStore
from moodbot.features.outreach.ports import Breaker
from moodbot.features.outreach.store.queue import QueueStore
from moodbot.settings import Settings
from moodbot.storage import upkeep
from moodbot.storage.database import parse_address
from moodbot.storage.encryption import new_key, read_keys
from moodbot.storage.errors import DatabaseUnusable, NoteKeyInvalid
from moodbot.stores import open_store

T = TypeVar("T")

NO_KEYS = "MOODBOT_NOTE_KEYS is not set, so there are no notes to encrypt anew. `moodbot keys new` makes a key."


def make_key() -> list[str]:
    """Return a new note key as one line."""
    return [new_key()]


def rotate_keys(settings: Settings) -> tuple[list[str], bool]:
    """Encrypt every note anew with the first key; return a report, and whether every note could be decrypted.

    Raises NoteKeyInvalid or DatabaseNotOpened.
    """
    if settings.note_keys is None:
        raise NoteKeyInvalid(NO_KEYS)
    upkeep.refuse_unless_there(parse_address(settings.database_url))
    renewed, lost = asyncio.run(_rotate(settings, read_keys(settings.note_keys.get_secret_value())))
    lines = [f"Notes encrypted with the first key: {renewed}."]
    if lost:
        lines.append(f"Notes that none of the keys opens, left as they are: {lost}.")
    return lines, not lost


def back_up(settings: Settings, file: Path) -> list[str]:
    """Write a backup of the database into the new SQLite *file*; return a report. Raises DatabaseNotOpened."""
    asyncio.run(upkeep.back_up(parse_address(settings.database_url), file, EVERYTHING.migrations))
    return [f"Written: {file}"]


def check(settings: Settings) -> tuple[list[str], bool]:
    """Check the database; return a report, and whether it is intact. Raises DatabaseNotOpened."""
    return asyncio.run(upkeep.check(parse_address(settings.database_url), EVERYTHING.migrations))


def copy(source: str, target: str) -> list[str]:
    """Copy the database at *source* into the empty one at *target*; return a report. Raises DatabaseNotOpened."""
    return asyncio.run(upkeep.copy(parse_address(source), parse_address(target), EVERYTHING.migrations))


def checkin_status(settings: Settings) -> list[str]:
    """Return a report on outreach: waiting, sent, skipped, plans, lateness, breaker. Raises DatabaseNotOpened."""
    upkeep.refuse_unless_there(parse_address(settings.database_url))
    now = SystemClock().now()
    status = asyncio.run(_with_queue(settings, lambda queue: queue.status(now)))
    lines = [f"Waiting: {status.waiting}, of these due now: {status.due}."]
    lines.append(f"Sent in the last 14 days: {status.sent}.")
    skipped = ", ".join(f"{reason} {count}" for reason, count in status.skipped.items())
    lines.append(f"Skipped: {sum(status.skipped.values())}{f' ({skipped})' if skipped else ''}.")
    plans = ", ".join(f"{state} {count}" for state, count in status.plans.items())
    lines.append(f"Plans: {sum(status.plans.values())}{f' ({plans})' if plans else ''}.")
    lines.append(f"People whose DMs are closed: {status.suspended}.")
    if status.late_median is not None and status.late_p99 is not None:
        lines.append(f"Late by {status.late_median:.1f} s (median), {status.late_p99:.1f} s (99th percentile).")
    lines.append(_breaker_line(status.breaker, now))
    return lines


def resume_checkins(settings: Settings) -> list[str]:
    """Close the circuit breaker of outreach; return a report. Raises DatabaseNotOpened."""
    upkeep.refuse_unless_there(parse_address(settings.database_url))
    closed = asyncio.run(_with_queue(settings, lambda queue: queue.close_breaker()))
    return ["Check-ins are sent again." if closed else "Nothing was stopped; check-ins are being sent."]


def _breaker_line(breaker: Breaker | None, now: int) -> str:
    if breaker is None or not breaker.is_open(now):
        return "Discord has not stopped anything."
    until = "until `moodbot checkins resume`" if breaker.until is None else f"until {_utc(breaker.until)}"
    return f"STOPPED since {_utc(breaker.opened_at)} {until}: Discord answered error {breaker.code}."


def _utc(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"


async def _with_queue(settings: Settings, use: Callable[[QueueStore], Awaitable[T]]) -> T:
    try:
        async with open_store(settings.database_url, SystemClock().new_id()) as store:
            return await use(QueueStore(store.database, {}))
    except StoreUnavailable as fault:
        raise DatabaseUnusable(f"{fault}. Is another program holding it?") from fault


async def _rotate(settings: Settings, keys: tuple[str, ...]) -> tuple[int, int]:
    async with open_store(settings.database_url, SystemClock().new_id(), note_keys=keys) as store:
        return await JournalStore(store.database, store.encryption).renew_notes()
