"""Runs what features add to a turn. A database that fails costs what one of them would add, never the answer."""

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
    """The hooks of all features, in the order of the features. Only `instead` may raise StoreUnavailable."""

    def __init__(self, features: Features) -> None:
        self._before = features.before
        self._after = features.after

    async def arrived(self, services: Services, incoming: Incoming) -> None:
        """Note that somebody has spoken."""
        for each in self._before:
            if each.arrived is not None:
                try:
                    await each.arrived(services, incoming)
                except StoreUnavailable as fault:
                    log.error("it could not be kept that somebody has spoken: %s", fault)

    def stands(self, services: Services, session: Session) -> Session:
        """Return the talk as it really stands."""
        for each in self._before:
            if each.stands is not None:
                session = each.stands(services, session)
        return session

    async def instead(self, turn: Turn, advance: Advance) -> Outcome:
        """Return the outcome of the first feature that has one of its own, else *advance*."""
        for each in self._before:
            if each.instead is not None and (outcome := await each.instead(turn, advance)) is not None:
                return outcome
        return advance

    async def weights(self, turn: Turn, advance: Advance) -> Mapping[str, float]:
        """Return the weights of all features."""
        found: dict[str, float] = {}
        for each in self._before:
            if each.weights is not None:
                try:
                    found.update(await each.weights(turn, advance))
                except StoreUnavailable as fault:
                    log.error("it could not be looked up what helped: %s", fault)
        return found

    def slots(self, turn: Turn) -> Mapping[str, str]:
        """Return what fills the `{names}` in the lines; each is made only where a line asks for it."""
        found = (each.slots(turn) for each in self._before if each.slots is not None)
        return ChainMap(*(cast(MutableMapping[str, str], slots) for slots in found))

    async def shown(
        self, turn: Turn, advance: Advance, shown: Shown, offers: Callable[[Session], tuple[Choice, ...]]
    ) -> Shown:
        """Return the turn with all that features add; *offers* returns what the question of the talk offers."""
        shown = await _added((each.words for each in self._after), turn, advance, shown)
        shown = await _added((each.keeps for each in self._after), turn, advance, shown)
        shown = replace(shown, offered=offers(shown.after))
        return await _added((each.offers for each in self._after), turn, advance, shown)

    async def spoke(self, services: Services, preferences: Preferences) -> None:
        """Note that somebody has spoken whose turn took another way. Never raises: they have their answer already."""
        for each in self._after:
            if each.spoke is not None:
                try:
                    await each.spoke(services, preferences)
                except StoreUnavailable as fault:
                    log.error("it could not be kept that somebody has spoken: %s", fault)
                except Exception as fault:  # noqa: BLE001 - a boundary: help was given, and the talk is kept after this
                    log.error("noting that somebody has spoken broke: %s", describe(fault))

    async def with_news(self, turn: Turn, reply: Reply) -> Reply:
        """Return *reply* with what the person should know before it."""
        for each in self._after:
            if each.tells is not None:
                try:
                    reply = await each.tells(turn, reply)
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
