"""Everything behind the doors in one place: posting, editing and deleting, and telling the gateway of it."""

from collections.abc import Callable

from tests.standin.errors import Json
from tests.standin.faults import Faults
from tests.standin.gateway import (
    DIRECT_MESSAGES,
    GUILD_MESSAGES,
    MEMBERS,
    MESSAGE_CONTENT,
    PRESENCES,
    Gateway,
)
from tests.standin.interactions import Interactions
from tests.standin.messages import EPHEMERAL, Messages
from tests.standin.records import Records
from tests.standin.world import World

# The application's flag for each privileged intent that a bot of fewer than 10,000 users may use.
LIMITED_FLAGS = {PRESENCES: 1 << 13, MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}


class House:
    """The state of one stand-in. *echo*: the bot hears of its own messages, as from Discord."""

    def __init__(self, world: World, token: str, *, light: bool, echo: bool, notify: Callable[[], None]) -> None:
        self.world = world
        self.token = token
        self.echo = echo
        self.notify = notify
        self.records = Records(light=light)
        self.messages = Messages(world, light=light)
        self.interactions = Interactions(world)
        self.faults = Faults()
        self.gateway = Gateway(world, token, notify, self.records.unknown)
        self.shards = 1
        self.global_limit: int | None = None

    @property
    def application_flags(self) -> int:
        """Flags of the privileged intents that are not refused."""
        refused = self.gateway.refuse_intents
        return sum(flag for intent, flag in LIMITED_FLAGS.items() if not intent & refused)

    async def post(self, channel_id: int, body: Json, extra: Json | None = None) -> tuple[Json, bool]:
        """Post a message of the bot; return it, and False when its nonce made it an earlier one."""
        self.world.channel(channel_id)
        message, fresh = self.messages.post(channel_id, body, extra)
        if not fresh:
            self.records.stats.repeated_nonces += 1
            return message, False
        quoted = body.get("message_reference")
        self.records.stats.answered(channel_id, None if quoted is None else int(quoted["message_id"]))
        if self.echo:
            await self.tell("MESSAGE_CREATE", message)
        return message, True

    async def edit(self, channel_id: int, message_id: int, body: Json, *, first: bool = False) -> Json:
        """Change a message of the bot; *first* when this is what it says for the first time."""
        message = self.messages.edit(channel_id, message_id, body)
        if first:
            self.messages.said_first(message)
        if self.echo:
            await self.tell("MESSAGE_UPDATE", message)
        return message

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Remove a message, whoever wrote it, and tell the bot."""
        self.messages.delete(channel_id, message_id)
        await self.tell("MESSAGE_DELETE", {"id": str(message_id), "channel_id": str(channel_id)})

    async def tell(self, event: str, message: Json, hidden: Json | None = None) -> None:
        """Send an event about a message; *hidden* goes where the Message Content intent is missing."""
        guild_id = self.world.channel(int(message["channel_id"])).guild_id
        intent = DIRECT_MESSAGES if guild_id is None else GUILD_MESSAGES
        where: Json = {}
        if guild_id is not None and not message.get("flags", 0) & EPHEMERAL:
            where = {"guild_id": str(guild_id)}
            if "author" in message and "webhook_id" not in message:
                member = self.world.member_payload(guild_id, int(message["author"]["id"]), with_user=False)
                where["member"] = member
        blind = None if hidden is None else hidden | where
        await self.gateway.dispatch(event, message | where, guild_id=guild_id, intent=intent, hidden=blind)
