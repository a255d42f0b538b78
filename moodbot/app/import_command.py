"""`import`: a journal from elsewhere, all of it or nothing; done twice it doubles nothing."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from moodbot.app.archives import Unreadable, text_in
from moodbot.app.commands import Argument, Command, Outcome, Turn
from moodbot.domain.dialogue import CannotRead
from moodbot.domain.import_reading import NotATable, Table, read_table
from moodbot.domain.journal import Entry, Source
from moodbot.domain.kept import Until

MOST_FILE = 50 * 1024 * 1024
"""Bytes of a file that is fetched at all."""

LISTED = 10
HELD = 50
"""Tables that wait in memory for an answer to what their moods mean."""

SHOWN = 40
"""Characters of a mood that is not known."""

SKIP = "skip"
_SIGNS = re.compile(r"[=,;\s]+")
_PAIR = re.compile(r"\s*([^=,;]+?)\s*=\s*([^=,;]+?)\s*(?:[,;\n]|$)")


@dataclass(frozen=True, slots=True)
class Held:
    """A table that waits, and what the person has *told* so far: what its moods mean, by their names in small."""

    table: Table
    told: dict[str, str] = field(default_factory=dict)


class Imports:
    """Tables that were sent and could not be kept yet, in memory only, the latest last."""

    def __init__(self) -> None:
        self._held: OrderedDict[int, Held] = OrderedDict()

    def hold(self, person: int, table: Table) -> None:
        """Keep the table of *person* until they have said what its moods mean."""
        self._held[person] = Held(table)
        self._held.move_to_end(person)
        if len(self._held) > HELD:
            self._held.popitem(last=False)

    def held(self, person: int) -> Held | None:
        """Return what waits for *person*."""
        return self._held.get(person)

    def let_go(self, person: int) -> None:
        """Forget the table of *person*."""
        self._held.pop(person, None)


async def import_entries(turn: Turn) -> Outcome:
    """Read the file that came with the command, or the one that waits, and keep all of it or nothing."""
    if not turn.preferences.journal:
        return turn.says("import_needs_journal")
    imports, person = turn.rights.imports, turn.incoming.person
    if turn.incoming.file is not None:
        found = await _read(turn)
        if isinstance(found, str):
            return turn.says(f"import_{found}")
        imports.hold(person, found)
    held = imports.held(person)
    if held is None:
        return turn.says("import_how")
    if held.table.wrong:
        imports.let_go(person)
        return _wrong(turn, held.table)
    held.told.update((word.casefold(), meaning) for word, meaning in _PAIR.findall(turn.argument))
    meant = _meanings(turn, held)
    names = _names(held.table)
    unknown = [names[mood] for mood in held.table.moods if mood not in meant]
    return _ask(turn, unknown) if unknown else await _keep(turn, held.table, meant)


def _ask(turn: Turn, unknown: list[str]) -> Outcome:
    """Ask what moods mean, with a line that can be copied and filled in; the table waits meanwhile."""
    shown = unknown[:LISTED]
    more = turn.pack.text("import_unknown_more", count=str(len(unknown) - LISTED)) if len(unknown) > LISTED else ""
    line = ", ".join(f"{mood}=..." for mood in shown)
    moods = ", ".join(turn.pack.moods)
    return turn.says("import_unknown", unknown=", ".join(shown) + more, line=line, first=shown[0], moods=moods)


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
    zone, now = turn.journal.times.zone_of(turn.preferences.zone), turn.journal.clock.now()
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
    return turn.says("import_wrong", count=str(len(table.wrong)), lines="\n".join(lines))


def _names(table: Table) -> Mapping[str, str]:
    """Return for each mood of the table a name of its own that can be typed before an equals sign."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for mood in table.moods:
        name = short = _SIGNS.sub(" ", mood)[:SHOWN].strip() or "?"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{short} ({number})"
        taken.add(name.casefold())
        names[mood] = name
    return names


def _meanings(turn: Turn, held: Held) -> Mapping[str, str | None]:
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
    person, zone, now = turn.incoming.person, turn.preferences.zone, turn.journal.clock.now()
    oldest = turn.rights.retention.before(Until.ENTRIES, now)

    def made() -> list[Entry]:
        return [
            Entry(person, mood, row.at, zone, Source.IMPORT, now, row.note)
            for row in table.rows
            if (mood := meant[row.mood]) is not None and row.at >= oldest
        ]

    entries = await asyncio.to_thread(made)
    kept = await turn.journal.store.add_all(person, entries)
    turn.rights.imports.let_go(person)
    old = sum(row.at < oldest for row in table.rows)
    there = str(len(entries) - kept)
    if not old:
        return turn.says("import_done", kept=str(kept), there=there)
    days = str(turn.rights.retention.entries)
    return turn.says("import_done_old", kept=str(kept), there=there, old=str(old), days=days)


IMPORT = (Command("import", import_entries, argument=Argument.FILE, private=True),)
