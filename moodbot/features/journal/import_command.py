"""`import`: a journal from elsewhere, all of it or nothing; done twice it doubles nothing."""

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
"""Bytes of a file that is fetched at all."""

LISTED = 10
HOLD = HOUR
"""Milliseconds for which a table waits."""

HELD = 50
"""Tables that wait in memory for an answer to what their moods mean."""

IMPORTS = "tables to import"
"""The name of what is held in the table of kept data."""

SHOWN = 40
"""Characters of a mood that is not known."""

SKIP = "skip"
_HOURS_AHEAD = range(-12, 15)
"""Hours for which there is a zone by the name of Etc/GMT."""

_SIGNS = re.compile(r"[=,;\s]+")
_BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Held:
    """A table that waits, and what the person has *told* so far: what its moods mean, by their names in small."""

    table: Table
    told: dict[str, str] = field(default_factory=dict)


class Imports:
    """Tables that were sent and could not be kept yet, in memory only and for an hour, the latest of each person."""

    def __init__(self, memories: Memories, clock: Clock) -> None:
        self._held = memories.add(IMPORTS, Memory[Held](clock.now, HOLD + 1, HELD))

    def hold(self, person: int, table: Table) -> None:
        """Keep the table of *person* until they have said what its moods mean."""
        self._held.put(person, Held(table))

    def held(self, person: int) -> Held | None:
        """Return what waits for *person*."""
        return self._held.get(person)

    def let_go(self, person: int) -> None:
        """Forget the table of *person*."""
        self._held.pop(person)


async def import_entries(turn: Turn) -> Outcome:
    """Read the file that came with the command, or the one that waits, and keep all of it or nothing."""
    if not turn.preferences.journal:
        return turn.side_reply("import_needs_journal")
    imports, person = turn.of(Imports), turn.incoming.person
    if turn.incoming.file is not None:
        found = await _read(turn)
        if isinstance(found, str):
            return turn.side_reply(f"import_{found}")
        if turn.preferences.zone is None and any(row.offset is None for row in found.rows):
            return turn.side_reply("import_needs_zone")
        imports.hold(person, found)
    held = imports.held(person)
    if held is None:
        return turn.side_reply("import_how")
    if held.table.wrong:
        imports.let_go(person)
        return _wrong(turn, held.table)
    held.told.update(_told(turn.argument))
    meant = _intent_reader(turn, held)
    names = _names(held.table)
    unknown = [names[mood] for mood in held.table.moods if mood not in meant]
    return _ask(turn, unknown) if unknown else await _keep(turn, held.table, meant)


def _ask(turn: Turn, unknown: list[str]) -> Outcome:
    """Ask what moods mean, with a line that can be copied and filled in; the table waits meanwhile."""
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


def _wrong(turn: Turn, table: Table) -> Outcome:
    """List what is wrong by line; nothing of the file is kept."""
    lines = [
        turn.pack.text("import_line", line=str(line), what=turn.pack.text(f"import_fault_{fault}"))
        for line, fault in table.wrong[:LISTED]
    ]
    more = len(table.wrong) - LISTED
    if more > 0:
        lines.append(turn.pack.text("import_more", count=str(more)))
    return turn.side_reply("import_wrong", count=str(len(table.wrong)), lines="\n".join(lines))


def _told(text: str) -> dict[str, str]:
    """Return the pairs in "rad=happy, meh=okay", what stands before the sign in small."""
    pairs = (each.partition("=") for each in _BETWEEN.split(text))
    return {word.strip().casefold(): meaning.strip() for word, _, meaning in pairs if word.strip() and meaning.strip()}


def _names(table: Table) -> Mapping[str, str]:
    """Return for each mood of the table a name of its own that can be typed before an equals sign."""
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


def _intent_reader(turn: Turn, held: Held) -> Mapping[str, str | None]:
    """Return what each mood of the table means: one of ours, or None to leave it out."""
    found: dict[str, str | None] = {}
    names = _names(held.table)
    for mood in held.table.moods:
        said = held.told.get(names[mood].casefold(), mood)
        if said.casefold() == SKIP and said != mood:
            found[mood] = None
        elif ours := turn.commands.moods.exactly(said):
            found[mood] = ours
    return found


async def _keep(turn: Turn, table: Table, meant: Mapping[str, str | None]) -> Outcome:
    person, now = turn.incoming.person, turn.of(Journal).clock.now()
    oldest = turn.of(Retention).before(Until.ENTRIES, now)

    def made() -> list[Entry]:
        # The oldest first, as they would have come; a file may hold them the other way round.
        return [
            Entry(person, mood, row.at, _zone(turn, row), Source.IMPORT, now, row.note)
            for row in sorted(table.rows, key=lambda row: row.at)
            if (mood := meant[row.mood]) is not None and row.at >= oldest
        ]

    entries = await asyncio.to_thread(made)
    kept = await turn.of(Journal).store.add_all(person, entries)
    turn.of(Imports).let_go(person)
    old = sum(row.at < oldest for row in table.rows)
    there, days = str(len(entries) - kept), str(turn.of(Retention).entries)
    lines = [turn.pack.text("import_done", kept=str(kept), there=there)]
    lines += [turn.pack.text("import_done_old", old=str(old), days=days)] if old else []
    if not turn.of(Journal).store.keeps_notes and any(entry.note for entry in entries):
        lines.append(turn.pack.text("import_done_no_notes"))
    return private_reply((" ".join(lines),))


def _zone(turn: Turn, row: Row) -> str | None:
    """Return the zone of an entry: the person's own, or another that has the offset in the file, for whole hours."""
    zone, offset = turn.preferences.zone, row.offset
    if offset is None or offset % 60 or offset // 60 not in _HOURS_AHEAD:
        return zone
    here = local_time(row.at, turn.of(Journal).times.zone_of(zone)).utcoffset()
    if here is not None and round(here.total_seconds() / 60) == offset:
        return zone
    # The names of these zones count the other way round: Etc/GMT-9 is nine hours ahead.
    return f"Etc/GMT{-offset // 60:+d}" if offset else "Etc/UTC"


IMPORT = (Command("import", import_entries, argument=FILE, private=True),)
