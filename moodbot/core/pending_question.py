"""Remember the question of a reply outside the talk, so that a typed answer counts as its button."""

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
"""Milliseconds for which typed words can answer the question; its buttons have no such limit."""

REMEMBERED = 5_000

ASKED, SAID = "questions asked", "last answers"
"""The names of the two memories in the data inventory."""


@dataclass(frozen=True, slots=True)
class _PendingQuestion:
    side_reply: SideReply
    talk: Session


class PendingQuestions:
    """Remembers, in memory only, the last side question for each person and place.

    A question is open until the person's next turn, and only while the bot says nothing else to them: its action
    cannot be undone, so a yes to anything else must not trigger it.
    """

    def __init__(self, features: Features, memories: Memories, clock: Clock) -> None:
        self._features = features
        self._pending = memories.add(ASKED, Memory[_PendingQuestion](clock.now, OPEN_FOR + 1, REMEMBERED))
        self._last_answers = memories.add(SAID, Memory[None](clock.now, DAY, REMEMBERED))

    def asked(self, talk: Session, side_reply: SideReply) -> None:
        """Remember the question of *side_reply* and the talk it was asked beside; nothing if it has no choices."""
        if side_reply.choices:
            self._pending.put(talk.person, _PendingQuestion(side_reply, talk), talk.place)

    def said(self, person: int, place: Place) -> None:
        """Record that *person* was answered at *place* just now."""
        self._last_answers.put(person, None, place)

    def last_said(self, person: int, place: Place) -> int:
        """Return when *person* was last answered at *place* (UTC ms), 0 if unknown."""
        return self._last_answers.put_at(person, place) or 0

    def answered(self, heard: Heard, talk: Session) -> Press | None:
        """Return the press that the typed words of *heard* stand for, None if they do not answer an open question.

        Closes the question. *talk* is the talk at that place now.
        """
        incoming = heard.incoming
        question = self._pending.pop(incoming.person, incoming.place)
        if question is None or incoming.press is not None or _has_advanced(question.talk, talk):
            return None
        cue = self._cue(incoming.text, question.side_reply, heard.bot_language.intent_reader)
        return None if cue is None else Press(cue, 0)

    def _cue(self, text: str, side_reply: SideReply, intent_reader: IntentReader) -> str | None:
        if cue := typed(text, (each for each in side_reply.choices if self._is_standing(each.cue))):
            return cue
        deletes = side_reply.yes is not None and side_reply.yes.startswith(self._features.deletes)
        agrees = intent_reader.agrees(text, deletes=deletes)
        return None if agrees is None else side_reply.yes if agrees else side_reply.no

    def _is_standing(self, cue: str) -> bool:
        """Return whether the button *cue* means the same in every talk."""
        in_table = cue in self._features.table.standing or cue.startswith(COMMAND_CUE)
        return in_table or self._features.standing(cue) is not None

    def close_all(self, person: int) -> None:
        """Close every open question to *person*, because the bot says something else to them."""
        self._pending.delete_person(person)
        self._last_answers.delete_person(person)


def _has_advanced(then: Session, now: Session) -> bool:
    """Return whether the talk advanced, or the bot sent a message first, between *then* and *now*."""
    return (then.phase, then.step, then.updated) != (now.phase, now.step, now.updated)
