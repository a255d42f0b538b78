"""What a feature adds to every turn, before the step is taken and after it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from moodbot.core.dialogue import Choice, Incoming, Reply, Session, Utterance
from moodbot.core.outcomes import Advance, Outcome
from moodbot.core.person import Preferences
from moodbot.core.services import Services
from moodbot.core.turn import Turn


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn of the talk as it will be said: the talk *after* it, a question *first*, the *messages*, what the question
    of the talk has *offered*, and the *choices* beside that.
    """

    after: Session
    messages: tuple[str, ...]
    first: Utterance | None = None
    offered: tuple[Choice, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """What is done before a step is taken. Each may be left out.

    *arrived* notes that somebody has spoken, before anything is looked up. *stands* corrects where the talk stands.
    *instead* may do something and turn the step into another outcome; None leaves it. *weights* says which lines should
    come up more often (above 1), by line id. *slots* fill `{names}` in the lines.
    """

    arrived: Callable[[Services, Incoming], Awaitable[None]] | None = None
    stands: Callable[[Services, Session], Session] | None = None
    instead: Callable[[Turn, Advance], Awaitable[Outcome | None]] | None = None
    weights: Callable[[Turn, Advance], Awaitable[Mapping[str, float]]] | None = None
    slots: Callable[[Turn], Mapping[str, str]] | None = None


Adds = Callable[[Turn, Advance, Shown], Awaitable[Shown]]


@dataclass(frozen=True, slots=True)
class After:
    """What is added once the step is taken; each may be left out. They run in this order, each in all features.

    *words* adds messages. *keeps* keeps what the turn leaves behind, and may let the talk stand elsewhere because of
    it. *offers* adds buttons, when it is known where the talk stands. *tells* is asked for every reply, also for one
    beside the talk, and puts before it what the person should know. *spoke* notes that somebody has spoken whose risk
    was answered before anything was looked up.
    """

    words: Adds | None = None
    keeps: Adds | None = None
    offers: Adds | None = None
    tells: Callable[[Turn, Reply], Awaitable[Reply]] | None = None
    spoke: Callable[[Services, Preferences], Awaitable[None]] | None = None
