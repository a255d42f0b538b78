"""Messengers: send messages into a channel, a DM or an ephemeral answer, with retries."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from io import BytesIO
from typing import TypeVar

import discord

from moodbot.core.dialogue import Picture, Reply
from moodbot.core.errors import CannotSpeak, StoreUnavailable
from moodbot.core.ports import Clock
from moodbot.core.words import Words
from moodbot.discordapp.buttons import view_of
from moodbot.discordapp.faults import DROPPED, NotRemoved, cannot_speak, send_or_plain
from moodbot.discordapp.lengths import split_text
from moodbot.discordapp.plain import plain_text
from moodbot.language.packs import ReplyPack
from moodbot.storage.answers import AnswerStore

log = logging.getLogger(__name__)
T = TypeVar("T")

RETRY_AFTER = (1.0, 2.0)
"""Seconds before each retry of a message that Discord did not confirm."""

UNAVAILABLE = 503

MOST_KEPT = 3
"""Own messages that could not be removed after which no more are tried, so that the person is told soon."""


class AnswerTracker:
    """Tracks the bot's answers to one message, so that deleting that message deletes them too."""

    def __init__(self, question: int, channel: int, store: AnswerStore, clock: Clock) -> None:
        self.question = question
        self.channel = channel
        self.deleted = False
        self._store = store
        self._clock = clock

    async def add(self, answer: discord.Message) -> None:
        """Store *answer*; delete it at once if the question was deleted meanwhile. Logs failures, never raises."""
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
    """Sends to a channel, a thread or a DM. Retries carry the same nonce, so that no message appears twice.

    *me* is the id of the bot's account.
    """

    def __init__(
        self,
        channel: discord.abc.Messageable,
        me: int,
        words: Words,
        clock: Clock,
        tracker: AnswerTracker | None = None,
    ) -> None:
        self._channel = channel
        self._me = me
        self._words = words
        self._clock = clock
        self._tracker = tracker
        self.spoke = False

    async def type(self) -> None:
        """Show typing for 10 seconds or until the next message. Logs failures, never raises."""
        if self._tracker and self._tracker.deleted:
            return
        try:
            await self._channel.typing()
        except (discord.HTTPException, *DROPPED) as fault:
            log.info("typing was not shown: %s", type(fault).__name__)

    async def say(
        self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = (), *, within: float | None = None
    ) -> None:
        """Send *text*, split if it is too long for one message. Raises CannotSpeak."""
        *before, last = split_text(text)
        for part in before:
            await self._send(part, None, (), within)
        await self._send(last, offer, pictures, within)

    async def _send(self, text: str, offer: Reply | None, pictures: Sequence[Picture], within: float | None) -> None:
        if self._tracker and self._tracker.deleted:
            return
        pack = self._words.of(offer.person) if offer else self._words.default
        view = view_of(offer, pack) if offer else None
        nonce = self._clock.new_id()[-24:]
        plain = plain_text(text, offer, pictures, pack)
        # Files are built anew for each try, because sending reads them to their end.
        sent = await send_with_retry(
            lambda: self._channel.send(
                text, view=view or discord.utils.MISSING, files=files_of(pictures) or discord.utils.MISSING, nonce=nonce
            ),
            self._clock,
            within,
            plain=(lambda: self._channel.send(plain, nonce=nonce)) if plain else None,
        )
        self.spoke = True
        if self._tracker:
            await self._tracker.add(sent)

    async def remove_own(self) -> None:
        """Remove the bot's own messages, the newest first. Raises NotRemoved if some are or may be left."""
        kept = 0
        try:
            async for message in self._channel.history(limit=None):
                if message.author.id == self._me and not await self._remove(message):
                    kept += 1
                    if kept == MOST_KEPT:
                        break
        except (discord.HTTPException, *DROPPED) as fault:
            log.warning("own messages could not be looked through: %s", type(fault).__name__)
            raise NotRemoved from fault
        if kept:
            raise NotRemoved

    async def _remove(self, message: discord.Message) -> bool:
        """Remove *message*; return True if it is gone. Logs failures, never raises."""

        async def delete() -> None:
            with suppress(discord.NotFound):
                await message.delete()

        try:
            await send_with_retry(delete, self._clock)
        except CannotSpeak as fault:
            log.warning("an own message could not be removed: %s", type(fault.__cause__).__name__)
            return False
        return True


