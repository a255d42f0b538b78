"""The texts that a pack must contain for the talk itself, with the `{slots}` that each may use."""

from moodbot.core.feature import Texts

HUMAN_POOLS = ("human", "human_offer", "help_offer")

MOOD_LISTS = ("people", "persons", "things", "very", "be", "is", "are", "sort", "done", "negations")
"""Word lists that the patterns about moods name."""

_PLAIN_TEXTS = (
    "menu_title",
    "menu_placeholder",
    "near",
    "named",
    "named_other",
    "named_doubt",
    "not_yours",
    "stale",
    "talk_over",
    "reply_press",
    "moved_to_dm",
    "dm_closed",
    "dm_closed_typed",
    "dm_refused",
    "dm_refused_typed",
    "answer_refused",
    "form_refused",
    "plain_files",
    "plain_choices_ephemeral",
    "plain_open",
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
    "terminal_welcome",
    "terminal_goodbye",
    "terminal_typing",
    "terminal_bot",
    "terminal_you",
    "terminal_choose",
)

TALK_TEXTS = Texts(
    slots={
        **dict.fromkeys(_PLAIN_TEXTS, ()),
        "moderators_of": {"server"},
        "cannot_speak_here": {"channel", "permission"},
        **{f"cannot_speak_here_{cause}": {"channel"} for cause in ("archived", "locked", "filtered", "unfit")},
        "plain_choices": {"choices"},
        "plain_choices_channel": {"choices"},
        "help_line": {"command", "about"},
        "help_moods": {"moods"},
        "memory_out_of_reach": {"prefix"},
    },
    pool_slots={pool: {"moderators"} for pool in HUMAN_POOLS},
    word_groups={
        "moods": frozenset({"greetings", "negations", "other_bots", "nobody"}),
        "mood_patterns": frozenset(
            {"others", "others_surely", "others_or_things", "own", "never_meant", "bad_news", "good_news"}
        ),
        "mood_lists": frozenset({"of_things", "effects", "signs", *MOOD_LISTS}),
        "asked": frozenset({"yes", "fine", "no", "deletes", "stops"}),
    },
)
