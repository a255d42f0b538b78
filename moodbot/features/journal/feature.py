"""The journal, as one feature."""

from moodbot.core.feature import Feature, Form
from moodbot.features.journal.after_turn import CLEAR_CUE, HELPED_CUE, KEEP_CUE, NOTE_CUE
from moodbot.features.journal.buttons import (
    press_clear,
    press_clear_sure,
    press_delete,
    press_helped,
    press_keep,
    press_note,
)
from moodbot.features.journal.chart_command import GRAPH, SHARE_CUE, share
from moodbot.features.journal.commands import CLEAR_SURE, PICTURES_OFF, pictures_off
from moodbot.features.journal.commands import JOURNAL as COMMANDS
from moodbot.features.journal.entry_commands import DELETE_CUE, ENTRIES, HISTORY_CUE, history
from moodbot.features.journal.import_command import IMPORT
from moodbot.features.journal.rules.entries import NOTE_LIMIT
from moodbot.features.journal.texts import TEXTS

JOURNAL = Feature(
    "journal",
    commands=(*COMMANDS, *ENTRIES, *GRAPH, *IMPORT),
    buttons={
        NOTE_CUE: press_note,
        HELPED_CUE: press_helped,
        HISTORY_CUE: history,
        DELETE_CUE: press_delete,
        SHARE_CUE: share,
        CLEAR_SURE: press_clear_sure,
        CLEAR_CUE: press_clear,
        KEEP_CUE: press_keep,
        PICTURES_OFF: pictures_off,
    },
    deletes=(CLEAR_SURE, DELETE_CUE),
    forms={NOTE_CUE: Form("note", NOTE_LIMIT)},
    texts=TEXTS,
)
