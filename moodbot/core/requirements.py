"""Compute the texts, pools and word groups that a pack must contain."""

from collections.abc import Iterable, Sequence

from moodbot.core.commands import Command
from moodbot.core.data_inventory import DataInventory
from moodbot.core.feature import Texts
from moodbot.core.flow import Table
from moodbot.core.talk import label_key
from moodbot.language.packs import REQUIRED_POOLS, Requirements

OF_A_MOOD = frozenset({"validate", "suggest"})
"""Pools that each mood has its own version of."""


def requirements(
    commands: Sequence[Command], texts: Iterable[Texts], table: Table, inventory: DataInventory
) -> Requirements:
    """Return what every pack must contain for these commands, texts, flows and kinds of stored data."""
    declared = tuple(texts)
    about = {f"command_{command.name}" for command in commands}
    arguments = {f"argument_{command.argument.name}" for command in commands if command.argument}
    labels = {label_key(phase, cue) for phase, stage in table.stages.items() for cue in stage.offers}
    kept = {f"kept_{kind}" for kind in inventory.listed_kinds}
    return Requirements(
        pools=REQUIRED_POOLS,
        shared_pools=frozenset((table.pools - OF_A_MOOD).union(*(each.pools for each in declared))),
        texts={
            **dict.fromkeys((*about, *arguments, *labels, *kept), frozenset()),
            **{key: frozenset(slots) for each in declared for key, slots in each.slots.items()},
        },
        pool_slots={pool: frozenset(slots) for each in declared for pool, slots in each.pool_slots.items()},
        conditions={pool: names for each in declared for pool, names in each.conditions.items()},
        word_groups={name: lists for each in declared for name, lists in each.word_groups.items()},
        commands=frozenset(name for command in commands for name in (command.name, *command.aliases)),
        files=tuple(file for each in declared for file in each.files),
    )
