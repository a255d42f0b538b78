"""What a person has a right to: to know what is kept, to take it away, to have it gone, to say what is wrong."""

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
"""Milliseconds for which the question whether to delete everything stands; later it is asked anew."""

ME = frozenset({"", "me", "everything", "all"})
EXPORT_NAME, CSV_NAME, JSON_NAME = "moodbot-export.zip", "entries.csv", "everything.json"
MOST_BYTES = 9 * 1024 * 1024
"""Discord takes files up to 10 MiB from a bot."""

SEALED = {"entries": "note", "requests": "words"}
LISTS = ("heard", "rhythm", "refused", "served")
SCHEMA = 1
_SOURCES = {source.value: source for source in Source}


@dataclass(frozen=True, slots=True)
class DataRights:
    """What the commands need: how people are forgotten, and how the operator is reached (*contact*)."""

    forgetting: Forgetting
    contact: str | None


async def privacy(turn: Turn) -> Outcome:
    """Say what is kept, for how long, and who can read it."""
    pack = turn.pack
    lines = [pack.text("privacy_title"), *kept_lines(pack, turn.of(Features).inventory, turn.of(Retention))]
    lines += [pack.text("privacy_who"), pack.text("privacy_discord")]
    lines.append(pack.text("privacy_how", prefix=turn.commands.prefix))
    return private_reply(("\n".join(lines),))


async def report_problem(turn: Turn) -> Outcome:
    """Say how the operator of this bot is reached."""
    contact = turn.of(DataRights).contact
    return turn.side_reply("problem_contact", contact=contact) if contact else turn.side_reply("problem_no_contact")


async def confirm_forgetting(turn: Turn) -> Outcome:
    """Show what will go, and ask once."""
    return await _asked(turn) if turn.argument.strip().casefold() in ME else turn.side_reply("forget_how")


async def _asked(turn: Turn) -> Outcome:
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
    """Delete everything about the person, everywhere, and confirm; a button that is old asks anew."""
    asked = int(turn.argument) if turn.argument.isdecimal() else 0
    if turn.of(Journal).clock.now() - asked > ASKED_FOR:
        return await _asked(turn)
    done = await turn.of(DataRights).forgetting.forget_person(turn.incoming.person)
    if not done.erased:
        return turn.side_reply("forget_begun")
    lines = [turn.pack.text("forgotten_but_block" if done.blocked else "forgotten")]
    lines += [turn.pack.text("forgotten_but_card")] if done.remains else []
    return private_reply(("\n".join(lines),), forgets=True)


async def export(turn: Turn) -> Outcome:
    """Give the person everything that is kept about them, as one file."""
    person, journal, store = turn.incoming.person, turn.of(Journal), turn.of(DataRights).forgetting.store
    rows = await store.everything(person)
    pictures = (await draw(turn, Period.ALL)).pictures
    read = _Reading(person, rows, store.opened, turn.pack.moods, journal.times.zone_of)
    data = await asyncio.to_thread(_packed, read, pictures)
    if len(data) > MOST_BYTES:
        data = await asyncio.to_thread(_packed, read, ())
    if len(data) > MOST_BYTES and turn.incoming.place.kind is not PlaceKind.TERMINAL:
        return turn.side_reply("export_too_large")
    file = Picture(EXPORT_NAME, data, turn.pack.text("export_about"))
    return private_reply((turn.pack.text("export_here"),), pictures=(file,))


@dataclass(frozen=True, slots=True)
class _Reading:
    person: int
    rows: dict[str, list[dict[str, Any]]]
    opened: Callable[[int, str], str | None]
    moods: Any
    zone_of: Callable[[str | None], tzinfo]


def _packed(read: _Reading, pictures: tuple[Picture, ...]) -> bytes:
    """Return the zip. It takes seconds for ten thousand notes, so it is called in a thread."""
    whole: dict[str, Any] = {"schema": SCHEMA, "person": str(read.person)}
    for table, rows in read.rows.items():
        whole[table] = [_plain(read, table, row) for row in rows]
    moods: dict[str, Mood] = read.moods
    entries = sorted(map(_entry, read.rows["entries"], whole["entries"]), key=lambda entry: entry.at)
    files = {
        CSV_NAME: entries_csv(entries, moods, read.zone_of).encode("utf-8-sig"),
        JSON_NAME: json.dumps(whole, indent=1, ensure_ascii=False).encode(),
        **{picture.name: picture.data for picture in pictures},
    }
    return make_archive(files)


def _plain(read: _Reading, table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as a person can read it: sealed texts opened, lists as lists, Discord's ids as text."""
    plain = {name: _list(value) if name in LISTS and value else value for name, value in row.items()}
    if (sealed := SEALED.get(table)) and row[sealed]:
        plain[sealed] = read.opened(read.person, row[sealed])
    return {name: _safe(value) for name, value in plain.items()}


def _list(value: str) -> Any:
    read = json.loads(value)
    return [_safe(each) for each in read] if isinstance(read, list) else read


def _safe(value: Any) -> Any:
    """Return *value* as JavaScript and many spreadsheets can hold it: not numbers as large as Discord's ids."""
    return str(value) if isinstance(value, int) and value > _LARGE else value


def _entry(row: dict[str, Any], plain: dict[str, Any]) -> Entry:
    source = _SOURCES.get(row["source"], Source.TALK)
    return Entry(row["person"], row["mood"], row["at"], row["zone"], source, row["made"], plain["note"])


_LARGE = 2**53

RIGHTS = (
    Command("privacy", privacy, private=True),
    Command("export", export, private=True),
    Command("forget", confirm_forgetting, argument=Argument("forget"), private=True),
    Command("report-problem", report_problem, aliases=("contact",), private=True),
)
