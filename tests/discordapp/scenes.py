"""A server with people in it, and what can be seen there: the moves that the stories repeat."""

from collections.abc import Sequence
from fnmatch import fnmatch
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, UserHandle
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage
from simcord.types import HttpLogEntry

from tests.house import pools_of

Seen = discord.Message | ResponseMessage
SELECT, BUTTON = 3, 2
CANNOT_DM = 50007
SIMCORD_TAKES = 2000
"""Characters that simcord lets a person write; Discord lets some write 4,000."""


class Scene:
    """The server Harbour with a channel #general, the bot and Ann."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self.guild = env.create_guild("Harbour")
        self.channel = self.guild.create_text_channel("general")
        self.ann = self.person("ann")

    @property
    def bot_id(self) -> int:
        """The id of the bot's account."""
        assert self.env.bot.user is not None
        return self.env.bot.user.id

    @property
    def mention(self) -> str:
        """What a person types to name the bot."""
        return f"<@{self.bot_id}>"

    def person(self, name: str) -> MemberActor:
        """Let somebody join the server."""
        return self.guild.add_member(self.env.create_user(name))

    def room(self, name: str) -> ChannelHandle:
        """Open a further text channel."""
        return self.guild.create_text_channel(name)

    def thread(self, name: str) -> ChannelHandle:
        """Let Ann open a thread under #general."""
        thread = self.env.backend.create_thread(self.channel.id, name, self.ann.id)
        return ChannelHandle(self.env, self.guild, thread)

    def post(self, person: MemberActor, text: str) -> None:
        """Let *person* write into #general at this very moment, while the bot may be at something else."""
        self.env.backend.create_message(self.channel.id, person.id, text)

    def take_back_latest(self, person: MemberActor) -> None:
        """Let *person* delete what they wrote last in #general, at this very moment."""
        written = [message for message in self.channel.history() if message.author.id == person.id]
        self.env.backend.delete_message(self.channel.id, written[-1].id)

    def answers(self, room: ChannelHandle | None = None) -> list[discord.Message]:
        """Return the bot's messages that everybody in *room* sees, oldest first."""
        messages = (room or self.channel).history()
        return [each for each in messages if each.author.id == self.bot_id and not each.flags.ephemeral]

    def last(self, room: ChannelHandle | None = None) -> discord.Message:
        """Return the bot's latest message in *room*."""
        return self.answers(room)[-1]

    def said(self, room: ChannelHandle | None = None) -> list[str]:
        """Return what the bot has said in *room*, oldest first."""
        return [message.content for message in self.answers(room)]

    def calls(self, method: str = "*", path: str = "*") -> list[HttpLogEntry]:
        """Return the requests that the bot has made, by method and path pattern."""
        return [each for each in self.env.http_requests if fnmatch(each.method, method) and fnmatch(each.path, path)]

    async def write(
        self, person: MemberActor, text: str, room: ChannelHandle | None = None, reply_to: Seen | None = None
    ) -> None:
        """Let *person* write *text* in *room*, of any length: 4,000 characters with Nitro, none with a sticker."""
        where = room or self.channel
        if 0 < len(text) <= SIMCORD_TAKES and where.guild:
            await person.send(where, text, reply_to=reply_to)
            return
        reference = {"message_id": str(reply_to.id), "channel_id": str(where.id)} if reply_to else None
        backend = self.env.backend
        message = backend.prepare_message(where.id, person.id, text[:SIMCORD_TAKES] or "-", reference=reference)
        message.content = text
        backend.commit_message(message)
        await self.env.settle()

    async def overhear(self, person: MemberActor, text: str, room: ChannelHandle | None = None) -> list[HttpLogEntry]:
        """Let *person* write *text* in *room*; return the requests that the bot made about it."""
        before = len(self.env.http_requests)
        await self.write(person, text, room)
        return self.env.http_requests[before:]

    async def hears(self, person: MemberActor, text: str, room: ChannelHandle | None = None) -> list[discord.Message]:
        """Let *person* write *text* in *room*; return the bot's messages that follow there."""
        before = len(self.answers(room))
        await self.write(person, text, room)
        return self.answers(room)[before:]

    async def replies(self, person: MemberActor, text: str, to: Seen) -> list[discord.Message]:
        """Let *person* write *text* in #general as a reply to the message *to*; return what the bot then says."""
        before = len(self.answers())
        await self.write(person, text, reply_to=to)
        return self.answers()[before:]

    async def in_dm(self, person: MemberActor, text: str, reply_to: Seen | None = None) -> list[discord.Message]:
        """Let *person* write *text* to the bot in a DM; return what the bot then says there."""
        before = len(self.dms(person))
        await self.write(person, text, person.user.dm_channel, reply_to)
        return self.dms(person)[before:]

    def dms(self, person: MemberActor | UserHandle) -> list[discord.Message]:
        """Return what the bot has written to *person* in a DM."""
        user = person.user if isinstance(person, MemberActor) else person
        return self.answers(user.dm_channel)

    def close_dms(self, person: MemberActor) -> None:
        """Let Discord refuse every DM to *person*, as it does when they are closed."""
        path = f"/channels/{person.user.dm_channel.id}/messages"
        self.env.inject_error("POST", path, status=403, code=CANNOT_DM, message="Cannot send", times=None)

    def forbid_writing(self, room: ChannelHandle | None = None) -> None:
        """Take the bot's permission to write, and so to type, in *room*."""
        everywhere = room or self.channel
        for each in ("messages", "typing"):
            path = f"/channels/{everywhere.id}/{each}"
            self.env.inject_error("POST", path, status=403, code=50013, message="Missing Permissions", times=None)


def pools(messages: Sequence[Seen], mood: str | None = None) -> list[set[str]]:
    """Return, message by message, the pools of lines that were spoken from."""
    return [pools_of(message.content, mood) for message in messages]


def labels(message: Seen) -> list[str]:
    """Return the labels of the buttons under *message*."""
    return [str(each["label"]) for each in _items(message) if each["type"] == BUTTON]


def spent(message: Seen) -> bool:
    """True where no button under *message* can be pressed any more."""
    items = _items(message)
    return bool(items) and all(each.get("disabled") for each in items)


def menu_entries(message: Seen) -> list[tuple[str, str]]:
    """Return emoji and label of each entry of the menu under *message*."""
    menus = [each for each in _items(message) if each["type"] == SELECT]
    return [(entry["emoji"]["name"], entry["label"]) for menu in menus for entry in menu["options"]]


def shown_to(result: InteractionResult) -> list[ResponseMessage]:
    """Return every message that only the person who pressed or called was sent, in order."""
    messages = [*([result.response] if result.response else []), *result.followups]
    assert all(message.ephemeral for message in messages)
    return messages


def told_texts(result: InteractionResult) -> list[str]:
    """Return what only the person who pressed or called was shown_to, in order."""
    return [message.content for message in shown_to(result)]


def pinging_requests(env: Env) -> list[str]:
    """Return the requests that carry a text and might ping somebody."""
    bodies = [(call.path, call.json) for call in env.http_requests if isinstance(call.json, dict)]
    inner = [(path, body.get("data") if isinstance(body.get("data"), dict) else body) for path, body in bodies]
    spoken = [(path, body) for path, body in inner if body and body.get("content")]
    return [path for path, body in spoken if body.get("allowed_mentions") != {"parse": []}]


def _items(message: Seen) -> list[dict[str, Any]]:
    rows: list[Any] = [row if isinstance(row, dict) else row.to_dict() for row in message.components]
    return [item for row in rows for item in row.get("components", [])]
