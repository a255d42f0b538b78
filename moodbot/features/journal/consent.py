"""Texts about consent to a journal: the question, and the offer to delete its entries after a no."""

import logging

from moodbot.core.dialogue import Choice
from moodbot.core.errors import StoreUnavailable
from moodbot.core.turn import Turn
from moodbot.features.journal.service import Journal

log = logging.getLogger(__name__)

CLEAR_CUE = "journal:clear"
KEEP_CUE = "journal:keep"


def consent_text(turn: Turn, *, terminal: bool) -> str:
    """Return the question whether to keep a journal, with all that the person should know before they answer."""
    journal, pack = turn.of(Journal), turn.pack
    where = pack.text("journal_where_terminal" if terminal else "journal_where")
    notes = pack.text("journal_notes_kept" if journal.store.keeps_notes else "journal_notes_dropped")
    days = str(journal.kept_days)
    return pack.text("journal_ask", where=where, notes=notes, days=days, prefix=turn.commands.prefix)


async def offer_to_clear(turn: Turn) -> tuple[tuple[str, ...], tuple[Choice, ...]]:
    """Return messages and buttons that offer to delete the entries of a journal that is off; both empty without any."""
    try:
        count = await turn.of(Journal).store.count(turn.incoming.person)
    except StoreUnavailable as fault:
        log.error("entries could not be counted: %s", fault)
        return (), ()
    if not count:
        return (), ()
    choices = (
        Choice(CLEAR_CUE, turn.pack.text("choice_journal_clear")),
        Choice(KEEP_CUE, turn.pack.text("choice_journal_keep")),
    )
    return (turn.pack.text("journal_off_entries", count=str(count)),), choices
