"""Convert Discord messages and interactions to Incoming turns; drop messages not addressed to the bot."""

import discord

from moodbot.core.dialogue import (
    DM,
    CannotRead,
    Entrance,
    Incoming,
    Membership,
    Place,
    PlaceKind,
    Press,
    RepliedTo,
    SentFile,
)
from moodbot.discordapp.buttons import WRITE, ButtonId, owner_of, replied_to
from moodbot.discordapp.faults import DROPPED

PERSON_MESSAGE_TYPES = frozenset({discord.MessageType.default, discord.MessageType.reply})


def place_of(channel_id: int, in_server: bool) -> Place:
    """Return the Place of a channel: CHANNEL for a server's channel or thread, else the person's DM."""
    return Place(PlaceKind.CHANNEL, channel_id) if in_server else DM


def read_message(message: discord.Message, bot_id: int, prefix: str) -> Incoming | None:
    """Convert *message* to a turn; None if it is not addressed to the bot, whose user id is *bot_id*.

    Addressed are DMs, text after *prefix*, text that mentions the bot, and replies to its messages, except to
    those whose buttons belong to another person. Messages of bots, webhooks and the system never are.
    """
    if message.author.bot or message.webhook_id or message.type not in PERSON_MESSAGE_TYPES:
        return None
    in_server = message.guild is not None or isinstance(message.author, discord.Member)
    entrance, text = _entrance(message, bot_id, prefix, in_server)
    if entrance is None:
        return None
    # A bare mention asks for the bot; an attachment, or an empty DM, counts as a turn without words.
    called_by_name = entrance is Entrance.MENTION and not message.attachments and not message.stickers
    return Incoming(
        person=message.author.id,
        place=place_of(message.channel.id, in_server),
        entrance=entrance,
        text=text,
        server=_server_name(message.guild),
        wordless=not text and not called_by_name,
        member=membership(message.author),
        file=_file(message.attachments[0] if message.attachments else None),
        replied_to=_replied_to(message, bot_id),
    )


def _entrance(message: discord.Message, bot_id: int, prefix: str, in_server: bool) -> tuple[Entrance | None, str]:
    text = message.content.strip()
    for mention in (f"<@{bot_id}>", f"<@!{bot_id}>"):
        if mention in text:
            return Entrance.MENTION, text.replace(mention, " ").strip()
    if not in_server:
        return Entrance.DM, text
    if text.startswith(prefix):
        return Entrance.COMMAND, text
    if _replies_to_bot(message, bot_id):
        return Entrance.REPLY, text
    return None, text


def _replied_to(message: discord.Message, bot_id: int) -> RepliedTo | None:
    """Return the bot's message that *message* replies to; one that was deleted, or not sent along, asks nothing."""
    if message.reference is None or message.type is not discord.MessageType.reply:
        return None
    answered = message.reference.resolved
    if not isinstance(answered, discord.Message):
        return RepliedTo()
    return replied_to(answered, message.author.id) if answered.author.id == bot_id else None


def _replies_to_bot(message: discord.Message, bot_id: int) -> bool:
    answered = message.reference.resolved if message.reference else None
    if not isinstance(answered, discord.Message) or answered.author.id != bot_id:
        return False
    return owner_of(answered) in (None, message.author.id)


def read_press(interaction: discord.Interaction[discord.Client], pressed: ButtonId, cue: str) -> Incoming:
    """Convert a press on *pressed* to a turn; *cue* is the button's cue or the chosen menu value."""
    return Incoming(
        person=interaction.user.id,
        place=pressed.place,
        entrance=Entrance.BUTTON,
        press=Press(cue, pressed.step),
        server=_server_name(interaction.guild),
        locale=str(interaction.locale),
        member=membership(interaction.user),
    )


def read_form(interaction: discord.Interaction[discord.Client], pressed: ButtonId, text: str) -> Incoming:
    """Convert a submitted form to a turn; except for WRITE it carries the press that opened the form."""
    return Incoming(
        interaction.user.id,
        pressed.place,
        Entrance.MODAL,
        text.strip(),
        press=None if pressed.cue == WRITE else Press(pressed.cue, pressed.step),
        server=_server_name(interaction.guild),
        wordless=not text.strip(),
        locale=str(interaction.locale),
        member=membership(interaction.user),
    )


def read_slash(
    interaction: discord.Interaction[discord.Client], text: str, attachment: discord.Attachment | None
) -> Incoming:
    """Convert a slash command to a turn; *text* is its name and argument, *attachment* its attachment, if any."""
    place = Place(PlaceKind.EPHEMERAL, interaction.channel_id or 0)
    return Incoming(
        interaction.user.id,
        place,
        Entrance.SLASH,
        text,
        server=_server_name(interaction.guild),
        locale=str(interaction.locale),
        member=membership(interaction.user),
        file=_file(attachment),
    )


def membership(user: discord.User | discord.Member) -> Membership | None:
    """Return the roles and rights of *user* in the server where they act, None in a DM."""
    if not isinstance(user, discord.Member):
        return None
    roles = frozenset(role.id for role in user.roles)
    return Membership(user.guild.id, user.id, roles, manages=user.guild_permissions.manage_guild)


def _file(attachment: discord.Attachment | None) -> SentFile | None:
    """Return *attachment* as a SentFile, which is downloaded only when it is read."""
    if attachment is None:
        return None

    async def read() -> bytes:
        try:
            return await attachment.read()
        except (discord.HTTPException, *DROPPED) as fault:
            raise CannotRead from fault

    return SentFile(attachment.filename, attachment.size, read)


def _server_name(guild: discord.Guild | None) -> str | None:
    return discord.utils.escape_markdown(guild.name) if guild is not None and guild.name else None
