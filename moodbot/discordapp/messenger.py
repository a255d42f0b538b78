"""The ways to write to a person: into a channel or DM, or as an answer that only they see."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from io import BytesIO
from typing import TypeVar

import discord

from moodbot.core.dialogue import Picture, Reply
from moodbot.core.errors import StoreUnavailable
from moodbot.core.ports import Clock
from moodbot.core.words import Words
from moodbot.discordapp.buttons import view_of
from moodbot.discordapp.faults import DROPPED, cannot_speak
from moodbot.discordapp.lengths import parts_of
from moodbot.language.packs import ReplyPack
from moodbot.storage.answers import AnswerStore

log = logging.getLogger(__name__)
T = TypeVar("T")

RETRY_AFTER = (1.0, 2.0)
"""Seconds to wait before a message is sent again that Discord did not confirm."""

UNAVAILABLE = 503


class Answered:
    """The messages that answer one message of a person, so that deleting that one deletes these too."""

    def __init__(self, question: int, channel: int, store: AnswerStore, clock: Clock) -> None:
        self.question = question
        self.channel = channel
        self.deleted = False
        self._store = store
        self._clock = clock

    async def add(self, answer: discord.Message) -> None:
        """Remember *answer*; delete it at once where the question has been deleted meanwhile."""
        if self.deleted:
            try:
                await answer.delete()
            except (discord.HTTPException, *DROPPED) as fault:
                log.warning("an answer could not be deleted: %s", type(fault).__name__)
            return
        try:
            await self._store.answered(self.question, self.channel, answer.id, self._clock.now())
        except StoreUnavailable as fault:
            log.error("an answer could not be remembered: %s", fault)


class ChannelMessenger:
    """Writes into a channel, a thread or a DM. A message is sent again with the same nonce, so it cannot double."""

    def __init__(
        self,
        channel: discord.abc.Messageable,
        words: Words,
        clock: Clock,
        answered: Answered | None = None,
    ) -> None:
        self._channel = channel
        self._words = words
        self._clock = clock
        self._answered = answered
        self.spoke = False

    async def type(self) -> None:
        """Show that the bot is typing, for 10 seconds or until it writes."""
        if self._answered and self._answered.deleted:
            return
        try:
            await self._channel.typing()
        except (discord.HTTPException, *DROPPED) as fault:
            log.info("typing was not shown: %s", type(fault).__name__)

    async def say(self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = ()) -> None:
        """Send *text*, as several messages where it is too long for one. Raises CannotSpeak where Discord does not let
        the bot write.
        """
        *before, last = parts_of(text)
        for part in before:
            await self._send(part, None, ())
        await self._send(last, offer, pictures)

    async def _send(self, text: str, offer: Reply | None, pictures: Sequence[Picture]) -> None:
        if self._answered and self._answered.deleted:
            return
        view = view_of(offer, self._words.of(offer.person)) if offer else None
        nonce = self._clock.new_id()[-24:]
        # The files are made anew for each try: one that was sent is read to its end.
        sent = await surely(
            lambda: self._channel.send(
                text, view=view or discord.utils.MISSING, files=files_of(pictures) or discord.utils.MISSING, nonce=nonce
            ),
            self._clock,
        )
        self.spoke = True
        if self._answered:
            await self._answered.add(sent)


class DirectMessenger:
    """Writes to a person's DM, which is opened only when there is something to say."""

    def __init__(self, user: discord.User | discord.Member, words: Words, clock: Clock) -> None:
        self._user = user
        self._words = words
        self._clock = clock
        self.spoke = False
        self._channel: ChannelMessenger | None = None

    @property
    def pack(self) -> ReplyPack:
        """The words of whom it writes to."""
        return self._words.of(self._user.id)

    async def type(self) -> None:
        """Show typing in the DM."""
        await (await self._open()).type()

    async def say(self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = ()) -> None:
        """Send *text*. Raises CannotSpeak where the person's DMs are closed."""
        await (await self._open()).say(text, offer, pictures)
        self.spoke = True

    async def _open(self) -> ChannelMessenger:
        if self._channel is None:
            channel = await surely(self._user.create_dm, self._clock)
            self._channel = ChannelMessenger(channel, self._words, self._clock)
        return self._channel


class EphemeralMessenger:
    """Answers an interaction so that only the person sees it; "thinking" stands there for typing."""

    def __init__(self, interaction: discord.Interaction[discord.Client], words: Words, clock: Clock) -> None:
        self._interaction = interaction
        self._words = words
        self._clock = clock
        self.spoke = False

    @property
    def pack(self) -> ReplyPack:
        """The words of whom it answers."""
        return self._words.of(self._interaction.user.id)

    async def type(self) -> None:
        """Nothing: the deferred answer already shows that the bot is thinking."""

    async def say(self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = ()) -> None:
        """Send *text*, in parts where it is long, the first in place of "thinking". Raises CannotSpeak after 15
        minutes.
        """
        *before, last = parts_of(text)
        for part in before:
            await self._send(part, None, ())
        await self._send(last, offer, pictures)

    async def _send(self, text: str, offer: Reply | None, pictures: Sequence[Picture]) -> None:
        view = view_of(offer, self.pack) if offer else None
        first, self.spoke = not self.spoke, True
        if first:
            await surely(
                lambda: self._interaction.edit_original_response(
                    content=text, view=view, attachments=files_of(pictures) or discord.utils.MISSING
                ),
                self._clock,
            )
            return
        try:
            # A follow-up carries no nonce: sent again after a dropped connection, it might double.
            await self._interaction.followup.send(
                text,
                view=view or discord.utils.MISSING,
                files=files_of(pictures) or discord.utils.MISSING,
                ephemeral=True,
            )
        except (discord.HTTPException, *DROPPED) as fault:
            raise cannot_speak(fault) from fault

    async def end(self) -> None:
        """Take "thinking" away where nothing was said."""
        if not self.spoke:
            await surely(self._interaction.delete_original_response, self._clock)


def files_of(pictures: Sequence[Picture]) -> list[discord.File]:
    """Return *pictures* as attachments, each with its description for people who do not see it."""
    return [discord.File(BytesIO(each.data), each.name, description=each.description) for each in pictures]


async def surely(send: Callable[[], Awaitable[T]], clock: Clock) -> T:
    """Return what *send* returns; try again where the connection dropped or Discord was away.

    discord.py itself waits out rate limits and repeats 500, 502 and 504. Raises CannotSpeak.
    """
    for wait in (*RETRY_AFTER, None):
        try:
            return await send()
        except (discord.HTTPException, *DROPPED) as fault:
            dropped = not isinstance(fault, discord.HTTPException) or fault.status == UNAVAILABLE
            if wait is None or not dropped:
                raise cannot_speak(fault) from fault
            await clock.pause(wait)
    raise AssertionError("the last try returns or raises")
