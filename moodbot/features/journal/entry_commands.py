"""Commands about single entries: `log`, `note`, `history`, `edit` and `delete`."""

from dataclasses import replace

from moodbot.core.commands import Argument, Command
from moodbot.core.dialogue import Choice, Source
from moodbot.core.outcomes import Outcome, SideReply, private_reply
from moodbot.core.turn import Turn
from moodbot.features.journal.after_turn import tell_dropped
from moodbot.features.journal.consent import KEEP_CUE
from moodbot.features.journal.rules.entries import MOST_ENTRIES, NOTE_LIMIT, Entry, JournalFull
from moodbot.features.journal.service import Journal, NoteTooLong
from moodbot.features.journal.undo import UNDO_MINUTES
from moodbot.features.journal.undo_command import undo
from moodbot.times.units import DAY
from moodbot.times.when import Remark, Unread, When, read_when

HISTORY_CUE = "history:"
DELETE_CUE = "entry:delete:"
PAGE = 10
NOTE_WORD, NO_NOTE = "note", "no note"
MOST_DIGITS = 9
"""Most digits of the number of a page or an entry."""


async def log_mood(turn: Turn) -> Outcome:
    """Save a mood of an earlier time: `log sad yesterday evening long call with my sister`."""
    if not turn.preferences.journal:
        return _reply(turn, "journal_needed")
    leading = turn.commands.moods.leading(turn.argument)
    if leading is None:
        return _reply(turn, "log_how")
    mood, rest = leading
    if turn.commands.moods.is_doubtful(mood, turn.argument):
        return _reply(turn, "log_doubt")
    read = _read_when(turn, rest)
    if isinstance(read, Unread):
        return _reply(turn, f"when_{read}")
    try:
        entry = await turn.of(Journal).add(turn.preferences, mood, read.at, read.rest, Source.BACKFILL)
    except NoteTooLong:
        return _note_too_long(turn)
    except JournalFull:
        return turn.side_reply("journal_full", most=str(MOST_ENTRIES))
    if entry is None:
        return _reply(turn, "entry_there_already")
    messages = [_entry_text(turn, "entry_logged", entry)]
    if read.remark:
        messages.append(turn.pack.text(f"when_{read.remark}"))
    if read.rest and (dropped := await tell_dropped(turn)):
        messages.append(dropped)
    return private_reply(("\n".join(messages),))


async def add_note(turn: Turn) -> Outcome:
    """Save a note with the latest entry, replacing its earlier note."""
    latest = await turn.of(Journal).store.latest(turn.incoming.person)
    if latest is None:
        return _reply(turn, "history_empty" if turn.preferences.journal else "journal_needed")
    if not turn.argument.strip():
        return _reply(turn, "note_how")
    return await keep_note(turn, latest.number, turn.argument)


async def keep_note(turn: Turn, number: int, note: str) -> SideReply:
    """Save *note* with entry *number*, replacing its earlier note."""
    entry = await turn.of(Journal).store.entry(turn.incoming.person, number)
    if entry is None:
        return _reply(turn, "entry_gone")
    if not turn.of(Journal).store.keeps_notes:
        return _reply(turn, "note_dropped")
    try:
        changed = replace(entry, note=turn.of(Journal).checked(note) or None)
    except NoteTooLong:
        return _note_too_long(turn)
    await turn.of(Journal).change(changed)
    return private_reply((_entry_text(turn, "note_kept", changed),))


async def history(turn: Turn) -> Outcome:
    """List the entries, the latest first, ten at a time."""
    page = turn.argument.strip() or "1"
    if not _is_number(page) or not int(page):
        return _reply(turn, "history_how")
    return await _show_page(turn, int(page))


