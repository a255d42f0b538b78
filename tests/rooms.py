"""A front door as small as can be."""

from collections.abc import Sequence

from moodbot.core.dialogue import Picture, Place, Reply
from moodbot.core.errors import CannotSpeak
from moodbot.core.ports import Detour, Messenger


class Room:
    """A front door as small as can be: what happens at each place is written down in order; a place may be closed."""

    def __init__(self, *closed: Place, detour: Place | None = None, explanation_only: bool = False) -> None:
        self.seen: list[tuple[Place, str]] = []
        self.offers: list[Reply] = []
        self.gone: list[Place] = []
        self._closed = closed
        self._detour = detour
        self._explanation_only = explanation_only

    def messenger_for(self, place: Place) -> Messenger:
        """Return the way to *place*."""
        return _Wall(self, place, place in self._closed)

    def detour_for(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return the detour that this room was built with."""
        if self._detour is None:
            return None
        return Detour(self._detour, self.messenger_for(self._detour), "note", self._explanation_only)

    def log_unreachable(self, place: Place, fault: CannotSpeak) -> None:
        """Write down that nobody could be reached."""
        self.gone.append(place)

    @property
    def texts(self) -> list[str]:
        """What was said, without the typing."""
        return [what for _, what in self.seen if what != "..."]


class _Wall:
    def __init__(self, room: Room, place: Place, closed: bool) -> None:
        self._room, self._place, self._closed = room, place, closed

    async def type(self) -> None:
        self._room.seen.append((self._place, "..."))

    async def remove_own(self) -> None:
        self._room.seen = [(place, what) for place, what in self._room.seen if place != self._place]

    async def say(
        self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = (), *, within: float | None = None
    ) -> None:
        if self._closed:
            raise CannotSpeak("Send Messages")
        self._room.seen.append((self._place, text))
        self._room.offers += [offer] if offer else []
