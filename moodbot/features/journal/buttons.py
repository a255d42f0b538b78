"""Answer the presses of the journal's buttons: note, helped, delete, clear, keep."""

from moodbot.core.outcomes import Outcome, private_reply
from moodbot.core.turn import Turn
from moodbot.features.journal.commands import clear
from moodbot.features.journal.entry_commands import delete_now, keep_note
from moodbot.features.journal.rules.entries import Helped
from moodbot.features.journal.service import Journal


async def press_note(turn: Turn) -> Outcome:
    """Save the note from the form; without forms, explain how to write a note."""
    if not turn.incoming.text.strip():
        return private_reply((turn.pack.text("note_how", prefix=turn.commands.prefix),))
    return await keep_note(turn, int(turn.argument), turn.incoming.text)


async def press_helped(turn: Turn) -> Outcome:
    """Save the answer whether a suggestion helped."""
    answer, _, number = turn.argument.partition(":")
    if not await turn.of(Journal).store.helped(turn.incoming.person, int(number), Helped(answer)):
        return private_reply((turn.pack.text("entry_gone", prefix=turn.commands.prefix),))
    return private_reply((turn.pack.text(f"helped_{answer}"),))


async def press_delete(turn: Turn) -> Outcome:
    """Delete an entry."""
    return await delete_now(turn, int(turn.argument))


async def press_clear(turn: Turn) -> Outcome:
    """Ask whether to delete everything in the journal."""
    return await clear(turn, sure=False)


async def press_clear_sure(turn: Turn) -> Outcome:
    """Delete everything in the journal."""
    return await clear(turn, sure=True)


async def press_keep(turn: Turn) -> Outcome:
    """Change nothing."""
    return private_reply((turn.pack.text("nothing_changed"),))
