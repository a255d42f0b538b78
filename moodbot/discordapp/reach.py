"""Choose where a reply is sent (channel, DM or ephemeral), and the fallback if the bot may not write there."""

import logging

from moodbot.core.dialogue import DM, Place, PlaceKind
from moodbot.core.errors import CannotSpeak
from moodbot.core.ports import Detour, Messenger
from moodbot.core.said_once import SaidOnce
from moodbot.discordapp.messenger import DirectMessenger, EphemeralMessenger

log = logging.getLogger(__name__)


OPERATOR = 0
"""The person id (no real one) under which SaidOnce limits lines in the operator's log."""


def _log_lost(place: Place, fault: CannotSpeak, once: SaidOnce) -> None:
    """Log, once a day for each channel, that a person there could not be answered."""
    if once.first(OPERATOR, place.id):
        log.warning("cannot answer in %s %d: %s", place.kind, place.id, fault)


class MessageReach:
    """Answers a message or press in its channel or DM; by DM if the channel is closed to the bot."""

    def __init__(self, here: Place, person: int, channel: Messenger, direct: DirectMessenger, once: SaidOnce) -> None:
        self._here = here
        self._person = person
        self._channel = channel
        self._direct = direct
        self._once = once

    def messenger_for(self, place: Place) -> Messenger:
        """Return the Messenger of *place*: the channel where the person spoke, or else their DM."""
        return self._channel if place == self._here else self._direct

    def detour_for(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return the DM if the channel refuses the bot, with an explanation once a day; else None.

        If a talk in a channel should move to a DM that is closed, return the channel with only the explanation.
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

    def log_unreachable(self, place: Place, fault: CannotSpeak) -> None:
        """Log, once a day for each channel, that a person there could not be answered."""
        _log_lost(place, fault, self._once)


class EphemeralReach:
    """Answers a slash command or a press in an ephemeral talk, with messages that only the person sees.

    *channel* is where that was, for a message that the person wants to share there.
    """

    def __init__(self, here: Place, ephemeral: EphemeralMessenger, channel: Messenger, once: SaidOnce) -> None:
        self._here = here
        self._ephemeral = ephemeral
        self._channel = channel
        self._once = once

    def messenger_for(self, place: Place) -> Messenger:
        """Return the ephemeral Messenger; the channel's only for a shared message."""
        return self._channel if place.kind is PlaceKind.CHANNEL else self._ephemeral

    def detour_for(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return an ephemeral explanation that the channel refused the shared message; else None.

        An ephemeral answer needs no permission, so if it fails there is no other way.
        """
        if place.kind is not PlaceKind.CHANNEL:
            return None
        explanation = self._ephemeral.pack.text("share_refused", permission=fault.missing)
        return Detour(self._here, self._ephemeral, explanation, explanation_only=True)

    def log_unreachable(self, place: Place, fault: CannotSpeak) -> None:
        """Log, once a day for each channel, that a person there could not be answered."""
        _log_lost(place, fault, self._once)


class PrivateReach:
    """Answers the press "Continue in private" by DM; with ephemeral messages if the DM is closed."""

    def __init__(self, here: Place, direct: DirectMessenger, ephemeral: EphemeralMessenger, once: SaidOnce) -> None:
        self._here = here
        self._direct = direct
        self._ephemeral = ephemeral
        self._once = once

    def messenger_for(self, place: Place) -> Messenger:
        """Return the Messenger of the DM; for any other place the ephemeral one."""
        return self._direct if place == DM else self._ephemeral

    def detour_for(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return the ephemeral Messenger if the DM refuses the bot, else None."""
        if place != DM or not fault.refused:
            return None
        return Detour(Place(PlaceKind.EPHEMERAL, self._here.id), self._ephemeral, self._direct.pack.text("dm_closed"))

    def log_unreachable(self, place: Place, fault: CannotSpeak) -> None:
        """Log, once a day for each channel, that a person there could not be answered."""
        _log_lost(place, fault, self._once)
