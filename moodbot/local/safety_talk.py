"""Replay test conversations through the bot, and return the turn at which help lines came."""

from collections.abc import Sequence

from moodbot.conversation.turns import TurnRunner
from moodbot.core.dialogue import DM, Entrance, Incoming, Picture, Place, Reply
from moodbot.core.errors import CannotSpeak
from moodbot.core.ports import Detour, Messenger
from moodbot.features.care.rules.escalation import Escalation
from moodbot.features.care.service import PLAIN_BLOCK
from moodbot.language.packs import ReplyPack


class _HelpDetector:
    """A Messenger that detects help lines in the bot's messages."""

    def __init__(self, marks: tuple[str, ...]) -> None:
        self._marks = marks
        self.helped = False

    async def type(self) -> None:
        """Do nothing."""

    async def say(self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = ()) -> None:
        """Set *helped* if *text* contains one of the marks."""
        self.helped = self.helped or any(mark in text for mark in self._marks)


class _DetectorReach:
    """A Reach whose only Messenger is the detector."""

    def __init__(self, detector: _HelpDetector) -> None:
        self._detector = detector

    def messenger_for(self, place: Place) -> Messenger:
        """Return the detector."""
        return self._detector

    def detour_for(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return None: the detector never raises CannotSpeak."""
        return None

    def log_unreachable(self, place: Place, fault: CannotSpeak) -> None:
        """Do nothing: the detector never raises CannotSpeak."""


async def first_help(escalation: Escalation, turn_runner: TurnRunner, pack: ReplyPack, person: int) -> int | None:
    """Return the index of the first turn answered with help lines, None if none was.

    *person* must be new to the bot; *pack* is the pack in which the bot answers them.
    """
    marks = (pack.text("helplines_unknown"), PLAIN_BLOCK)
    for number, text in enumerate(escalation.turns):
        detector = _HelpDetector(marks)
        await turn_runner.hear(Incoming(person, DM, Entrance.DM, text), _DetectorReach(detector))
        if detector.helped:
            return number
    return None
