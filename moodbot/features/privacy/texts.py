"""Texts that a pack must provide for the data rights commands, and the `{slots}` that each may use."""

from collections.abc import Mapping

from moodbot.core.feature import Texts
from moodbot.core.retention import Until

_PLAIN = (
    *("privacy_title", "privacy_who", "privacy_discord", "problem_no_contact", "until_one_day"),
    *("export_here", "export_about", "forget_nothing", "forget_ask", "forget_beyond", "forget_beyond_terminal"),
    *("choice_forget_sure", "choice_forget_keep", "forgotten", "forgotten_but_block"),
    *("forgotten_but_card", "forget_nothing_but_block"),
    "privacy_page_kept",
    *(f"until_{until}" for until in (Until.CHANGED, Until.FORGOTTEN, Until.ENDED, Until.SERVER_LEFT, Until.ALWAYS)),
)

RIGHTS_TEXTS: Mapping[str, set[str]] = {
    **{key: set[str]() for key in _PLAIN},
    **{
        key: {"prefix"}
        for key in ("privacy_how", "privacy_page_rest", "forget_begun", "export_too_large", "forget_how")
    },
    "privacy_page_head": {"contact"},
    "privacy_line": {"what", "until"},
    "until_days": {"days"},
    "problem_contact": {"contact"},
    "forget_line": {"what", "count"},
}


TEXTS = Texts(slots=RIGHTS_TEXTS, files=("rights.yaml",))
