"""The Discord client: hears messages, presses, forms and slash commands, and hands each on as a turn."""

import logging
import sys
from dataclasses import dataclass, replace
from typing import Any

import discord

from moodbot.conversation.turns import TurnRunner
from moodbot.core.dialogue import Incoming, Place, PlaceKind, TalkCue
from moodbot.core.errors import CannotSpeak, StoreUnavailable
from moodbot.core.faults import describe
from moodbot.core.ports import Clock
from moodbot.core.said_once import SaidOnce
from moodbot.core.services import Services
from moodbot.core.words import Words
from moodbot.discordapp.buttons import MENU, WORDS_CUE, WRITE, ButtonId, chosen_view, opens_form, write_form
from moodbot.discordapp.connection import Connection
from moodbot.discordapp.counsellors.buttons import DeskId
from moodbot.discordapp.counsellors.events import DeskWatch
from moodbot.discordapp.counsellors.slash import add_desk_commands, answer
from moodbot.discordapp.direct_line import DiscordLine
from moodbot.discordapp.faults import taken
from moodbot.discordapp.incoming import membership, read_form, read_message, read_press, read_slash
from moodbot.discordapp.messenger import Answered, ChannelMessenger, DirectMessenger, EphemeralMessenger
from moodbot.discordapp.reach import AloneReach, MessageReach, PrivateReach
from moodbot.discordapp.slash import build_tree, sync_if_changed
from moodbot.features.care.service import OPEN_CUE
from moodbot.features.counsellors.staff import StaffDesk
from moodbot.features.journal.chart_command import SHARE_CUE
from moodbot.storage.answers import AnswerStore
from moodbot.storage.installation import InstallationStore

log = logging.getLogger(__name__)

Interaction = discord.Interaction[discord.Client]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the client is handed: who hears, what is remembered, the clock, the line for what is said unasked,
    the staff's side of requests for a person, the words, and what is said to somebody once a day.
    """

    turn_runner: TurnRunner
    answers: AnswerStore
    installation: InstallationStore
    clock: Clock
    line: DiscordLine
    desk: StaffDesk
    words: Words
    once: SaidOnce


def parts_of(turn_runner: TurnRunner, services: Services, line: DiscordLine) -> Parts:
    """Return what the client needs of the bot's parts."""
    return Parts(
        turn_runner,
        services.of(AnswerStore),
        services.of(InstallationStore),
        services.of(Clock),
        line,
        services.of(StaffDesk),
        services.of(Words),
        services.of(SaidOnce),
    )


def intents_for(message_content: bool) -> discord.Intents:
    """Return the events to ask Discord for; without *message_content* channel texts arrive empty."""
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    intents.message_content = message_content
    return intents


