"""Commands of a person's data rights: `privacy`, `export`, `forget` and `report-problem`."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from moodbot.core.commands import Argument, Command
from moodbot.core.dialogue import Choice, Picture, PlaceKind, Source
from moodbot.core.features import Features
from moodbot.core.outcomes import Outcome, private_reply
from moodbot.core.retention import Retention
from moodbot.core.turn import Turn
from moodbot.features.journal.archives import make_archive
from moodbot.features.journal.chart_command import draw
from moodbot.features.journal.consent import KEEP_CUE
from moodbot.features.journal.rules.csv_export import entries_csv
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.journal.rules.views import Period
from moodbot.features.journal.service import Journal
from moodbot.features.privacy.forgetting import Forgetting
from moodbot.features.privacy.page import kept_lines
from moodbot.language.packs import Mood
from moodbot.times.units import HOUR

FORGET_CUE = "forget:sure:"
ASKED_FOR = HOUR
"""Milliseconds for which a confirmation of `forget` is valid; after that the bot asks again."""

ME = frozenset({"", "me", "everything", "all"})
EXPORT_NAME, CSV_NAME, JSON_NAME = "moodbot-export.zip", "entries.csv", "everything.json"
MOST_BYTES = 9 * 1024 * 1024
"""Most bytes of an export; Discord accepts files up to 10 MiB from a bot."""

SEALED = {"entries": "note", "requests": "words"}
"""Encrypted columns by table."""

LISTS = ("heard", "rhythm", "refused", "served")
"""Columns that hold JSON."""

SCHEMA = 1
"""Version of the format of everything.json."""

_SOURCES = {source.value: source for source in Source}


@dataclass(frozen=True, slots=True)
class DataRights:
    """Services of the commands: the erasure of people, and the operator's *contact* (None if not set)."""

    forgetting: Forgetting
    contact: str | None


async def privacy(turn: Turn) -> Outcome:
    """Show what is stored, for how long, and who can read it."""
    pack = turn.pack
    lines = [pack.text("privacy_title"), *kept_lines(pack, turn.of(Features).inventory, turn.of(Retention))]
    lines += [pack.text("privacy_who"), pack.text("privacy_discord")]
    lines.append(pack.text("privacy_how", prefix=turn.commands.prefix))
    return private_reply(("\n".join(lines),))


async def report_problem(turn: Turn) -> Outcome:
    """Show how to reach the operator of this bot."""
    contact = turn.of(DataRights).contact
    return turn.side_reply("problem_contact", contact=contact) if contact else turn.side_reply("problem_no_contact")


async def confirm_forgetting(turn: Turn) -> Outcome:
    """Show what `forget` will delete, and ask for confirmation."""
    return await _ask_confirmation(turn) if turn.argument.strip().casefold() in ME else turn.side_reply("forget_how")


async def _ask_confirmation(turn: Turn) -> Outcome:
    pack, counts = turn.pack, await turn.of(DataRights).forgetting.store.counts(turn.incoming.person)
    if not counts:
        blocked = await turn.of(DataRights).forgetting.blocked(turn.incoming.person)
        return turn.side_reply("forget_nothing_but_block" if blocked else "forget_nothing")
    lines = [
        pack.text("forget_line", what=pack.text(f"kept_{kind}"), count=str(count)) for kind, count in counts.items()
    ]
    terminal = turn.incoming.place.kind is PlaceKind.TERMINAL
    beyond = pack.text("forget_beyond_terminal" if terminal else "forget_beyond")
    sure = f"{FORGET_CUE}{turn.of(Journal).clock.now()}"
    choices = (Choice(sure, pack.text("choice_forget_sure")), Choice(KEEP_CUE, pack.text("choice_forget_keep")))
    text = "\n".join((pack.text("forget_ask"), *lines, beyond))
    return private_reply((text,), choices, yes=sure, no=KEEP_CUE)


