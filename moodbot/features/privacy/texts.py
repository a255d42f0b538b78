"""Which texts a pack must bring for the rights of people, and which `{slots}` each may use."""

from collections.abc import Mapping

from moodbot.core.feature import Texts
from moodbot.core.retention import Until
from moodbot.features.journal.rules.csv_import import Fault
from moodbot.features.privacy.rules.kept import TOLD_KINDS

_PLAIN = (
    *("privacy_title", "privacy_who", "privacy_discord", "problem_no_contact", "until_one_day"),
    *("export_here", "export_about", "forget_nothing", "forget_ask", "forget_beyond", "forget_beyond_terminal"),
    *("choice_forget_sure", "choice_forget_keep", "forgotten", "forgotten_but_block"),
    *("forgotten_but_card", "import_done_no_notes", "forget_nothing_but_block"),
    *(f"kept_{kind}" for kind in TOLD_KINDS),
    *(f"import_{reason}" for reason in ("too_large", "not_text", "bad_zip", "no_table", "failed")),
    *(f"import_fault_{fault}" for fault in Fault),
    *("privacy_page_kept", "argument_moods"),
    *(f"until_{until}" for until in (Until.CHANGED, Until.FORGOTTEN, Until.ENDED, Until.SERVER_LEFT, Until.ALWAYS)),
)

RIGHTS_TEXTS: Mapping[str, set[str]] = {
    **{key: set[str]() for key in _PLAIN},
    **{
        key: {"prefix"}
        for key in ("privacy_how", "privacy_page_rest", "forget_begun", "export_too_large", "forget_how")
    },
    "privacy_page_head": {"contact"},
    **{key: {"prefix"} for key in ("import_how", "import_needs_journal", "import_needs_zone")},
    "import_wrong": {"count", "lines"},
    "import_line": {"line", "what"},
    "import_more": {"count"},
    "import_unknown": {"unknown", "line", "first", "moods", "prefix"},
    "import_unknown_more": {"count"},
    "import_done": {"kept", "there"},
    "import_done_old": {"old", "days"},
    "privacy_line": {"what", "until"},
    "until_days": {"days"},
    "problem_contact": {"contact"},
    "forget_line": {"what", "count"},
}


TEXTS = Texts(slots=RIGHTS_TEXTS)
