"""The Discord client: receives messages, presses, forms and slash commands, and runs each as a turn."""

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
from moodbot.discordapp.messenger import AnswerTracker, ChannelMessenger, DirectMessenger, EphemeralMessenger
from moodbot.discordapp.reach import EphemeralReach, MessageReach, PrivateReach
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
    """The parts that the client uses: turns, stores, clock, the line for outreach, the desk for counsellor requests,
    the words by person, and the memory of what was said once a day.
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
    """Return the client's Parts out of *services*."""
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
    """Return the gateway intents; without *message_content* most channel messages arrive without their text."""
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    intents.message_content = message_content
    return intents


class MoodBot(discord.Client):
    """The Discord client, which passes events to the TurnRunner and to the desk of counsellors."""

    def __init__(self, parts: Parts, message_content: bool, **options: Any) -> None:
        # Caches are off: people's messages and memberships must not stay in memory.
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
        self._answers_in_progress: dict[int, AnswerTracker] = {}
        self.connection = Connection()
        self.tree = build_tree(self, self._bot_language.commands, self._words.default, self._on_slash)
        add_desk_commands(self.tree, parts.desk, self._words)
        self._desk_watch = DeskWatch(parts.desk)

    async def setup_hook(self) -> None:
        """Register the slash commands if they have changed, and let the line send through this client."""
        assert self.application_id is not None
        await sync_if_changed(self.tree, self.application_id, self._parts.installation)
        self._parts.line.take(self, self._words)

    async def close(self) -> None:
        """Stop sending through this client and close the connection."""
        self._parts.line.leave(self)
        await super().close()

    async def on_connect(self) -> None:
        """Record the connection here: with thousands of servers on_ready comes much later."""
        self.connection.gained()
        log.info("connected as %s", self.user.id if self.user else "nobody")

    async def on_resumed(self) -> None:
        """Record that a lost connection was resumed."""
        self.connection.gained()

    async def on_disconnect(self) -> None:
        """Record that the connection was lost."""
        self.connection.dropped()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log only the kind and place of an exception; discord.py would also log what a person wrote."""
        fault = sys.exc_info()[1]
        log.error("%s broke: %s", event_method, describe(fault) if fault else "unknown")

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message addressed to the bot; record a message in one of the bot's threads."""
        assert self.user is not None
        incoming = read_message(message, self.user.id, self._bot_language.commands.prefix)
        thread = message.guild.get_thread(message.channel.id) if message.guild else None
        if thread is not None and thread.owner_id == self.user.id and not message.author.bot:
            await self._desk_watch.spoke(thread.id, message.author.id)
        if incoming is None:
            return
        await self._answer_in_place(incoming, message.channel.id, message.id, message.author)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Delete the answers to a deleted message."""
        await self._delete_answers([payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Delete the answers to messages deleted in bulk."""
        await self._delete_answers(list(payload.message_ids))

    async def on_interaction(self, interaction: Interaction) -> None:
        """Handle a press or a submitted form; custom_ids hold all state, so those from before a restart work."""
        kinds = (discord.InteractionType.component, discord.InteractionType.modal_submit)
        if interaction.type not in kinds or interaction.data is None or self._parts.turn_runner.stopping:
            # A press while the program stops: Discord shows that it failed, and it works again after the start.
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
            await self._answer_ephemerally(interaction, read_form(interaction, pressed, _form_text(data)))
        elif opens_form(self._features, pressed.cue):
            await self._open_form(interaction, pressed)
        else:
            values = data.get("values") or [""]
            await self._on_press(interaction, pressed, values[0] if pressed.cue == MENU else pressed.cue)

    async def _open_form(self, interaction: Interaction, pressed: ButtonId) -> None:
        """Open the form of *pressed*; if Discord refuses it, say so, with another way to write."""
        pack = self._words.of(interaction.user.id)
        if not await taken(interaction.response.send_modal(write_form(self._features, pressed, pack))):
            await taken(interaction.response.send_message(pack.text("form_refused"), ephemeral=True))

    async def _on_press(self, interaction: Interaction, pressed: ButtonId, cue: str) -> None:
        incoming = read_press(interaction, pressed, cue)
        if cue.startswith(SHARE_CUE) and not _may_write(interaction):
            refusal = self._words.of(interaction.user.id).text("share_not_allowed")
            await taken(interaction.response.send_message(refusal, ephemeral=True))
        elif pressed.place.kind is PlaceKind.EPHEMERAL:
            await self._answer_ephemerally(interaction, incoming)
        elif pressed.place.kind is PlaceKind.CHANNEL and cue == OPEN_CUE:
            ephemeral = Place(PlaceKind.EPHEMERAL, pressed.place.id)
            await self._answer_ephemerally(interaction, replace(incoming, place=ephemeral))
        elif pressed.place.kind is PlaceKind.CHANNEL and cue == TalkCue.PRIVATE:
            await self._answer_by_dm(interaction, incoming)
        else:
            assert interaction.message is not None and interaction.channel_id is not None
            view = chosen_view(interaction.message, str(pressed), cue)
            await taken(interaction.response.edit_message(view=view))
            # Also if the edit failed: the answer is a separate message, which Discord accepts after a late press.
            await self._answer_in_place(incoming, interaction.channel_id, interaction.message.id, interaction.user)

    async def _on_desk_press(self, interaction: Interaction, pressed: DeskId | None) -> None:
        """Carry out a desk button, pressed by staff or in a request's thread; the desk checks the permission."""
        member = membership(interaction.user)
        if pressed is None or member is None or member.server != pressed.server:
            return
        if await taken(interaction.response.defer(ephemeral=True, thinking=True)):
            outcome = self._parts.desk.carry_out(member, pressed.number, pressed.action)
            await answer(interaction, outcome, self._words.of(interaction.user.id))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Delete the data of a server that the bot has left."""
        await self._desk_watch.left(guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Tell the owner if a desk has lost this channel."""
        await self._desk_watch.desk_part_deleted(channel.guild.id, channel.id)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Tell the owner if a desk has lost this role."""
        await self._desk_watch.desk_part_deleted(role.guild.id, role.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """End the request whose thread was deleted."""
        await self._desk_watch.thread_gone(payload.thread_id)

    async def _on_slash(self, interaction: Interaction, text: str, attachment: discord.Attachment | None) -> None:
        if text == "counsellor":
            button = ButtonId(
                interaction.user.id, Place(PlaceKind.EPHEMERAL, interaction.channel_id or 0), 0, WORDS_CUE
            )
            await self._open_form(interaction, button)
            return
        await self._answer_ephemerally(interaction, read_slash(interaction, text, attachment))

    def _messenger(self, channel_id: int, tracker: AnswerTracker | None = None) -> ChannelMessenger:
        assert self.user is not None
        channel = self.get_partial_messageable(channel_id)
        return ChannelMessenger(channel, self.user.id, self._words, self._parts.clock, tracker)

    async def _answer_in_place(
        self, incoming: Incoming, channel_id: int, question: int, user: discord.User | discord.Member
    ) -> None:
        """Answer in the channel or DM where the person spoke; *question* is the id of the message answered."""
        words, clock = self._words, self._parts.clock
        in_channel = incoming.place.kind is PlaceKind.CHANNEL
        tracker = AnswerTracker(question, channel_id, self._parts.answers, clock) if in_channel else None
        channel = self._messenger(channel_id, tracker)
        direct = DirectMessenger(user, words, clock)
        reach = MessageReach(incoming.place, incoming.person, channel, direct, self._parts.once)
        if tracker is None:
            await self._parts.turn_runner.hear(incoming, reach)
            return
        self._answers_in_progress[question] = tracker
        try:
            await self._parts.turn_runner.hear(incoming, reach)
        finally:
            self._answers_in_progress.pop(question, None)

    async def _answer_ephemerally(self, interaction: Interaction, incoming: Incoming) -> None:
        """Answer with ephemeral messages."""
        if not await taken(interaction.response.defer(ephemeral=True, thinking=True)):
            return
        words, clock = self._words, self._parts.clock
        ephemeral = EphemeralMessenger(interaction, words, clock)
        channel = self._messenger(interaction.channel_id or 0)
        await self._parts.turn_runner.hear(
            incoming, EphemeralReach(incoming.place, ephemeral, channel, self._parts.once)
        )
        await self._end(ephemeral, ephemeral.pack.text("shared") if channel.spoke and not ephemeral.spoke else None)

    async def _answer_by_dm(self, interaction: Interaction, incoming: Incoming) -> None:
        """Answer by DM; with ephemeral messages if the DM is closed."""
        if not await taken(interaction.response.defer(ephemeral=True, thinking=True)):
            return
        words, clock = self._words, self._parts.clock
        ephemeral = EphemeralMessenger(interaction, words, clock)
        direct = DirectMessenger(interaction.user, words, clock)
        await self._parts.turn_runner.hear(incoming, PrivateReach(incoming.place, direct, ephemeral, self._parts.once))
        await self._end(ephemeral, ephemeral.pack.text("moved_to_dm") if direct.spoke and not ephemeral.spoke else None)

    async def _end(self, ephemeral: EphemeralMessenger, closing: str | None = None) -> None:
        """Say *closing*, if given; remove "thinking" if nothing was said."""
        try:
            if closing:
                await ephemeral.say(closing)
            await ephemeral.end()
        except CannotSpeak as fault:
            log.info("an answer could not be ended: %s", fault)

    async def _delete_answers(self, questions: list[int]) -> None:
        """Delete the answers to *questions*, and recursively the answers to presses under these."""
        while questions:
            for question in questions:
                if question in self._answers_in_progress:
                    self._answers_in_progress[question].deleted = True
            try:
                answers = await self._parts.answers.pop_answers(questions)
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
    """Return True if the person may write in the channel: the bot shares nothing there for others."""
    allowed = interaction.permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    return allowed.send_messages_in_threads if in_thread else allowed.send_messages


def _form_text(data: dict[str, Any]) -> str:
    """Return the text of a submitted form, at any depth of its components; empty if there is none."""
    unvisited = [data]
    while unvisited:
        item = unvisited.pop()
        if item.get("custom_id") == WRITE:
            return str(item.get("value") or "")
        unvisited += item.get("components") or ([item["component"]] if "component" in item else [])
    return ""
