"""The worst that people can send, and how long the loop's thread works at it without a pause."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import thread_time

LONGEST = 4_000
"""Most characters of a message."""


def _repeat(piece: str) -> str:
    return (piece * LONGEST)[:LONGEST]


TEXTS = {
    "one letter that stands for eighteen": _repeat("\ufdfa"),
    "the same, as words of twenty": _repeat("\ufdfa" * 20 + " "),
    "the same, a sentence each": _repeat("\ufdfa\n"),
    "the same between hyphens": _repeat("\ufdfa-"),
    "letters whose small form is three": _repeat("\u1fb7"),
    "marks piled on one letter": "a" + _repeat("\u0334\u0316")[1:],
    "families of joined emoji": _repeat("\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    "turned around": _repeat("\u202eabc\u202c "),
    "one long word": _repeat("x"),
    "stretched words": _repeat("aaa bbb "),
    "times without end": _repeat("1:"),
    "questions without end": _repeat("a?"),
    "pairs without end": _repeat("a=b,"),
    "blanks between two letters": "a" + " " * (LONGEST - 2) + "a",
    "words in disguise": _repeat("k1ll s****** "),
    "a sentence for each word": "\n".join(str(number) for number in range(LONGEST))[:LONGEST],
}
"""Messages found by measuring many; each was among the slowest for some command or phase."""

HEAD = "time,mood,note\n"


def zipped(table: str) -> bytes:
    """Return a zip with the table *table*."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("entries.csv", table)
    return out.getvalue()


def minute(number: int) -> str:
    """Return the time *number* minutes after the start of a month in the past."""
    return f"2026-{1 + number // 40_320:02d}-{1 + number // 1_440 % 28:02d}T{number // 60 % 24:02d}:{number % 60:02d}Z"


def _many_files() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20_000):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    return out.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "75,000 moods of wide letters": lambda: zipped(
        HEAD + "".join(f"{minute(number)},{chr(0xFDFA) * (1 + number % 50)}{number},\n" for number in range(75_000))
    ),
    "as many unknown moods as may be": lambda: zipped(
        HEAD + "".join(f"{minute(number)},{chr(0xFDFA) * 90}{number % 50},\n" for number in range(20_000))
    ),
    "as many spellings of one mood as rows": lambda: zipped(
        HEAD
        + "".join(
            f"{minute(each)},s{'-' * (each % 30)}a{'!' * (each // 30 % 30)}d{'.' * (each // 900)},\n"
            for each in range(20_000)
        )
    ),
    "nothing but line breaks": lambda: zipped(HEAD + "\n" * 20_000_000),
    "one line": lambda: zipped(HEAD + "a" * 20_000_000),
    "nothing but commas": lambda: zipped("," * 20_000_000),
    "rows of blank cells": lambda: zipped(HEAD + ("," * 63 + "\n") * 300_000),
    "line breaks in quotation marks": lambda: zipped(HEAD + ('"' + "\n" * 130_000 + '",\n') * 150),
    "a million wrong rows": lambda: zipped(HEAD + "x,sad,\n" * 1_000_000),
    "a zip that lists many files": _many_files,
    "nothing but byte order marks": lambda: b"\xef\xbb\xbf" * 6_000_000,
}


def full_table() -> bytes:
    """Return a journal as large as can be imported, with a note as long as fits in every row."""
    return zipped(HEAD + "".join(f"{minute(number)},sad,{chr(0xE9) * 490}{number}\n" for number in range(20_000)))


def calibrated() -> float:
    """Return the processor time of a loop that always does the same, in seconds: a unit for this machine, now."""

    def once() -> float:
        begun, total = thread_time(), 0
        for number in range(100_000):
            total += number % 7
        return thread_time() - begun

    return min(once() for _ in range(3))


@asynccontextmanager
async def longest_hold() -> AsyncIterator[list[float]]:
    """Yield a list that holds, after the block, the longest time that the loop's thread worked without a pause."""
    holds, found = [0.0], [0.0]

    async def watch() -> None:
        while True:
            begun = thread_time()
            await asyncio.sleep(0)
            holds[0] = max(holds[0], thread_time() - begun)

    watcher = asyncio.create_task(watch())
    await asyncio.sleep(0)
    try:
        yield found
    finally:
        await asyncio.sleep(0)
        watcher.cancel()
        found[0] = holds[0]


class Gauge:
    """Measures how long the loop is held, in units of this machine."""

    def __init__(self) -> None:
        self._unit = calibrated()

    async def exceeds(self, bar: float, act: Callable[[], Awaitable[object]]) -> float | None:
        """Return for how many units *act* holds the loop at the longest, the best of three; None if below *bar*."""
        best = float("inf")
        for _ in range(3):
            async with longest_hold() as found:
                await act()
            best = min(best, found[0] / self._unit)
            if best < bar:
                return None
            # The machine may have become slower since.
            self._unit = calibrated()
        return best
