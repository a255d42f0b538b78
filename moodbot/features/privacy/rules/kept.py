"""The one table of everything that is kept: of which kind, about whom, until when, how taken away, how forgotten.

Retention, the export, forgetting and the privacy page are made from it; a test holds it against the live schema of both
databases, so that no column can be added without a word here.
"""

from dataclasses import dataclass
from enum import StrEnum

from moodbot.core.retention import Until


class Kind(StrEnum):
    """What something kept is about, as the privacy page names it."""

    TALKS = "talks"
    RISKS = "risks"
    COUNTRY = "country"
    CHOICES = "choices"
    ENTRIES = "entries"
    SUGGESTIONS = "suggestions"
    CHECKINS = "checkins"
    CONTACTS = "contacts"
    SLOTS = "slots"
    REQUESTS = "requests"
    CLAIMS = "claims"
    DUTIES = "duties"
    BLOCKS = "blocks"
    VISITS = "visits"
    ANSWERS = "answers"
    DESKS = "desks"
    PROGRAM = "program"


class Whose(StrEnum):
    """About whom it is. MESSAGE: only ids of messages, from which nobody here can tell whose they are."""

    PERSON = "person"
    MESSAGE = "message"
    SERVER = "server"
    NOBODY = "nobody"


class Taken(StrEnum):
    """How a person gets it: in everything.json, or not, because it says nothing about them."""

    JSON = "everything.json"
    NOT_THEIRS = "not about them"
    NUMBERS = "a number of the program's own"


class Gone(StrEnum):
    """What forgetting does with it. HASHED: a keyed hash stays until the block ends. TAKEN_OUT: the row is about
    somebody else and stays, without this person's id.
    """

    DELETED = "deleted"
    TAKEN_OUT = "taken out"
    HASHED = "hashed"
    NOT_THEIRS = "not about them"
    EXPIRES = "expires by itself"


@dataclass(frozen=True, slots=True)
class Kept:
    """Columns of one table that are treated alike; *owner* is the column with the person's id, if there is one."""

    table: str
    columns: tuple[str, ...]
    kind: Kind
    whose: Whose
    until: Until
    taken: Taken
    gone: Gone
    owner: str | None = "person"


def _theirs(table: str, kind: Kind, until: Until, *columns: str) -> Kept:
    return Kept(table, columns, kind, Whose.PERSON, until, Taken.JSON, Gone.DELETED)


def _numbers(table: str, kind: Kind, until: Until, *columns: str) -> Kept:
    """Columns that go with a person's row and tell them nothing: versions, leases, counters."""
    return Kept(table, columns, kind, Whose.PERSON, until, Taken.NUMBERS, Gone.DELETED)


def _nobodys(table: str, kind: Kind, whose: Whose, until: Until, *columns: str) -> Kept:
    return Kept(table, columns, kind, whose, until, Taken.NOT_THEIRS, Gone.NOT_THEIRS, owner=None)


