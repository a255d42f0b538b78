"""Command `undo`: take back the last change of the journal, and put back once what was taken back."""

from moodbot.core.dialogue import Choice
from moodbot.core.outcomes import Outcome, SideReply, private_reply
from moodbot.core.turn import Turn
from moodbot.features.journal.consent import KEEP_CUE
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.journal.service import Journal
from moodbot.features.journal.store.entries import EntryExists
from moodbot.features.journal.undo import UNDO_MINUTES, LastChange, TakenBack

UNDO_CUE = "undo:"


async def undo(turn: Turn) -> Outcome:
    """Take back the last change; after an import, ask first, because it cannot be put back."""
    change = turn.of(Journal).undo.last(turn.incoming.person)
    if change is None:
        return _nothing(turn)
    return await _take_back(turn, change) if change.imported is None else _ask(turn, change)


async def press_undo(turn: Turn) -> Outcome:
    """Take back the change that the button belongs to, if it is still the last one."""
    change = turn.of(Journal).undo.last(turn.incoming.person)
    if change is None or change.key != turn.argument:
        return _nothing(turn)
    if change.imported is None:
        return await _take_back(turn, change)
    count = await turn.of(Journal).undo.take_out_import(turn.incoming.person, change)
    return turn.side_reply("undo_imported", count=str(count))


def _ask(turn: Turn, change: LastChange) -> SideReply:
    yes = Choice(UNDO_CUE + change.key, turn.pack.text("choice_undo_import"))
    no = Choice(KEEP_CUE, turn.pack.text("choice_journal_keep"))
    text = turn.pack.text("undo_import_ask", count=str(change.count))
    return private_reply((text,), (yes, no), yes=yes.cue, no=no.cue)


async def _take_back(turn: Turn, change: LastChange) -> SideReply:
    try:
        taken = await turn.of(Journal).undo.take_back(turn.incoming.person, change)
    except EntryExists:
        return turn.side_reply("entry_there_already")
    key = _key(taken)
    if key is None:
        return _nothing(turn)
    text = turn.pack.text(key, entry=_line(turn, taken.now or taken.was), was=_line(turn, taken.was))
    if taken.again is None:
        return private_reply((text,))
    hint = turn.pack.text("undo_again", prefix=turn.commands.prefix)
    return private_reply((f"{text}\n{hint}",), (Choice(UNDO_CUE + taken.again, turn.pack.text(f"choice_{key}")),))


def _key(taken: TakenBack) -> str | None:
    """Return the text that says what was done; None if there was nothing to do."""
    if taken.was and taken.now:
        return "undo_changed"
    if taken.was:
        return "undo_out"
    return "undo_back" if taken.now else None


def _line(turn: Turn, entry: Entry | None) -> str:
    return turn.of(Journal).line_of(turn.pack, entry, turn.preferences) if entry else ""


def _nothing(turn: Turn) -> SideReply:
    return turn.side_reply("undo_nothing", minutes=str(UNDO_MINUTES))
