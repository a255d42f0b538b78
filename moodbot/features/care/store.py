"""Database access of care: risk states, and the countries that people asked to have stored."""

from moodbot.core.services import Services
from moodbot.storage.batches import delete_in_batches
from moodbot.storage.database import Database

RISKS = "SELECT person, tier, noticed_at FROM risks WHERE noticed_at >= ?"
SAVE_RISK = """
INSERT INTO risks (person, tier, noticed_at) VALUES (?, ?, ?)
ON CONFLICT (person) DO UPDATE SET tier = excluded.tier, noticed_at = excluded.noticed_at
"""
DELETE_RISK = "DELETE FROM risks WHERE person = ?"
DELETE_OLD_RISKS = """
DELETE FROM risks WHERE person IN (SELECT person FROM risks WHERE noticed_at < ? LIMIT ?) RETURNING 1
"""
COUNTRIES = "SELECT person, country FROM countries"
SAVE_COUNTRY = """
INSERT INTO countries (person, country) VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET country = excluded.country
"""
DELETE_COUNTRY = "DELETE FROM countries WHERE person = ?"


class CareStore:
    """Stores risk states and countries. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def of(cls, services: Services) -> "CareStore":
        """Return the store on the bot's database."""
        return cls(services.of(Database))

    async def risks(self, since: int) -> tuple[tuple[int, str, int], ...]:
        """Return (person, tier, UTC ms) of each risk noticed at or after *since* (UTC ms)."""
        rows = await self._database.fetch(RISKS, since)
        return tuple((int(row[0]), str(row[1]), int(row[2])) for row in rows)

    async def save_risk(self, person: int, tier: str, at: int) -> None:
        """Store that *person* was at risk at *at* (UTC ms), replacing an earlier risk."""
        await self._database.execute(SAVE_RISK, person, tier, at)

    async def delete_risk(self, person: int) -> None:
        """Delete the stored risk of *person*."""
        await self._database.execute(DELETE_RISK, person)

    async def delete_expired_risks(self, before: int) -> None:
        """Delete risks noticed before *before* (UTC ms), in batches."""
        await delete_in_batches(self._database, DELETE_OLD_RISKS, before)

    async def countries(self) -> tuple[tuple[int, str], ...]:
        """Return every stored (person, country code)."""
        rows = await self._database.fetch(COUNTRIES)
        return tuple((int(row[0]), str(row[1])) for row in rows)

    async def save_country(self, person: int, country: str | None) -> None:
        """Store the country code of *person*; None deletes it."""
        if country is None:
            await self._database.execute(DELETE_COUNTRY, person)
        else:
            await self._database.execute(SAVE_COUNTRY, person, country)
