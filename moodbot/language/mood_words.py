"""Find the moods that a text names, exactly or with typos, and leave out those of other people."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from rapidfuzz.distance import OSA

from moodbot.language.mood_context import MoodContext
from moodbot.language.packs import Mood, command_key

NEAR_EDITS = 2
NEAR_LETTERS = 4
LONGEST_PHRASE = 4
"""Most words of a mood's alias, such as "at my wits end"."""

_MOST_LETTERS = 40
_NEGATION_REACH = 3
_MOST_WORDS = 60


def near_enough(word: str, key: str) -> bool:
    """Return True if *word* is within two edits of *key* and they share more than half of their letters.

    The second condition excludes short commands of other bots: `!ban` is two edits from `sad`, but no typo.
    """
    longer = max(len(word), len(key))
    distance = OSA.distance(word, key, score_cutoff=NEAR_EDITS)
    return longer >= NEAR_LETTERS and distance <= NEAR_EDITS and 2 * distance < longer


def bare(word: str) -> str:
    """Return the command key of *word*, without punctuation such as a trailing "!!!" or comma."""
    return command_key("".join(filter(str.isalnum, word)))


class MoodWords:
    """Looks up the moods of a pack by name and alias; *negations* are words that deny a mood ("not").

    *context* tells whose mood a text speaks of; without one, all are the writer's and meant as they are said.
    """

    def __init__(self, moods: Iterable[Mood], negations: Collection[str], context: MoodContext | None = None) -> None:
        moods = tuple(moods)
        self._context = context or MoodContext({}, {})
        self._good = frozenset(mood.name for mood in moods if mood.pleasantness > 0)
        self.by_key: Mapping[str, str] = {
            command_key(name): mood.name for mood in moods for name in (mood.name, *mood.aliases)
        }
        self._negations = frozenset(map(command_key, negations))

    def exactly(self, text: str) -> str | None:
        """Return the mood whose name or alias is the whole *text*, or None."""
        return self.by_key.get("".join(map(bare, text.split()[: LONGEST_PHRASE + 1])))

    def leading(self, text: str) -> tuple[str, str] | None:
        """Return the mood that *text* begins with and the remaining text, or None; the longest alias wins."""
        words = text.split(maxsplit=LONGEST_PHRASE)
        for length in range(min(len(words), LONGEST_PHRASE), 0, -1):
            if mood := self.by_key.get("".join(map(bare, words[:length]))):
                return mood, " ".join(words[length:])
        return None

    def within(self, text: str) -> tuple[str, ...]:
        """Return the writer's moods named anywhere in *text*, in order, without those that are denied ("not happy")."""
        return tuple(dict.fromkeys(mood for mood, others in self._named(text) if not others))

    def names_others(self, text: str) -> bool:
        """Return True if *text* names a mood of somebody else ("my mum is sick")."""
        return any(others for _, others in self._named(text))

    def is_doubtful(self, mood: str, text: str) -> bool:
        """Return True if *mood* is a good one that *text* hardly means: "great, i got fired", "happy lol not"."""
        if mood not in self._good:
            return False
        leading = self.leading(text)
        return self._context.is_doubtful(text, f"mood {leading[1]}" if leading else text)

    def _named(self, text: str) -> Iterator[tuple[str, bool]]:
        """Yield each mood named in *text*, and True if it is somebody else's."""
        raw = text.split()[:_MOST_WORDS]
        words = [bare(word) for word in raw]
        position = 0
        while position < len(words):
            lengths = range(min(LONGEST_PHRASE, len(words) - position), 0, -1)
            length = next((n for n in lengths if "".join(words[position : position + n]) in self.by_key), 0)
            before = words[max(0, position - _NEGATION_REACH) : position]
            if length and not self._negations.intersection(before):
                mood = self.by_key["".join(words[position : position + length])]
                yield mood, self._context.is_others(raw, position, position + length)
            position += length or 1

    def nearest(self, text: str, count: int) -> tuple[str, ...]:
        """Return the *count* moods whose names or aliases are most similar to *text*, most similar first."""
        word = bare(text)[:_MOST_LETTERS]
        best: dict[str, float] = {}
        for key, mood in self.by_key.items():
            best[mood] = max(best.get(mood, 0.0), OSA.normalized_similarity(word, key))
        return tuple(sorted(best, key=lambda name: -best[name])[:count])
