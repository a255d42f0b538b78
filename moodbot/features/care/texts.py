"""Texts that a pack must provide for help lines and the answers to a risk."""

from moodbot.core.feature import Texts
from moodbot.features.care.cues import BARRIERS, EXACTLY_IN_CARE, OWN_WORDS, READ_IN_CARE, WORD_LISTS

SLOTS = ("line", "helplines", "emergency", "poison", "reports")
"""Slots that any line of care may use; see `care_slots`."""

_POOLS = (
    *("care_ack", "care_emergency", "care_line", "care_lines", "care_safe_ask", "care_stay", "care_leave"),
    *("care_misread", "care_country_line", "care_once_more", "care_ask", "asked_no", "soft_keep", "again_ack"),
    *("harm_wound", "harm_still", "harm_after", "done_emergency", "done_near_yes", "done_near_no", "done_still"),
    *("danger_ack", "danger_maybe", "danger_still", "near_yes", "near_no", "after_listen", "after_short"),
    *("abuse_emergency", "abuse_now", "abuse_yes", "abuse_still", "abuse_soft"),
    *("blackmail_report", "blackmail_still", "blackmail_staff", "other_emergency", "other_yes", "other_no"),
    *("other_still", "other_reached", "child_kind", "young_line", "care_will", "reached_yes", "unanswered"),
    *("not_telling", "done_feels", "done_number", "arriving"),
    *("done_will", "done_soft", "done_barrier", "done_cannot", "done_unlock", "feels_ill", "safe_yes"),
    *("coming_either", "distance_yes", "fault_no", "counts_yes", "idea_no", "said_simply", "phone_words"),
    *("done_must", "done_where", "done_question", "danger_near", "danger_alone", "near_if_safe", "ask_to_come"),
    *("answer_them", "means_apart", "more_than_yes", "question_unknown", "needs_look", "on_the_line", "take_time"),
    *("tell_one", "for_them", "care_system", "phone_low", "company", "talk_else", "no_sorry", "abuse_helper"),
    *("abuse_travel", "police_no", "shame_no", "blackmail_paid", "blackmail_deadline", "other_go", "other_ask_them"),
    *("country_none", "other_transfer", "other_you", "other_call", "other_trusted"),
    *("abuse_will", "abuse_go", "meeting_no", "other_will", "other_danger", "other_and_you"),
)
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
    *("choice_country_other", "choice_remove", "care_which_country", "care_removed", "care_not_removed"),
    *("line_unknown", "poison_unknown", "report_everywhere", "report_young", "report_adult"),
)

TEXTS = Texts(
    slots={
        **dict.fromkeys(_PLAIN, ()),
        **_LINE_TEXTS,
        "choice_country": {"country"},
        "poison_line": {"lines"},
        "helplines_for": {"country", "emergency"},
        "helplines_ask_keep": {"country"},
        "helplines_kept": {"country"},
    },
    pool_slots=dict.fromkeys(_POOLS, SLOTS),
    files=("care.yaml",),
    word_groups={
        "care": frozenset(cue.value for cue in (*READ_IN_CARE, *BARRIERS, *EXACTLY_IN_CARE, *OWN_WORDS)) | {*WORD_LISTS}
    },
)
