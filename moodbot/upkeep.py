"""What an operator does beside a running bot: keys for notes, and the database as a whole."""

import asyncio
from pathlib import Path

from moodbot.clock import SystemClock
from moodbot.settings import Settings
from moodbot.storage import upkeep
from moodbot.storage.database import parse_address
from moodbot.storage.errors import NoteKeyInvalid
from moodbot.storage.notes import new_key, read_keys
from moodbot.storage.store import open_store

NO_KEYS = "MOODBOT_NOTE_KEYS is not set, so there are no notes to encrypt anew. `moodbot keys new` makes a key."


def make_key() -> list[str]:
    """Return a new key, alone in its line."""
    return [new_key()]


def rotate_keys(settings: Settings) -> tuple[list[str], bool]:
    """Seal every note anew with the first key; return what was done, and whether every note could be opened.

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
    """Write a backup of the database into *file*. Raises DatabaseNotOpened."""
    asyncio.run(upkeep.back_up(parse_address(settings.database_url), file))
    return [f"Written: {file}"]


def check(settings: Settings) -> tuple[list[str], bool]:
    """Return what was found in the database, and whether all is well. Raises DatabaseNotOpened."""
    return asyncio.run(upkeep.check(parse_address(settings.database_url)))


def copy(source: str, target: str) -> list[str]:
    """Copy one database into another; return a line for each table. Raises DatabaseNotOpened."""
    return asyncio.run(upkeep.copy(parse_address(source), parse_address(target)))


async def _rotate(settings: Settings, keys: tuple[str, ...]) -> tuple[int, int]:
    async with open_store(settings.database_url, SystemClock().new_id(), note_keys=keys) as store:
        return await store.journal.renew_notes()
