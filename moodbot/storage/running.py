"""Lock a SQLite file so that only one bot runs on it; two bots would answer each person twice."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from moodbot.storage.database import Address, SqliteAddress
from moodbot.storage.errors import DatabaseUnusable

LOCK_SUFFIX = ".lock"


@contextmanager
def lock_database(address: Address) -> Iterator[None]:
    """Lock the SQLite file at *address* until the block ends; other databases need no lock.

    Raises DatabaseUnusable if another program has the lock. The operating system releases it when the program ends,
    also after a crash. The lock is on a file beside the database, as SQLite has its own locks on the database file;
    commands that only inspect or copy do not take it.
    """
    if not isinstance(address, SqliteAddress) or address.path is None or not address.path.parent.is_dir():
        yield
        return
    lock = address.path.with_name(address.path.name + LOCK_SUFFIX)
    try:
        descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as fault:
        advice = f"No file can be made in {lock.parent} ({fault.strerror}). Let the user that runs moodbot write there."
        raise DatabaseUnusable(advice) from fault
    try:
        if not _try_lock(descriptor):
            raise DatabaseUnusable(
                f"Another moodbot is running on {address.path}. Stop it first, or give this one a database of its own "
                "(MOODBOT_DATABASE_URL)."
            )
        yield
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    """Take the lock without waiting; False if another program has it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
