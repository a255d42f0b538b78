"""Plays written conversations through the whole path of a turn, and tells at which turn help came."""

from collections.abc import Sequence

from moodbot.conversation.turns import TurnRunner
from moodbot.core.dialogue import Entrance, Incoming, Picture, Place, PlaceKind, Reply
from moodbot.core.errors import CannotSpeak
from moodbot.core.ports import Detour, Messenger
from moodbot.features.care.rules.escalation import Escalation
from moodbot.features.care.service import PLAIN_BLOCK
from moodbot.language.packs import ReplyPack

HERE = Place(PlaceKind.DM)


class _Ear:
    """Hears whether help lines are among what is said."""

    def __init__(self, marks: tuple[str, ...]) -> None:
        self._marks = marks
        self.helped = False

    async def type(self) -> None:
        """Nothing is shown."""

    async def say(self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = ()) -> None:
        """Listen for the help lines."""
        self.helped = self.helped or any(mark in text for mark in self._marks)


class _EarReach:
    def __init__(self, ear: _Ear) -> None:
        self._ear = ear

    def at(self, place: Place) -> Messenger:
        """Return the ear."""
        return self._ear

    def instead_of(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Nothing: the ear is never closed."""
        return None

    def lost(self, place: Place, fault: CannotSpeak) -> None:
        """Nothing: the ear is never closed."""


async def first_help(escalation: Escalation, turn_runner: TurnRunner, pack: ReplyPack, person: int) -> int | None:
    """Return the turn at which help lines came first, None for never. *person* must be new to the bot; *pack* is
    what they read.
    """
    marks = (pack.text("helplines_unknown"), PLAIN_BLOCK)
    for number, text in enumerate(escalation.turns):
        ear = _Ear(marks)
        await turn_runner.hear(Incoming(person, HERE, Entrance.DM, text), _EarReach(ear))
        if ear.helped:
            return number
    return None
