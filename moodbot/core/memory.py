"""What is remembered of people in this program alone: each with a name, a size and an end, and forgotten with them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
ALONE: Hashable = None
"""The key where there is one thing a person."""


class Memory(Generic[Value]):
    """Values by person and, where a person has several, by *key*; *now* returns the time (UTC ms).

    A value is let go *lasts* milliseconds after it was put, None never; beyond *most* values the oldest goes, None for
    no limit. What has ended is never returned, whether it was swept out or not.
    """

    def __init__(self, now: Callable[[], int], lasts: int | None, most: int | None = None) -> None:
        self._now = now
        self._lasts = lasts
        self._most = most
        self._held: OrderedDict[tuple[int, Hashable], tuple[int, Value]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def put(self, person: int, value: Value, key: Hashable = ALONE, at: int | None = None) -> None:
        """Remember *value* from now on, or as of *at* (UTC ms)."""
        self._held[person, key] = (self._now() if at is None else at, value)
        self._held.move_to_end((person, key))
        if self._most is not None and len(self._held) > self._most:
            self._held.popitem(last=False)

    def get(self, person: int, key: Hashable = ALONE) -> Value | None:
        """Return what is remembered, None where nothing is."""
        found = self._held.get((person, key))
        return None if found is None or self._is_over(found[0]) else found[1]

    def put_at(self, person: int, key: Hashable = ALONE) -> int | None:
        """Return since when it is remembered (UTC ms), None where nothing is."""
        found = self._held.get((person, key))
        return None if found is None or self._is_over(found[0]) else found[0]

    def pop(self, person: int, key: Hashable = ALONE) -> Value | None:
        """Return what is remembered, and forget it; None where nothing is."""
        value = self.get(person, key)
        self._held.pop((person, key), None)
        return value

    def delete_person(self, person: int) -> None:
        """Forget everything about *person*."""
        for key in [each for each in self._held if each[0] == person]:
            del self._held[key]

    def drop(self, key: Hashable) -> None:
        """Forget what is remembered of anybody under *key*."""
        for each in [each for each in self._held if each[1] == key]:
            del self._held[each]

    def expire(self) -> None:
        """Let go of what has ended."""
        for key in [key for key, (at, _) in self._held.items() if self._is_over(at)]:
            del self._held[key]

    def _is_over(self, at: int) -> bool:
        return self._lasts is not None and self._now() - at >= self._lasts


class Memories:
    """Every Memory of this program, by the name that the table of kept data has for it."""

    def __init__(self) -> None:
        self.by_name: dict[str, Memory[Any]] = {}

    def add(self, name: str, memory: Memory[Value]) -> Memory[Value]:
        """Return *memory*, which is forgotten and swept with all others from now on. Raises ValueError for a name that
        is taken.
        """
        if name in self.by_name:
            raise ValueError(f"there is a memory called {name} already")
        self.by_name[name] = memory
        return memory

    def delete_person(self, person: int) -> None:
        """Forget *person* in all of them."""
        for memory in self.by_name.values():
            memory.delete_person(person)

    def expire(self) -> None:
        """Let go of what has ended in all of them."""
        for memory in self.by_name.values():
            memory.expire()
