"""Texts that a pack must provide for help lines and the answers to a risk."""

from moodbot.core.feature import Texts
from moodbot.features.care.flow import BARRIERS

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

_PLAIN = (
    *("choice_keep_country", "choice_drop_country", "care_neutral", "care_open", "emergency_unknown"),
    *("helplines_unknown", "helplines_more", "helplines_not_kept", "helplines_store_failed"),
)

TEXTS = Texts(
    slots={
        **dict.fromkeys(_PLAIN, ()),
        **_LINE_TEXTS,
        "helplines_for": {"country", "emergency"},
        "helplines_ask_keep": {"country"},
        "helplines_kept": {"country"},
    },
    pool_slots=_CARE_SLOTS,
    files=("care.yaml",),
    word_groups={"care": frozenset({*BARRIERS, "taken_back"})},
)
