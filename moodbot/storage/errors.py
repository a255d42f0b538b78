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
    """The database was written by a newer moodbot, which may keep things that this one would break."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"The database is at version {found}, this moodbot knows versions up to {known}. "
            "Nothing was changed. Install a newer moodbot, or use a backup made before the update."
        )
        self.found = found
        self.known = known


class NoteKeyInvalid(CannotStart):
    """A key for notes cannot be used; the message never repeats it."""


class InstallationIdFixed(Exception):
    """The installation id is made once and never changes."""
