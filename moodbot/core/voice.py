"""The voice for each person: their words, read once and kept for as long as somebody reads them."""

from collections import OrderedDict
from collections.abc import Sequence

from moodbot.core.commands import Command, Commands
from moodbot.core.flow import Table
from moodbot.core.meanings import Meanings
from moodbot.core.turn import Voice
from moodbot.core.words import Words
from moodbot.language.mood_words import MoodWords
from moodbot.language.packs import ReplyPack

REMEMBERED = 64
"""Packs whose reading is kept, those read last; one takes about a quarter of a second to make."""


class Voices:
    """Makes a voice of the pack that *words* chooses. Raises LexiconError where its word lists contradict themselves.

    *pace* is that of writing: 1 as a person, 0 no waiting.
    """

    def __init__(self, words: Words, commands: Sequence[Command], table: Table, *, prefix: str, pace: float) -> None:
        self.words = words
        self.prefix = prefix
        self.pace = pace
        self._commands = commands
        self._table = table
        self._made: OrderedDict[ReplyPack, Voice] = OrderedDict()
        self.default = self._voice(words.default)

    def of(self, person: int) -> Voice:
        """Return the voice that *person* hears."""
        return self._voice(self.words.of(person))

    def _voice(self, pack: ReplyPack) -> Voice:
        if found := self._made.get(pack):
            self._made.move_to_end(pack)
            return found
        meanings = Meanings(pack, self._table)
        moods = MoodWords(pack.moods.values(), meanings.groups("moods").get("negations", ()))
        others = meanings.groups("moods").get("other_bots", ())
        voice = self._made[pack] = Voice(pack, Commands(self._commands, moods, self.prefix, others), meanings)
        if len(self._made) > REMEMBERED:
            self._made.popitem(last=False)
        return voice
