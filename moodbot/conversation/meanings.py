"""What typed words mean in the phase that a talk is in."""

from collections.abc import Collection, Mapping, Sequence

from moodbot.core.dialogue import Cue, Phase
from moodbot.core.phases import BARRIERS, OFFERS, PRIVATE_ONLY, RISKY, TELLING
from moodbot.core.talk import label_key
from moodbot.features.outreach.reply_reading import UnaskedWords
from moodbot.language.intents import Intent, Lexicon, normalise, read
from moodbot.language.packs import ReplyPack

Groups = Mapping[str, Sequence[str]]
"""Lists of words by name."""

STORY_WORDS = 5
"""Words from which an answer that is neither yes nor no is taken as someone telling something."""


class Meanings:
    """Reads typed words; the labels of the buttons may be typed as well."""

    def __init__(
        self,
        lexicon: Lexicon,
        pack: ReplyPack,
        greetings: Collection[str],
        *,
        care: Groups,
        journal: Groups,
        unasked: Groups,
        asked: Groups,
    ) -> None:
        self.unasked = UnaskedWords(lexicon, pack, unasked)
        self._lexicon = lexicon
        self._agrees = {
            name: frozenset(map(normalise, asked.get(name, ()))) for name in ("yes", "fine", "no", "deletes")
        }
        self._greetings = frozenset(map(normalise, greetings))
        self._taken_back = frozenset(map(normalise, care.get("taken_back", ())))
        self._barriers = {barrier: _phrases(care.get(barrier, ())) for barrier in BARRIERS}
        self._hurts = _phrases(journal.get("hurts", ()))
        self._labels = {
            phase: {normalise(pack.text(label_key(phase, cue))): cue for cue in (*cues, Cue.PRIVATE)}
            for phase, cues in OFFERS.items()
        }

    def cue(self, text: str, phase: Phase, wordless: bool) -> Cue:
        """Return what *text* means as an answer in *phase*; *wordless* is a turn that brought only a picture.

        To an open question any words are an answer. Elsewhere several words that are no answer are a story,
        and a few are unclear; neither is ever taken as a no.
        """
        if wordless and not text.strip():
            return Cue.WORDLESS
        if pressed := self._labels[phase].get(normalise(text)):
            return pressed
        plain = normalise(text)
        if phase in RISKY and plain in self._taken_back:
            return Cue.NO
        if plain in self._greetings and phase not in TELLING:
            return Cue.GREETING
        if phase is Phase.CARE and (barrier := self._barrier(plain)):
            return barrier
        intent = read(text, self._lexicon)
        if intent is Intent.UNCLEAR:
            told = phase in TELLING or len(text.split()) >= STORY_WORDS
            return Cue.STORY if told else Cue.UNCLEAR
        if intent is Intent.LEAN_GOOD and phase in TELLING:
            return Cue.STORY
        if intent is Intent.LEAN_HARD and phase in PRIVATE_ONLY:
            return Cue.STORY
        return Cue(intent)

    def says_journal_hurts(self, text: str) -> bool:
        """True where a person says that writing their moods down makes them feel worse."""
        said = f" {normalise(text)} "
        return any(phrase in said for phrase in self._hurts)

    def agrees(self, text: str, *, deletes: bool = False) -> bool | None:
        """Return whether *text* is a plain yes (True) or no (False) to a question after which something is done; None
        where it may be anything else. *deletes* says that the question is whether to delete something.

        Nothing is read into words here: "okay wait" is no yes, and a question is no answer.
        """
        if "?" in text:
            return None
        plain = normalise(text)
        if plain in self._agrees["yes"] or plain in self._agrees["deletes" if deletes else "fine"]:
            return True
        return False if plain in self._agrees["no"] else None

    def _barrier(self, plain: str) -> Cue | None:
        """Return the barrier that a person names in their own words after the help block."""
        said = f" {plain} "
        return next((barrier for barrier, words in self._barriers.items() if any(word in said for word in words)), None)


def _phrases(phrases: Collection[str]) -> tuple[str, ...]:
    return tuple(f" {normalise(phrase)} " for phrase in phrases)
