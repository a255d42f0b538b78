"""One turn of one person: parsed once, with all that a use case may look at."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from moodbot.core.commands import Call, Commands
from moodbot.core.dialogue import Cue, Incoming, Session
from moodbot.core.intent_reader import IntentReader
from moodbot.core.outcomes import Outcome, SideReply, private_reply
from moodbot.core.person import Preferences
from moodbot.core.services import Services
from moodbot.language.packs import ReplyPack

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn of a person, parsed once: the command that it calls, None if it calls none, and what stands after the
    prefix, None where there is none.
    """

    incoming: Incoming
    bot_language: "BotLanguage"
    call: Call | None = None
    after_prefix: str | None = None


@dataclass(frozen=True, slots=True)
class BotLanguage:
    """The words that one person reads and types: the pack, the commands and moods in it, and how answers are read."""

    pack: ReplyPack
    commands: Commands
    intent_reader: IntentReader

    def hear(self, incoming: Incoming) -> Heard:
        """Return *incoming*, parsed."""
        after_prefix = self.commands.after_prefix(incoming.text.strip())
        return Heard(incoming, self, self.commands.called(incoming, after_prefix), after_prefix)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a use case may look at: what was heard, what came after the command or with the button, the talk the person
    is in, when they were last answered there (UTC ms, 0 unknown), and what the turn has read of them already.

    *unheard* says that the last question had not been said when this turn came, so that it is no answer to it. *cue*
    is what typed words mean in the talk, None where a command was called or a button pressed.
    """

    heard: Heard
    session: Session
    services: Services
    preferences: Preferences
    argument: str = ""
    last_said: int = 0
    unheard: bool = False
    cue: Cue | None = None
    _read: dict[Any, Any] = field(default_factory=dict)

    @property
    def incoming(self) -> Incoming:
        """What came in."""
        return self.heard.incoming

    @property
    def pack(self) -> ReplyPack:
        """The words that this person reads."""
        return self.heard.bot_language.pack

    @property
    def commands(self) -> Commands:
        """The commands, with the moods as this person types them."""
        return self.heard.bot_language.commands

    @property
    def intent_reader(self) -> IntentReader:
        """How this person's answers are read."""
        return self.heard.bot_language.intent_reader

    def of(self, kind: type[Part]) -> Part:
        """Return the part of the bot that is a *kind*. Raises PartMissing."""
        return self.services.of(kind)

    def side_reply(self, key: str, **slots: str) -> SideReply:
        """Return the text *key*, said beside the talk so that nobody else reads it; {prefix} is filled by itself."""
        return private_reply((self.pack.text(key, prefix=self.commands.prefix, **slots),))

    async def once(self, read: Callable[["Turn"], Awaitable[Part]]) -> Part:
        """Return what *read* returns, and read it only once in this turn however many ask."""
        if read not in self._read:
            self._read[read] = await read(self)
        found: Part = self._read[read]
        return found


UseCase = Callable[[Turn], Awaitable[Outcome]]
