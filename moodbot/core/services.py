"""The parts of the running bot, each found by its class, so that what uses them need not know who made them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar, cast

Part = TypeVar("Part")


class PartMissing(LookupError):
    """Nothing made the part that was asked for: its feature is not in FEATURES, or is made later."""


@dataclass(frozen=True, slots=True)
class Under:
    """A *part* that is found under *kind*, a port that it fits, instead of its own class."""

    kind: type
    part: object


class Services:
    """Holds one part of each kind."""

    def __init__(self, *parts: object) -> None:
        self._parts: dict[type, object] = {}
        self.add(parts)

    def add(self, parts: Iterable[object]) -> None:
        """Add *parts*, each under its class, or under the kind that it is wrapped with."""
        for part in parts:
            found = part if isinstance(part, Under) else Under(type(part), part)
            self._parts[found.kind] = found.part

    def of(self, kind: type[Part]) -> Part:
        """Return the part that is a *kind*. Raises PartMissing."""
        try:
            return cast(Part, self._parts[kind])
        except KeyError:
            raise PartMissing(f"no feature has made a {kind.__qualname__}") from None
