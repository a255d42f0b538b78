"""`import`: a journal from elsewhere, all of it or nothing; done twice it doubles nothing."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping

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

SKIP = "skip"
_PAIR = re.compile(r"\s*([^=,;]+?)\s*=\s*([^=,;]+?)\s*(?:[,;\n]|$)")


class Imports:
    """Tables that were sent and could not be kept yet, in memory only, the latest last."""

    def __init__(self) -> None:
        self._tables: OrderedDict[int, Table] = OrderedDict()

    def hold(self, person: int, table: Table) -> None:
        """Keep the table of *person* until they have said what its moods mean."""
        self._tables[person] = table
        self._tables.move_to_end(person)
        if len(self._tables) > HELD:
            self._tables.popitem(last=False)

    def held(self, person: int) -> Table | None:
        """Return the table that waits for *person*."""
        return self._tables.get(person)

    def let_go(self, person: int) -> None:
        """Forget the table of *person*."""
        self._tables.pop(person, None)


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
    table = imports.held(person)
    if table is None:
        return turn.says("import_how")
    if table.wrong:
        imports.let_go(person)
        return _wrong(turn, table)
    meant = _meanings(turn, table)
    unknown = [mood for mood in table.moods if mood not in meant]
    if unknown:
        moods = ", ".join(turn.pack.moods)
        return turn.says("import_unknown", unknown=", ".join(unknown), first=unknown[0], moods=moods)
    return await _keep(turn, table, meant)


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


def _meanings(turn: Turn, table: Table) -> Mapping[str, str | None]:
    """Return what each mood of the table means: one of ours, or None to leave it out."""
    told = {word.casefold(): meaning for word, meaning in _PAIR.findall(turn.argument)}
    found: dict[str, str | None] = {}
    for mood in table.moods:
        said = told.get(mood.casefold(), mood)
        if said.casefold() == SKIP and mood.casefold() in told:
            found[mood] = None
        elif ours := turn.commands.moods.exactly(said):
            found[mood] = ours
    return found


async def _keep(turn: Turn, table: Table, meant: Mapping[str, str | None]) -> Outcome:
    person, zone, now = turn.incoming.person, turn.preferences.zone, turn.journal.clock.now()
    oldest = turn.rights.retention.before(Until.ENTRIES, now)
    entries = [
        Entry(person, mood, row.at, zone, Source.IMPORT, now, row.note)
        for row in table.rows
        if (mood := meant[row.mood]) is not None and row.at >= oldest
    ]
    kept = await turn.journal.store.add_all(person, entries)
    turn.rights.imports.let_go(person)
    old = sum(row.at < oldest for row in table.rows)
    there = str(len(entries) - kept)
    if not old:
        return turn.says("import_done", kept=str(kept), there=there)
    days = str(turn.rights.retention.entries)
    return turn.says("import_done_old", kept=str(kept), there=there, old=str(old), days=days)


IMPORT = (Command("import", import_entries, argument=Argument.FILE, slash=False, private=True),)
