"""Read typed replies to outreach: stop, a button's label, a short wish such as "snooze 20m", "keep going"."""

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
"""The deeds of the `checkin:` buttons under outreach messages, by the key of their label."""

_WISHES = frozenset(
    {Deed.SKIP, Deed.SKIP_TODAY, Deed.SKIP_TONIGHT, Deed.SNOOZE, Deed.SNOOZE_TOMORROW, Deed.PAUSE, Deed.LESS}
)
_COMMAND = re.compile(r"^check ?ins? ")
WISH_WORDS = 4
"""Most words of a wish such as "snooze 20 minutes"; a longer text tells something else."""


class OutreachReplyWords:
    """Reads typed replies by the word lists under `unasked` in the pack and by the labels of the buttons."""

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
        """True if *text* ends all outreach: "stop" in all its forms.

        A goodbye is not enough: it ends a talk, but a person who says good night does not opt out of outreach.
        """
        plain = self._plain(text)
        if plain in self._labels:
            return self._labels[plain] == "stop"
        if plain in self._ends:
            return True
        rest, goodbyes = self._goodbye.subn(" ", normalise(text))
        return read(rest if goodbyes else text, self._lexicon) is Intent.STOP

    def ends_letters(self, text: str) -> bool:
        """True if *text* ends letters only, not check-ins."""
        return self._plain(text) in self._ends_letters

    def names_it(self, text: str) -> bool:
        """True if *text* names outreach: "stop the check-ins" ends it even in the middle of a talk."""
        return self._names.search(normalise(text)) is not None

    def wish(self, text: str, words: RhythmWords) -> str | None:
        """Return a short wish under a check-in as the argument of `checkin`, None if *text* is no such wish."""
        plain = self._plain(text)
        if plain in self._day_over:
            return "skip today"
        argument = _COMMAND.sub("", plain)
        wish = read_wish(argument, Rhythm(), words)
        if not argument or not isinstance(wish, Wish) or len(argument.split()) > WISH_WORDS:
            return None
        return argument if wish.deed in _WISHES or argument != plain else None

    def goes_on(self, text: str) -> bool:
        """True if *text* is a yes such as "keep going" to the question whether to go on."""
        return self._plain(text) in self._goes_on

    def deed(self, text: str, words: RhythmWords) -> str | None:
        """Return the deed of a typed label or a short wish ("snooze 20m") as in a `checkin:` button, else None."""
        plain = self._plain(text)
        if deed := self._labels.get(plain):
            return deed
        wish = read_wish(text, Rhythm(), words)
        if not isinstance(wish, Wish) or not 1 < len(plain.split()) <= WISH_WORDS:
            return None
        if wish.deed is Deed.SNOOZE:
            return f"snooze:{wish.minutes}"
        return {Deed.SNOOZE_TOMORROW: "snooze:tomorrow"}.get(wish.deed)

    def _plain(self, text: str) -> str:
        """Return *text* normalised and without polite words, so that "please turn it off" equals "turn it off"."""
        return " ".join(word for word in normalise(text).split() if word not in self._polite)


def _any_of(phrases: Collection[str]) -> re.Pattern[str]:
    """Return a pattern that matches any of *phrases* as whole words, the longest first; with none, nothing."""
    plain = sorted(map(normalise, phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, plain))})(?!\S)" if plain else r"(?!)")
