"""Which texts and lines a pack must bring, and which `{slots}` each may use."""

from collections.abc import Iterable, Mapping

from moodbot.app.commands import Command
from moodbot.domain.packs import REQUIRED_POOLS, Requirements
from moodbot.domain.talk import label_key
from moodbot.domain.transitions import OFFERS, POOLS

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
}


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
        shared_pools=POOLS - {"validate", "suggest"},
        texts=texts,
        pool_slots={
            **dict.fromkeys(HUMAN_POOLS, frozenset({"moderators"})),
            **{pool: frozenset(slots) for pool, slots in _CARE_SLOTS.items()},
        },
        commands=frozenset(name for command in table for name in (command.name, *command.aliases)),
    )
