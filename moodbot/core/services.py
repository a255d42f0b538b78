"""Services: a registry of the bot's parts (services, stores, ports) by class."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar, cast

Part = TypeVar("Part")


class PartMissing(LookupError):
    """Raised when a part does not exist: its feature is not in FEATURES, or is made later."""


@dataclass(frozen=True, slots=True)
class Under:
    """Registers *part* under *kind*, a port that it implements, instead of its own class."""

    kind: type
    part: object


class Services:
    """Holds one part of each class or port."""

    def __init__(self, *parts: object) -> None:
        self._parts: dict[type, object] = {}
        self.add(parts)

    def add(self, parts: Iterable[object]) -> None:
        """Add *parts*, each under its class, or under the kind given by Under. A later part replaces an earlier one."""
        for part in parts:
            entry = part if isinstance(part, Under) else Under(type(part), part)
            self._parts[entry.kind] = entry.part

    def of(self, kind: type[Part]) -> Part:
        """Return the part registered under *kind*. Raises PartMissing."""
        try:
            return cast(Part, self._parts[kind])
        except KeyError:
            raise PartMissing(f"no feature has made a {kind.__qualname__}") from None
