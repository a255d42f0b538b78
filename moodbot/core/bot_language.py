"""Build and cache a BotLanguage (commands, moods and intent reader) for each person's pack."""

from collections import OrderedDict
from collections.abc import Sequence

from moodbot.core.commands import Command, Commands
from moodbot.core.flow import Table
from moodbot.core.intent_reader import IntentReader, word_groups
from moodbot.core.turn import BotLanguage
from moodbot.core.words import Words
from moodbot.language.intents import LexiconError
from moodbot.language.mood_context import MoodContext
from moodbot.language.mood_words import MoodWords
from moodbot.language.packs import ReplyPack
from moodbot.language.phrases import PatternFault

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
        other_bots = intent_reader.groups("moods").get("other_bots", ())
        bot_language = self._by_pack[pack] = BotLanguage(
            pack, Commands(self._commands, mood_words(pack), self.prefix, other_bots), intent_reader
        )
        if len(self._by_pack) > CACHED_PACKS:
            self._by_pack.popitem(last=False)
        return bot_language


def mood_words(pack: ReplyPack) -> MoodWords:
    """Return the reader of moods that a text names, in the words of *pack*. Raises LexiconError."""
    try:
        context = MoodContext(word_groups(pack, "mood_patterns"), word_groups(pack, "mood_lists"))
    except PatternFault as fault:
        raise LexiconError(f"mood_patterns: {fault}") from fault
    return MoodWords(pack.moods.values(), word_groups(pack, "moods").get("negations", ()), context)
