"""Questions beside a talk, such as whether to delete everything: whoever is asked may type the answer, too."""

from collections import OrderedDict
from dataclasses import dataclass

from moodbot.app.commands import Says, Turn
from moodbot.app.meaning import Meanings
from moodbot.app.presses import stands_alone
from moodbot.domain.dialogue import Cue, Incoming, Phase, Place, Press
from moodbot.domain.understanding import normalise

OPEN_FOR = 10 * 60 * 1000
"""Milliseconds for which words are taken as the answer; buttons stay as they are."""

REMEMBERED = 5_000
_NO = frozenset({Cue.NO, Cue.LATER})


@dataclass(frozen=True, slots=True)
class _Asked:
    at: int
    labels: dict[str, str]
    yes: str | None
    no: str | None


class Beside:
    """Remembers, in memory only, the last question beside a talk for each person and place, until their next turn."""

    def __init__(self, meanings: Meanings) -> None:
        self._meanings = meanings
        self._asked: OrderedDict[tuple[int, Place], _Asked] = OrderedDict()

    def asked(self, person: int, place: Place, says: Says, now: int) -> None:
        """Remember what *says* asks at *now* (UTC ms)."""
        labels = {normalise(each.label): each.cue for each in says.choices if stands_alone(each.cue)}
        if not labels:
            return
        self._asked[person, place] = _Asked(now, labels, says.yes, says.no)
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)

    def answered(self, incoming: Incoming, now: int) -> Press | None:
        """Return the button that words at *now* (UTC ms) stand for, None where they are about something else."""
        asked = self._asked.pop((incoming.person, incoming.place), None)
        if asked is None or incoming.press is not None or now - asked.at > OPEN_FOR:
            return None
        cue = asked.labels.get(normalise(incoming.text))
        if cue is None and (asked.yes or asked.no):
            meant = self._meanings.cue(incoming.text, Phase.CONSENT, incoming.wordless)
            cue = asked.yes if meant is Cue.YES else asked.no if meant in _NO else None
        return None if cue is None else Press(cue, 0)

    def forget(self, person: int) -> None:
        """Forget what was asked of *person*."""
        for key in [each for each in self._asked if each[0] == person]:
            del self._asked[key]


async def answer_to_claim(turn: Turn, meanings: Meanings) -> str | None:
    """Return the button that words in a DM stand for while a counsellor waits for the person's yes; else None.

    A plain yes or no is the answer only where no talk is going on, or it may be meant for that.
    """
    text, pack = normalise(turn.incoming.text), turn.pack
    labels = {normalise(pack.text(f"choice_counsellor_{deed}")): deed for deed in ("accept", "other")}
    deed = labels.get(text)
    if deed is None and turn.session.phase in (Phase.REST, Phase.CHECKIN):
        cue = meanings.cue(turn.incoming.text, Phase.CONSENT, turn.incoming.wordless)
        deed = "accept" if cue is Cue.YES else "other" if cue is Cue.NO else None
    if deed is None or not turn.session.place.private:
        return None
    claimed = await turn.requests.store.claimed_of(turn.incoming.person)
    return f"{deed}:{claimed[0].server}:{claimed[0].number}" if len(claimed) == 1 else None
