"""Run a talk in a terminal, with a typing sign and numbered choices."""

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
EXPORT_SUFFIX = ".zip"
TERMINAL_PLACE = Place(PlaceKind.TERMINAL)


class Screen(Protocol):
    """The output of a terminal talk."""

    def write(self, text: str) -> None:
        """Write *text*, which consists of complete lines."""

    def typing(self, sign: str | None) -> None:
        """Show *sign* while the bot types; None removes it."""


class TerminalMessenger:
    """A Messenger that writes the bot's messages to a screen and tracks the choices that can be chosen.

    It saves pictures into *folder* and shows their paths.
    """

    def __init__(self, screen: Screen, words: Words, folder: Path) -> None:
        self._screen = screen
        self._words = words
        self._folder = folder
        self._choices: list[Press] = []
        self._answered = True

    @property
    def pack(self) -> ReplyPack:
        """The pack of the person at the terminal."""
        return self._words.of(PERSON)

    async def type(self) -> None:
        """Show the typing sign."""
        self._screen.typing(self.pack.text("terminal_typing"))

    async def say(
        self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = (), *, within: float | None = None
    ) -> None:
        """Show a message, the paths of its pictures, and its choices, numbered on through the whole answer."""
        self.clear_typing()
        self._screen.write(f"{self.pack.text('terminal_bot')}: {_as_plain_text(text)}\n")
        for picture in pictures:
            self._screen.write(f"   {self._save_picture(picture)}\n")
        if self._answered:
            self._choices, self._answered = [], False
        # A link is in the text already, and nothing to choose.
        choices = tuple(choice for choice in offer.choices if choice.url is None) if offer else ()
        if offer and choices:
            self._screen.write("".join(_numbered_lines(choices, len(self._choices) + 1)))
            self._screen.write(f"   {self.pack.text('terminal_choose')}\n")
            self._choices += [Press(choice.cue, offer.step) for choice in choices]

    async def remove_own(self) -> None:
        """Do nothing: what a terminal has shown stays until it is cleared."""

    def _save_picture(self, picture: Picture) -> str:
        path = self._folder / picture.name
        try:
            path = _write_private(path, picture.data)
        except OSError as fault:
            return self.pack.text("terminal_picture_failed", file=str(path), reason=fault.strerror or "?")
        return self.pack.text("terminal_picture", file=str(path), about=picture.description)

    def clear_typing(self) -> None:
        """Remove the typing sign."""
        self._screen.typing(None)

    def choose(self, line: str) -> Press | None:
        """Begin the person's turn; return the choice whose number is *line*, None if *line* is no such number."""
        self._answered = True
        number = line.strip().rstrip(".)")
        if not number.isdecimal() or not 1 <= int(number[:4]) <= len(self._choices):
            return None
        return self._choices[int(number) - 1]


class TerminalReach:
    """A Reach whose only Messenger is the terminal."""

    def __init__(self, messenger: TerminalMessenger) -> None:
        self._messenger = messenger

    def messenger_for(self, place: Place) -> Messenger:
        """Return the terminal's Messenger."""
        return self._messenger

    def detour_for(self, place: Place, fault: CannotSpeak) -> Detour | None:
        """Return None: there is no other way to the person at a terminal."""
        return None

    def log_unreachable(self, place: Place, fault: CannotSpeak) -> None:
        """Do nothing: a terminal never raises CannotSpeak."""


class Terminal:
    """Hands each typed line to the TurnRunner as a turn of one person."""

    def __init__(
        self, turn_runner: TurnRunner, screen: Screen, words: Words, folder: Path, locale: str | None = None
    ) -> None:
        self._turn_runner = turn_runner
        self._locale = locale
        self._screen = screen
        self._messenger = TerminalMessenger(screen, words, folder)
        self._reach = TerminalReach(self._messenger)

    def welcome(self) -> None:
        """Show the welcome text: what moodbot is, how to begin and how to end."""
        self._screen.write(self._messenger.pack.text("terminal_welcome") + "\n")

    def goodbye(self) -> None:
        """Show the goodbye text."""
        self._messenger.clear_typing()
        self._screen.write(f"\n{self._messenger.pack.text('terminal_goodbye')}\n")

    @property
    def prompt(self) -> str:
        """The prompt before the line that the person types."""
        return f"{self._messenger.pack.text('terminal_you')}: "

    async def hear(self, line: str) -> None:
        """Answer one line; return when the answer is complete or the next line has interrupted it."""
        press = self._messenger.choose(line)
        entrance = Entrance.BUTTON if press else Entrance.TERMINAL
        text = "" if press else line
        incoming = Incoming(
            PERSON, TERMINAL_PLACE, entrance, text, press, locale=self._locale, file=self._file_in(text)
        )
        await self._turn_runner.hear(incoming, self._reach)

    def _file_in(self, text: str) -> SentFile | None:
        """Return the file that a command names, as in `!import old/entries.csv`; None if there is no such file."""
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
        """Answer *lines* one after the other, each completely; show each line, as nobody typed it here."""
        async for line in lines:
            if line.strip():
                self._screen.write(f"{self.prompt}{line}\n")
                await self.hear(line)

    async def talk(self, lines: AsyncIterable[str]) -> None:
        """Answer *lines* as they are typed; a new line, or the end of *lines*, interrupts the answer before."""
        answers: set[asyncio.Task[None]] = set()
        try:
            async for line in lines:
                if line.strip():
                    answer = asyncio.create_task(self.hear(line))
                    answers.add(answer)
                    answer.add_done_callback(answers.discard)
        finally:
            unfinished = list(answers)
            for answer in unfinished:
                answer.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)


def _write_private(path: Path, data: bytes) -> Path:
    """Write *data* to *path*, readable by its owner only, and return the path written.

    An older picture is overwritten; an export gets a numbered name if *path* exists. Raises OSError.
    """
    target, number = path, 1
    while path.suffix == EXPORT_SUFFIX and target.exists():
        number += 1
        target = path.with_stem(f"{path.stem}-{number}")
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
    except OSError:
        # On a full disk a partial file would look like a complete one.
        target.unlink(missing_ok=True)
        raise
    return target


def _numbered_lines(choices: tuple[Choice, ...], first: int) -> list[str]:
    return [
        f"  {number}. {choice.emoji + ' ' if choice.emoji else ''}{choice.label}\n"
        for number, choice in enumerate(choices, start=first)
    ]


def _as_plain_text(text: str) -> str:
    """Return *text* with its later lines indented and without Discord's small-print mark (`-# `)."""
    return text.replace("\n-# ", "\n").replace("\n", "\n   ")
