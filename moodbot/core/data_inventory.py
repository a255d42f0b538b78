"""How a feature says what it keeps: of which kind, about whom, until when, how taken away, how forgotten.

The rows of all features make one table. Retention, the export, forgetting and the privacy page are made from it; a test
holds it against the live schema of both databases, so that no column can be added without a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from moodbot.core.retention import Until

PROGRAM = "program"
"""The kind of what the program keeps for itself; people are not told of it."""


class DataSubject(StrEnum):
    """About whom it is. MESSAGE: only ids of messages, from which nobody here can tell whose they are."""

    PERSON = "person"
    MESSAGE = "message"
    SERVER = "server"
    NOBODY = "nobody"


class ExportRule(StrEnum):
    """How a person gets it: in everything.json, or not, because it says nothing about them."""

    JSON = "everything.json"
    NOT_THEIRS = "not about them"
    NUMBERS = "a number of the program's own"
    MEMORY = "in memory for a short time only"


class DeletionRule(StrEnum):
    """What forgetting does with it. HASHED: a keyed hash stays until the block ends. TAKEN_OUT: the row is about
    somebody else and stays, without this person's id.
    """

    DELETED = "deleted"
    TAKEN_OUT = "taken out"
    HASHED = "hashed"
    NOT_THEIRS = "not about them"
    EXPIRES = "expires by itself"


@dataclass(frozen=True, slots=True)
class KeptData:
    """Columns of one table that are treated alike; *owner* is the column with the person's id, if there is one. Where
    rows are deleted with a person, it is called `person`.

    *kind* is what it is about, as the privacy page names it: the pack has the text `kept_<kind>`. *in_memory*: *table*
    is the name of a Memory, not of a table of the database, and there are no columns.
    """

    table: str
    columns: tuple[str, ...]
    kind: str
    subject: DataSubject
    until: Until
    export: ExportRule
    deletion: DeletionRule
    owner: str | None = "person"
    in_memory: bool = False


def personal_data(table: str, kind: str, until: Until, *columns: str) -> KeptData:
    """Return columns about a person that they get in their export."""
    return KeptData(table, columns, kind, DataSubject.PERSON, until, ExportRule.JSON, DeletionRule.DELETED)


def internal_numbers(table: str, kind: str, until: Until, *columns: str) -> KeptData:
    """Return columns that go with a person's row and tell them nothing: versions, leases, counters."""
    return KeptData(table, columns, kind, DataSubject.PERSON, until, ExportRule.NUMBERS, DeletionRule.DELETED)


def impersonal_data(table: str, kind: str, subject: DataSubject, until: Until, *columns: str) -> KeptData:
    """Return columns that are about no person."""
    return KeptData(table, columns, kind, subject, until, ExportRule.NOT_THEIRS, DeletionRule.NOT_THEIRS, owner=None)


def memory_data(memory: str, kind: str, until: Until = Until.DAY) -> KeptData:
    """Return what is remembered of a person in this program's memory alone, under the name of its Memory."""
    return KeptData(
        memory, (), kind, DataSubject.PERSON, until, ExportRule.MEMORY, DeletionRule.DELETED, owner=None, in_memory=True
    )


class DataInventory:
    """The rows of all features as one table."""

    def __init__(self, rows: Iterable[KeptData]) -> None:
        self.rows = tuple(rows)
        self.in_database = tuple(each for each in self.rows if not each.in_memory)
        self.memories = tuple(dict.fromkeys(each.table for each in self.rows if each.in_memory))
        self.personal_kinds = _once(each.kind for each in self.in_database if each.subject is DataSubject.PERSON)
        """The kinds that may be about a person, in the order of the table."""
        self.told_kinds = _once(
            each.kind
            for each in self.rows
            if each.subject in (DataSubject.PERSON, DataSubject.MESSAGE) and each.kind != PROGRAM
        )
        """The kinds that people are told of."""
        self.erased = _once(each.table for each in self.in_database if each.owner == "person" and each.kind != PROGRAM)
        """The tables from which a person's rows are deleted; what notes that they are being forgotten goes last."""

    def taken_tables(self) -> dict[str, tuple[str, ...]]:
        """Return, by table, the columns that a person gets of their own rows in everything.json."""
        found: dict[str, tuple[str, ...]] = {}
        for each in self.rows:
            if each.export is ExportRule.JSON:
                found[each.table] = found.get(each.table, ()) + each.columns
        return found

    def tables_of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the tables that something of *kind* lies in."""
        return _once(each.table for each in self.rows if each.kind == kind and not each.in_memory)

    def rows_of(self, kind: str) -> tuple[tuple[str, str], ...]:
        """Return the tables with rows about a person that belong to *kind*, each with the column of the person's id."""
        return tuple(
            dict.fromkeys((each.table, each.owner) for each in self.in_database if each.kind == kind and each.owner)
        )

    def until_of(self, kind: str) -> Until:
        """Return how long *kind* is kept."""
        return next(each.until for each in self.rows if each.kind == kind)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