async def forget_now(turn: Turn) -> Outcome:
    """Erase the person everywhere and confirm it; a button older than ASKED_FOR asks again."""
    asked = int(turn.argument) if turn.argument.isdecimal() else 0
    if turn.of(Journal).clock.now() - asked > ASKED_FOR:
        return await _ask_confirmation(turn)
    result = await turn.of(DataRights).forgetting.forget_person(turn.incoming.person)
    if not result.erased:
        return turn.side_reply("forget_begun")
    lines = [turn.pack.text("forgotten_but_block" if result.blocked else "forgotten")]
    lines += [turn.pack.text("forgotten_but_card")] if result.remains else []
    return private_reply(("\n".join(lines),), forgets=True)


async def export(turn: Turn) -> Outcome:
    """Send the person everything stored about them, as one zip file."""
    person, journal, store = turn.incoming.person, turn.of(Journal), turn.of(DataRights).forgetting.store
    rows = await store.everything(person)
    pictures = (await draw(turn, Period.ALL)).pictures
    source = _ExportSource(person, rows, store.opened, turn.pack.moods, journal.times.zone_of)
    data = await asyncio.to_thread(_pack_export, source, pictures)
    if len(data) > MOST_BYTES:
        data = await asyncio.to_thread(_pack_export, source, ())
    if len(data) > MOST_BYTES and turn.incoming.place.kind is not PlaceKind.TERMINAL:
        return turn.side_reply("export_too_large")
    file = Picture(EXPORT_NAME, data, turn.pack.text("export_about"))
    return private_reply((turn.pack.text("export_here"),), pictures=(file,))


@dataclass(frozen=True, slots=True)
class _ExportSource:
    person: int
    rows: dict[str, list[dict[str, Any]]]
    opened: Callable[[int, str], str | None]
    moods: Any
    zone_of: Callable[[str | None], tzinfo]


def _pack_export(source: _ExportSource, pictures: tuple[Picture, ...]) -> bytes:
    """Return the zip. It takes seconds for ten thousand notes: call it in a thread."""
    export_rows: dict[str, Any] = {"schema": SCHEMA, "person": str(source.person)}
    for table, rows in source.rows.items():
        export_rows[table] = [_readable(source, table, row) for row in rows]
    moods: dict[str, Mood] = source.moods
    entries = sorted(map(_entry, source.rows["entries"], export_rows["entries"]), key=lambda entry: entry.at)
    files = {
        CSV_NAME: entries_csv(entries, moods, source.zone_of).encode("utf-8-sig"),
        JSON_NAME: json.dumps(export_rows, indent=1, ensure_ascii=False).encode(),
        **{picture.name: picture.data for picture in pictures},
    }
    return make_archive(files)


def _readable(source: _ExportSource, table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row in readable form: texts decrypted, JSON lists as lists, Discord ids as strings."""
    readable = {name: _parse_list(value) if name in LISTS and value else value for name, value in row.items()}
    if (sealed := SEALED.get(table)) and row[sealed]:
        readable[sealed] = source.opened(source.person, row[sealed])
    return {name: _safe(value) for name, value in readable.items()}


def _parse_list(value: str) -> Any:
    parsed = json.loads(value)
    return [_safe(each) for each in parsed] if isinstance(parsed, list) else parsed


def _safe(value: Any) -> Any:
    """Return *value*, as a string if it is a number too large for JavaScript and many spreadsheets (a Discord id)."""
    return str(value) if isinstance(value, int) and value > _LARGEST_EXACT_NUMBER else value


def _entry(row: dict[str, Any], readable: dict[str, Any]) -> Entry:
    source = _SOURCES.get(row["source"], Source.TALK)
    return Entry(row["person"], row["mood"], row["at"], row["zone"], source, row["made"], readable["note"])


_LARGEST_EXACT_NUMBER = 2**53

RIGHTS = (
    Command("privacy", privacy, private=True),
    Command("export", export, private=True),
    Command("forget", confirm_forgetting, argument=Argument("forget"), private=True),
    Command("report-problem", report_problem, aliases=("contact",), private=True),
)
