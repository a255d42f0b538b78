"""Command `import`: save a journal from a file, all or nothing; a repeated import is idempotent."""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from moodbot.core.commands import FILE, Command
from moodbot.core.dialogue import CannotRead, Source
from moodbot.core.memory import Memories, Memory
from moodbot.core.outcomes import Outcome, private_reply
from moodbot.core.ports import Clock
from moodbot.core.retention import Retention, Until
from moodbot.core.turn import Turn
from moodbot.features.journal.archives import Unreadable, text_in
from moodbot.features.journal.rules.csv_import import NotATable, Row, Table, read_table
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.journal.service import Journal
from moodbot.times.local_moment import local_time
from moodbot.times.units import HOUR

MOST_FILE = 50 * 1024 * 1024
"""Most bytes of a file that is fetched."""

LISTED = 10
"""Most faults or unknown moods that one reply lists."""

HOLD = HOUR
"""Milliseconds for which a table waits for an answer."""

HELD = 50
"""Most tables that wait in memory for an answer to what their moods mean."""

IMPORTS = "tables to import"
"""Name of the memory of waiting tables in the data inventory."""

SHOWN = 40
"""Most characters shown of an unknown mood."""

SKIP = "skip"
_HOURS_AHEAD = range(-12, 15)
"""UTC offsets in hours that have an Etc/GMT zone."""

_SIGNS = re.compile(r"[=,;\s]+")
_BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Held:
    """A table that waits, and the *meanings* of its moods that the person has given, by casefolded name."""

    table: Table
    meanings: dict[str, str] = field(default_factory=dict)


class Imports:
    """Holds tables that wait for the meanings of their moods: in memory, for an hour, the latest of each person."""

    def __init__(self, memories: Memories, clock: Clock) -> None:
        self._held = memories.add(IMPORTS, Memory[Held](clock.now, HOLD + 1, HELD))

    def hold(self, person: int, table: Table) -> None:
        """Hold the table of *person* until they have said what its moods mean."""
        self._held.put(person, Held(table))

    def held(self, person: int) -> Held | None:
        """Return the table that waits for *person*, None if there is none."""
        return self._held.get(person)

    def drop(self, person: int) -> None:
        """Drop the table of *person*."""
        self._held.pop(person)


async def import_entries(turn: Turn) -> Outcome:
    """Save the entries of the attached file, or of the table that waits, all or nothing."""
    if not turn.preferences.journal:
        return turn.side_reply("import_needs_journal")
    imports, person = turn.of(Imports), turn.incoming.person
    if turn.incoming.file is not None:
        table = await _read(turn)
        if isinstance(table, str):
            return turn.side_reply(f"import_{table}")
        if turn.preferences.zone is None and any(row.offset is None for row in table.rows):
            return turn.side_reply("import_needs_zone")
        imports.hold(person, table)
    held = imports.held(person)
    if held is None:
        return turn.side_reply("import_how")
    if held.table.wrong:
        imports.drop(person)
        return _list_faults(turn, held.table)
    held.meanings.update(_meanings_in(turn.argument))
    meanings = _resolve_meanings(turn, held)
    names = _unique_names(held.table)
    unknown = [names[mood] for mood in held.table.moods if mood not in meanings]
    return _ask(turn, unknown) if unknown else await _save(turn, held.table, meanings)


def _ask(turn: Turn, unknown: list[str]) -> Outcome:
    """Ask what unknown moods mean, with a line to copy and fill in; the table waits meanwhile."""
    shown = unknown[:LISTED]
    more = turn.pack.text("import_unknown_more", count=str(len(unknown) - LISTED)) if len(unknown) > LISTED else ""
    line = ", ".join(f"{mood}=..." for mood in shown)
    moods = ", ".join(turn.pack.moods)
    return turn.side_reply("import_unknown", unknown=", ".join(shown) + more, line=line, first=shown[0], moods=moods)


async def _read(turn: Turn) -> Table | str:
    file = turn.incoming.file
    assert file is not None
    if file.size > MOST_FILE:
        return Unreadable.TOO_LARGE
    try:
        data = await file.read()
    except CannotRead:
        return "failed"
    text = await asyncio.to_thread(text_in, data)
    if isinstance(text, Unreadable):
        return text
    zone, now = turn.of(Journal).times.zone_of(turn.preferences.zone), turn.of(Journal).clock.now()
    try:
        return await asyncio.to_thread(read_table, text, zone, now)
    except NotATable:
        return "no_table"


