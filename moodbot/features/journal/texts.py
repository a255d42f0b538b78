"""Texts that a pack must provide for the journal."""

from collections.abc import Collection, Mapping

from moodbot.core.feature import Texts
from moodbot.features.journal.archives import Unreadable
from moodbot.features.journal.rules.csv_import import Fault, Refusal
from moodbot.features.journal.rules.picture_text import PICTURE_TEXTS
from moodbot.times.when import Remark, Unread

_JOURNAL_POOLS = ("journal_yes", "journal_no", "journal_later", "zone_later")
_JOURNAL_PLAIN = (
    "journal_where",
    "journal_where_terminal",
    "journal_notes_kept",
    "journal_notes_dropped",
    "journal_status_pictures_on",
    "journal_status_pictures_off",
    "journal_store_failed",
    "nothing_changed",
    "note_dropped",
    "note_lost",
    "note_title",
    "note_label",
    "entry_there_already",
    "day_names",
    "month_names",
    "zone_which",
    "zone_near",
    "choice_zone_none",
    "helped_yes",
    "helped_bit",
    "helped_no",
    "share_where",
    "shared",
    "share_not_allowed",
    *(
        f"choice_{name}"
        for name in (
            *("journal_clear", "journal_keep", "journal_clear_sure", "note", "delete", "older", "newer", "share"),
            *("helped_yes", "helped_bit", "helped_no"),
            *("undo_out", "undo_back", "undo_changed", "undo_import"),
            *("worse_journal_off", "worse_pictures_off", "worse_keep"),
        )
    ),
    *(f"when_{name}" for name in (*Remark, *Unread)),
)
_JOURNAL_PREFIXED = (
    "journal_how",
    "journal_is_off",
    "journal_needed",
    "journal_not_kept",
    "note_how",
    "undo_again",
    "entry_gone",
    "log_how",
    "log_doubt",
    "edit_how",
    "delete_how",
    "history_foot",
    "history_how",
    "history_empty",
    "zone_how",
    "zone_nowhere",
    "worse_no_journal",
    "graph_on",
    "graph_off",
    "graph_are_off",
    "graph_how",
    "graph_none",
    "graph_no_journal",
)
_JOURNAL_TEXTS = {
    **{key: {"prefix"} for key in _JOURNAL_PREFIXED},
    "journal_ask": {"where", "notes", "days", "prefix"},
    "journal_status_on": {"since"},
    "journal_status_off": {"since"},
    "journal_status_count": {"count"},
    "journal_status_where": {"where"},
    "journal_status_zone": {"zone", "prefix"},
    "journal_off_entries": {"count"},
    "journal_clear_ask": {"count"},
    "journal_cleared": {"count"},
    "journal_full": {"most", "prefix"},
    "journal_kept": {"number", "prefix"},
    "journal_kept_no_notes": {"number", "prefix"},
    "note_too_long": {"most", "prefix"},
    "note_too_long_kept_nothing": {"most"},
    "note_kept": {"entry"},
    "entry_line": {"number", "moment", "mood"},
    "entry_logged": {"entry"},
    "entry_changed": {"entry"},
    "entry_deleted": {"entry", "prefix", "minutes"},
    "undo_out": {"entry"},
    "undo_back": {"entry"},
    "undo_changed": {"entry", "was"},
    "undo_nothing": {"prefix", "minutes"},
    "undo_import_ask": {"count"},
    "undo_imported": {"count"},
    "delete_ask": {"entry"},
    "history_title": {"page", "pages", "count"},
    "moment": {"day", "date", "month", "time"},
    "moment_with_year": {"day", "date", "month", "year", "time"},
    "zone_is": {"zone", "moment", "prefix"},
    "zone_set": {"zone", "moment", "prefix"},
    "zone_near_one": {"place"},
    "helped_ask": {"suggestion"},
    "low_offer": {"moderators"},
    "worse": {"moderators"},
    "graph_few": {"count", "least", "prefix"},
    "share_title": {"person"},
    "share_refused": {"permission"},
    **{f"share_refused_{cause}": set[str]() for cause in ("archived", "locked", "filtered", "unfit")},
    "terminal_picture": {"file", "about"},
    "terminal_picture_failed": {"file", "reason"},
}

_IMPORT_PLAIN = (
    *(f"import_{reason}" for reason in (*Unreadable, *Refusal, "failed", "done_no_notes")),
    *(f"import_fault_{fault}" for fault in Fault),
    "argument_moods",
)
_IMPORT_TEXTS: Mapping[str, Collection[str]] = {
    **{key: {"prefix"} for key in ("import_how", "import_needs_journal", "import_needs_zone")},
    "import_wrong": {"count", "lines"},
    "import_line": {"line", "what"},
    "import_more": {"count"},
    "import_unknown": {"unknown", "line", "first", "moods", "prefix"},
    "import_unknown_more": {"count"},
    "import_unknown_again": (),
    "import_full": {"most"},
    "import_done": {"kept", "there"},
    "import_done_old": {"old", "days"},
}

TEXTS = Texts(
    slots={
        **dict.fromkeys((*_JOURNAL_PLAIN, *_IMPORT_PLAIN), ()),
        **_JOURNAL_TEXTS,
        **_IMPORT_TEXTS,
        **PICTURE_TEXTS,
    },
    pool_slots={pool: {"prefix"} for pool in _JOURNAL_POOLS},
    word_groups={"journal": frozenset({"hurts"})},
    files=("journal.yaml",),
)
