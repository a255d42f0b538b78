"""Declare the texts of counsellors that a pack must contain, and the `{slots}` of each."""

from collections.abc import Mapping

from moodbot.core.feature import Texts
from moodbot.features.counsellors.rules.requests import Rung

_COMMANDS = ("setup", "setup_counsellors", "block", "unblock", "handover", "colleague")
_OPTIONS = (
    *("role", "staff_channel", "talk_channel", "backup_role", "lead_role", "report_channel", "hours", "zone"),
    *("ladder", "urgent_ladder", "open_each", "pings_an_hour", "requests_a_day"),
)
_ENDED = ("member", "counsellor", "nobody", "silent", "left", "broken", "blocked", "quiet")
_CHOICES = ("ask", "send_with", "send_without", "opens", "leave", "withdraw", "accept", "other", "reopen")

_PLAIN = (
    *(f"command_{name}" for name in _COMMANDS),
    *(f"setup_option_{name}" for name in _OPTIONS),
    *(f"choice_counsellor_{name}" for name in _CHOICES),
    *(f"desk_ended_{name}" for name in _ENDED),
    *(f"desk_button_{name}" for name in ("close", "release", "report", "other")),
    *(f"counsellor_{name}" for name in ("title", "label", "which", "later", "left", "sent", "sent_later", "opens")),
    *(f"counsellor_{name}" for name in ("withdrawn", "reopened", "opening", "other")),
    *("member_released", "member_closed", "member_closed_nobody", "member_closed_silent"),
    *("member_closed_quiet", "member_talk_broken", "member_rung_backup_joined", "counsellor_lost", "counsellor_how"),
    *("thread_left", "thread_quiet", "thread_ended", "counsellor_sent_closed", "counsellor_sent_later_closed"),
    *("member_broken", "member_blocked", "member_server_left"),
    *("thread_released", "thread_ended_by_either", "thread_forgotten", "desk_urgent", "desk_silent", "desk_forgotten"),
    *(f"desk_{name}" for name in ("own", "refused", "full", "gone", "not_staff", "not_yours", "no_desk", "in_server")),
    *(f"desk_{name}" for name in ("request_ended", "released", "reported", "report_failed", "no_colleague", "added")),
    *("desk_released_later", "desk_handed_over_stays", "desk_not_them", "counsellor_words_waiting"),
    *(f"desk_{name}" for name in ("colleague_full", "handed_over", "duty_on", "duty_off", "list_empty")),
    *("setup_not_allowed", "setup_reports_apart", "setup_zone", "setup_hours", "setup_ladder", "setup_not_kept"),
    *("setup_no_backup", "setup_no_reports"),
)
_SERVER = (
    *(f"member_rung_{rung}" for rung in Rung if rung is not Rung.CLOSE),
    *("member_rung_backup_silent", "member_rung_duty_none", "member_rung_backup_none"),
)
_NUMBERED = ("thread_name", "desk_claim", "desk_claimed")

DESK_TEXTS: Mapping[str, set[str]] = {
    **{key: set[str]() for key in _PLAIN},
    **{key: {"server"} for key in _SERVER},
    **{key: {"number"} for key in _NUMBERED},
    **{f"desk_line_{state}": {"number", "since", "urgent"} for state in ("held", "waiting")},
    **{f"desk_line_{state}": {"number", "claimer", "urgent"} for state in ("claimed", "talking")},
    **{f"member_posted{how}": {"server", "role"} for how in ("", "_silent", "_joined")},
    **{f"desk_owner_{what}": {"server", "number"} for what in ("silent", "backup", "waiting", "report")},
    "desk_owner_leaks": {"server", "what"},
    "counsellor_too_long": {"most"},
    "counsellor_gone": {"prefix"},
    "counsellor_nowhere": {"moderators"},
    "counsellor_no_desk": {"moderators"},
    "counsellor_missing": {"moderators"},
    "counsellor_enough_today": {"moderators"},
    "counsellor_shut": {"server", "moderators"},
    "counsellor_blocked": {"moment", "moderators"},
    "counsellor_before": {"server", "readers", "days"},
    "counsellor_readers": {"role"},
    "counsellor_readers_lead": {"role", "lead"},
    "counsellor_hours": {"moment"},
    "counsellor_reminds": {"moment"},
    "counsellor_state_held": {"moment"},
    "counsellor_state_waiting": {"moment"},
    "counsellor_state_claimed": {"name"},
    "counsellor_state_talking": {"thread"},
    "member_hello": {"server"},
    "member_closed_left": {"server"},
    "member_claimed": {"name"},
    "member_claimed_again": {"name"},
    "member_opened": {"thread"},
    "thread_member": {"person"},
    "thread_counsellor": {"person"},
    "thread_reminder": {"person"},
    "thread_handed_over": {"before", "now", "words"},
    "thread_added": {"person"},
    "desk_line_closed": {"number", "how"},
    "desk_moved": {"channel"},
    "desk_mood": {"mood"},
    "desk_again": {"role", "number"},
    "desk_test": {"role"},
    "desk_rung_duty": {"people", "number"},
    "desk_rung_backup": {"role", "number"},
    "desk_rung_owner": {"owner", "number"},
    "desk_digest": {"asked", "taken", "missed", "open"},
    "desk_report": {"role", "number", "counsellor"},
    "desk_report_unnamed": {"role", "number"},
    "desk_taken": {"name"},
    "desk_blocked": {"person", "until"},
    "desk_blocked_closed": {"number"},
    "desk_line_blocked": {"person", "until", "reason"},
    "desk_unblocked": {"person"},
    "desk_was_not_blocked": {"person"},
    "desk_duty_list": {"people"},
    "desk_list": {"count", "waiting", "urgent"},
    "desk_list_more": {"count"},
    "desk_failed": {"what"},
    "desk_owner_broken": {"server", "what"},
    "setup_unfit_role": {"role"},
    "setup_missing": {"what"},
    "setup_zone_which": {"places"},
    "setup_leaks": {"roles"},
    "setup_reports_read": {"channel", "role"},
    "setup_failed": {"what"},
    "setup_kept": {"channel", "room"},
    "setup_silent": {"role"},
    "setup_blind": {"role", "channel"},
    "setup_shut": {"room"},
}


TEXTS = Texts(slots=DESK_TEXTS, files=("counsellors.yaml",))
