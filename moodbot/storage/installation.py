"""Store the installation id and small values, such as a digest of the slash commands, by key."""

from moodbot.storage.database import Database
from moodbot.storage.errors import InstallationIdFixed

INSTALLATION_ID = "installation_id"

VALUE = "SELECT value FROM installation WHERE key = ?"
SAVE_VALUE = """
INSERT INTO installation (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
INSERT_IF_ABSENT = "INSERT INTO installation (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING"


class InstallationStore:
    """Stores values by key. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def value(self, key: str) -> str | None:
        """Return the value of *key*, None if there is none."""
        rows = await self._database.fetch(VALUE, key)
        return str(rows[0][0]) if rows else None

    async def save_value(self, key: str, value: str) -> None:
        """Save *value* under *key*, replacing an older value.

        Raises InstallationIdFixed for the key "installation_id".
        """
        if key == INSTALLATION_ID:
            raise InstallationIdFixed("the installation id is made once and never changes")
        await self._database.execute(SAVE_VALUE, key, value)

    async def set_id_once(self, new_id: str) -> None:
        """Set the installation id to *new_id*, unless it is already set."""
        await self._database.execute(INSERT_IF_ABSENT, INSTALLATION_ID, new_id)
