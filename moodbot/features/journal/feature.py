"""Declare the journal as a feature."""

from collections.abc import Iterable

from moodbot.core.data_inventory import internal_numbers, memory_data, personal_data
from moodbot.core.feature import Expiry, Feature, Form
from moodbot.core.memory import Memories
from moodbot.core.ports import Clock
from moodbot.core.retention import Retention, Until
from moodbot.core.services import Services
from moodbot.features.journal.after_turn import AFTER, BEFORE, HELPED_CUE, NOTE_CUE
from moodbot.features.journal.buttons import (
    press_clear,
    press_clear_sure,
    press_delete,
    press_helped,
    press_keep,
    press_note,
)
from moodbot.features.journal.chart_command import GRAPH, SHARE_CUE, share
from moodbot.features.journal.commands import CLEAR_SURE, PICTURES_OFF, pictures_off, read_worse
from moodbot.features.journal.commands import JOURNAL as COMMANDS
from moodbot.features.journal.consent import CLEAR_CUE, KEEP_CUE
from moodbot.features.journal.entry_commands import DELETE_CUE, ENTRIES, HISTORY_CUE, history
from moodbot.features.journal.flow import JOURNAL_FLOW
from moodbot.features.journal.held_imports import IMPORTS, Imports
from moodbot.features.journal.import_command import IMPORT
from moodbot.features.journal.ports import ChartPainter
from moodbot.features.journal.rules.entries import NOTE_LIMIT
from moodbot.features.journal.service import Journal
from moodbot.features.journal.store.journal import JournalStore
from moodbot.features.journal.texts import TEXTS
from moodbot.features.journal.undo import CHANGES, Undo
from moodbot.features.journal.undo_command import UNDO_CUE, press_undo
from moodbot.times.local_time import TimeBook

_CHOICES, _ENTRIES, _SUGGESTIONS = "choices", "entries", "suggestions"


def _parts(services: Services) -> Iterable[object]:
    clock = services.of(Clock)
    store = JournalStore.of(services)
    yield store
    days = services.of(Retention).entries
    undo = Undo(store, services.of(Memories), clock)
    yield Journal(store, clock, services.of(TimeBook), services.of(ChartPainter), undo, kept_days=days)
    yield Imports(services.of(Memories), clock)


JOURNAL = Feature(
    "journal",
    parts=_parts,
    commands=(*COMMANDS, *ENTRIES, *GRAPH, *IMPORT),
    buttons={
        NOTE_CUE: press_note,
        HELPED_CUE: press_helped,
        HISTORY_CUE: history,
        DELETE_CUE: press_delete,
        UNDO_CUE: press_undo,
        SHARE_CUE: share,
        CLEAR_SURE: press_clear_sure,
        CLEAR_CUE: press_clear,
        KEEP_CUE: press_keep,
        PICTURES_OFF: pictures_off,
    },
    deletes=(CLEAR_SURE, DELETE_CUE, UNDO_CUE),
    forms={NOTE_CUE: Form("note", NOTE_LIMIT)},
    texts=TEXTS,
    readers=(read_worse,),
    before=BEFORE,
    after=AFTER,
    flow=JOURNAL_FLOW,
    kept=(
        personal_data("preferences", _CHOICES, Until.CHANGED, "person", "journal", "journal_at", "asked_at", "zone"),
        personal_data("preferences", _CHOICES, Until.CHANGED, "pictures", "note_told_at", "low_told_at", "heard"),
        internal_numbers("preferences", _CHOICES, Until.CHANGED, "last_entry", "last_suggestion"),
        personal_data(
            "entries", _ENTRIES, Until.ENTRIES, "person", "number", "mood", "at", "zone", "source", "made", "note"
        ),
        personal_data(
            "suggestions", _SUGGESTIONS, Until.ENTRIES, "person", "number", "line", "said_at", "asked_at", "helped"
        ),
        memory_data(IMPORTS, _ENTRIES),
        memory_data(CHANGES, _ENTRIES),
    ),
    expires=(Expiry(Until.ENTRIES, lambda services, before: services.of(JournalStore).delete_expired_entries(before)),),
)
