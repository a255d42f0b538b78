"""What care keeps of a person: that they were at risk, and their country, where they asked for it."""

from moodbot.core.services import Services
from moodbot.storage.batches import let_go
from moodbot.storage.database import Database

RISKS = "SELECT person, tier, noticed_at FROM risks WHERE noticed_at >= ?"
KEEP_RISK = """
INSERT INTO risks (person, tier, noticed_at) VALUES (?, ?, ?)
ON CONFLICT (person) DO UPDATE SET tier = excluded.tier, noticed_at = excluded.noticed_at
"""
LET_GO = """
DELETE FROM risks WHERE person IN (SELECT person FROM risks WHERE noticed_at < ? LIMIT ?) RETURNING 1
"""
COUNTRIES = "SELECT person, country FROM countries"
KEEP_COUNTRY = """
INSERT INTO countries (person, country) VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET country = excluded.country
"""
FORGET_COUNTRY = "DELETE FROM countries WHERE person = ?"


class CareStore:
    """Risk states and countries. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def of(cls, found: Services) -> "CareStore":
        """Return the store on the bot's database."""
        return cls(found.of(Database))

    async def risks(self, since: int) -> tuple[tuple[int, str, int], ...]:
        """Return (person, tier, UTC ms) of everybody noticed at or after *since*."""
        rows = await self._database.fetch(RISKS, since)
        return tuple((int(row[0]), str(row[1]), int(row[2])) for row in rows)

    async def keep_risk(self, person: int, tier: str, at: int) -> None:
        """Keep that *person* was at risk, in place of an earlier time."""
        await self._database.execute(KEEP_RISK, person, tier, at)

    async def let_go_risks(self, before: int) -> None:
        """Forget who was at risk before *before* (UTC ms), in batches."""
        await let_go(self._database, LET_GO, before)

    async def countries(self) -> tuple[tuple[int, str], ...]:
        """Return (person, country code) of everybody who asked for it to be kept."""
        rows = await self._database.fetch(COUNTRIES)
        return tuple((int(row[0]), str(row[1])) for row in rows)

    async def keep_country(self, person: int, country: str | None) -> None:
        """Keep the country of *person*; forget it where it is None."""
        if country is None:
            await self._database.execute(FORGET_COUNTRY, person)
        else:
            await self._database.execute(KEEP_COUNTRY, person, country)
