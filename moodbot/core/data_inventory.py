"""The data inventory: each stored column with its kind, data subject, retention, export rule and deletion rule.

The rows of all features make one table. Retention, the export, erasure and the privacy page are made from it; a test
compares it with the live schema of both databases, so that no column can be added without a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from moodbot.core.retention import Until

PROGRAM = "program"
"""The kind of the program's own data; the privacy page does not list it."""


class DataSubject(StrEnum):
    """About whom the data is. MESSAGE: only message ids, which this program cannot trace to a person."""

    PERSON = "person"
    MESSAGE = "message"
    SERVER = "server"
    NOBODY = "nobody"


class ExportRule(StrEnum):
    """Whether a person gets the data in everything.json, and if not, why."""

    JSON = "everything.json"
    NOT_THEIRS = "not about them"
    NUMBERS = "a number of the program's own"
    MEMORY = "in memory for a short time only"


class DeletionRule(StrEnum):
    """What erasure does with the data. HASHED: a keyed hash stays until the block ends. TAKEN_OUT: the row is about
    somebody else and stays, without this person's id.
    """

    DELETED = "deleted"
    TAKEN_OUT = "taken out"
    HASHED = "hashed"
    NOT_THEIRS = "not about them"
    EXPIRES = "expires by itself"


@dataclass(frozen=True, slots=True)
class KeptData:
    """Columns of one table under the same rules. *owner* is the column with the person's id, None if there is none;
    it is `person` if the rows are deleted with the person.

    *kind* is the topic under which the privacy page lists them: the pack has the text `kept_<kind>`. *in_memory*:
    *table* is the name of a Memory, not of a database table, and there are no columns.
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
    """Return a row of columns about a person that their export holds and erasure deletes."""
    return KeptData(table, columns, kind, DataSubject.PERSON, until, ExportRule.JSON, DeletionRule.DELETED)


def internal_numbers(table: str, kind: str, until: Until, *columns: str) -> KeptData:
    """Return a row of technical columns of a person (versions, leases, counters): deleted, but not exported."""
    return KeptData(table, columns, kind, DataSubject.PERSON, until, ExportRule.NUMBERS, DeletionRule.DELETED)


def impersonal_data(table: str, kind: str, subject: DataSubject, until: Until, *columns: str) -> KeptData:
    """Return a row of columns that are about no person: neither exported nor deleted with one."""
    return KeptData(table, columns, kind, subject, until, ExportRule.NOT_THEIRS, DeletionRule.NOT_THEIRS, owner=None)


def memory_data(memory: str, kind: str, until: Until = Until.DAY) -> KeptData:
    """Return a row for a Memory (its name is *memory*): data about a person in this process only, never in a table."""
    return KeptData(
        memory, (), kind, DataSubject.PERSON, until, ExportRule.MEMORY, DeletionRule.DELETED, owner=None, in_memory=True
    )


class DataInventory:
    """The rows of all features as one table, with the views that export, erasure and privacy page need."""

    def __init__(self, rows: Iterable[KeptData]) -> None:
        self.rows = tuple(rows)
        self.in_database = tuple(each for each in self.rows if not each.in_memory)
        self.memories = tuple(dict.fromkeys(each.table for each in self.rows if each.in_memory))
        self.personal_kinds = _distinct(each.kind for each in self.in_database if each.subject is DataSubject.PERSON)
        """Kinds of stored data about a person, in the order of the rows."""
        self.listed_kinds = _distinct(
            each.kind
            for each in self.rows
            if each.subject in (DataSubject.PERSON, DataSubject.MESSAGE) and each.kind != PROGRAM
        )
        """Kinds that the privacy page lists."""
        self.erased = _distinct(
            each.table for each in self.in_database if each.owner == "person" and each.kind != PROGRAM
        )
        """Tables from which erasure deletes a person's rows, in order; the mark of a running erasure goes last."""

    def taken_tables(self) -> dict[str, tuple[str, ...]]:
        """Return the exported columns by table: those of a person's own rows in everything.json."""
        columns: dict[str, tuple[str, ...]] = {}
        for each in self.rows:
            if each.export is ExportRule.JSON:
                columns[each.table] = columns.get(each.table, ()) + each.columns
        return columns

    def tables_of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the database tables with columns of *kind*."""
        return _distinct(each.table for each in self.rows if each.kind == kind and not each.in_memory)

    def rows_of(self, kind: str) -> tuple[tuple[str, str], ...]:
        """Return (table, column of the person's id) for each table with rows of *kind* about a person."""
        return tuple(
            dict.fromkeys((each.table, each.owner) for each in self.in_database if each.kind == kind and each.owner)
        )

    def until_of(self, kind: str) -> Until:
        """Return the retention of *kind*. Raises StopIteration if no row has it."""
        return next(each.until for each in self.rows if each.kind == kind)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