class DirectMessenger:
    """Sends to a person's DM, which the first use opens."""

    def __init__(self, user: discord.User | discord.Member, words: Words, clock: Clock) -> None:
        self._user = user
        self._words = words
        self._clock = clock
        self.spoke = False
        self._channel: ChannelMessenger | None = None

    @property
    def pack(self) -> ReplyPack:
        """The pack of the recipient."""
        return self._words.of(self._user.id)

    async def type(self) -> None:
        """Show typing in the DM. Raises CannotSpeak if it cannot be opened."""
        await (await self._open()).type()

    async def say(
        self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = (), *, within: float | None = None
    ) -> None:
        """Send *text*. Raises CannotSpeak, such as for closed DMs."""
        await (await self._open(within)).say(text, offer, pictures, within=within)
        self.spoke = True

    async def remove_own(self) -> None:
        """Remove the bot's own messages from the DM. Raises NotRemoved, or CannotSpeak if it cannot be opened."""
        await (await self._open()).remove_own()

    async def _open(self, within: float | None = None) -> ChannelMessenger:
        if self._channel is None:
            channel = await send_with_retry(self._user.create_dm, self._clock, within)
            self._channel = ChannelMessenger(channel, channel.me.id, self._words, self._clock)
        return self._channel


class EphemeralMessenger:
    """Answers an interaction with ephemeral messages, after a deferred answer that shows "thinking"."""

    def __init__(self, interaction: discord.Interaction[discord.Client], words: Words, clock: Clock) -> None:
        self._interaction = interaction
        self._words = words
        self._clock = clock
        self.spoke = False

    @property
    def pack(self) -> ReplyPack:
        """The pack of the person answered."""
        return self._words.of(self._interaction.user.id)

    async def type(self) -> None:
        """Do nothing: the deferred answer already shows "thinking"."""

    async def say(
        self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = (), *, within: float | None = None
    ) -> None:
        """Send *text*, split if it is too long; the first message replaces "thinking".

        Raises CannotSpeak, also once the interaction has expired (15 minutes).
        """
        *before, last = split_text(text)
        for part in before:
            await self._send(part, None, (), within)
        await self._send(last, offer, pictures, within)

    async def _send(self, text: str, offer: Reply | None, pictures: Sequence[Picture], within: float | None) -> None:
        view = view_of(offer, self.pack) if offer else None
        plain = plain_text(text, offer, pictures, self.pack)
        if self.spoke:
            await self._follow_up(text, view, pictures, plain, within)
        else:
            await send_with_retry(
                lambda: self._interaction.edit_original_response(
                    content=text, view=view, attachments=files_of(pictures) or discord.utils.MISSING
                ),
                self._clock,
                within,
                plain=(lambda: self._interaction.edit_original_response(content=plain, view=None)) if plain else None,
            )
        self.spoke = True

    async def _follow_up(
        self,
        text: str,
        view: discord.ui.View | None,
        pictures: Sequence[Picture],
        plain: str | None,
        within: float | None,
    ) -> None:
        async def send() -> None:
            files = files_of(pictures) or discord.utils.MISSING
            await self._interaction.followup.send(text, view=view or discord.utils.MISSING, files=files, ephemeral=True)

        async def send_plain() -> None:
            await self._interaction.followup.send(plain or text, ephemeral=True)

        if within is not None:
            # Help, which is better seen twice than not at all.
            await send_with_retry(send, self._clock, within, send_plain if plain else None)
            return
        try:
            # No retry: a follow-up carries no nonce, so after a dropped connection it might appear twice.
            await (send_or_plain(send, send_plain) if plain else send())
        except (discord.HTTPException, *DROPPED) as fault:
            raise cannot_speak(fault) from fault

    async def remove_own(self) -> None:
        """Do nothing: only this person sees the answer, until they close it."""

    async def end(self) -> None:
        """Remove "thinking" if nothing was said. Raises CannotSpeak."""
        if not self.spoke:
            await send_with_retry(self._interaction.delete_original_response, self._clock)


def files_of(pictures: Sequence[Picture]) -> list[discord.File]:
    """Return *pictures* as attachments, each with its description as alt text."""
    return [discord.File(BytesIO(each.data), each.name, description=each.description) for each in pictures]


async def send_with_retry(
    send: Callable[[], Awaitable[T]],
    clock: Clock,
    within: float | None = None,
    plain: Callable[[], Awaitable[T]] | None = None,
) -> T:
    """Await *send* and return its result; retry after a dropped connection or status 503.

    *within*: seconds after which a try counts as dropped, as on a half-open socket. If Discord refuses the form of the
    message, *plain* sends it without what may be at fault. discord.py itself waits out rate limits and retries 500, 502
    and 504. Raises CannotSpeak.
    """
    for wait in (*RETRY_AFTER, None):
        try:
            async with asyncio.timeout(within):
                return await (send_or_plain(send, plain) if plain else send())
        except (discord.HTTPException, *DROPPED) as fault:
            retryable = not isinstance(fault, discord.HTTPException) or fault.status == UNAVAILABLE
            if wait is None or not retryable:
                raise cannot_speak(fault) from fault
            await clock.pause(wait)
    raise AssertionError("the last try returns or raises")
