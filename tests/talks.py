"""A talk with the real bot, without any front door: turns go in, replies come out."""

from typing import Any

from moodbot.core.dialogue import DM, Entrance, Incoming, Place, PlaceKind, Press, Reply
from tests.house import House

CHANNEL = Place(PlaceKind.CHANNEL, 77)
PERSON = 42


class Talk:
    """One person's side of a talk at one place."""

    def __init__(self, conversation: House, place: Place = DM, person: int = PERSON) -> None:
        self.conversation = conversation
        self.place = place
        self.person = person
        self.last: Reply | None = None

    async def says(self, text: str, **more: Any) -> Reply | None:
        """Type *text*: in a channel as a command, or else as a reply to the bot."""
        entrance = Entrance.DM
        if self.place == CHANNEL:
            entrance = Entrance.COMMAND if text.startswith("!") else Entrance.REPLY
        server = "Harbour" if self.place == CHANNEL else None
        return await self._turn(Incoming(self.person, self.place, entrance, text, server=server, **more))

    async def presses(self, cue: str, step: int | None = None) -> Reply | None:
        """Press *cue* under the last message, or one from the step given."""
        at = step if step is not None else (self.last.step if self.last else 0)
        return await self._turn(Incoming(self.person, self.place, Entrance.BUTTON, press=Press(cue, at)))

    async def _turn(self, incoming: Incoming) -> Reply | None:
        self.last = await self.conversation.handle(incoming)
        if self.last is not None and self.last.when_out is not None:
            await self.last.when_out()
        return self.last
