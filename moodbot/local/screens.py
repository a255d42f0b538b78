"""Where a terminal talk is shown, and where its lines come from."""

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
    """A screen or a pipe: on a screen the typing sign is erased again, in a pipe it is a line, once a message."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._shown = False

    def write(self, text: str) -> None:
        """Show *text* at once; characters that the terminal cannot show are replaced."""
        encoding = self._out.encoding or "utf-8"
        try:
            self._out.write(text.encode(encoding, "replace").decode(encoding))
            self._out.flush()
        except BrokenPipeError:
            # Whoever read along has gone, as after `| head`: what is still said goes nowhere, and nothing breaks.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())

    def typing(self, sign: str | None) -> None:
        """Show or erase the typing sign."""
        if sign and not self._shown:
            self.write(f"{DIM}{sign}{PLAIN}" if self._live else f"{sign}\n")
        if sign is None and self._shown and self._live:
            self.write(CLEAR_LINE)
        self._shown = sign is not None


class PromptScreen:
    """A screen that keeps the line being typed apart from what the bot says (prompt_toolkit)."""

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession

        self._sign = ""
        self._session: PromptSession[str] = PromptSession()

    def write(self, text: str) -> None:
        """Show *text* above the line being typed."""
        sys.stdout.write(text)
        sys.stdout.flush()

    def typing(self, sign: str | None) -> None:
        """Show the typing sign above the line being typed."""
        self._sign = sign or ""
        self._session.app.invalidate()

    async def lines(self, prompt: str) -> AsyncIterator[str]:
        """Yield each line typed until Ctrl-D; Ctrl-C is a KeyboardInterrupt here as everywhere."""
        while True:
            try:
                # Not a toolbar: that stays hidden in terminals which do not tell where their cursor is.
                yield await self._session.prompt_async(lambda: self._before(prompt))
            except EOFError:
                return

    def _before(self, prompt: str) -> str:
        """Return what stands before the line being typed; once it is sent off, the sign is not left behind."""
        return f"{self._sign}\n{prompt}" if self._sign and not self._session.app.is_done else prompt

    def kept_apart(self) -> AbstractContextManager[None]:
        """Return the context in which output goes above the line being typed."""
        from prompt_toolkit.patch_stdout import patch_stdout

        return patch_stdout(raw=True)


def has_prompt_toolkit() -> bool:
    """True where the extra `chat` is installed."""
    from importlib.util import find_spec

    return find_spec("prompt_toolkit") is not None


async def typed_lines(source: TextIO) -> AsyncIterator[str]:
    """Yield the lines of *source* until its end, read in a thread so that the bot can speak meanwhile."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for line in source:
            loop.call_soon_threadsafe(queue.put_nowait, line.rstrip("\r\n"))
        loop.call_soon_threadsafe(queue.put_nowait, None)

    # A daemon: a read that waits for a line must not keep the program from ending.
    threading.Thread(target=read, name="typed-lines", daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line


async def given_lines(lines: Iterable[str]) -> AsyncIterator[str]:
    """Yield *lines*, such as those of `--say`."""
    for line in lines:
        yield line
