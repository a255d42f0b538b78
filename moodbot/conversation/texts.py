"""Which texts a pack must bring, and which `{slots}` each may use: those of the talk, and of every feature."""

from collections.abc import Iterable

from moodbot.core.commands import Command
from moodbot.core.feature import Texts
from moodbot.core.phases import OFFERS
from moodbot.core.talk import label_key
from moodbot.core.transitions import POOLS
from moodbot.language.packs import REQUIRED_POOLS, Requirements

HUMAN_POOLS = ("human", "human_offer", "help_offer")

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
        **{label_key(phase, cue): () for phase, cues in OFFERS.items() for cue in cues},
        "moderators_of": {"server"},
        "cannot_speak_here": {"channel", "permission"},
        "help_line": {"command", "about"},
        "help_moods": {"moods"},
    },
    pools=POOLS - {"validate", "suggest"},
    pool_slots={pool: {"moderators"} for pool in HUMAN_POOLS},
    word_groups={
        "moods": frozenset({"greetings", "negations", "other_bots"}),
        "asked": frozenset({"yes", "fine", "no", "deletes"}),
    },
)


def requirements(commands: Iterable[Command], texts: Iterable[Texts]) -> Requirements:
    """Return what every pack must hold for a bot with these *commands* and *texts*."""
    table, asked = tuple(commands), tuple(texts)
    about = {f"command_{command.name}" for command in table}
    arguments = {f"argument_{command.argument}" for command in table if command.argument}
    return Requirements(
        pools=REQUIRED_POOLS,
        shared_pools=frozenset(pool for each in asked for pool in each.pools),
        texts={
            **dict.fromkeys((*about, *arguments), frozenset()),
            **{key: frozenset(slots) for each in asked for key, slots in each.slots.items()},
        },
        pool_slots={pool: frozenset(slots) for each in asked for pool, slots in each.pool_slots.items()},
        conditions={pool: found for each in asked for pool, found in each.conditions.items()},
        word_groups={name: lists for each in asked for name, lists in each.word_groups.items()},
        commands=frozenset(name for command in table for name in (command.name, *command.aliases)),
    )
