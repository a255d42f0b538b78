"""Build and cache a BotLanguage (commands, moods and intent reader) for each person's pack."""

from collections import OrderedDict
from collections.abc import Sequence

from moodbot.core.commands import Command, Commands
from moodbot.core.flow import Table
from moodbot.core.intent_reader import IntentReader
from moodbot.core.turn import BotLanguage
from moodbot.core.words import Words
from moodbot.language.mood_words import MoodWords
from moodbot.language.packs import ReplyPack

CACHED_PACKS = 64
"""How many packs are cached, the most recently used; building one takes about a quarter of a second."""


class BotLanguages:
    """Builds the BotLanguage of the pack that *words* chooses. Raises LexiconError if its word lists contradict.

    *pace* multiplies the typing time of a message: 1 is a person's pace, 0 is no waiting.
    """

    def __init__(self, words: Words, commands: Sequence[Command], table: Table, *, prefix: str, pace: float) -> None:
        self.words = words
        self.prefix = prefix
        self.pace = pace
        self._commands = commands
        self._table = table
        self._by_pack: OrderedDict[ReplyPack, BotLanguage] = OrderedDict()
        self.default = self._bot_language(words.default)

    def of(self, person: int) -> BotLanguage:
        """Return the BotLanguage of the pack that *person* reads. Raises LexiconError."""
        return self._bot_language(self.words.of(person))

    def _bot_language(self, pack: ReplyPack) -> BotLanguage:
        if cached := self._by_pack.get(pack):
            self._by_pack.move_to_end(pack)
            return cached
        intent_reader = IntentReader(pack, self._table)
        moods = MoodWords(pack.moods.values(), intent_reader.groups("moods").get("negations", ()))
        other_bots = intent_reader.groups("moods").get("other_bots", ())
        bot_language = self._by_pack[pack] = BotLanguage(
            pack, Commands(self._commands, moods, self.prefix, other_bots), intent_reader
        )
        if len(self._by_pack) > CACHED_PACKS:
            self._by_pack.popitem(last=False)
        return bot_language