async def _show_page(turn: Turn, page: int) -> SideReply:
    """Show one page of the entries, with buttons to the next ones."""
    journal, pack, preferences, prefix = turn.of(Journal), turn.pack, turn.preferences, turn.commands.prefix
    count = await journal.store.count(preferences.person)
    if not count:
        key = "history_empty" if preferences.journal else "graph_no_journal"
        return private_reply((pack.text(key, prefix=prefix),))
    pages = -(-count // PAGE)
    page = min(page, pages)
    entries = await journal.store.page(preferences.person, (page - 1) * PAGE, PAGE)
    title = pack.text("history_title", page=str(page), pages=str(pages), count=str(count))
    foot = pack.text("history_foot", prefix=prefix)
    choices = []
    if page < pages:
        choices.append(Choice(f"{HISTORY_CUE}{page + 1}", pack.text("choice_older")))
    if page > 1:
        choices.append(Choice(f"{HISTORY_CUE}{page - 1}", pack.text("choice_newer")))
    return private_reply((f"{title}\n{listed(turn, entries)}\n{foot}",), tuple(choices))


def listed(turn: Turn, entries: tuple[Entry, ...]) -> str:
    """Return a line for each entry."""
    return "\n".join(_line(turn, entry) for entry in entries)


def _line(turn: Turn, entry: Entry) -> str:
    return turn.of(Journal).line_of(turn.pack, entry, turn.preferences)


async def edit(turn: Turn) -> Outcome:
    """Change the mood, the time or the note of an entry; without a change, show the whole entry."""
    number, _, change = turn.argument.strip().partition(" ")
    entry = await _find_entry(turn, number)
    if entry is None:
        return _reply(turn, "edit_how" if not number.isdecimal() else "entry_gone")
    change = change.strip()
    if not change:
        return private_reply((_whole_entry(turn, entry), turn.pack.text("edit_how", prefix=turn.commands.prefix)))
    if change.casefold() == NO_NOTE:
        return await _save_change(turn, replace(entry, note=None, note_lost=False))
    first, _, words = change.partition(" ")
    if first.casefold() == NOTE_WORD:
        return await keep_note(turn, entry.number, words) if words.strip() else _reply(turn, "edit_how")
    if mood := turn.commands.moods.exactly(change):
        return await _save_change(turn, replace(entry, mood=mood))
    read = _read_when(turn, change)
    if isinstance(read, Unread):
        return _reply(turn, f"when_{read}")
    if read.rest:
        return _reply(turn, "edit_how")
    return await _save_change(turn, replace(entry, at=read.at, zone=turn.preferences.zone), read.remark)


async def _save_change(turn: Turn, entry: Entry, remark: Remark | None = None) -> SideReply:
    if not await turn.of(Journal).change(entry):
        return _reply(turn, "entry_there_already")
    text = _entry_text(turn, "entry_changed", entry)
    return private_reply((f"{text} {turn.pack.text(f'when_{remark}')}" if remark else text,))


async def delete(turn: Turn) -> Outcome:
    """Show an entry and ask whether it should be deleted."""
    number = turn.argument.strip()
    entry = await _find_entry(turn, number)
    if entry is None:
        return _reply(turn, "delete_how" if not number.isdecimal() else "entry_gone")
    yes = Choice(f"{DELETE_CUE}{entry.number}", turn.pack.text("choice_delete"))
    no = Choice(KEEP_CUE, turn.pack.text("choice_journal_keep"))
    return private_reply((_entry_text(turn, "delete_ask", entry),), (yes, no), yes=yes.cue, no=no.cue)


async def delete_now(turn: Turn, number: int) -> SideReply:
    """Delete entry *number*, and return the confirmation."""
    entry = await turn.of(Journal).delete(turn.incoming.person, number)
    return private_reply((_entry_text(turn, "entry_deleted", entry),)) if entry else _reply(turn, "entry_gone")


async def _find_entry(turn: Turn, number: str) -> Entry | None:
    if not _is_number(number):
        return None
    return await turn.of(Journal).store.entry(turn.incoming.person, int(number))


def _note_too_long(turn: Turn) -> SideReply:
    return private_reply((turn.pack.text("note_too_long_kept_nothing", most=str(NOTE_LIMIT)),))


def _is_number(typed: str) -> bool:
    return typed.isdecimal() and len(typed) <= MOST_DIGITS


def _whole_entry(turn: Turn, entry: Entry) -> str:
    line = _line(turn, replace(entry, note=None))
    return f"{line}\n> {entry.note}" if entry.note else line


def _read_when(turn: Turn, text: str) -> When | Unread:
    times = turn.of(Journal).times
    zone = times.zone_of(turn.preferences.zone)
    return read_when(text, turn.of(Journal).clock.now(), zone, times.words, turn.of(Journal).kept_days * DAY)


def _entry_text(turn: Turn, key: str, entry: Entry) -> str:
    line = _line(turn, entry)
    return turn.pack.text(key, entry=line, prefix=turn.commands.prefix, minutes=str(UNDO_MINUTES))


def _reply(turn: Turn, key: str) -> SideReply:
    return private_reply((turn.pack.text(key, prefix=turn.commands.prefix),))


ENTRIES = (
    Command("log", log_mood, aliases=("backfill",), argument=Argument("log"), private=True),
    Command("note", add_note, argument=Argument("note"), private=True),
    Command("undo", undo, aliases=("oops",), private=True),
    Command("history", history, aliases=("entries",), argument=Argument("page"), private=True),
    Command("edit", edit, aliases=("change",), argument=Argument("edit"), private=True),
    Command("delete", delete, aliases=("remove",), argument=Argument("number"), private=True),
)
