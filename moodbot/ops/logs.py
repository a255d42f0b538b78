"""Set up logging to stderr so that no log line holds what people write or who they are."""

import logging
import sys
from types import TracebackType

from moodbot.core.faults import describe

CHATTY = ("discord", "aiohttp", "aiosqlite", "asyncio")
"""Libraries whose DEBUG lines contain what people write, or who they are."""


ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainLines(logging.Formatter):
    """Formats an exception as one line, its kind and place, because its message may quote a person."""

    def formatException(self, ei: ExceptionInfo) -> str:
        """Return the kind and place of the exception, empty if there is none."""
        return f"  {describe(ei[1])}" if ei[1] else ""


def set_up_logs(level: str) -> None:
    """Log *level* and above to stderr; CHATTY libraries at least INFO. Raises KeyError for an unknown level."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainLines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=threshold, handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(threshold, logging.INFO))
