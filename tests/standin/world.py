"""Who and what exists: users, guilds, roles, channels, and the numbers that name them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.standin.errors import Json, Refused

DISCORD_EPOCH_MS = 1_420_070_400_000
# A DM channel is named by its person's id with this bit set: no table of a million channels is needed, and a
# real snowflake stays below it until the year 2049.
DM_BIT = 1 << 62

TEXT, DM, VOICE, CATEGORY, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 2, 4, 11, 12
THREADS = frozenset({10, PUBLIC_THREAD, PRIVATE_THREAD})

# What a member may do in a new guild: see, speak, embed, attach, read back, react, use commands and threads.
EVERYONE = sum(1 << bit for bit in (6, 10, 11, 14, 15, 16, 20, 21, 31, 35, 36, 38))


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot."""

    id: int
    name: str
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a guild; the role with the guild's own id is @everyone."""

    id: int
    name: str
    permissions: int = 0
    mentionable: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel; *guild_id* is None in a DM, *parent_id* is the text channel of a thread."""

    id: int
    kind: int
    name: str
    guild_id: int | None = None
    parent_id: int | None = None
    overwrites: tuple[Json, ...] = ()


@dataclass(slots=True)
class Guild:
    """A server: its roles, its channels, and the role ids of each member."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, tuple[int, ...]] = field(default_factory=dict)


