"""What care needs from the world."""

from typing import Protocol


class CareStore(Protocol):
    """What care keeps of a person. Every method may raise StoreUnavailable."""

    async def risks(self, since: int) -> tuple[tuple[int, str, int], ...]:
        """Return (person, tier, UTC ms) of everybody noticed at or after *since*."""

    async def keep_risk(self, person: int, tier: str, at: int) -> None:
        """Keep that *person* was at risk: a time and a tier."""

    async def let_go_risks(self, before: int) -> None:
        """Forget who was at risk before *before* (UTC ms)."""

    async def countries(self) -> tuple[tuple[int, str], ...]:
        """Return (person, country code) of everybody who asked for it to be kept."""

    async def keep_country(self, person: int, country: str | None) -> None:
        """Keep the country of *person*; forget it where it is None."""
