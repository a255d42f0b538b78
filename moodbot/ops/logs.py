"""What is written to the log, and what never is."""

import logging
import sys

CHATTY = ("discord", "aiohttp", "aiosqlite", "asyncio")
"""Libraries whose DEBUG lines carry what people write, or who they are."""


def set_up_logs(level: str) -> None:
    """Write log lines of *level* and above to stderr; libraries that would log people's words stay at info."""
    chosen = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(
        level=chosen, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(chosen, logging.INFO))
