"""What typed words mean in the phase that a talk is in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from moodbot.core.dialogue import Choice, Cue, Phase, TalkCue
from moodbot.core.flow import Table
from moodbot.core.talk import label_key
from moodbot.language.intents import Intent, Lexicon, normalise, read
from moodbot.language.packs import ReplyPack

Groups = Mapping[str, Sequence[str]]
"""Lists of words by name."""

STORY_WORDS = 5
"""Words from which an answer that is neither yes nor no is taken as someone telling something."""

Made = TypeVar("Made")


class IntentReader:
    """Reads typed words by the lists of one pack; the labels of the buttons may be typed as well."""

    def __init__(self, pack: ReplyPack, table: Table) -> None:
        self.pack = pack
        self.lexicon = Lexicon.build(
            self.groups("intents"),
            spellings=self.groups("spellings"),
            slots=self.groups("slots"),
            helpers=self.groups("helpers"),
        )
        self._table = table
        self._agrees = {name: self.exactly("asked", name) for name in ("yes", "fine", "no", "deletes")}
        self._greetings = self.exactly("moods", "greetings")
        self._labels = {
            phase: {normalise(pack.text(label_key(phase, cue))): cue for cue in (*stage.offers, TalkCue.PRIVATE)}
            for phase, stage in table.stages.items()
        }
        self._exactly = {
            phase: [(cue, self.exactly(*words)) for cue, words in stage.exactly.items()]
            for phase, stage in table.stages.items()
        }
        self._phrases = {
            phase: [(cue, self.phrases(*words)) for cue, words in stage.phrases.items()]
            for phase, stage in table.stages.items()
        }
        self._made: dict[Any, object] = {}

    def groups(self, key: str) -> Groups:
        """Return the lists of words under *key*; that they are lists was seen to when the pack was built."""
        return cast(Groups, self.pack.understanding.get(key, {}))

    def exactly(self, group: str, name: str) -> frozenset[str]:
        """Return a list of words as they are compared with a whole text."""
        return frozenset(map(normalise, self.groups(group).get(name, ())))

    def phrases(self, group: str, name: str) -> tuple[str, ...]:
        """Return a list of words as they are looked for within a text."""
        return tuple(f" {normalise(phrase)} " for phrase in self.groups(group).get(name, ()))

    def once(self, make: Callable[["IntentReader"], Made]) -> Made:
        """Return what *make* makes of these words, made only the first time: a feature's own reading of them."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(Made, self._made[make])

    def cue(self, text: str, phase: Phase, wordless: bool) -> Cue:
        """Return what *text* means as an answer in *phase*; *wordless* is a turn that brought only a picture.

        To an open question any words are an answer. Elsewhere several words that are no answer are a story,
        and a few are unclear; neither is ever taken as a no.
        """
        if wordless and not text.strip():
            return TalkCue.WORDLESS
        plain, stage = normalise(text), self._table.stages[phase]
        if pressed := self._labels[phase].get(plain):
            return pressed
        if found := next((cue for cue, words in self._exactly[phase] if plain in words), None):
            return found
        if plain in self._greetings and not stage.telling:
            return TalkCue.GREETING
        if found := next((cue for cue, words in self._phrases[phase] if stands_in(plain, words)), None):
            return found
        intent = read(text, self.lexicon)
        if intent is Intent.UNCLEAR:
            told = stage.telling or len(text.split()) >= STORY_WORDS
            return TalkCue.STORY if told else TalkCue.UNCLEAR
        if intent is Intent.LEAN_GOOD and stage.telling:
            return TalkCue.STORY
        if intent is Intent.LEAN_HARD and stage.private:
            return TalkCue.STORY
        return TalkCue(intent)

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


def stands_in(plain: str, phrases: Sequence[str]) -> bool:
    """True where one of *phrases* stands in the normalised text *plain*."""
    said = f" {plain} "
    return any(phrase in said for phrase in phrases)


def typed(text: str, choices: Iterable[Choice]) -> str | None:
    """Return the cue of the button whose label was typed, None where none was."""
    plain = normalise(text)
    return next((each.cue for each in choices if normalise(each.label) == plain), None)
