"""Discord's messages and interactions as turns; what is not addressed to the bot stops here."""

import discord

from moodbot.core.dialogue import DM, CannotRead, Entrance, Incoming, Membership, Place, PlaceKind, Press, SentFile
from moodbot.discordapp.buttons import WRITE, ButtonId, owner_of
from moodbot.discordapp.faults import DROPPED

TALKED_IN = frozenset({discord.MessageType.default, discord.MessageType.reply})


def place_of(channel_id: int, in_server: bool) -> Place:
    """Return the place that a channel is: a server's channel or thread, or the person's DM."""
    return Place(PlaceKind.CHANNEL, channel_id) if in_server else DM


def read_message(message: discord.Message, me: int, prefix: str) -> Incoming | None:
    """Return the turn that *message* is, None where it is not addressed to the bot.

    Addressed are DMs, text after *prefix*, text that names the bot, and replies to its messages, except to
    those whose buttons belong to somebody else. Bots, webhooks and system messages never are.
    """
    if message.author.bot or message.webhook_id or message.type not in TALKED_IN:
        return None
    in_server = message.guild is not None or isinstance(message.author, discord.Member)
    entrance, text = _entrance(message, me, prefix, in_server)
    if entrance is None:
        return None
    # The bot's name alone is a call; with a picture or in a DM, something came that has no words.
    called_by_name = entrance is Entrance.MENTION and not message.attachments and not message.stickers
    return Incoming(
        person=message.author.id,
        place=place_of(message.channel.id, in_server),
        entrance=entrance,
        text=text,
        server=_server(message.guild),
        wordless=not text and not called_by_name,
        member=membership(message.author),
        file=_file(message.attachments[0] if message.attachments else None),
    )


def _entrance(message: discord.Message, me: int, prefix: str, in_server: bool) -> tuple[Entrance | None, str]:
    text = message.content.strip()
    for mention in (f"<@{me}>", f"<@!{me}>"):
        if mention in text:
            return Entrance.MENTION, text.replace(mention, " ").strip()
    if not in_server:
        return Entrance.DM, text
    if text.startswith(prefix):
        return Entrance.COMMAND, text
    if _replies_to_me(message, me):
        return Entrance.REPLY, text
    return None, text


def _replies_to_me(message: discord.Message, me: int) -> bool:
    answered = message.reference.resolved if message.reference else None
    if not isinstance(answered, discord.Message) or answered.author.id != me:
        return False
    return owner_of(answered) in (None, message.author.id)


def read_press(interaction: discord.Interaction[discord.Client], pressed: ButtonId, cue: str) -> Incoming:
    """Return the turn that pressing *cue* is."""
    return Incoming(
        person=interaction.user.id,
        place=pressed.place,
        entrance=Entrance.BUTTON,
        press=Press(cue, pressed.step),
        server=_server(interaction.guild),
        locale=str(interaction.locale),
        member=membership(interaction.user),
    )


def read_form(interaction: discord.Interaction[discord.Client], pressed: ButtonId, text: str) -> Incoming:
    """Return the turn that the words written in a form are; a form about one thing carries the press that opened it."""
    return Incoming(
        interaction.user.id,
        pressed.place,
        Entrance.MODAL,
        text.strip(),
        press=None if pressed.cue == WRITE else Press(pressed.cue, pressed.step),
        server=_server(interaction.guild),
        wordless=not text.strip(),
        locale=str(interaction.locale),
        member=membership(interaction.user),
    )


def read_slash(
    interaction: discord.Interaction[discord.Client], text: str, sent: discord.Attachment | None
) -> Incoming:
    """Return the turn that a slash command is; *text* is its name and its argument, *sent* a file that came with it."""
    place = Place(PlaceKind.EPHEMERAL, interaction.channel_id or 0)
    return Incoming(
        interaction.user.id,
        place,
        Entrance.SLASH,
        text,
        server=_server(interaction.guild),
        locale=str(interaction.locale),
        member=membership(interaction.user),
        file=_file(sent),
    )


def membership(user: discord.User | discord.Member) -> Membership | None:
    """Return who *user* is in the server that they act in, None in a DM."""
    if not isinstance(user, discord.Member):
        return None
    roles = frozenset(role.id for role in user.roles)
    return Membership(user.guild.id, user.id, roles, manages=user.guild_permissions.manage_guild)


def _file(sent: discord.Attachment | None) -> SentFile | None:
    """Return the file that somebody sent; it is fetched only when it is to be read."""
    if sent is None:
        return None

    async def read() -> bytes:
        try:
            return await sent.read()
        except (discord.HTTPException, *DROPPED) as fault:
            raise CannotRead from fault

    return SentFile(sent.filename, sent.size, read)


def _server(guild: discord.Guild | None) -> str | None:
    return discord.utils.escape_markdown(guild.name) if guild is not None and guild.name else None
