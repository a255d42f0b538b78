"""The table of commands; text, slash and terminal commands, `!help` and the docs are made from it."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from moodbot.core.dialogue import Entrance, Incoming
from moodbot.core.outcomes import Outcome
from moodbot.language.mood_words import MoodWords, bare, near_enough
from moodbot.language.packs import command_key


@dataclass(frozen=True, slots=True)
class Argument:
    """The argument of a command; its label is the pack's text `argument_<name>`. *choices* are its only values."""

    name: str
    choices: tuple[str, ...] = ()


MOOD, FILE = Argument("mood"), Argument("file")
"""Arguments that a front door asks for in its own way: slash commands complete moods and take an attached file."""

SWITCH = Argument("switch", ("on", "off", "status"))


@dataclass(frozen=True, slots=True)
class Call:
    """A called command with its *argument*: the text after the command's name, as typed."""

    command: "Command"
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its help line is the pack's text `command_<name>`.

    *argument* is what may follow the name. *needs_server*: it cannot be used in a terminal. *slash*: it is also a
    slash command, answered so that only the caller sees it. *private*: when it is typed in a channel, it is
    answered in private. *use_case* is a UseCase; typed with Any, because Turn imports this module.
    """

    name: str
    use_case: Callable[[Any], Awaitable[Outcome]]
    aliases: tuple[str, ...] = ()
    argument: Argument | None = None
    needs_server: bool = False
    slash: bool = True
    private: bool = False


class Commands:
    """Finds the command that a text calls. *moods* are further names of `mood`, *other_bots* words of other bots."""

    def __init__(self, table: Iterable[Command], moods: MoodWords, prefix: str, other_bots: Collection[str]) -> None:
        self.table = tuple(table)
        self.moods = moods
        self.prefix = prefix
        self._other_bots = frozenset(map(command_key, other_bots))
        self._by_key = {
            command_key(name): command for command in self.table for name in (command.name, *command.aliases)
        }

    def after_prefix(self, text: str) -> str | None:
        """Return the text after the prefix; None without a prefix, and for "!!!" or "!?", which only exclaim."""
        if not text.startswith(self.prefix):
            return None
        rest = text[len(self.prefix) :].strip()
        return rest if rest[:1].isalnum() else None

    def called(self, incoming: Incoming, after_prefix: str | None) -> Call | None:
        """Return the command that *incoming* calls, None if it calls none; *after_prefix* is its text after the prefix.

        A mention of the bot needs no prefix, but then only a mood may follow the command's name: "@Bot help" is a
        command, "@Bot help me please" is a plea. A mention without text calls `mood`.
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
        """Return the command with the name or alias *name*, None if there is none."""
        return self._by_key.get(command_key(name))

    def nearly(self, text: str) -> bool:
        """True if the first word of *text* nearly is a mood, an alias or a command, and no word of another bot."""
        word = bare(text.split(maxsplit=1)[0])
        keys = (*self._by_key, *self.moods.by_key)
        return word not in self._other_bots and any(near_enough(word, key) for key in keys)

    def nearest(self, text: str) -> Command | None:
        """Return the command that the first word of *text* nearly is, None if there is none."""
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
