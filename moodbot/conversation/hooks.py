"""Run the hooks of all features in a turn; if the database fails, only a hook's addition is lost."""

import logging
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import replace
from typing import cast

from moodbot.core.dialogue import Choice, Incoming, Reply, Session
from moodbot.core.errors import StoreUnavailable
from moodbot.core.faults import describe
from moodbot.core.features import Features
from moodbot.core.hooks import Adds, Shown
from moodbot.core.outcomes import Advance, Outcome
from moodbot.core.person import Preferences
from moodbot.core.services import Services
from moodbot.core.turn import Turn

log = logging.getLogger(__name__)


class Hooks:
    """Runs each hook in the order of the features. Only `replace_step` raises StoreUnavailable; else it is logged."""

    def __init__(self, features: Features) -> None:
        self._before = features.before
        self._after = features.after

    async def record_arrival(self, services: Services, incoming: Incoming) -> None:
        """Record that a person has spoken."""
        for each in self._before:
            if each.record_arrival is not None:
                try:
                    await each.record_arrival(services, incoming)
                except StoreUnavailable as fault:
                    log.error("it could not be recorded that a person has spoken: %s", fault)

    def correct_phase(self, services: Services, session: Session) -> Session:
        """Return *session* with the phase that the features correct."""
        for each in self._before:
            if each.correct_phase is not None:
                session = each.correct_phase(services, session)
        return session

    async def replace_step(self, turn: Turn, advance: Advance) -> Outcome:
        """Return the first outcome that a feature returns instead of *advance*, else *advance*."""
        for each in self._before:
            if each.replace_step is not None and (outcome := await each.replace_step(turn, advance)) is not None:
                return outcome
        return advance

    async def weights(self, turn: Turn, advance: Advance) -> Mapping[str, float]:
        """Return the line weights of all features, by line id."""
        weights: dict[str, float] = {}
        for each in self._before:
            if each.weights is not None:
                try:
                    weights.update(await each.weights(turn, advance))
                except StoreUnavailable as fault:
                    log.error("line weights could not be looked up: %s", fault)
        return weights

    def slots(self, turn: Turn) -> Mapping[str, str]:
        """Return the values of `{names}` in lines from all features; each is computed only if a line uses it."""
        each_slots = (each.slots(turn) for each in self._before if each.slots is not None)
        return ChainMap(*(cast(MutableMapping[str, str], slots) for slots in each_slots))

    async def shown(
        self, turn: Turn, advance: Advance, shown: Shown, offers: Callable[[Session], tuple[Choice, ...]]
    ) -> Shown:
        """Return *shown* with all additions of features; *offers* returns the buttons of the talk's question."""
        shown = await _added((each.words for each in self._after), turn, advance, shown)
        shown = await _added((each.save for each in self._after), turn, advance, shown)
        shown = replace(shown, offered=offers(shown.after))
        return await _added((each.offers for each in self._after), turn, advance, shown)

    async def record_spoken(self, services: Services, preferences: Preferences) -> None:
        """Record that a person has spoken, after an answer to a risk. Never raises an Exception."""
        for each in self._after:
            if each.record_spoken is not None:
                try:
                    await each.record_spoken(services, preferences)
                except StoreUnavailable as fault:
                    log.error("it could not be recorded that a person has spoken: %s", fault)
                except Exception as fault:  # noqa: BLE001 - a boundary: the talk must still be saved
                    log.error("recording that a person has spoken broke: %s", describe(fault))

    async def add_news(self, turn: Turn, reply: Reply) -> Reply:
        """Return *reply* with the news of features put before it."""
        for each in self._after:
            if each.add_news is not None:
                try:
                    reply = await each.add_news(turn, reply)
                except StoreUnavailable as fault:
                    log.error("news could not be looked up: %s", fault)
        return reply


async def _added(hooks: Iterable[Adds | None], turn: Turn, advance: Advance, shown: Shown) -> Shown:
    for adds in hooks:
        if adds is not None:
            try:
                shown = await adds(turn, advance, shown)
            except StoreUnavailable as fault:
                log.error("a feature could not add to an answer: %s", fault)
    return shown
