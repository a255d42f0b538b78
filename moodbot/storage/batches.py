"""Deleting much without keeping anybody waiting."""

from moodbot.storage.database import Database

BATCH = 500
"""Rows that one statement deletes at most."""


async def let_go(database: Database, sql: str, before: int) -> int:
    """Run *sql*, which deletes up to BATCH rows from before *before* (UTC ms) and returns them, until it finds no more;
    return how many were deleted. Others get their turn between the batches.
    """
    gone = 0
    while True:
        batch = len(await database.execute(sql, before))
        gone += batch
        if batch < BATCH:
            return gone
