"""Seeing to it that only one bot runs on a SQLite file: two would each answer the same person."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from moodbot.storage.database import Address, SqliteAddress
from moodbot.storage.errors import DatabaseUnusable

SUFFIX = ".lock"


@contextmanager
def alone_on(where: Address) -> Iterator[None]:
    """Hold the SQLite file at *where* for this program until the block ends. Raises DatabaseUnusable.

    The system itself lets go when the program ends, however it ends, so that nothing is left to clear away after a
    crash. The lock is on a file beside the database, as SQLite has locks of its own on that one; commands that only
    look or copy do not ask for it.
    """
    if not isinstance(where, SqliteAddress) or where.path is None or not where.path.parent.is_dir():
        yield
        return
    lock = where.path.with_name(where.path.name + SUFFIX)
    try:
        handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as fault:
        advice = f"No file can be made in {lock.parent} ({fault.strerror}). Let the user that runs moodbot write there."
        raise DatabaseUnusable(advice) from fault
    try:
        if not _locked(handle):
            raise DatabaseUnusable(
                f"Another moodbot is running on {where.path}. Stop it first, or give this one a database of its own "
                "(MOODBOT_DATABASE_URL)."
            )
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    """Take the lock without waiting; False where another program has it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
