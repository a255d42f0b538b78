"""Questions beside a talk, such as whether to delete everything: whoever is asked may type the answer, too."""

from dataclasses import dataclass

from moodbot.core.cues import COMMAND_CUE
from moodbot.core.dialogue import Place, Press, Session
from moodbot.core.features import Features
from moodbot.core.intent_reader import IntentReader, typed
from moodbot.core.memory import Memories, Memory
from moodbot.core.outcomes import SideReply
from moodbot.core.ports import Clock
from moodbot.core.turn import Heard
from moodbot.times.units import DAY, MINUTE

OPEN_FOR = 10 * MINUTE
"""Milliseconds for which words are taken as the answer; buttons stay as they are."""

REMEMBERED = 5_000

ASKED, SAID = "questions asked", "last answers"
"""The names of the two memories in the table of kept data."""


@dataclass(frozen=True, slots=True)
class _Asked:
    side_reply: SideReply
    talk: Session


class PendingQuestions:
    """Remembers, in memory only, the last question beside a talk for each person and place.

    It is open until the person's next turn, and only while nothing else is said to them: what is done because of it
    cannot be undone, so that a yes to anything else must not be taken for it.
    """

    def __init__(self, features: Features, memories: Memories, clock: Clock) -> None:
        self._features = features
        self._asked = memories.add(ASKED, Memory[_Asked](clock.now, OPEN_FOR + 1, REMEMBERED))
        self._said = memories.add(SAID, Memory[None](clock.now, DAY, REMEMBERED))

    def asked(self, talk: Session, side_reply: SideReply) -> None:
        """Remember what *side_reply* asks beside *talk*."""
        if side_reply.choices:
            self._asked.put(talk.person, _Asked(side_reply, talk), talk.place)

    def said(self, person: int, place: Place) -> None:
        """Remember that something was answered just now."""
        self._said.put(person, None, place)

    def last_said(self, person: int, place: Place) -> int:
        """Return when something was last answered there (UTC ms), 0 where nobody knows."""
        return self._said.put_at(person, place) or 0

    def answered(self, heard: Heard, talk: Session) -> Press | None:
        """Return the button that words stand for, None where they are about something else.

        *talk* is the talk there as it stands now.
        """
        incoming = heard.incoming
        asked = self._asked.pop(incoming.person, incoming.place)
        if asked is None or incoming.press is not None or _went_on(asked.talk, talk):
            return None
        cue = self._cue(incoming.text, asked.side_reply, heard.bot_language.intent_reader)
        return None if cue is None else Press(cue, 0)

    def _cue(self, text: str, side_reply: SideReply, intent_reader: IntentReader) -> str | None:
        if cue := typed(text, (each for each in side_reply.choices if self._stands_alone(each.cue))):
            return cue
        deletes = side_reply.yes is not None and side_reply.yes.startswith(self._features.deletes)
        agrees = intent_reader.agrees(text, deletes=deletes)
        return None if agrees is None else side_reply.yes if agrees else side_reply.no

    def _stands_alone(self, cue: str) -> bool:
        """True for a button that means the same whatever the talk."""
        known = cue in self._features.table.standing or cue.startswith(COMMAND_CUE)
        return known or self._features.standing(cue) is not None

    def close_all(self, person: int) -> None:
        """Close every question to *person*, because something else is said to them."""
        self._asked.delete_person(person)
        self._said.delete_person(person)


def _went_on(then: Session, now: Session) -> bool:
    """True where a talk has gone on, or something was said unasked, since *then*."""
    return (then.phase, then.step, then.updated) != (now.phase, now.step, now.updated)
