"""Errors of storage; those that prevent a start tell the operator in their message what to do."""

from moodbot.core.errors import CannotStart


class DatabaseNotOpened(CannotStart):
    """The bot cannot start with this database; print the message unchanged."""


class DatabaseAddressInvalid(DatabaseNotOpened):
    """The address names no database that moodbot can use.

    The message never repeats the address, which may hold a password.
    """


class DatabaseUnusable(DatabaseNotOpened):
    """moodbot cannot store its data at this address."""


class DatabaseNewer(DatabaseNotOpened):
    """A newer moodbot wrote the database, so this one might damage its data.

    *feature* names the feature whose tables are newer, None for the tables of the program itself.
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
    """A key for notes is unusable; the message never repeats it."""


class InstallationIdFixed(Exception):
    """The caller tried to change the installation id, which is set only once."""


class NestedStatement(RuntimeError):
    """A programming error: a task with an open transaction called the database itself, and would wait for itself.

    Not a StoreUnavailable: nobody must be told that the database does not answer.
    """

    def __init__(self) -> None:
        super().__init__(
            "This task has a transaction open on this database. Inside the block, use the transaction given by the "
            "block; whatever needs the database itself belongs before or after it."
        )
