"""Turn: one parsed turn of one person, with everything that a use case may read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from moodbot.core.commands import Call, Commands
from moodbot.core.cues import COMMAND_CUE, GOODBYE, STOP
from moodbot.core.dialogue import Cue, Incoming, Session
from moodbot.core.intent_reader import IntentReader
from moodbot.core.outcomes import Outcome, SideReply, private_reply
from moodbot.core.person import Preferences
from moodbot.core.services import Services
from moodbot.language.packs import ReplyPack

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Heard:
    """A parsed turn: *call* is the command that it calls, None if none; *after_prefix* the text after the prefix, None
    without a prefix.
    """

    incoming: Incoming
    bot_language: "BotLanguage"
    call: Call | None = None
    after_prefix: str | None = None

    @property
    def stops(self) -> bool:
        """Whether the person says "stop", typed or by the button of that command; a goodbye is less."""
        if self.incoming.press is not None:
            return self.incoming.press.cue == COMMAND_CUE + STOP
        if self.call is not None:
            return self.call.command.name == STOP and not self.incoming.text.strip().casefold().endswith(GOODBYE)
        return self.after_prefix is None and self.bot_language.intent_reader.stops(self.incoming.text)


@dataclass(frozen=True, slots=True)
class BotLanguage:
    """The language of one person: the pack, its commands and moods, and the reader of typed answers."""

    pack: ReplyPack
    commands: Commands
    intent_reader: IntentReader

    def hear(self, incoming: Incoming) -> Heard:
        """Parse *incoming*."""
        after_prefix = self.commands.after_prefix(incoming.text.strip())
        return Heard(incoming, self, self.commands.called(incoming, after_prefix), after_prefix)


@dataclass(frozen=True, slots=True)
class Turn:
    """The input of a use case.

    *argument* is the text after the command, or the rest of the button's cue. *session* is the talk at this place.
    *last_said* is when the person was last answered there (UTC ms, 0 unknown). *question_unsent*: the last question was
    not sent yet when this turn came, or this replies to another message, so this is no answer to it. *talk_unknown*:
    the talk could not be read, so it is not known what this answers. *cue* is the meaning of typed words in the talk,
    None for a command or a button; after the step, the cue that it answered.
    """

    heard: Heard
    session: Session
    services: Services
    preferences: Preferences
    argument: str = ""
    last_said: int = 0
    question_unsent: bool = False
    talk_unknown: bool = False
    cue: Cue | None = None
    _read: dict[Any, Any] = field(default_factory=dict)

    @property
    def incoming(self) -> Incoming:
        """The incoming turn as the front door made it."""
        return self.heard.incoming

    @property
    def pack(self) -> ReplyPack:
        """The pack that this person reads."""
        return self.heard.bot_language.pack

    @property
    def commands(self) -> Commands:
        """The commands, with the moods and aliases of this person's pack."""
        return self.heard.bot_language.commands

    @property
    def intent_reader(self) -> IntentReader:
        """The reader of this person's typed answers."""
        return self.heard.bot_language.intent_reader

    def of(self, kind: type[Part]) -> Part:
        """Return the part registered under *kind*. Raises PartMissing."""
        return self.services.of(kind)

    def side_reply(self, key: str, **slots: str) -> SideReply:
        """Return the text *key* as a private, uninterrupted side reply; `{prefix}` is filled in."""
        return private_reply((self.pack.text(key, prefix=self.commands.prefix, **slots),))

    async def once(self, read: Callable[["Turn"], Awaitable[Part]]) -> Part:
        """Return `await read(self)`, cached by *read* for this turn."""
        if read not in self._read:
            self._read[read] = await read(self)
        value: Part = self._read[read]
        return value


UseCase = Callable[[Turn], Awaitable[Outcome]]
