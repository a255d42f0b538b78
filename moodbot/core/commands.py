"""The one table of commands. Text commands, slash commands, the terminal's, `!help` and the docs are made from it."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast

from moodbot.core.dialogue import Choice, Cue, Entrance, Incoming, Phase, Picture, Place, Session, Source
from moodbot.core.person import Preferences
from moodbot.language.mood_words import MoodWords, bare, near_enough
from moodbot.language.packs import ReplyPack, command_key


class Argument(StrEnum):
    """What may follow a command's name."""

    MOOD = "mood"
    COUNTRY = "country"
    SWITCH = "switch"
    ZONE = "zone"
    LOG = "log"
    NOTE = "note"
    PAGE = "page"
    NUMBER = "number"
    EDIT = "edit"
    PERIOD = "period"
    CHECKIN = "checkin"
    WORDS = "words"
    FORGET = "forget"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Call:
    """A command with what came after its name, as typed."""

    command: "Command"
    argument: str = ""


Part = TypeVar("Part")


class Services:
    """The parts that use cases call, each found by its class, so that a turn knows no feature."""

    def __init__(self, *parts: object) -> None:
        self._parts = {type(part): part for part in parts}

    def of(self, kind: type[Part]) -> Part:
        """Return the part that is a *kind*."""
        return cast(Part, self._parts[kind])


@dataclass(frozen=True, slots=True)
class Turn:
    """What a use case may look at: who speaks, what came after the command or with the button, the talk they are in,
    when they were last answered there (UTC ms, 0 unknown), and the words of the bot.
    """

    incoming: Incoming
    argument: str
    session: Session
    pack: ReplyPack
    commands: "Commands"
    services: Services
    preferences: Preferences
    last_said: int = 0

    def of(self, kind: type[Part]) -> Part:
        """Return the part of the bot that is a *kind*."""
        return self.services.of(kind)

    def says(self, key: str, **slots: str) -> "Says":
        """Return the text *key*, said beside the talk so that nobody else reads it; {prefix} is filled by itself."""
        return Says((self.pack.text(key, prefix=self.commands.prefix, **slots),), private=True)


@dataclass(frozen=True, slots=True)
class Goes:
    """The talk goes on by the table of transitions; *mood* is the mood that begins, *note* what came with it, *source*
    how it came to be named.
    """

    cue: Cue
    mood: str | None = None
    note: str = ""
    source: Source = Source.TALK


@dataclass(frozen=True, slots=True)
class Says:
    """Something is said beside the talk, which stays where it is.

    *private* says that nobody else may read it; *settled* that it answers the question of the talk, which is
    over then; *asks* that the talk waits for an answer to this from now on. *pictures* come with the last message.
    *place* is where it is said, None where the talk is. *yes* and *no* are the buttons that a typed yes and a typed no
    stand for, where it asks a question.
    """

    messages: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    menu: bool = False
    private: bool = False
    settled: bool = False
    asks: Phase | None = None
    pictures: tuple[Picture, ...] = ()
    place: Place | None = None
    yes: str | None = None
    no: str | None = None


Outcome = Goes | Says
UseCase = Callable[[Turn], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its help line is the pack's text `command_<name>`.

    *argument* says what may follow; *needs_server* that it means nothing in a terminal; *slash* that it is
    also a slash command, answered so that only the caller sees it; *private* that it is answered in private when
    it is typed in a channel.
    """

    name: str
    use_case: UseCase
    aliases: tuple[str, ...] = ()
    argument: Argument | None = None
    needs_server: bool = False
    slash: bool = True
    private: bool = False


class Commands:
    """The table, with the moods of a pack as further names of `mood`; *others* are words of other bots."""

    def __init__(self, table: Iterable[Command], moods: MoodWords, prefix: str, others: Collection[str]) -> None:
        self.table = tuple(table)
        self.moods = moods
        self.prefix = prefix
        self._others = frozenset(map(command_key, others))
        self._by_key = {command_key(n): command for command in self.table for n in (command.name, *command.aliases)}

    def after_prefix(self, text: str) -> str | None:
        """Return what stands after the prefix; None without one, and for "!!!" or "!?", which only exclaim."""
        if not text.startswith(self.prefix):
            return None
        rest = text[len(self.prefix) :].strip()
        return rest if rest[:1].isalnum() else None

    def called(self, incoming: Incoming) -> Call | None:
        """Return the command that *incoming* calls, None if it calls none.

        Where the bot is named, the prefix may be left out, but then nothing except a mood may stand with the
        name: "@Bot help" is a command, "@Bot help me please" is a plea. The bot's name alone asks for the moods.
        """
        text = incoming.text.strip()
        words = self.after_prefix(text)
        if words is not None:
            return self._find(words)
        if incoming.entrance is Entrance.SLASH:
            return self._find(text)
        if incoming.entrance is Entrance.MENTION:
            if not text and not incoming.wordless:
                return Call(self._by_key["mood"])
            call = self._find(text)
            if call and (not call.argument or self.moods.exactly(call.argument)):
                return call
        return None

    def named(self, name: str) -> Command | None:
        """Return the command called *name*, or with that alias."""
        return self._by_key.get(command_key(name))

    def nearly(self, text: str) -> bool:
        """True when *text* begins with nearly a mood, an alias or a command, and with no word of another bot."""
        word = bare(text.split(maxsplit=1)[0])
        keys = (*self._by_key, *self.moods.by_key)
        return word not in self._others and any(near_enough(word, key) for key in keys)

    def nearest(self, text: str) -> Command | None:
        """Return the command that the first word of *text* nearly is."""
        word = bare(text.split(maxsplit=1)[0])
        return next((command for key, command in self._by_key.items() if near_enough(word, key)), None)

    def _find(self, text: str) -> Call | None:
        first, rest = (*text.split(maxsplit=1), "", "")[:2]
        if command := self._by_key.get(bare(first)):
            return Call(command, rest)
        if leading := self.moods.leading(text):
            mood, rest = leading
            return Call(self._by_key["mood"], f"{mood} {rest}".strip())
        return None
