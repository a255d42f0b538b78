"""Decide from the words around a mood whether it is somebody else's, and whether a good one is meant as it is said.

The patterns come from the pack (`mood_patterns` and `mood_lists` of the understanding) and are those of `phrases.py`;
the word `mood` in them stands for the mood that is named. In doubt, the bot asks: nothing is kept as a person's mood
that may not be theirs.
"""

import re
from collections.abc import Mapping, Sequence

from moodbot.language.phrases import Phrases, Sentence, split_sentences

_MOOD = "mood"
_BEFORE, _AFTER = 14, 3
"""Words before and after a mood that are read; more than any pattern has."""

_MOST_WORDS = 60
_CUT_VERB = re.compile(r"(?<=\w)['’‘´`](?=s\b)", re.IGNORECASE)
"""An apostrophe before a last s, which may be a verb ("Tom's sad") and is read as a word of its own."""

_Groups = Mapping[str, Sequence[str]]


class MoodContext:
    """Reads the words around a mood with the *patterns* and *lists* of a pack. Raises PatternFault.

    *patterns*: `others_surely`, `others` and `others_or_things` tell that a mood is somebody else's. `own` excuses
    the latter two, and the last does not hold for a mood that may also be said of a thing (list `of_things`). Moods
    in the list `effects` are always the writer's. `never_meant` and `bad_news` make a good mood doubtful;
    `good_news` excuses the latter. The signs in the list `signs` make it doubtful wherever they stand.
    """

    def __init__(self, patterns: _Groups, lists: _Groups) -> None:
        words = {name: tuple(members) for name, members in lists.items()}
        self._phrases = {
            name: Phrases(((0, pattern) for pattern in members), words) for name, members in patterns.items()
        }
        self._of_things = frozenset(words.get("of_things", ()))
        self._effects = frozenset(words.get("effects", ()))
        self._signs = words.get("signs", ())

    def is_others(self, words: Sequence[str], start: int, end: int) -> bool:
        """Return True if the mood that words *start* to *end* name is, or may be, somebody else's."""
        named = " ".join(_plain(" ".join(words[start:end])))
        if named in self._effects:
            return False
        last = words[end - 1]
        sign = last[-1] if not last[-1].isalnum() else ""
        text = " ".join((*words[max(0, start - _BEFORE) : start], _MOOD + sign, *words[end : end + _AFTER]))
        if self._matches("others_surely", text):
            return True
        if self._matches("own", text):
            return False
        may_be_thing = named in self._of_things
        return self._matches("others", text) or (not may_be_thing and self._matches("others_or_things", text))

    def is_doubtful(self, text: str, marked: str) -> bool:
        """Return True if *text* hardly speaks of a good mood: sarcasm, or bad news.

        *marked* is the same text with `mood` in the place of a mood that it begins with.
        """
        short = " ".join(marked.split()[:_MOST_WORDS])
        if any(sign in text for sign in self._signs) or self._matches("never_meant", short, anywhere=True):
            return True
        return self._matches("bad_news", short, anywhere=True) and not self._matches("good_news", short, anywhere=True)

    def _matches(self, name: str, text: str, *, anywhere: bool = False) -> bool:
        """Return whether a pattern of *name* matches in *text*: around the word `mood`, or *anywhere*."""
        phrases = self._phrases.get(name)
        return phrases is not None and any(
            anywhere or any(word.text == _MOOD for word in sentence.words[start:end])
            for sentence in _sentences(text)
            for _, start, end in phrases.spans(sentence)
        )


def _sentences(text: str) -> list[Sentence]:
    return [Sentence(tuple(words), asks) for words, asks in split_sentences(_CUT_VERB.sub(" ", text))]


def _plain(text: str) -> list[str]:
    return [word.text for sentence in _sentences(text) for word in sentence.words]
