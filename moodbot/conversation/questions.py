"""Questions beside a talk, such as whether to delete everything: whoever is asked may type the answer, too."""

from collections import OrderedDict
from dataclasses import dataclass

from moodbot.conversation.buttons import stands_alone, typed
from moodbot.conversation.meanings import Meanings
from moodbot.conversation.registry import DELETES
from moodbot.core.commands import Says, Turn
from moodbot.core.dialogue import Choice, Incoming, Phase, Place, Press, Session
from moodbot.features.counsellors.rules.requests import CLAIM_TOLD, Request, agreement_asked_at
from moodbot.features.counsellors.service import Requests

OPEN_FOR = 10 * 60 * 1000
"""Milliseconds for which words are taken as the answer; buttons stay as they are."""

REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class _Asked:
    says: Says
    talk: Session
    at: int


class Beside:
    """Remembers, in memory only, the last question beside a talk for each person and place.

    It is open until the person's next turn, and only while nothing else is said to them: what is done because of it
    cannot be undone, so that a yes to anything else must not be taken for it.
    """

    def __init__(self, meanings: Meanings) -> None:
        self._meanings = meanings
        self._asked: OrderedDict[tuple[int, Place], _Asked] = OrderedDict()
        self._said: OrderedDict[tuple[int, Place], int] = OrderedDict()

    def asked(self, talk: Session, says: Says, now: int) -> None:
        """Remember what *says* asks beside *talk* at *now* (UTC ms)."""
        if not says.choices:
            return
        self._asked[talk.person, talk.place] = _Asked(says, talk, now)
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)

    def said(self, person: int, place: Place, now: int) -> None:
        """Remember that something was answered at *now* (UTC ms)."""
        self._said[person, place] = now
        self._said.move_to_end((person, place))
        if len(self._said) > REMEMBERED:
            self._said.popitem(last=False)

    def last_said(self, person: int, place: Place) -> int:
        """Return when something was last answered there (UTC ms), 0 where nobody knows."""
        return self._said.get((person, place), 0)

    def answered(self, incoming: Incoming, talk: Session, now: int) -> Press | None:
        """Return the button that words at *now* (UTC ms) stand for, None where they are about something else.

        *talk* is the talk there as it stands now.
        """
        asked = self._asked.pop((incoming.person, incoming.place), None)
        if asked is None or incoming.press is not None or now - asked.at > OPEN_FOR or _went_on(asked.talk, talk):
            return None
        cue = self._cue(incoming.text, asked.says)
        return None if cue is None else Press(cue, 0)

    def _cue(self, text: str, says: Says) -> str | None:
        if cue := typed(text, (each for each in says.choices if stands_alone(each.cue))):
            return cue
        deletes = says.yes is not None and says.yes.startswith(DELETES)
        agrees = self._meanings.agrees(text, deletes=deletes)
        return None if agrees is None else says.yes if agrees else says.no

    def forget(self, person: int) -> None:
        """Close every question to *person*, because something else is said to them, or they are forgotten."""
        for key in [each for each in self._asked if each[0] == person]:
            del self._asked[key]
        for key in [each for each in self._said if each[0] == person]:
            del self._said[key]


def _went_on(then: Session, now: Session) -> bool:
    """True where a talk has gone on, or something was said unasked, since *then*."""
    return (then.phase, then.step, then.updated) != (now.phase, now.step, now.updated)


async def answer_to_claim(turn: Turn, meanings: Meanings) -> str | None:
    """Return the button that words in a DM stand for while a counsellor waits for the person's yes; else None.

    A plain yes or no is the answer only where no talk is going on and that was said last, or it may be meant for
    something else.
    """
    text, session = turn.incoming.text, turn.session
    deed = typed(text, (Choice(each, turn.pack.text(f"choice_counsellor_{each}")) for each in ("accept", "other")))
    agrees = meanings.agrees(text) if session.phase is Phase.REST else None
    if (deed is None and agrees is None) or not session.place.private:
        return None
    claimed = await turn.of(Requests).store.claimed_of(turn.incoming.person)
    if len(claimed) != 1 or (deed is None and not _asked_last(claimed[0], turn)):
        return None
    deed = deed or ("accept" if agrees else "other")
    return f"{deed}:{claimed[0].server}:{claimed[0].number}"


def _asked_last(claimed: Request, turn: Turn) -> bool:
    """True where the person was told who it is, and nothing was said since; nobody can mean whom they do not know."""
    asked = agreement_asked_at(claimed)
    last = max(turn.session.updated, turn.last_said)
    return claimed.rung == CLAIM_TOLD and asked is not None and asked >= last
