"""Store values per person in memory, with a size limit and an expiry; erasing a person deletes them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
ALONE: Hashable = None
"""The key if a person has only one value."""


class Memory(Generic[Value]):
    """Values by person and, if a person has several, by *key*; *now* returns the time (UTC ms).

    A value expires *lasts* milliseconds after it was put (None: never). Beyond *most* values the oldest is deleted
    (None: no limit). An expired value is never returned, even before `expire` has deleted it.
    """

    def __init__(self, now: Callable[[], int], lasts: int | None, most: int | None = None) -> None:
        self._now = now
        self._lasts = lasts
        self._most = most
        self._held: OrderedDict[tuple[int, Hashable], tuple[int, Value]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def put(self, person: int, value: Value, key: Hashable = ALONE, at: int | None = None) -> None:
        """Store *value* as of now, or as of *at* (UTC ms)."""
        self._held[person, key] = (self._now() if at is None else at, value)
        self._held.move_to_end((person, key))
        if self._most is not None and len(self._held) > self._most:
            self._held.popitem(last=False)

    def get(self, person: int, key: Hashable = ALONE) -> Value | None:
        """Return the value, None if there is none."""
        entry = self._held.get((person, key))
        return None if entry is None or self._has_expired(entry[0]) else entry[1]

    def put_at(self, person: int, key: Hashable = ALONE) -> int | None:
        """Return when the value was put (UTC ms), None if there is none."""
        entry = self._held.get((person, key))
        return None if entry is None or self._has_expired(entry[0]) else entry[0]

    def pop(self, person: int, key: Hashable = ALONE) -> Value | None:
        """Return the value and delete it, None if there is none."""
        value = self.get(person, key)
        self._held.pop((person, key), None)
        return value

    def delete_person(self, person: int) -> None:
        """Delete every value of *person*."""
        for key in [each for each in self._held if each[0] == person]:
            del self._held[key]

    def drop(self, key: Hashable) -> None:
        """Delete the values of all people under *key*."""
        for each in [each for each in self._held if each[1] == key]:
            del self._held[each]

    def expire(self) -> None:
        """Delete the expired values."""
        for key in [key for key, (at, _) in self._held.items() if self._has_expired(at)]:
            del self._held[key]

    def _has_expired(self, at: int) -> bool:
        return self._lasts is not None and self._now() - at >= self._lasts


class Memories:
    """Every Memory of this program, by its name in the data inventory."""

    def __init__(self) -> None:
        self.by_name: dict[str, Memory[Any]] = {}

    def add(self, name: str, memory: Memory[Value]) -> Memory[Value]:
        """Register *memory* for erasure and expiry, and return it. Raises ValueError if *name* is taken."""
        if name in self.by_name:
            raise ValueError(f"there is a memory called {name} already")
        self.by_name[name] = memory
        return memory

    def delete_person(self, person: int) -> None:
        """Delete every value of *person* in all memories."""
        for memory in self.by_name.values():
            memory.delete_person(person)

    def expire(self) -> None:
        """Delete the expired values in all memories."""
        for memory in self.by_name.values():
            memory.expire()
