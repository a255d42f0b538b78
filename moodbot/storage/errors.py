"""Why a database could not be opened; each message tells the person who runs the bot what to do."""

from moodbot.core.errors import CannotStart


class DatabaseNotOpened(CannotStart):
    """The bot cannot start with this database; the message is meant to be printed as it is."""


class DatabaseAddressInvalid(DatabaseNotOpened):
    """The address names no database that moodbot can use.

    The message never repeats the address, which may hold a password.
    """


class DatabaseUnusable(DatabaseNotOpened):
    """There is something at the address, or a way to it, that moodbot cannot keep its data in."""


class DatabaseNewer(DatabaseNotOpened):
    """The database was written by a newer moodbot, which may keep things that this one would break.

    *feature* is the one whose own tables are newer, None for those of the program itself.
    """

    def __init__(self, found: int, known: int, feature: str | None = None) -> None:
        what = "The database is" if feature is None else f"The tables of {feature} in the database are"
        super().__init__(
            f"{what} at version {found}, this moodbot knows versions up to {known}. "
            "Nothing was changed. Install a newer moodbot, or use a backup made before the update."
        )
        self.found = found
        self.known = known


class NoteKeyInvalid(CannotStart):
    """A key for notes cannot be used; the message never repeats it."""


class InstallationIdFixed(Exception):
    """The installation id is made once and never changes."""


class NestedStatement(RuntimeError):
    """A mistake of ours: a task with a transaction open went past it to the database, and would wait for itself.

    No StoreUnavailable, so that nobody tells a person that the database does not answer.
    """

    def __init__(self) -> None:
        super().__init__(
            "This task has a transaction open on this database. Inside the block, use the transaction given by the "
            "block; whatever needs the database itself belongs before or after it."
        )
