"""A talk in the terminal: typing shows while the bot writes, and choices are numbered."""

import asyncio
import os
from collections.abc import AsyncIterable, Sequence
from pathlib import Path
from typing import Protocol

from moodbot.conversation.turns import TurnRunner
from moodbot.core.dialogue import (
    CannotRead,
    Choice,
    Entrance,
    Incoming,
    Picture,
    Place,
    PlaceKind,
    Press,
    Reply,
    SentFile,
)
from moodbot.core.errors import CannotSpeak
from moodbot.core.ports import Detour, Messenger
from moodbot.core.words import Words
from moodbot.language.packs import ReplyPack

PERSON = 1
EXPORTED = ".zip"
HERE = Place(PlaceKind.TERMINAL)


class Screen(Protocol):
    """Where the talk is shown."""

    def write(self, text: str) -> None:
        """Show *text*, whole lines."""

    def typing(self, sign: str | None) -> None:
        """Show *sign* while the bot types; take it away where it is None."""


class TerminalMessenger:
    """Writes the bot's side of the talk, and remembers which choices are open.

    Pictures are written into *folder*, and named.
    """

    def __init__(self, screen: Screen, words: Words, folder: Path) -> None:
        self._screen = screen
        self._words = words
        self._folder = folder
        self._open: list[Press] = []
        self._answered = True

    @property
    def pack(self) -> ReplyPack:
        """The words of whoever sits there."""
        return self._words.of(PERSON)

    async def type(self) -> None:
        """Show that the bot is typing."""
        self._screen.typing(self.pack.text("terminal_typing"))

    async def say(self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = ()) -> None:
        """Show a message, the files that its pictures are in, and its choices, numbered through a whole answer."""
        self.hush()
        self._screen.write(f"{self.pack.text('terminal_bot')}: {_plain(text)}\n")
        for picture in pictures:
            self._screen.write(f"   {self._saved(picture)}\n")
        if self._answered:
            self._open, self._answered = [], False
        if offer and offer.choices:
            self._screen.write("".join(_numbered(offer.choices, len(self._open) + 1)))
            self._screen.write(f"   {self.pack.text('terminal_choose')}\n")
            self._open += [Press(choice.cue, offer.step) for choice in offer.choices]

    def _saved(self, picture: Picture) -> str:
        path = self._folder / picture.name
        try:
            path = _written(path, picture.data)
        except OSError as fault:
            return self.pack.text("terminal_picture_failed", file=str(path), reason=fault.strerror or "?")
        return self.pack.text("terminal_picture", file=str(path), about=picture.description)

    def hush(self) -> None:
        """Take the typing sign away."""
        self._screen.typing(None)

    def pressed(self, line: str) -> Press | None:
        """Take the person's turn; return the choice that *line* names by its number, None where it names none."""
        self._answered = True
        number = line.strip().rstrip(".)")
        if not number.isdecimal() or not 1 <= int(number[:4]) <= len(self._open):
            return None
        return self._open[int(number) - 1]


class TerminalReach:
    """There is one way to whoever sits at the terminal."""

    def __init__(self, messenger: TerminalMessenger) -> None:
        self._messenger = messenger

    def at(self, place: Place) -> Messenger:
        """Return the terminal."""
        return self._messenger

    def instead_of(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Nothing: where the terminal cannot be written to, nobody is there."""
        return None

    def lost(self, place: Place, fault: CannotSpeak) -> None:
        """Nothing: the terminal never refuses."""


class Terminal:
    """Hands each line typed to the hearing, as a turn of one person."""

    def __init__(
        self, turn_runner: TurnRunner, screen: Screen, words: Words, folder: Path, locale: str | None = None
    ) -> None:
        self._turn_runner = turn_runner
        self._locale = locale
        self._screen = screen
        self._messenger = TerminalMessenger(screen, words, folder)
        self._reach = TerminalReach(self._messenger)

    def welcome(self) -> None:
        """Say what this is and how to begin and end."""
        self._screen.write(self._messenger.pack.text("terminal_welcome") + "\n")

    def goodbye(self) -> None:
        """Take leave."""
        self._messenger.hush()
        self._screen.write(f"\n{self._messenger.pack.text('terminal_goodbye')}\n")

    @property
    def prompt(self) -> str:
        """What stands before the line that the person types."""
        return f"{self._messenger.pack.text('terminal_you')}: "

    async def hear(self, line: str) -> None:
        """Answer one line to the end, or until the next one interrupts it."""
        press = self._messenger.pressed(line)
        entrance = Entrance.BUTTON if press else Entrance.TERMINAL
        text = "" if press else line
        incoming = Incoming(PERSON, HERE, entrance, text, press, locale=self._locale, file=self._file_in(text))
        await self._turn_runner.hear(incoming, self._reach)

    def _file_in(self, text: str) -> SentFile | None:
        """Return the file that a command names, as in `!import old/entries.csv`; None where there is no such file."""
        path = Path(text.partition(" ")[2].strip())
        try:
            if not text.startswith(self._turn_runner.bot_languages.prefix) or not path.is_file():
                return None
            size = path.stat().st_size
        except (OSError, ValueError):
            return None

        async def read() -> bytes:
            try:
                return await asyncio.to_thread(path.read_bytes)
            except OSError as fault:
                raise CannotRead from fault

        return SentFile(path.name, size, read)

    async def play(self, lines: AsyncIterable[str]) -> None:
        """Answer *lines* one after the other, each whole; they are shown, for nobody has typed them here."""
        async for line in lines:
            if line.strip():
                self._screen.write(f"{self.prompt}{line}\n")
                await self.hear(line)

    async def talk(self, lines: AsyncIterable[str]) -> None:
        """Answer *lines* as they are typed; a line interrupts the answer to the one before, and their end the last."""
        answers: set[asyncio.Task[None]] = set()
        try:
            async for line in lines:
                if line.strip():
                    answer = asyncio.create_task(self.hear(line))
                    answers.add(answer)
                    answer.add_done_callback(answers.discard)
        finally:
            leaving = list(answers)
            for answer in leaving:
                answer.cancel()
            await asyncio.gather(*leaving, return_exceptions=True)


def _written(path: Path, data: bytes) -> Path:
    """Write *data*, readable by its owner only; beside an older export, in the place of an older picture."""
    free, number = path, 1
    while path.suffix == EXPORTED and free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    opened = os.open(free, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(opened, "wb") as file:
            file.write(data)
    except OSError:
        # On a full disk half a file would look like a whole one.
        free.unlink(missing_ok=True)
        raise
    return free


def _numbered(choices: tuple[Choice, ...], first: int) -> list[str]:
    return [
        f"  {number}. {choice.emoji + ' ' if choice.emoji else ''}{choice.label}\n"
        for number, choice in enumerate(choices, start=first)
    ]


def _plain(text: str) -> str:
    """Return *text* with its line breaks set under the first word; Discord's small-print mark is left out."""
    return text.replace("\n-# ", "\n").replace("\n", "\n   ")
