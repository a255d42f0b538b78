"""Declare the texts and pools of outreach that a pack must have, with their `{slots}` and conditions."""

from collections.abc import Mapping

from moodbot.core.feature import Texts
from moodbot.features.outreach.rules.letter import FACTS, PARTS
from moodbot.features.outreach.rules.rhythm_reading import Misread

CHECKIN_POOLS = (
    *(f"checkin_{part}" for part in ("morning", "day", "evening", "night", "any", "reminder", "tip")),
    *(f"checkin_after_{feeling}" for feeling in ("hard", "good", "between")),
)
LETTER_POOLS = PARTS

_PLAIN = (
    *("checkin_hello", "checkin_no_zone", "checkin_dm_closed", "checkin_dm_unreachable", "checkin_plan_thinned"),
    *("checkin_was_off", "checkin_snooze_ask", "checkin_restored", "checkin_left"),
    *("checkin_all_off", "checkin_still_on", "checkin_closed_hint", "checkin_dm_held"),
    *("checkin_ask_go_on", "checkin_rested", "checkin_thinned", "checkin_closed", "after_friend"),
    *("rhythm_weekdays", "rhythm_weekends", "rhythm_and", "follow_there_already", "follow_gone", "letter_status_off"),
    *(f"choice_checkin_{name}" for name in ("on", "snooze", "less", "stop", "go_on", "restore", "leave")),
    *(f"choice_snooze_{length}" for length in ("20", "60", "tomorrow")),
    *(f"choice_follow_{about}" for about in ("help", "friend", "step")),
    "choice_letter_off",
)
_PREFIXED = (
    *("checkin_is_off", "checkin_on", "checkin_plan_how", "checkin_off", "checkin_off_letter"),
    *("checkin_off_else", "checkin_changed_paused", "checkin_zone_later"),
    *(f"checkin_all_off_{ended}" for ended in ("checkins", "letter", "checkins_letter")),
    *(
        "checkin_paused_open",
        "follow_planned_no_zone",
        "letter_how",
        "letter_off",
        "letter_needs_journal",
        "letter_status_closed",
    ),
    *(f"checkin_misread_{misread}" for misread in Misread),
    "letter_needs_zone",
)
_PLAN = ("none", "no_zone", "paused_open", "asked", "closed")

OUTREACH_TEXTS: Mapping[str, set[str]] = {
    **{key: set[str]() for key in _PLAIN},
    **{key: {"prefix"} for key in _PREFIXED},
    **{f"checkin_plan_{how}": {"rhythm", "prefix"} for how in _PLAN},
    "checkin_plan": {"rhythm", "next"},
    "checkin_plan_paused": {"rhythm", "moment", "prefix"},
    "checkin_paused": {"moment"},
    "checkin_skipped": {"moment"},
    "checkin_skipped_evening": {"moment"},
    "checkin_snoozed": {"moment"},
    "checkin_snoozed_quiet": {"moment"},
    "checkin_less": {"rhythm"},
    "rhythm_every_hour": {"start", "end"},
    "rhythm_every_hours": {"count", "start", "end"},
    "rhythm_every_minutes": {"count", "start", "end"},
    "rhythm_once_a_day": {"start"},
    "rhythm_at": {"times"},
    "rhythm_on_days": {"rhythm", "days"},
    "rhythm_quiet": {"rhythm", "start", "end"},
    "follow_planned": {"moment", "prefix"},
    "after_help": {"moderators"},
    "after_step": {"suggestion"},
    "letter_on": {"moment"},
    "letter_status_on": {"moment"},
}

_FACT_SLOTS = {
    "one_mood": {"mood", "times"},
    "two_moods": {"mood", "other_mood"},
    "many_moods": {"moods"},
    "helped": {"suggestion"},
}
LETTER_CONDITIONS: Mapping[str, frozenset[str]] = {fact: frozenset(_FACT_SLOTS.get(fact, ())) for fact in FACTS}
"""The facts that a letter line may name under `when`, with the slots that are filled if the fact holds."""

LETTER_SLOTS = frozenset({"count"})


TEXTS = Texts(
    slots=OUTREACH_TEXTS,
    pools={*CHECKIN_POOLS, *LETTER_POOLS},
    pool_slots=dict.fromkeys(LETTER_POOLS, LETTER_SLOTS),
    conditions=dict.fromkeys(LETTER_POOLS, LETTER_CONDITIONS),
    files=("checkins.yaml", "letter.yaml"),
    word_groups={"unasked": frozenset({"polite", "ends", "goodbyes", "ends_letters", "day_over", "names", "goes_on"})},
)
