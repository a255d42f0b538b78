"""The one table of commands. Text commands, slash commands, the terminal's, `!help` and the docs are made from it."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from moodbot.core.dialogue import Entrance, Incoming
from moodbot.core.outcomes import Outcome
from moodbot.language.mood_words import MoodWords, bare, near_enough
from moodbot.language.packs import command_key


@dataclass(frozen=True, slots=True)
class Argument:
    """What may follow a command's name: the pack has the text `argument_<name>`. *choices* are all there are."""

    name: str
    choices: tuple[str, ...] = ()


MOOD, FILE = Argument("mood"), Argument("file")
"""What a front door has a way of its own to ask for."""

SWITCH = Argument("switch", ("on", "off", "status"))


@dataclass(frozen=True, slots=True)
class Call:
    """A command with what came after its name, as typed."""

    command: "Command"
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its help line is the pack's text `command_<name>`.

    *argument* says what may follow; *needs_server* that it means nothing in a terminal; *slash* that it is
    also a slash command, answered so that only the caller sees it; *private* that it is answered in private when
    it is typed in a channel. *use_case* is a UseCase; it takes a Turn, which stands above this and knows commands.
    """

    name: str
    use_case: Callable[[Any], Awaitable[Outcome]]
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

    def called(self, incoming: Incoming, after_prefix: str | None) -> Call | None:
        """Return the command that *incoming* calls, None if it calls none; *after_prefix* stands after its prefix.

        Where the bot is named, the prefix may be left out, but then nothing except a mood may stand with the
        name: "@Bot help" is a command, "@Bot help me please" is a plea. The bot's name alone asks for the moods.
        """
        text = incoming.text.strip()
        if after_prefix is not None:
            return self._find(after_prefix)
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
