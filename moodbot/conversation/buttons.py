"""Buttons that mean the same whatever the talk: what stands before the colon says what, the rest which one."""

from collections.abc import Iterable

from moodbot.conversation.basics import COMMAND_CUE
from moodbot.conversation.registry import BUTTONS
from moodbot.core.commands import UseCase
from moodbot.core.dialogue import Choice, Place, PlaceKind
from moodbot.core.phases import STANDING
from moodbot.language.intents import normalise

DM = Place(PlaceKind.DM)


def typed(text: str, choices: Iterable[Choice]) -> str | None:
    """Return the cue of the button whose label was typed, None where none was."""
    plain = normalise(text)
    return next((each.cue for each in choices if normalise(each.label) == plain), None)


def stands_alone(cue: str) -> bool:
    """True for a button that means the same whatever the talk."""
    return standing(cue) is not None or cue.startswith(COMMAND_CUE) or cue in STANDING


def standing(cue: str) -> tuple[UseCase, str] | None:
    """Return what the button *cue* does, and what stands after its beginning; None for an answer of a talk."""
    return next(((done, cue.removeprefix(start)) for start, done in BUTTONS.items() if cue.startswith(start)), None)
