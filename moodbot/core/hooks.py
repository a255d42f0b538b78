"""Hook types: functions of a feature that run in each turn before or after the step."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from moodbot.core.dialogue import Choice, Incoming, Reply, Session, Utterance
from moodbot.core.outcomes import Advance, Outcome
from moodbot.core.person import Preferences
from moodbot.core.services import Services
from moodbot.core.turn import Turn


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn of the talk before it becomes a Reply.

    *after* is the talk after the turn, *first* a message of a hook before the *messages*, *offered* the buttons of the
    talk's question, *choices* the buttons that hooks add to them.
    """

    after: Session
    messages: tuple[str, ...]
    first: Utterance | None = None
    offered: tuple[Choice, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """Hooks that run before the step; each may be None.

    *record_arrival* records that a person has spoken, before their talk's phase is settled. *correct_phase* returns the
    talk with a corrected phase. *replace_step* may act and return another outcome; None keeps the step. *weights*
    returns line weights by line id; above 1 comes up more often. *slots* returns values for the `{names}` in lines.
    """

    record_arrival: Callable[[Services, Incoming], Awaitable[None]] | None = None
    correct_phase: Callable[[Services, Session], Session] | None = None
    replace_step: Callable[[Turn, Advance], Awaitable[Outcome | None]] | None = None
    weights: Callable[[Turn, Advance], Awaitable[Mapping[str, float]]] | None = None
    slots: Callable[[Turn], Mapping[str, str]] | None = None


Adds = Callable[[Turn, Advance, Shown], Awaitable[Shown]]


@dataclass(frozen=True, slots=True)
class After:
    """Hooks that run after the step; each may be None. Each one runs in all features before the next one.

    *words* adds messages. *save* saves data of the turn, and may therefore change the talk's phase. *offers* adds
    buttons; the phase is final by then. *add_news* runs for every reply, side replies included, and puts news before
    it. *record_spoken* runs in place of the others after an answer to a risk, and records that the person has spoken.
    """

    words: Adds | None = None
    save: Adds | None = None
    offers: Adds | None = None
    add_news: Callable[[Turn, Reply], Awaitable[Reply]] | None = None
    record_spoken: Callable[[Services, Preferences], Awaitable[None]] | None = None
