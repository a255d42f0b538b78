"""Answers a person whose talk cannot be read: nobody knows what their words or their press answer."""

from moodbot.core.cues import COUNSELLOR_CUE, LINES_CUE
from moodbot.core.dialogue import Choice, TalkCue
from moodbot.core.features import Features
from moodbot.core.outcomes import SideReply
from moodbot.core.turn import Turn


def memory_out_of_reach(turn: Turn, features: Features) -> SideReply:
    """Say that the memory is out of reach, and offer the help lines and, where there is one, a counsellor."""
    text = turn.pack.text("memory_out_of_reach", prefix=turn.commands.prefix)
    return SideReply((text,), help_choices(turn, features))


def help_choices(turn: Turn, features: Features) -> tuple[Choice, ...]:
    """Return the buttons for the help lines and, where there is one, for a counsellor."""
    beside = features.beside_care(turn.services, turn.pack, TalkCue.HUMAN)
    people = (choice for choice in beside if choice.cue.startswith(COUNSELLOR_CUE))
    return (Choice(LINES_CUE, turn.pack.text("choice_lines")), *people)
