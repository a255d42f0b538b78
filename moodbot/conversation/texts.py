"""Which texts and lines a pack must bring, and which `{slots}` each may use."""

from collections.abc import Iterable, Mapping

from moodbot.core.commands import Command
from moodbot.core.phases import BARRIERS, OFFERS
from moodbot.core.talk import label_key
from moodbot.core.transitions import POOLS
from moodbot.features.counsellors.texts import DESK_TEXTS
from moodbot.features.journal.picture_text import PICTURE_TEXTS
from moodbot.features.outreach.texts import CHECKIN_POOLS, LETTER_CONDITIONS, LETTER_POOLS, LETTER_SLOTS, UNASKED_TEXTS
from moodbot.features.privacy.texts import RIGHTS_TEXTS
from moodbot.language.packs import REQUIRED_POOLS, Requirements
from moodbot.times.when import Remark, Unread

HUMAN_POOLS = ("human", "human_offer", "help_offer")
_NONE: frozenset[str] = frozenset()

_CARE_SLOTS = {
    "care_lines": {"helplines"},
    "care_emergency": {"emergency"},
    "other_emergency": {"emergency"},
    "care_person": {"moderators"},
}
_LINE_TEXTS = {
    "line_call": {"service", "dial"},
    "line_text": {"service", "dial"},
    "line_keyword": {"service", "dial", "keyword"},
    "line_chat": {"service"},
    "line_unconfirmed": set[str](),
}

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
    "entry_gone",
    "log_how",
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
    "journal_kept": {"number", "prefix"},
    "journal_kept_no_notes": {"number", "prefix"},
    "note_too_long": {"most", "prefix"},
    "note_too_long_kept_nothing": {"most"},
    "note_kept": {"entry"},
    "entry_line": {"number", "moment", "mood"},
    "entry_logged": {"entry"},
    "entry_undone": {"entry"},
    "entry_changed": {"entry"},
    "entry_deleted": {"entry"},
    "delete_ask": {"entry"},
    "history_title": {"page", "pages", "count"},
    "moment": {"day", "date", "month", "time"},
    "moment_with_year": {"day", "date", "month", "year", "time"},
    "zone_is": {"zone", "moment", "prefix"},
    "zone_set": {"zone", "moment", "prefix"},
    "helped_ask": {"suggestion"},
    "low_offer": {"moderators"},
    "worse": {"moderators"},
    "graph_few": {"count", "least", "prefix"},
    "share_title": {"person"},
    "share_refused": {"permission"},
    "terminal_picture": {"file", "about"},
    "terminal_picture_failed": {"file", "reason"},
}

_PLAIN_TEXTS = (
    "menu_title",
    "menu_placeholder",
    "near",
    "named",
    "not_yours",
    "stale",
    "talk_over",
    "moved_to_dm",
    "dm_closed",
    "dm_closed_typed",
    "write_button",
    "write_title",
    "write_label",
    "write_placeholder",
    "channel_hint",
    "flood",
    "needs_server",
    "something_broke",
    "moderators_unknown",
    "moderators_terminal",
    "help_title",
    "help_footer",
    "choice_private",
    "choice_lines",
    "choice_keep_country",
    "choice_drop_country",
    "care_neutral",
    "care_open",
    "emergency_unknown",
    "helplines_unknown",
    "helplines_more",
    "helplines_not_kept",
    "helplines_store_failed",
    "terminal_welcome",
    "terminal_goodbye",
    "terminal_typing",
    "terminal_bot",
    "terminal_you",
    "terminal_choose",
    *_JOURNAL_PLAIN,
)
_TEXTS_WITH_SLOTS = {
    "moderators_of": {"server"},
    "cannot_speak_here": {"channel", "permission"},
    "help_line": {"command", "about"},
    "help_moods": {"moods"},
    "helplines_for": {"country", "emergency"},
    "helplines_ask_keep": {"country"},
    "helplines_kept": {"country"},
    **_LINE_TEXTS,
    **_JOURNAL_TEXTS,
    **PICTURE_TEXTS,
    **UNASKED_TEXTS,
    **DESK_TEXTS,
    **RIGHTS_TEXTS,
}


_WORD_GROUPS: Mapping[str, frozenset[str]] = {
    "moods": frozenset({"greetings", "negations", "other_bots"}),
    "care": frozenset({*BARRIERS, "taken_back"}),
    "journal": frozenset({"hurts"}),
    "unasked": frozenset({"polite", "ends", "goodbyes", "ends_letters", "day_over", "names", "goes_on"}),
    "asked": frozenset({"yes", "fine", "no", "deletes"}),
}
"""The word lists of understanding.yaml that are read by name, besides those by which answers are understood."""


def requirements(commands: Iterable[Command]) -> Requirements:
    """Return what every pack must hold for a bot with these *commands*: shared pools, texts and their slots."""
    labels = {label_key(phase, cue) for phase, cues in OFFERS.items() for cue in cues}
    table = tuple(commands)
    about = {f"command_{command.name}" for command in table}
    arguments = {f"argument_{command.argument}" for command in table if command.argument}
    plain = {*_PLAIN_TEXTS, *labels, *about, *arguments}
    texts: Mapping[str, frozenset[str]] = {
        **dict.fromkeys(plain, _NONE),
        **{key: frozenset(slots) for key, slots in _TEXTS_WITH_SLOTS.items()},
    }
    return Requirements(
        pools=REQUIRED_POOLS,
        shared_pools=(POOLS - {"validate", "suggest"}) | {*CHECKIN_POOLS, *LETTER_POOLS},
        texts=texts,
        pool_slots={
            **dict.fromkeys(HUMAN_POOLS, frozenset({"moderators"})),
            **{pool: frozenset(slots) for pool, slots in _CARE_SLOTS.items()},
            **dict.fromkeys(_JOURNAL_POOLS, frozenset({"prefix"})),
            **dict.fromkeys(LETTER_POOLS, LETTER_SLOTS),
        },
        conditions=dict.fromkeys(LETTER_POOLS, LETTER_CONDITIONS),
        word_groups=_WORD_GROUPS,
        commands=frozenset(name for command in table for name in (command.name, *command.aliases)),
    )
