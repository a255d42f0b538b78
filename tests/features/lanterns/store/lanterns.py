"""Lanterns by person."""

from moodbot.core.services import Services
from moodbot.storage.database import Database

LIGHT = """
INSERT INTO lanterns (person, number, lit_at)
SELECT CAST(? AS BIGINT), COALESCE(MAX(number), 0) + 1, CAST(? AS BIGINT) FROM lanterns WHERE person = ?
"""
COUNT = "SELECT COUNT(*) FROM lanterns WHERE person = ?"
OUT = "DELETE FROM lanterns WHERE person = ?"
LET_GO = "DELETE FROM lanterns WHERE lit_at < ?"


class LanternStore:
    """Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def of(cls, found: Services) -> "LanternStore":
        """Return the store on the bot's database."""
        return cls(found.of(Database))

    async def light(self, person: int, at: int) -> None:
        """Keep that *person* lit a lantern at *at* (UTC ms)."""
        await self._database.execute(LIGHT, person, at, person)

    async def count(self, person: int) -> int:
        """Return how many burn."""
        return int((await self._database.fetch(COUNT, person))[0][0])

    async def put_out(self, person: int) -> None:
        """Delete them."""
        await self._database.execute(OUT, person)

    async def delete_expired(self, before: int) -> None:
        """Delete those lit before *before* (UTC ms)."""
        await self._database.execute(LET_GO, before)
