"""Terminal output (plain or prompt_toolkit) and sources of input lines."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractContextManager
from typing import TextIO

DIM, PLAIN = "\x1b[2m", "\x1b[0m"
CLEAR_LINE = "\r\x1b[2K"


class PlainScreen:
    """A terminal or a pipe. A terminal erases the typing sign again; a pipe gets it as a line, once per message."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._shown = False

    def write(self, text: str) -> None:
        """Write *text* and flush; characters that the output cannot encode become "?"."""
        encoding = self._out.encoding or "utf-8"
        try:
            self._out.write(text.encode(encoding, "replace").decode(encoding))
            self._out.flush()
        except BrokenPipeError:
            # The reader of the pipe has ended, as after `| head`: discard all later output instead of failing.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())

    def typing(self, sign: str | None) -> None:
        """Show or erase the typing sign."""
        if sign and not self._shown:
            self.write(f"{DIM}{sign}{PLAIN}" if self._live else f"{sign}\n")
        if sign is None and self._shown and self._live:
            self.write(CLEAR_LINE)
        self._shown = sign is not None


class PromptScreen:
    """A terminal that shows the bot's output above the line being typed (prompt_toolkit)."""

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession

        self._sign = ""
        self._session: PromptSession[str] = PromptSession()

    def write(self, text: str) -> None:
        """Show *text* above the line being typed."""
        sys.stdout.write(text)
        sys.stdout.flush()

    def typing(self, sign: str | None) -> None:
        """Show *sign* above the line being typed; None removes it."""
        self._sign = sign or ""
        self._session.app.invalidate()

    async def lines(self, prompt: str) -> AsyncIterator[str]:
        """Yield each line typed until Ctrl-D; Ctrl-C raises KeyboardInterrupt."""
        while True:
            try:
                # Not a toolbar: prompt_toolkit hides it in terminals that do not report the cursor position.
                yield await self._session.prompt_async(lambda: self._prompt_text(prompt))
            except EOFError:
                return

    def _prompt_text(self, prompt: str) -> str:
        """Return the prompt with the typing sign above it; without the sign once the line is submitted."""
        return f"{self._sign}\n{prompt}" if self._sign and not self._session.app.is_done else prompt

    def kept_apart(self) -> AbstractContextManager[None]:
        """Return a context in which all stdout output goes above the line being typed."""
        from prompt_toolkit.patch_stdout import patch_stdout

        return patch_stdout(raw=True)


def has_prompt_toolkit() -> bool:
    """Return True if prompt_toolkit (the extra `chat`) is installed."""
    from importlib.util import find_spec

    return find_spec("prompt_toolkit") is not None


async def typed_lines(source: TextIO) -> AsyncIterator[str]:
    """Yield the lines of *source* until its end; a thread reads them so that the event loop goes on."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for line in source:
            loop.call_soon_threadsafe(queue.put_nowait, line.rstrip("\r\n"))
        loop.call_soon_threadsafe(queue.put_nowait, None)

    # A daemon thread: a blocked read must not keep the program from ending.
    threading.Thread(target=read, name="typed-lines", daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line


async def given_lines(lines: Iterable[str]) -> AsyncIterator[str]:
    """Yield *lines*, such as those of `--say`, as an async iterator."""
    for line in lines:
        yield line
