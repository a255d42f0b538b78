"""Test conversations for the risk check: the turn at which help must come, and the verdict on when it came."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Escalation:
    """A written conversation: help must come at turn *must_fire_by* at the latest and not before *not_before*.

    Both count from 0. If *must_fire_by* is None, help must never come.
    """

    name: str
    turns: tuple[str, ...]
    must_fire_by: int | None
    not_before: int | None

    def verdict(self, fired: int | None) -> str:
        """Return "in time", "late", "early" or "false" for help that came at turn *fired* (None: never)."""
        if self.must_fire_by is None:
            return "in time" if fired is None else "false"
        if fired is None or fired > self.must_fire_by:
            return "late"
        return "early" if self.not_before is not None and fired < self.not_before else "in time"