def _list_faults(turn: Turn, table: Table) -> Outcome:
    """List the faults by line; nothing of the file is saved."""
    lines = [
        turn.pack.text("import_line", line=str(line), what=turn.pack.text(f"import_fault_{fault}"))
        for line, fault in table.wrong[:LISTED]
    ]
    more = len(table.wrong) - LISTED
    if more > 0:
        lines.append(turn.pack.text("import_more", count=str(more)))
    return turn.side_reply("import_wrong", count=str(len(table.wrong)), lines="\n".join(lines))


def _meanings_in(text: str) -> dict[str, str]:
    """Return the pairs in "rad=happy, meh=okay" as meanings by casefolded name."""
    pairs = (each.partition("=") for each in _BETWEEN.split(text))
    return {word.strip().casefold(): meaning.strip() for word, _, meaning in pairs if word.strip() and meaning.strip()}


def _unique_names(table: Table) -> Mapping[str, str]:
    """Return a unique name for each mood of the table, which can be typed before an equals sign."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    alike: Counter[str] = Counter()
    for mood in table.moods:
        name = short = _SIGNS.sub(" ", mood)[:SHOWN].strip() or "?"
        while name.casefold() in taken:
            alike[short.casefold()] += 1
            name = f"{short} ({alike[short.casefold()] + 1})"
        taken.add(name.casefold())
        names[mood] = name
    return names


def _resolve_meanings(turn: Turn, held: Held) -> Mapping[str, str | None]:
    """Return the meaning of each mood of the table: a mood of the pack, or None to skip it; unknown ones are absent."""
    meanings: dict[str, str | None] = {}
    names = _unique_names(held.table)
    for mood in held.table.moods:
        meaning = held.meanings.get(names[mood].casefold(), mood)
        if meaning.casefold() == SKIP and meaning != mood:
            meanings[mood] = None
        elif known := turn.commands.moods.exactly(meaning):
            meanings[mood] = known
    return meanings


async def _save(turn: Turn, table: Table, meanings: Mapping[str, str | None]) -> Outcome:
    person, now = turn.incoming.person, turn.of(Journal).clock.now()
    oldest = turn.of(Retention).before(Until.ENTRIES, now)

    def build_entries() -> list[Entry]:
        # Oldest first, so that numbers rise with time; a file may list the latest first.
        return [
            Entry(person, mood, row.at, _zone(turn, row), Source.IMPORT, now, row.note)
            for row in sorted(table.rows, key=lambda row: row.at)
            if (mood := meanings[row.mood]) is not None and row.at >= oldest
        ]

    entries = await asyncio.to_thread(build_entries)
    saved = await turn.of(Journal).add_all(person, entries)
    turn.of(Imports).drop(person)
    old = sum(row.at < oldest for row in table.rows)
    duplicates, days = str(len(entries) - saved), str(turn.of(Retention).entries)
    lines = [turn.pack.text("import_done", kept=str(saved), there=duplicates)]
    lines += [turn.pack.text("import_done_old", old=str(old), days=days)] if old else []
    if not turn.of(Journal).store.keeps_notes and any(entry.note for entry in entries):
        lines.append(turn.pack.text("import_done_no_notes"))
    return private_reply((" ".join(lines),))


def _zone(turn: Turn, row: Row) -> str | None:
    """Return an entry's IANA zone: the person's own, or an Etc zone if the file gives another whole-hour offset."""
    zone, offset = turn.preferences.zone, row.offset
    if offset is None or offset % 60 or offset // 60 not in _HOURS_AHEAD:
        return zone
    own_offset = local_time(row.at, turn.of(Journal).times.zone_of(zone)).utcoffset()
    if own_offset is not None and round(own_offset.total_seconds() / 60) == offset:
        return zone
    # The names of these zones count the other way round: Etc/GMT-9 is nine hours ahead.
    return f"Etc/GMT{-offset // 60:+d}" if offset else "Etc/UTC"


IMPORT = (Command("import", import_entries, argument=FILE, private=True),)
