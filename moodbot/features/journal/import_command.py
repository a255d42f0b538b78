"""Command `import`: save a journal from a file, all or nothing; a repeated import is idempotent."""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping

from moodbot.core.commands import FILE, Command
from moodbot.core.dialogue import CannotRead, SentFile, Source
from moodbot.core.outcomes import Outcome, private_reply
from moodbot.core.retention import Retention, Until
from moodbot.core.turn import Turn
from moodbot.features.journal.archives import MOST_BYTES, Unreadable, text_in
from moodbot.features.journal.held_imports import Imports
from moodbot.features.journal.rules.csv_import import Refused, Row, Table, read_table
from moodbot.features.journal.rules.entries import MOST_ENTRIES, Entry, JournalFull
from moodbot.features.journal.service import Journal
from moodbot.times.local_moment import local_time

LISTED = 10
"""Most faults or unknown moods that one reply lists."""

SHOWN = 40
"""Most characters shown of an unknown mood."""

SKIP = "skip"
_HOURS_AHEAD = range(-12, 15)
"""UTC offsets in hours that have an Etc/GMT zone."""

_SIGNS = re.compile(r"[=,;\s]+")
_BETWEEN = re.compile(r"[,;\n]")


async def import_entries(turn: Turn) -> Outcome:
    """Save the entries of the attached file, or of the file that waits, all or nothing."""
    if not turn.preferences.journal:
        return turn.side_reply("import_needs_journal")
    imports, file = turn.of(Imports), turn.incoming.file
    held = None if file is not None else imports.held(turn.incoming.person)
    if file is None and held is None:
        return turn.side_reply("import_how")
    async with imports.fetching:
        data = await held.data() if held is not None else await _fetch(file)
        if isinstance(data, str):
            return turn.side_reply(f"import_{data}")
        async with imports.reading:
            return await _import(turn, data, held.meanings if held is not None else {})


async def _fetch(file: SentFile | None) -> bytes | str:
    """Return the content of *file*, or the reason why it is not taken."""
    assert file is not None
    if file.size > MOST_BYTES:
        return Unreadable.TOO_LARGE
    try:
        return await file.read()
    except CannotRead:
        return "failed"


async def _import(turn: Turn, data: bytes, given: Mapping[str, str]) -> Outcome:
    """Save the entries of *data*; ask first what unknown moods mean, except for those whose meaning was *given*."""
    table = await _read(turn, data)
    if isinstance(table, str):
        return turn.side_reply(f"import_{table}")
    if turn.preferences.zone is None and any(row.offset is None for row in table.rows):
        return turn.side_reply("import_needs_zone")
    imports, person = turn.of(Imports), turn.incoming.person
    if table.wrong:
        imports.drop(person)
        return _list_faults(turn, table)
    names = _unique_names(table)
    # Only what was asked for is kept, however much somebody types.
    asked = {name.casefold() for name in names.values()}
    typed = {name: meaning for name, meaning in _meanings_in(turn.argument).items() if name in asked}
    meanings = {**given, **typed}
    ours = _resolve_meanings(turn, names, meanings)
    if unknown := [name for mood, name in names.items() if mood not in ours]:
        return _ask(turn, unknown, held=await imports.hold(person, data, meanings))
    return await _save(turn, table, ours)


def _ask(turn: Turn, unknown: list[str], *, held: bool) -> Outcome:
    """Ask what unknown moods mean, with a line to copy and fill in; the file waits meanwhile if it is *held*."""
    shown = unknown[:LISTED]
    more = turn.pack.text("import_unknown_more", count=str(len(unknown) - LISTED)) if len(unknown) > LISTED else ""
    line = ", ".join(f"{mood}=..." for mood in shown)
    moods = ", ".join(turn.pack.moods)
    prefix, listed = turn.commands.prefix, ", ".join(shown) + more
    texts = [turn.pack.text("import_unknown", unknown=listed, line=line, first=shown[0], moods=moods, prefix=prefix)]
    texts += [] if held else [turn.pack.text("import_unknown_again")]
    return private_reply((" ".join(texts),))


async def _read(turn: Turn, data: bytes) -> Table | str:
    """Return the table in *data*, or the reason why it is refused. In a thread: reading takes up to a second."""
    zone, now = turn.of(Journal).times.zone_of(turn.preferences.zone), turn.of(Journal).clock.now()

    def read() -> Table | str:
        text = text_in(data)
        return text if isinstance(text, Unreadable) else read_table(text, zone, now, turn.commands.moods.exactly)

    try:
        return await asyncio.to_thread(read)
    except Refused as refused:
        return refused.reason


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
    return {
        word.strip().casefold(): meaning.strip()[:SHOWN]
        for word, _, meaning in pairs
        if word.strip() and meaning.strip()
    }


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


def _resolve_meanings(turn: Turn, names: Mapping[str, str], given: Mapping[str, str]) -> Mapping[str, str | None]:
    """Return the meaning of each mood in *names*: a mood of the pack, or None to skip it; unknown ones are absent."""
    meanings: dict[str, str | None] = {}
    for mood, name in names.items():
        meaning = given.get(name.casefold(), mood)
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
    try:
        saved = await turn.of(Journal).add_all(person, entries)
    except JournalFull:
        return turn.side_reply("import_full", most=str(MOST_ENTRIES))
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