EVERYTHING: tuple[Kept, ...] = (
    _theirs(
        *("talks", Kind.TALKS, Until.TALKS, "person", "place_kind", "place_id", "phase", "mood", "heard", "updated"),
        "mood_at",
    ),
    _numbers("talks", Kind.TALKS, Until.TALKS, "step", "unclear"),
    _theirs("risks", Kind.RISKS, Until.DAY, "person", "tier", "noticed_at"),
    _theirs("countries", Kind.COUNTRY, Until.CHANGED, "person", "country"),
    _theirs(
        *(
            "preferences",
            Kind.CHOICES,
            Until.CHANGED,
            "person",
            "journal",
            "journal_at",
            "asked_at",
            "zone",
            "pictures",
        ),
        *("note_told_at", "low_told_at", "heard"),
    ),
    _numbers("preferences", Kind.CHOICES, Until.CHANGED, "last_entry", "last_suggestion"),
    _theirs("entries", Kind.ENTRIES, Until.ENTRIES, "person", "number", "mood", "at", "zone", "source", "made", "note"),
    _theirs(
        *("suggestions", Kind.SUGGESTIONS, Until.ENTRIES, "person", "number", "line", "said_at", "asked_at", "helped"),
    ),
    _theirs(
        *("contacts", Kind.CONTACTS, Until.FORGOTTEN, "person", "channel", "opened_at", "letter", "unanswered"),
        *("last_at", "closed_at", "told"),
    ),
    _numbers("contacts", Kind.CONTACTS, Until.FORGOTTEN, "last_kind", "last_slot"),
    _theirs(
        *("plans", Kind.CHECKINS, Until.CHANGED, "person", "rhythm", "state", "thinned", "unanswered", "until_at"),
        *("skip_from", "skip_until", "last_at", "heard"),
    ),
    _numbers("plans", Kind.CHECKINS, Until.CHANGED, "last_wall", "version"),
    _theirs(
        *("waiting", Kind.SLOTS, Until.SLOTS, "person", "kind", "slot", "detail", "state", "settled_at", "reason"),
        "message",
    ),
    _numbers("waiting", Kind.SLOTS, Until.SLOTS, "ready_at", "leased", "tries", "tried_at"),
    _theirs(
        *("requests", Kind.REQUESTS, Until.REQUESTS, "server", "number", "person", "state", "urgent", "mood", "words"),
        *("asked_at", "waiting_at", "rung", "card", "thread", "spoken", "reminded", "ended", "closed_at"),
    ),
    # Who took a request, and whom the person did not want: ids of counsellors, in requests of others.
    Kept(
        *(
            "requests",
            ("claimer", "refused", "served"),
            Kind.CLAIMS,
            Whose.PERSON,
            Until.REQUESTS,
            Taken.JSON,
            Gone.TAKEN_OUT,
        ),
        owner="claimer",
    ),
    _numbers("requests", Kind.REQUESTS, Until.REQUESTS, "due_at", "leased", "version"),
    _theirs("duties", Kind.DUTIES, Until.CHANGED, "server", "person", "since"),
    Kept("blocks", ("server", "person", "until"), Kind.BLOCKS, Whose.PERSON, Until.ENDED, Taken.JSON, Gone.HASHED),
    Kept("blocks", ("reason",), Kind.BLOCKS, Whose.PERSON, Until.ENDED, Taken.JSON, Gone.DELETED),
    _nobodys("hashed_blocks", Kind.BLOCKS, Whose.NOBODY, Until.ENDED, "server", "digest", "until"),
    _theirs("pings", Kind.REQUESTS, Until.REQUESTS, "server", "number", "at", "person"),
    _theirs("visits", Kind.VISITS, Until.REQUESTS, "person", "server", "at"),
    Kept(
        "answers",
        ("question", "answer", "channel", "answered_at"),
        Kind.ANSWERS,
        Whose.MESSAGE,
        Until.REQUESTS,
        Taken.NOT_THEIRS,
        Gone.EXPIRES,
        owner=None,
    ),
    _nobodys(
        *("desks", Kind.DESKS, Whose.SERVER, Until.SERVER_LEFT, "server", "role", "channel", "room", "backup_role"),
        *("lead_role", "reports", "zone", "limits", "digest_at", "last_number"),
    ),
    _nobodys("sending", Kind.PROGRAM, Whose.NOBODY, Until.ALWAYS, "name", "free_at", "code", "opened_at", "until_at"),
    _nobodys("installation", Kind.PROGRAM, Whose.NOBODY, Until.ALWAYS, "key", "value"),
    _nobodys("migrations", Kind.PROGRAM, Whose.NOBODY, Until.ALWAYS, "number", "name"),
    # Only while somebody is being forgotten; the last thing that goes.
    _numbers("forgetting", Kind.PROGRAM, Until.ENDED, "person", "since", "traces", "erased"),
)

PERSONAL_KINDS = tuple(dict.fromkeys(each.kind for each in EVERYTHING if each.whose is Whose.PERSON))
"""The kinds that may be about a person, in the order of the table."""

TOLD_KINDS = tuple(
    dict.fromkeys(
        each.kind
        for each in EVERYTHING
        if each.whose in (Whose.PERSON, Whose.MESSAGE) and each.kind is not Kind.PROGRAM
    )
)
"""The kinds that people are told of."""

ERASED = tuple(
    dict.fromkeys(each.table for each in EVERYTHING if each.owner == "person" and each.table != "forgetting")
)
"""The tables from which a person's rows are deleted."""

CLAIMED = ("server", "number", "state", "thread", "ended", "closed_at")
"""What a counsellor gets of a request that they have taken; the rest is the other person's."""


def taken_tables() -> dict[str, tuple[str, ...]]:
    """Return, by table, the columns that a person gets of their own rows in everything.json."""
    found: dict[str, tuple[str, ...]] = {}
    for each in EVERYTHING:
        if each.taken is Taken.JSON:
            found[each.table] = found.get(each.table, ()) + each.columns
    return found


def tables_of_kind(kind: Kind) -> tuple[str, ...]:
    """Return the tables that something of *kind* lies in."""
    return tuple(dict.fromkeys(each.table for each in EVERYTHING if each.kind is kind))


def rows_of(kind: Kind) -> tuple[tuple[str, str], ...]:
    """Return the tables with rows about a person that belong to *kind*, each with the column of the person's id."""
    return tuple(dict.fromkeys((each.table, each.owner) for each in EVERYTHING if each.kind is kind and each.owner))


def until_of(kind: Kind) -> Until:
    """Return how long *kind* is kept."""
    return next(each.until for each in EVERYTHING if each.kind is kind)
