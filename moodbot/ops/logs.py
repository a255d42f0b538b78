"""What is written to the log, and what never is."""

import logging
import sys
from types import TracebackType

from moodbot.core.faults import describe

CHATTY = ("discord", "aiohttp", "aiosqlite", "asyncio")
"""Libraries whose DEBUG lines carry what people write, or who they are."""


ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainLines(logging.Formatter):
    """Writes what broke in one line: its kind and its place, for its message may quote a person."""

    def formatException(self, ei: ExceptionInfo) -> str:
        """Return the kind and place of what was raised."""
        return f"  {describe(ei[1])}" if ei[1] else ""


def set_up_logs(level: str) -> None:
    """Write log lines of *level* and above to stderr; libraries that would log people's words stay at info."""
    chosen = logging.getLevelNamesMapping()[level.upper()]
    to_stderr = logging.StreamHandler(sys.stderr)
    to_stderr.setFormatter(PlainLines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=chosen, handlers=[to_stderr], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(chosen, logging.INFO))
