"""What a feature adds to every turn, before the step is taken and after it."""

from collections import ChainMap
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import cast

from moodbot.core.dialogue import Choice, Incoming, Reply, Session, Utterance
from moodbot.core.outcomes import Goes, Outcome
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
    instead: Callable[[Turn, Goes], Awaitable[Outcome | None]] | None = None
    weights: Callable[[Turn, Goes], Awaitable[Mapping[str, float]]] | None = None
    slots: Callable[[Turn], Mapping[str, str]] | None = None


Adds = Callable[[Turn, Goes, Shown], Awaitable[Shown]]


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


@dataclass(frozen=True, slots=True)
class Hooks:
    """The hooks of all features, in the order of the features."""

    before: tuple[Before, ...] = ()
    after: tuple[After, ...] = ()

    async def arrived(self, services: Services, incoming: Incoming) -> None:
        """Note that somebody has spoken."""
        for each in self.before:
            if each.arrived is not None:
                await each.arrived(services, incoming)

    def stands(self, services: Services, session: Session) -> Session:
        """Return the talk as it really stands."""
        for each in self.before:
            if each.stands is not None:
                session = each.stands(services, session)
        return session

    async def instead(self, turn: Turn, goes: Goes) -> Outcome:
        """Return the outcome of the first feature that has one of its own, else *goes*."""
        for each in self.before:
            if each.instead is not None and (outcome := await each.instead(turn, goes)) is not None:
                return outcome
        return goes

    async def weights(self, turn: Turn, goes: Goes) -> Mapping[str, float]:
        """Return the weights of all features."""
        found: dict[str, float] = {}
        for each in self.before:
            if each.weights is not None:
                found.update(await each.weights(turn, goes))
        return found

    def slots(self, turn: Turn) -> Mapping[str, str]:
        """Return what fills the `{names}` in the lines; each is made only where a line asks for it."""
        return ChainMap(
            *(cast(MutableMapping[str, str], each.slots(turn)) for each in self.before if each.slots is not None)
        )

    async def shown(
        self, turn: Turn, goes: Goes, shown: Shown, offers: Callable[[Session], tuple[Choice, ...]]
    ) -> Shown:
        """Return the turn with all that features add; *offers* returns what the question of the talk offers."""
        for adds in (each.words for each in self.after):
            shown = await adds(turn, goes, shown) if adds is not None else shown
        for adds in (each.keeps for each in self.after):
            shown = await adds(turn, goes, shown) if adds is not None else shown
        shown = replace(shown, offered=offers(shown.after))
        for adds in (each.offers for each in self.after):
            shown = await adds(turn, goes, shown) if adds is not None else shown
        return shown

    async def spoke(self, services: Services, preferences: Preferences) -> None:
        """Note that somebody has spoken whose turn took another way."""
        for each in self.after:
            if each.spoke is not None:
                await each.spoke(services, preferences)

    async def told(self, turn: Turn, reply: Reply) -> Reply:
        """Return *reply* with what the person should know before it."""
        for each in self.after:
            if each.tells is not None:
                reply = await each.tells(turn, reply)
        return reply
