"""The voice for each person: their words, read once and kept for as long as somebody reads them."""

from collections import OrderedDict
from collections.abc import Sequence

from moodbot.core.commands import Command, Commands
from moodbot.core.flow import Table
from moodbot.core.intent_reader import IntentReader
from moodbot.core.turn import BotLanguage
from moodbot.core.words import Words
from moodbot.language.mood_words import MoodWords
from moodbot.language.packs import ReplyPack

REMEMBERED = 64
"""Packs whose reading is kept, those read last; one takes about a quarter of a second to make."""


class BotLanguages:
    """Makes a voice of the pack that *words* chooses. Raises LexiconError where its word lists contradict themselves.

    *pace* is that of writing: 1 as a person, 0 no waiting.
    """

    def __init__(self, words: Words, commands: Sequence[Command], table: Table, *, prefix: str, pace: float) -> None:
        self.words = words
        self.prefix = prefix
        self.pace = pace
        self._commands = commands
        self._table = table
        self._made: OrderedDict[ReplyPack, BotLanguage] = OrderedDict()
        self.default = self._bot_language(words.default)

    def of(self, person: int) -> BotLanguage:
        """Return the voice that *person* hears."""
        return self._bot_language(self.words.of(person))

    def _bot_language(self, pack: ReplyPack) -> BotLanguage:
        if found := self._made.get(pack):
            self._made.move_to_end(pack)
            return found
        intent_reader = IntentReader(pack, self._table)
        moods = MoodWords(pack.moods.values(), intent_reader.groups("moods").get("negations", ()))
        others = intent_reader.groups("moods").get("other_bots", ())
        bot_language = self._made[pack] = BotLanguage(
            pack, Commands(self._commands, moods, self.prefix, others), intent_reader
        )
        if len(self._made) > REMEMBERED:
            self._made.popitem(last=False)
        return bot_language