class World:
    """Everything that a bot can learn by asking, except messages.

    Users need not be made beforehand: an id nobody named is a person called ``user<id>``, in every guild.
    """

    def __init__(self, *, bot_id: int = 900, clock: Callable[[], float] = time.time) -> None:
        self.bot_id = bot_id
        self.application_id = bot_id
        self.users: dict[int, User] = {bot_id: User(bot_id, "moodbot", bot=True)}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self._clock = clock
        self._last_id = 0

    @classmethod
    def of_one_guild(cls) -> "World":
        """Return a world whose guild 1 has a text channel 10, a voice channel 11 and a thread 12 below 10."""
        world = cls()
        world.add_guild(1, "Guild")
        world.add_channel(1, 10, "general")
        world.add_channel(1, 11, "voice", kind=VOICE)
        world.add_channel(1, 12, "thread", kind=PUBLIC_THREAD, parent_id=10)
        return world

    def new_id(self) -> int:
        """Return a snowflake of this moment, larger than every earlier one."""
        stamp = (int(self._clock() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last_id = max(stamp, self._last_id + 1)
        return self._last_id

    def add_user(self, user_id: int, name: str, *, bot: bool = False) -> User:
        """Name a user."""
        self.users[user_id] = User(user_id, name, bot)
        return self.users[user_id]

    def add_guild(self, guild_id: int, name: str, owner_id: int = 99) -> Guild:
        """Add a guild in which the bot is a member."""
        guild = Guild(guild_id, name, owner_id)
        guild.roles[guild_id] = Role(guild_id, "@everyone", EVERYONE)
        guild.members[self.bot_id] = ()
        self.guilds[guild_id] = guild
        return guild

    def add_role(self, guild_id: int, role: Role) -> None:
        """Add a role to a guild."""
        self.guilds[guild_id].roles[role.id] = role

    def add_member(self, guild_id: int, user_id: int, roles: tuple[int, ...] = ()) -> None:
        """Make a user a member with these roles; without this they are one with no role."""
        self.guilds[guild_id].members[user_id] = roles

    def add_channel(
        self, guild_id: int, channel_id: int, name: str, *, kind: int = TEXT, parent_id: int | None = None
    ) -> Channel:
        """Add a channel or a thread to a guild."""
        channel = Channel(channel_id, kind, name, guild_id, parent_id)
        self.guilds[guild_id].channels[channel_id] = self.channels[channel_id] = channel
        return channel

    def dm_of(self, user_id: int) -> int:
        """Return the id of this person's DM channel with the bot, always the same."""
        return user_id | DM_BIT

    def channel(self, channel_id: int) -> Channel:
        """Return a channel; Refused (404, 10003) when there is none."""
        if channel_id & DM_BIT:
            return Channel(channel_id, DM, "dm")
        try:
            return self.channels[channel_id]
        except KeyError:
            raise Refused(404, 10003, "Unknown Channel") from None

    def user_payload(self, user_id: int) -> Json:
        """Return a user as Discord sends it."""
        user = self.users.get(user_id) or User(user_id, f"user{user_id}")
        return {
            "id": str(user.id),
            "username": user.name,
            "discriminator": "0",
            "global_name": user.name,
            "avatar": None,
            "bot": user.bot,
            "public_flags": 0,
        }

    def member_payload(self, guild_id: int, user_id: int, *, with_user: bool = True) -> Json:
        """Return a member as Discord sends it, with or without the user inside."""
        payload: Json = {
            "roles": [str(role) for role in self.guilds[guild_id].members.get(user_id, ())],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
        if with_user:
            payload["user"] = self.user_payload(user_id)
        return payload

    def channel_payload(self, channel_id: int) -> Json:
        """Return a channel as Discord sends it; keys that a kind has not are absent, never null."""
        channel = self.channel(channel_id)
        payload: Json = {"id": str(channel.id), "type": channel.kind, "flags": 0, "last_message_id": None}
        if channel.guild_id is None:
            return payload | {"recipients": [self.user_payload(channel_id ^ DM_BIT)]}
        payload |= {"name": channel.name, "guild_id": str(channel.guild_id), "nsfw": False}
        payload["rate_limit_per_user"] = 0
        payload["parent_id"] = None if channel.parent_id is None else str(channel.parent_id)
        if channel.kind in THREADS:
            metadata: Json = {"archived": False, "locked": False, "invitable": False}
            metadata["auto_archive_duration"] = 1440
            metadata["archive_timestamp"] = "2026-01-01T00:00:00+00:00"
            counts = {"message_count": 0, "member_count": 1, "total_message_sent": 0}
            return payload | counts | {"owner_id": str(self.bot_id), "thread_metadata": metadata}
        payload |= {"position": 0, "permission_overwrites": list(channel.overwrites)}
        if channel.kind == VOICE:
            payload |= {"bitrate": 64000, "user_limit": 0}
        return payload

    def role_payload(self, role: Role) -> Json:
        """Return a role as Discord sends it."""
        colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
        shape = {"color": 0, "colors": colours, "hoist": False, "position": 0, "managed": False, "flags": 0}
        names = {"id": str(role.id), "name": role.name, "permissions": str(role.permissions)}
        return names | shape | {"mentionable": role.mentionable}

    def guild_payload(self, guild_id: int) -> Json:
        """Return a guild as GUILD_CREATE carries it: of its members the bot alone, as without the intents."""
        guild = self.guilds[guild_id]
        everything = [(channel.kind in THREADS, channel.id) for channel in guild.channels.values()]
        return {
            "id": str(guild.id),
            "name": guild.name,
            "owner_id": str(guild.owner_id),
            "unavailable": False,
            "member_count": max(len(guild.members), 2),
            "large": False,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "preferred_locale": "en-GB",
            "features": [],
            "emojis": [],
            "stickers": [],
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "roles": [self.role_payload(role) for role in guild.roles.values()],
            "channels": [self.channel_payload(number) for is_thread, number in everything if not is_thread],
            "threads": [self.channel_payload(number) for is_thread, number in everything if is_thread],
            "members": [self.member_payload(guild_id, self.bot_id)],
            "voice_states": [],
            "presences": [],
        }

    def application_payload(self, flags: int) -> Json:
        """Return the bot's application; *flags* say which privileged intents are switched on."""
        return {
            "id": str(self.application_id),
            "name": "moodbot",
            "icon": None,
            "description": "",
            "summary": "",
            "verify_key": "0" * 64,
            "flags": flags,
            "owner": self.user_payload(99),
            "bot_public": False,
            "bot_require_code_grant": False,
            "team": None,
            "rpc_origins": [],
            "redirect_uris": [],
        }
