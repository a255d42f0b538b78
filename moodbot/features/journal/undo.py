"""Remembers, in memory only, the last change of each journal, and takes it back."""

from dataclasses import dataclass

from moodbot.core.memory import Memories, Memory
from moodbot.core.ports import Clock
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.journal.store.entries import StoredRow
from moodbot.features.journal.store.journal import JournalStore
from moodbot.times.units import MINUTE

UNDO_MINUTES = 30
"""Minutes for which a change can be taken back; after that, nothing of a deleted entry is left."""

CHANGES = "changes to undo"
"""Name of the memory of last changes in the data inventory."""

REMEMBERED = 5_000
"""Most people whose last change is remembered."""

_KEY_DIGITS = 8


@dataclass(frozen=True, slots=True)
class LastChange:
    """A change that can be taken back; *key* tells it from others.

    *number* is the changed entry, *before* its row until then: None if it was added, and its note still encrypted.
    After an import, *imported* is when it was made (UTC ms) and *count* how many entries it added. *is_undo*: the
    change took back another one.
    """

    key: str
    number: int = 0
    before: StoredRow | None = None
    imported: int | None = None
    count: int = 0
    is_undo: bool = False


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of an entry: *was* before a change was taken back, *now* after it; None where there is no entry.

    *again* is the key with which that can itself be undone, None if it cannot.
    """

    was: Entry | None
    now: Entry | None
    again: str | None


class Undo:
    """Takes back the last change of a journal, and that once, too. Methods may raise StoreUnavailable."""

    def __init__(self, store: JournalStore, memories: Memories, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._last = memories.add(CHANGES, Memory[LastChange](clock.now, UNDO_MINUTES * MINUTE, REMEMBERED))

    def last(self, person: int) -> LastChange | None:
        """Return the last change of *person*'s journal, None if there is nothing to take back."""
        return self._last.get(person)

    def changed(self, person: int, number: int, before: StoredRow | None, *, is_undo: bool = False) -> LastChange:
        """Remember that entry *number* was changed; *before* is its row until then, None if it was added."""
        return self._remember(person, LastChange(self._key(), number, before, is_undo=is_undo))

    def imported(self, person: int, made: int, count: int) -> None:
        """Remember an import of *count* entries, all made at *made* (UTC ms)."""
        self._remember(person, LastChange(self._key(), imported=made, count=count))

    def forget(self, person: int) -> None:
        """Forget the last change: nothing of what was deleted stays."""
        self._last.pop(person)

    async def take_back(self, person: int, change: LastChange) -> TakenBack:
        """Give the changed entry its earlier row again. Raises EntryExists if another one has taken its place."""
        was = await self._store.swap(person, change.number, change.before)
        # Only now: after a failure of the database the person can try again.
        self.forget(person)
        now = self._store.read(change.before)
        again = None if change.is_undo else self.changed(person, change.number, was, is_undo=True).key
        return TakenBack(self._store.read(was), now, again)

    async def take_out_import(self, person: int, change: LastChange) -> int:
        """Delete the entries of an import; return how many there were."""
        deleted = await self._store.delete_imported(person, change.imported or 0)
        self.forget(person)
        return deleted

    def _key(self) -> str:
        return self._clock.new_id()[-_KEY_DIGITS:]

    def _remember(self, person: int, change: LastChange) -> LastChange:
        self._last.put(person, change)
        return change
