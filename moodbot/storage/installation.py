"""What this installation knows of itself: its id, and small values such as which version last said hello."""

from moodbot.storage.database import Database
from moodbot.storage.errors import InstallationIdFixed

INSTALLATION_ID = "installation_id"

VALUE = "SELECT value FROM installation WHERE key = ?"
KEEP_VALUE = """
INSERT INTO installation (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
KEEP_FIRST = "INSERT INTO installation (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING"


class InstallationStore:
    """Values by key. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def value(self, key: str) -> str | None:
        """Return what is kept under *key*, None where nothing is."""
        rows = await self._database.fetch(VALUE, key)
        return str(rows[0][0]) if rows else None

    async def keep_value(self, key: str, value: str) -> None:
        """Keep *value* under *key*, in place of what was there.

        Raises InstallationIdFixed for the key "installation_id".
        """
        if key == INSTALLATION_ID:
            raise InstallationIdFixed("the installation id is made once and never changes")
        await self._database.execute(KEEP_VALUE, key, value)

    async def name_once(self, new_id: str) -> None:
        """Make *new_id* the installation id, unless there is one already."""
        await self._database.execute(KEEP_FIRST, INSTALLATION_ID, new_id)
