"""Batched deletes: delete many rows in short statements, so that other statements run in between."""

from moodbot.storage.database import Database

BATCH = 100
"""Maximum number of rows that one statement deletes."""

CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"


async def delete_in_batches(database: Database, sql: str, before: int) -> int:
    """Run the DELETE *sql* in batches until no row is left; return how many rows were deleted.

    *sql* takes *before* (UTC ms) and a row limit, deletes that many older rows and returns them.
    """
    deleted = 0
    while True:
        count = len(await database.execute(sql, before, BATCH))
        deleted += count
        if count < BATCH:
            return deleted
        if database.dialect == "sqlite":
            # Otherwise SQLite checkpoints inside some later commit, and that writer waits for the disk.
            await database.fetch(CHECKPOINT)
