"""What people type to end, put off or keep what is said to them unasked."""

import re
from collections.abc import Collection

from moodbot.core.intent_reader import IntentReader
from moodbot.features.outreach.rules.plans import Rhythm
from moodbot.features.outreach.rules.rhythm_reading import Deed, RhythmWords, Wish, read_wish
from moodbot.language.intents import Intent, normalise, read

LABELS = {
    "snooze": "snooze",
    "less": "less",
    "stop": "stop",
    "go_on": "restore",
    "restore": "restore",
    "leave": "leave",
}
"""The buttons under what is said unasked, by their label, and the deed of `checkin:` that each stands for."""

_WISHES = frozenset(
    {Deed.SKIP, Deed.SKIP_TODAY, Deed.SKIP_TONIGHT, Deed.SNOOZE, Deed.SNOOZE_TOMORROW, Deed.PAUSE, Deed.LESS}
)
_COMMAND = re.compile(r"^check ?ins? ")
WISH_WORDS = 4
"""Words up to which "snooze 20 minutes" is what it says; more of them tell something."""


class OutreachReplyWords:
    """Reads typed words by the lists that the pack has under `unasked`; the labels of the buttons may be typed, too."""

    def __init__(self, intent_reader: IntentReader) -> None:
        groups, pack = intent_reader.groups("unasked"), intent_reader.pack
        self._lexicon = intent_reader.lexicon
        self._polite = frozenset(map(normalise, groups.get("polite", ())))
        self._labels = {self._plain(pack.text(f"choice_checkin_{label}")): deed for label, deed in LABELS.items()}
        self._ends = frozenset(map(self._plain, groups.get("ends", ())))
        self._goes_on = frozenset(map(self._plain, groups.get("goes_on", ())))
        self._ends_letters = frozenset(map(self._plain, groups.get("ends_letters", ())))
        self._day_over = frozenset(map(self._plain, groups.get("day_over", ())))
        self._names = _any_of(groups.get("names", ()))
        self._goodbye = _any_of(groups.get("goodbyes", ()))

    def ends(self, text: str) -> bool:
        """True where nothing more is wanted unasked: "stop" in all its forms.

        A goodbye ends a talk, as a stop does, but nobody who says good night wants to be written to no more.
        """
        plain = self._plain(text)
        if plain in self._labels:
            return self._labels[plain] == "stop"
        if plain in self._ends:
            return True
        rest, goodbyes = self._goodbye.subn(" ", normalise(text))
        return read(rest if goodbyes else text, self._lexicon) is Intent.STOP

    def ends_letters(self, text: str) -> bool:
        """True where no more letters are wanted, and nothing is said of check-ins."""
        return self._plain(text) in self._ends_letters

    def names_it(self, text: str) -> bool:
        """True where the words name what is said unasked: "stop the check-ins" means that, whatever is talked about."""
        return self._names.search(normalise(text)) is not None

    def wish(self, text: str, words: RhythmWords) -> str | None:
        """Return what a few words under a check-in ask for, as it stands behind `checkin`; None where they tell."""
        plain = self._plain(text)
        if plain in self._day_over:
            return "skip today"
        wanted = _COMMAND.sub("", plain)
        wish = read_wish(wanted, Rhythm(), words)
        if not wanted or not isinstance(wish, Wish) or len(wanted.split()) > WISH_WORDS:
            return None
        return wanted if wish.deed in _WISHES or wanted != plain else None

    def goes_on(self, text: str) -> bool:
        """True for "keep going", said to the question whether to go on."""
        return self._plain(text) in self._goes_on

    def deed(self, text: str, words: RhythmWords) -> str | None:
        """Return what a button or a short wish ("snooze 20m") asks for, as it stands behind `checkin:`; else None."""
        plain = self._plain(text)
        if found := self._labels.get(plain):
            return found
        wish = read_wish(text, Rhythm(), words)
        if not isinstance(wish, Wish) or not 1 < len(plain.split()) <= WISH_WORDS:
            return None
        if wish.deed is Deed.SNOOZE:
            return f"snooze:{wish.minutes}"
        return {Deed.SNOOZE_TOMORROW: "snooze:tomorrow"}.get(wish.deed)

    def _plain(self, text: str) -> str:
        """Return *text* without its polite words, so that "please turn it off" is "turn it off"."""
        return " ".join(word for word in normalise(text).split() if word not in self._polite)


def _any_of(phrases: Collection[str]) -> re.Pattern[str]:
    """Return a pattern that finds whole *phrases*, the longest first."""
    plain = sorted(map(normalise, phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, plain))})(?!\S)" if plain else r"(?!)")