class MoodBot(discord.Client):
    """Knows Discord and nothing of moods."""

    def __init__(self, parts: Parts, message_content: bool, **options: Any) -> None:
        # Nobody's messages or membership are kept in memory: the bot answers, it does not watch.
        super().__init__(
            intents=intents_for(message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            http_trace=parts.line.traffic.trace(),
            **options,
        )
        self._parts = parts
        self._features = parts.turn_runner.features
        self._bot_language = parts.turn_runner.bot_languages.default
        self._words = parts.words
        self._answering: dict[int, Answered] = {}
        self.connection = Connection()
        self.tree = build_tree(self, self._bot_language.commands, self._words.default, self._on_slash)
        add_desk_commands(self.tree, parts.desk, self._words)
        self._watch = DeskWatch(parts.desk)

    async def setup_hook(self) -> None:
        """Tell Discord the slash commands, if they have changed."""
        assert self.application_id is not None
        await sync_if_changed(self.tree, self.application_id, self._parts.installation)
        self._parts.line.take(self, self._words)

    async def close(self) -> None:
        """End the connection; nothing more is sent through this client."""
        self._parts.line.leave(self)
        await super().close()

    async def on_connect(self) -> None:
        """Note that Discord knows this bot; with thousands of servers, "ready" would come much later."""
        self.connection.gained()
        log.info("connected as %s", self.user.id if self.user else "nobody")

    async def on_resumed(self) -> None:
        """Note that a lost connection goes on."""
        self.connection.gained()

    async def on_disconnect(self) -> None:
        """Note that the connection was lost."""
        self.connection.dropped()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what broke by its kind and place alone; discord.py would log what a person wrote with it."""
        fault = sys.exc_info()[1]
        log.error("%s broke: %s", event_method, describe(fault) if fault else "unknown")

    async def on_message(self, message: discord.Message) -> None:
        """Hear a message that is addressed to the bot."""
        assert self.user is not None
        incoming = read_message(message, self.user.id, self._bot_language.commands.prefix)
        thread = message.guild.get_thread(message.channel.id) if message.guild else None
        if thread is not None and thread.owner_id == self.user.id and not message.author.bot:
            await self._watch.spoke(thread.id, message.author.id)
        if incoming is None:
            return
        await self._hear_here(incoming, message.channel.id, message.id, message.author)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Delete the answer to a message that was deleted."""
        await self._take_back([payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Delete the answers to messages that were deleted together."""
        await self._take_back(list(payload.message_ids))

    async def on_interaction(self, interaction: Interaction) -> None:
        """Hear a press or a form; also one from before a restart, for their ids say all that is needed."""
        kinds = (discord.InteractionType.component, discord.InteractionType.modal_submit)
        if interaction.type not in kinds or interaction.data is None:
            return
        data: dict[str, Any] = dict(interaction.data)
        pressed = ButtonId.parse(data.get("custom_id", ""))
        if pressed is None:
            await self._on_desk_press(interaction, DeskId.parse((data.get("values") or [data.get("custom_id", "")])[0]))
            return
        pack = self._words.of(interaction.user.id)
        if pressed.person != interaction.user.id:
            await taken(interaction.response.send_message(pack.text("not_yours"), ephemeral=True))
        elif interaction.type is discord.InteractionType.modal_submit:
            await self._hear_alone(interaction, read_form(interaction, pressed, _written(data)))
        elif opens_form(self._features, pressed.cue):
            await taken(interaction.response.send_modal(write_form(self._features, pressed, pack)))
        else:
            values = data.get("values") or [""]
            await self._on_press(interaction, pressed, values[0] if pressed.cue == MENU else pressed.cue)

    async def _on_press(self, interaction: Interaction, pressed: ButtonId, cue: str) -> None:
        incoming = read_press(interaction, pressed, cue)
        if cue.startswith(SHARE_CUE) and not _may_write(interaction):
            refusal = self._words.of(interaction.user.id).text("share_not_allowed")
            await taken(interaction.response.send_message(refusal, ephemeral=True))
        elif pressed.place.kind is PlaceKind.EPHEMERAL:
            await self._hear_alone(interaction, incoming)
        elif pressed.place.kind is PlaceKind.CHANNEL and cue == OPEN_CUE:
            alone = Place(PlaceKind.EPHEMERAL, pressed.place.id)
            await self._hear_alone(interaction, replace(incoming, place=alone))
        elif pressed.place.kind is PlaceKind.CHANNEL and cue == TalkCue.PRIVATE:
            await self._go_private(interaction, incoming)
        else:
            assert interaction.message is not None and interaction.channel_id is not None
            view = chosen_view(interaction.message, str(pressed), cue)
            await taken(interaction.response.edit_message(view=view))
            # The answer is a message of its own, so it is given even where the press came too late for Discord.
            await self._hear_here(incoming, interaction.channel_id, interaction.message.id, interaction.user)

    async def _on_desk_press(self, interaction: Interaction, pressed: DeskId | None) -> None:
        """Carry out a button of staff, or of the two in a thread; who may is looked at when it is pressed."""
        member = membership(interaction.user)
        if pressed is None or member is None or member.server != pressed.server:
            return
        if await taken(interaction.response.defer(ephemeral=True, thinking=True)):
            doing = self._parts.desk.carry_out(member, pressed.number, pressed.action)
            await answer(interaction, doing, self._words.of(interaction.user.id))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that the bot has left."""
        await self._watch.left(guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """End what cannot go on without a channel."""
        await self._watch.channel_gone(channel.guild.id, channel.id)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Tell the owner that a desk has lost its role."""
        await self._watch.role_gone(role.guild.id, role.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """End the request whose thread was deleted."""
        await self._watch.thread_gone(payload.thread_id)

    async def _on_slash(self, interaction: Interaction, text: str, sent: discord.Attachment | None) -> None:
        if text == "counsellor":
            opened = ButtonId(
                interaction.user.id, Place(PlaceKind.EPHEMERAL, interaction.channel_id or 0), 0, WORDS_CUE
            )
            await taken(
                interaction.response.send_modal(write_form(self._features, opened, self._words.of(interaction.user.id)))
            )
            return
        await self._hear_alone(interaction, read_slash(interaction, text, sent))

    async def _hear_here(
        self, incoming: Incoming, channel_id: int, question: int, user: discord.User | discord.Member
    ) -> None:
        """Answer in the channel or DM where the person spoke; *question* is the message that is answered."""
        words, clock = self._words, self._parts.clock
        in_channel = incoming.place.kind is PlaceKind.CHANNEL
        answered = Answered(question, channel_id, self._parts.answers, clock) if in_channel else None
        channel = ChannelMessenger(self.get_partial_messageable(channel_id), words, clock, answered)
        direct = DirectMessenger(user, words, clock)
        reach = MessageReach(incoming.place, incoming.person, channel, direct, self._parts.once)
        if answered is None:
            await self._parts.turn_runner.hear(incoming, reach)
            return
        self._answering[question] = answered
        try:
            await self._parts.turn_runner.hear(incoming, reach)
        finally:
            self._answering.pop(question, None)

    async def _hear_alone(self, interaction: Interaction, incoming: Incoming) -> None:
        """Answer so that only the person sees it."""
        if not await taken(interaction.response.defer(ephemeral=True, thinking=True)):
            return
        words, clock = self._words, self._parts.clock
        alone = EphemeralMessenger(interaction, words, clock)
        channel = ChannelMessenger(self.get_partial_messageable(interaction.channel_id or 0), words, clock)
        await self._parts.turn_runner.hear(incoming, AloneReach(incoming.place, alone, channel, self._parts.once))
        await self._end(alone, alone.pack.text("shared") if channel.spoke and not alone.spoke else None)

    async def _go_private(self, interaction: Interaction, incoming: Incoming) -> None:
        """Go on in a DM, and where that is closed, here but seen by the person alone."""
        if not await taken(interaction.response.defer(ephemeral=True, thinking=True)):
            return
        words, clock = self._words, self._parts.clock
        alone = EphemeralMessenger(interaction, words, clock)
        direct = DirectMessenger(interaction.user, words, clock)
        await self._parts.turn_runner.hear(incoming, PrivateReach(incoming.place, direct, alone, self._parts.once))
        await self._end(alone, alone.pack.text("moved_to_dm") if direct.spoke and not alone.spoke else None)

    async def _end(self, alone: EphemeralMessenger, refusal: str | None = None) -> None:
        """Say *note*, if there is one, or take "thinking" away where nothing was said."""
        try:
            if refusal:
                await alone.say(refusal)
            await alone.end()
        except CannotSpeak as fault:
            log.info("an answer could not be ended: %s", fault)

    async def _take_back(self, questions: list[int]) -> None:
        """Delete the answers to *questions*, and what was answered to presses under these."""
        while questions:
            for question in questions:
                if question in self._answering:
                    self._answering[question].deleted = True
            try:
                answers = await self._parts.answers.answers_to(questions)
            except StoreUnavailable as fault:
                log.error("answers to deleted messages could not be looked up: %s", fault)
                return
            for channel_id, message_id in answers:
                await self._delete(channel_id, message_id)
            questions = [message_id for _, message_id in answers]

    async def _delete(self, channel_id: int, message_id: int) -> None:
        try:
            await self.get_partial_messageable(channel_id).get_partial_message(message_id).delete()
        except discord.NotFound:
            pass
        except discord.HTTPException as fault:
            log.warning("an answer could not be deleted: error %d", fault.code)


def _may_write(interaction: Interaction) -> bool:
    """True where the person could write in the channel themselves; the bot says nothing there for who cannot."""
    allowed = interaction.permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    return allowed.send_messages_in_threads if in_thread else allowed.send_messages


def _written(data: dict[str, Any]) -> str:
    """Return the words in a submitted form, whatever it wraps the field in."""
    found = [data]
    while found:
        item = found.pop()
        if item.get("custom_id") == WRITE:
            return str(item.get("value") or "")
        found += item.get("components") or ([item["component"]] if "component" in item else [])
    return ""
