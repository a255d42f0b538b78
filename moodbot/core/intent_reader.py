"""Read typed words as a cue of the phase that the talk is in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from moodbot.core.dialogue import Choice, Cue, Phase, TalkCue
from moodbot.core.flow import Table
from moodbot.core.talk import label_key
from moodbot.language.intents import Intent, Lexicon, normalise, read
from moodbot.language.packs import ReplyPack

Groups = Mapping[str, Sequence[str]]
"""Word lists by name."""

STORY_WORDS = 5
"""Number of words from which an unclear answer counts as a story."""

Made = TypeVar("Made")


class IntentReader:
    """Reads typed words with the word lists of one pack, typed button labels included. Raises LexiconError."""

    def __init__(self, pack: ReplyPack, table: Table) -> None:
        self.pack = pack
        self.lexicon = Lexicon.build(
            self.groups("intents"),
            spellings=self.groups("spellings"),
            slots=self.groups("slots"),
            helpers=self.groups("helpers"),
        )
        self._table = table
        self._agrees = {name: self.exactly("asked", name) for name in ("yes", "fine", "no", "deletes", "stops")}
        self._nobody = self.phrases("moods", "nobody")
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
        self._made_once: dict[Any, object] = {}

    def groups(self, key: str) -> Groups:
        """Return the word lists of the group *key*, empty if there is none."""
        return word_groups(self.pack, key)

    def exactly(self, group: str, name: str) -> frozenset[str]:
        """Return the word list *name* of *group*, normalised for comparison with a whole text."""
        return frozenset(map(normalise, self.groups(group).get(name, ())))

    def phrases(self, group: str, name: str) -> tuple[str, ...]:
        """Return the word list *name* of *group*, normalised for search within a text (see stands_in)."""
        return tuple(f" {normalise(phrase)} " for phrase in self.groups(group).get(name, ()))

    def once(self, make: Callable[["IntentReader"], Made]) -> Made:
        """Return `make(self)`, cached by *make*: a feature's own reader, built once for this pack."""
        if make not in self._made_once:
            self._made_once[make] = make(self)
        return cast(Made, self._made_once[make])

    def cue(self, text: str, phase: Phase, wordless: bool) -> Cue:
        """Return the cue of *text* as an answer in *phase*; *wordless*: the turn came without words, such as a picture.

        In a telling phase any words are an answer. Elsewhere an unclear text of STORY_WORDS or more is a story, a
        shorter one is unclear; neither is ever taken as a no.
        """
        if wordless and not text.strip():
            return TalkCue.WORDLESS
        plain, stage = normalise(text), self._table.stages[phase]
        if label_cue := self._labels[phase].get(plain):
            return label_cue
        if exact_cue := next((cue for cue, words in self._exactly[phase] if plain in words), None):
            return exact_cue
        if plain in self._greetings and not stage.telling:
            return TalkCue.GREETING
        if phrase_cue := next((cue for cue, words in self._phrases[phase] if stands_in(plain, words)), None):
            return phrase_cue
        intent = read(text, self.lexicon)
        if stage.hears_nobody and intent in (Intent.NO, Intent.LATER) and stands_in(plain, self._nobody):
            return TalkCue.NOBODY
        if intent is Intent.UNCLEAR:
            is_story = stage.telling or len(text.split()) >= STORY_WORDS
            return TalkCue.STORY if is_story else TalkCue.UNCLEAR
        if intent is Intent.LEAN_GOOD and stage.telling:
            return TalkCue.STORY
        if intent is Intent.LEAN_HARD and stage.private:
            return TalkCue.STORY
        return TalkCue(intent)

    def stops(self, text: str) -> bool:
        """Return True if the whole *text* is a plain "stop", which ends more than a goodbye does."""
        return normalise(text) in self._agrees["stops"]

    def agrees(self, text: str, *, deletes: bool = False) -> bool | None:
        """Return True if *text* is a plain yes, False if a plain no, else None. A yes lets the bot do something;
        *deletes* says that it deletes.

        Only whole texts count: "okay wait" is no yes, and a question is no answer.
        """
        if "?" in text:
            return None
        plain = normalise(text)
        if plain in self._agrees["yes"] or plain in self._agrees["deletes" if deletes else "fine"]:
            return True
        return False if plain in self._agrees["no"] else None


def word_groups(pack: ReplyPack, key: str) -> Groups:
    """Return the word lists of the group *key* of *pack*, empty if there is none; building it checked their type."""
    return cast(Groups, pack.understanding.get(key, {}))


def stands_in(plain: str, phrases: Sequence[str]) -> bool:
    """Return whether one of *phrases* (from IntentReader.phrases) occurs in the normalised text *plain*."""
    padded = f" {plain} "
    return any(phrase in padded for phrase in phrases)


def typed(text: str, choices: Iterable[Choice]) -> str | None:
    """Return the cue of the choice whose label *text* is, None if there is none."""
    plain = normalise(text)
    return next((each.cue for each in choices if normalise(each.label) == plain), None)
