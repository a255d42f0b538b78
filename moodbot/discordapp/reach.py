"""How the person who has just spoken can be reached: where they spoke, and around what is closed."""

import logging

from moodbot.core.dialogue import DM, Place, PlaceKind
from moodbot.core.errors import CannotSpeak
from moodbot.core.ports import Detour, Messenger
from moodbot.core.said_once import SaidOnce
from moodbot.discordapp.messenger import DirectMessenger, EphemeralMessenger

log = logging.getLogger(__name__)


NOBODY = 0
"""Whom the operator's log is told for."""


def _log_lost(place: Place, fault: CannotSpeak, once: SaidOnce) -> None:
    """Log, once a day for each channel, that someone there could not be answered."""
    if once.first(NOBODY, place.id):
        log.warning("cannot answer in %s %d: %s", place.kind, place.id, fault)


class MessageReach:
    """After a message or a press in a channel or DM: answered there; in a DM where the channel is closed."""

    def __init__(self, here: Place, person: int, channel: Messenger, direct: DirectMessenger, once: SaidOnce) -> None:
        self._here = here
        self._person = person
        self._channel = channel
        self._direct = direct
        self._once = once

    def at(self, place: Place) -> Messenger:
        """Return the way to *place*: the channel where the person spoke, or their DM."""
        return self._channel if place == self._here else self._direct

    def instead_of(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return the DM where a channel cannot be written to, saying so the first time.

        Where a talk was to move to a DM that is closed, only that is said in the channel.
        """
        if self._here.kind is not PlaceKind.CHANNEL or not fault.refused:
            return None
        if place == DM:
            return Detour(self._here, self._channel, self._direct.pack.text("dm_closed_typed"), explanation_only=True)
        explanation = ""
        if self._once.first(self._person, place.id):
            explanation = self._direct.pack.text(
                "cannot_speak_here", channel=f"<#{place.id}>", permission=fault.missing
            )
        return Detour(DM, self._direct, explanation)

    def lost(self, place: Place, fault: CannotSpeak) -> None:
        """Tell the operator once for each channel that someone there could not be answered."""
        _log_lost(place, fault, self._once)


class AloneReach:
    """After a slash command, or a press under an answer that only they see: answered in the same way.

    *channel* is where that was, for what the person wants everyone there to see.
    """

    def __init__(self, here: Place, alone: EphemeralMessenger, channel: Messenger, once: SaidOnce) -> None:
        self._here = here
        self._alone = alone
        self._channel = channel
        self._once = once

    def at(self, place: Place) -> Messenger:
        """Return the answer that only this person sees; the channel only where everyone is to see it."""
        return self._channel if place.kind is PlaceKind.CHANNEL else self._alone

    def instead_of(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Say to the person alone that the channel could not be written to.

        An answer to an interaction needs no permission, so what hinders it hinders all.
        """
        if place.kind is not PlaceKind.CHANNEL:
            return None
        explanation = self._alone.pack.text("share_refused", permission=fault.missing)
        return Detour(self._here, self._alone, explanation, explanation_only=True)

    def lost(self, place: Place, fault: CannotSpeak) -> None:
        """Tell the operator once for each channel that someone there could not be answered."""
        _log_lost(place, fault, self._once)


class PrivateReach:
    """After "Continue in private" in a channel: answered in a DM, and where that is closed, seen by them alone."""

    def __init__(self, here: Place, direct: DirectMessenger, alone: EphemeralMessenger, once: SaidOnce) -> None:
        self._here = here
        self._direct = direct
        self._alone = alone
        self._once = once

    def at(self, place: Place) -> Messenger:
        """Return the DM; what concerns the channel itself is said so that only this person sees it."""
        return self._direct if place == DM else self._alone

    def instead_of(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return the answer that only this person sees, where the DM is closed."""
        if place != DM or not fault.refused:
            return None
        return Detour(Place(PlaceKind.EPHEMERAL, self._here.id), self._alone, self._direct.pack.text("dm_closed"))

    def lost(self, place: Place, fault: CannotSpeak) -> None:
        """Tell the operator once for each channel that someone there could not be answered."""
        _log_lost(place, fault, self._once)
