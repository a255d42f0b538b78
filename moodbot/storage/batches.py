"""Deleting much without keeping anybody waiting."""

from moodbot.storage.database import Database

BATCH = 100
"""Rows that one statement deletes at most."""

CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"


async def let_go(database: Database, sql: str, before: int) -> int:
    """Run *sql* until it finds no more; return how many rows were deleted. Others get their turn in between.

    *sql* deletes rows from before *before* (UTC ms), as many as its second parameter says, and returns them.
    """
    gone = 0
    while True:
        batch = len(await database.execute(sql, before, BATCH))
        gone += batch
        if batch < BATCH:
            return gone
        if database.dialect == "sqlite":
            # Else every so many pages one commit has to do it, and whoever writes waits for the disk.
            await database.fetch(CHECKPOINT)
