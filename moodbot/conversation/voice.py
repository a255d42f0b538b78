"""What every reply is made with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from moodbot.conversation.meanings import Groups, Meanings
from moodbot.core.commands import Command, Commands
from moodbot.language.intents import Lexicon
from moodbot.language.mood_words import MoodWords
from moodbot.language.packs import ReplyPack


@dataclass(frozen=True, slots=True)
class Voice:
    """The words, the commands, how answers are read, and the pace (1 as a person, 0 no waiting)."""

    pack: ReplyPack
    commands: Commands
    meanings: Meanings
    pace: float


def make_voice(pack: ReplyPack, table: Sequence[Command], prefix: str, pace: float) -> Voice:
    """Return the voice that speaks from *pack*. Raises LexiconError where its word lists contradict themselves."""
    lexicon = Lexicon.build(
        _groups(pack, "intents"),
        spellings=_groups(pack, "spellings"),
        slots=_groups(pack, "slots"),
        helpers=_groups(pack, "helpers"),
    )
    words = _groups(pack, "moods")
    groups = {name: _groups(pack, name) for name in ("care", "journal", "unasked", "asked")}
    meanings = Meanings(lexicon, pack, words.get("greetings", ()), **groups)
    moods = MoodWords(pack.moods.values(), words.get("negations", ()))
    commands = Commands(table, moods, prefix, words.get("other_bots", ()))
    return Voice(pack, commands, meanings, pace)


def _groups(pack: ReplyPack, key: str) -> Groups:
    """Return named lists of words; that they are lists was seen to when the pack was built."""
    return cast(Groups, pack.understanding.get(key, {}))
