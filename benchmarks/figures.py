"""Defines a measured figure with its bar, and writes figures as a table and to the results file."""

import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.machine import describe
from moodbot import __version__

RESULTS = Path(__file__).parent / "results.json"
LIBRARIES = ("discord.py", "aiohttp", "aiosqlite", "pydantic")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number, which passes if it is at most *bar* (None: not judged). *note* says how it was measured."""

    name: str
    measured: float
    unit: str
    bar: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return "ok" or "MISSED", or "" without a bar."""
        if self.bar is None:
            return ""
        return "ok" if self.measured <= self.bar else "MISSED"


def progress(stage: str) -> None:
    """Print the *stage* that is measured now to stderr."""
    print(f"{datetime.now(UTC):%H:%M:%S}  {stage} ...", file=sys.stderr, flush=True)


def share(numbers: Sequence[float], percent: int) -> float:
    """Return the percentile of *numbers*: *percent* of them do not exceed it."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def table(figures: Sequence[Figure]) -> str:
    """Return *figures* as a table in plain text, those with a bar first."""
    rows = [("what", "measured", "bar", "", "how")]
    for one in sorted(figures, key=lambda figure: figure.bar is None):
        bar = "" if one.bar is None else f"<= {one.bar:g} {one.unit}".rstrip()
        rows.append((one.name, f"{one.measured:.4g} {one.unit}".rstrip(), bar, one.verdict, one.note))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def summary(figures: Sequence[Figure]) -> str:
    """Return one line that names the missed bars, or says that there are none."""
    missed = [one.name for one in figures if one.verdict == "MISSED"]
    return f"MISSED: {'; '.join(missed)}" if missed else "Every bar was kept."


def write(figures: Sequence[Figure], quick: bool, ahead: bool) -> None:
    """Write *figures* to RESULTS, with the machine and the versions that they were measured on.

    *quick*: it was a short run. *ahead*: it ran with priority over all other programs of the machine.
    """
    result = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "ahead": ahead,
        "machine": describe(),
        "python": platform.python_version(),
        "versions": {"moodbot": __version__, **{name: version(name) for name in LIBRARIES}},
        "figures": [{**asdict(one), "measured": round(one.measured, 3), "verdict": one.verdict} for one in figures],
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
