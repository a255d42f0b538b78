"""A server as its staff sees it: cards in their channel, private threads, and who may read what."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

from moodbot.core.dialogue import Membership, Reply
from moodbot.discordapp.counsellors.buttons import numbers_in, view_of
from moodbot.discordapp.counsellors.permissions import (
    REPORT_NEEDS,
    ROOM_NEEDS,
    STAFF_NEEDS,
    missing,
    needs_it,
    notifies,
    roles_that_leak,
)
from moodbot.discordapp.direct_line import DiscordLine
from moodbot.discordapp.faults import DROPPED, MISSING_PERMISSION, NO_ACCESS
from moodbot.discordapp.incoming import membership
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Facts, Notice
from moodbot.features.counsellors.rules.requests import Desk
from moodbot.features.outreach.ports import NotSent, SendFault
from moodbot.times.units import MINUTE

T = TypeVar("T")
TRY_SECONDS = 20.0
LOOKED_AT = 50
SKEW = MINUTE
"""Milliseconds by which the clocks of this computer and of Discord may differ."""

UNKNOWN_MEMBER, UNKNOWN_USER, TOO_MANY_THREADS = 10007, 10013, 160006
UNAUTHORIZED, TOO_FAST, SERVER_ERRORS = 401, 429, 500


class DiscordStaff:
    """The staff's side of every server. Its clients come and go; *line* knows which one there is."""

    def __init__(self, line: DiscordLine) -> None:
        self._line = line

    @property
    def ready(self) -> bool:
        """False while there is no connection to Discord. Never raises."""
        return self._line.ready and self._line.client.is_ready()

    @property
    def _client(self) -> discord.Client:
        if not self._line.ready:
            raise DeskFailed(DeskFault.LATER)
        return self._line.client

    async def facts(self, desk: Desk) -> Facts:
        """Return what there is to know before a card is posted."""
        guild = self._guild(desk.server)
        staff, room, role = self._channel(desk.channel), self._channel(desk.room), guild.get_role(desk.role)
        if role is None:
            raise DeskFailed(DeskFault.GONE, "counsellors")
        lacking = missing(staff, STAFF_NEEDS) + missing(room, ROOM_NEEDS)
        backup = guild.get_role(desk.backup_role) if desk.backup_role else None
        pairs = [(each, where) for each in (role, backup) if each is not None for where in (staff, room)]
        return Facts(
            name=guild.name,
            owner=guild.owner_id or 0,
            role=role.name,
            missing=lacking,
            leaks=(*roles_that_leak(staff, desk), *await self._people_who_leak(staff, desk)),
            silent=not notifies(staff, role),
            backup_silent=desk.backup_role is not None and (backup is None or not notifies(staff, backup)),
            blind=tuple((each.id, where.id) for each, where in pairs if not where.permissions_for(each).view_channel),
            shut=not room.permissions_for(guild.default_role).view_channel,
        )

    def name_of_server(self, server: int) -> str | None:
        """Return a server's name, None where the bot is not in it. Never raises."""
        guild = self._client.get_guild(server) if self._line.ready else None
        return guild.name if guild is not None else None

    async def has_left(self, server: int) -> bool:
        """True where the bot is surely not in *server* any more; Discord itself is asked before it is believed."""
        client = self._client
        count = client.shard_count or 1
        elsewhere = client.shard_id is not None and (server >> 22) % count != client.shard_id
        # One that is unavailable for a while is known all the same.
        if elsewhere or client.get_guild(server) is not None:
            return False
        try:
            async with asyncio.timeout(TRY_SECONDS):
                await client.fetch_guild(server, with_counts=False)
        except (discord.NotFound, discord.Forbidden):
            return True
        except (discord.HTTPException, aiohttp.ClientError, *DROPPED) as fault:
            raise DeskFailed(DeskFault.LATER) from fault
        return False

    def name_of_role(self, server: int, role: int) -> str | None:
        """Return a role's name, None where it is gone. Never raises."""
        guild = self._line.client.get_guild(server) if self._line.ready else None
        found = guild.get_role(role) if guild is not None else None
        return found.name if found is not None else None

    async def can_read(self, server: int, channel: int, person: int) -> bool:
        """True where *person* can read *channel*."""
        member = await _done(lambda: self._guild(server).fetch_member(person))
        return self._channel(channel).permissions_for(member).view_channel

    async def may_talk(self, server: int, room: int, person: int) -> bool:
        """True where *person* can be let into a private thread of *room* and write there."""
        member = await _done(lambda: self._guild(server).fetch_member(person))
        allowed = self._channel(room).permissions_for(member)
        return allowed.view_channel and allowed.send_messages_in_threads

    async def membership(self, server: int, person: int) -> Membership | None:
        """Return the roles of *person* in *server*, None where they are no member."""
        member = await self._member(server, person)
        return None if member is None else membership(member)

    async def role_reads(self, server: int, channel: int, role: int) -> bool:
        """True where everybody with *role* can read *channel*."""
        found = self._guild(server).get_role(role)
        return found is not None and self._channel(channel).permissions_for(found).view_channel

    async def lacks(self, channel: int) -> tuple[str, ...]:
        """Return what the bot lacks to post in *channel*, as an admin finds it."""
        return missing(self._channel(channel), REPORT_NEEDS)

    async def owner_of(self, server: int) -> int:
        """Return who owns a server."""
        return self._guild(server).owner_id or 0

    async def name_of(self, server: int, person: int) -> str | None:
        """Return how *person* is called in *server*, None where they are no member."""
        member = await self._member(server, person)
        return None if member is None else discord.utils.escape_markdown(member.display_name)

    async def _member(self, server: int, person: int) -> discord.Member | None:
        try:
            return await _done(lambda: self._guild(server).fetch_member(person))
        except DeskFailed as fault:
            if fault.fault is DeskFault.GONE:
                return None
            raise

    async def _people_who_leak(self, staff: discord.TextChannel, desk: Desk) -> tuple[str, ...]:
        """Return the people without need for whom by themselves the staff's channel was opened; bots are none."""
        found = []
        for target, rule in staff.overwrites.items():
            is_person = not isinstance(target, discord.Role) and getattr(target, "type", None) is not discord.Role
            if not is_person or not rule.view_channel or target.id == staff.guild.me.id:
                continue
            member = await self._member(desk.server, target.id)
            if member is None or member.bot or needs_it(staff, desk, member):
                continue
            found.append(f"@{discord.utils.escape_markdown(member.display_name)}")
        return tuple(found)

    async def post(self, server: int, channel: int, notice: Notice, nonce: str) -> int:
        """Post into a channel or thread and return the message's id; sent again with *nonce*, it is there once."""
        where = self._client.get_partial_messageable(channel)
        mentions = discord.AllowedMentions(
            everyone=False,
            replied_user=False,
            users=[discord.Object(person) for person in notice.people],
            roles=[discord.Object(role) for role in notice.roles],
        )
        sent = await _done(
            lambda: where.send(
                notice.text,
                embeds=_embeds(notice.quotes or ()),
                view=view_of(notice, server) if notice.buttons else discord.utils.MISSING,
                allowed_mentions=mentions,
                nonce=nonce,
            )
        )
        return sent.id

    async def edit(self, server: int, channel: int, message: int, notice: Notice) -> None:
        """Change a message; it notifies nobody."""
        there = self._client.get_partial_messageable(channel).get_partial_message(message)
        embeds = discord.utils.MISSING if notice.quotes is None else _embeds(notice.quotes)
        none = discord.AllowedMentions.none()
        await _done(
            lambda: there.edit(
                content=notice.text,
                embeds=embeds,
                view=view_of(notice, server) if notice.buttons else None,
                allowed_mentions=none,
            )
        )

    async def quotes(self, channel: int, message: int) -> tuple[str, ...]:
        """Return what stands below a message."""
        where = self._client.get_partial_messageable(channel)
        found = await _done(lambda: where.fetch_message(message))
        return tuple(embed.description or "" for embed in found.embeds)

    async def find(self, channel: int, number: int, since: int = 0) -> int | None:
        """Return the bot's card about request *number* among the latest messages, not older than *since* (UTC ms);
        None where there is none.
        """
        where, me = self._client.get_partial_messageable(channel), self._client.user

        async def latest() -> list[discord.Message]:
            return [each async for each in where.history(limit=LOOKED_AT)]

        for message in await _done(latest):
            # Numbers begin anew where the bot was taken out of a server and comes back: an older card is another's.
            if message.created_at.timestamp() * 1000 < since - SKEW:
                return None
            if me is not None and message.author.id == me.id and number in numbers_in(message):
                return message.id
        return None

    async def open_thread(self, desk: Desk, name: str) -> int:
        """Return a private thread called *name* in the desk's room: the one that is there already, or a new one."""
        room, guild, me = self._channel(desk.room), self._guild(desk.server), self._client.user
        for thread in await _done(guild.active_threads):
            if thread.parent_id == desk.room and thread.name == name and me is not None and thread.owner_id == me.id:
                return thread.id
        made = await _done(
            lambda: room.create_thread(name=name, type=discord.ChannelType.private_thread, invitable=False)
        )
        return made.id

    async def add(self, thread: int, person: int) -> None:
        """Let *person* into a thread."""
        await _done(lambda: self._client.http.add_user_to_thread(thread, person))

    async def remove(self, thread: int, person: int) -> None:
        """Take *person* out of a thread."""
        await _done(lambda: self._client.http.remove_user_from_thread(thread, person))

    async def last_word(self, thread: int) -> int:
        """Return when somebody wrote in a thread last (UTC ms)."""
        found = await _done(lambda: self._client.fetch_channel(thread))
        latest = getattr(found, "last_message_id", None) or thread
        return int(discord.utils.snowflake_time(latest).timestamp() * 1000)

    async def end_thread(self, thread: int) -> None:
        """Lock and archive a thread."""
        await _done(lambda: self._client.http.edit_channel(thread, archived=True, locked=True))

    async def tell(self, reply: Reply, nonce: str) -> bool:
        """Say *reply* in a person's DM; False where their DMs are closed. Raises DeskFailed (LATER)."""
        try:
            await self._line.send(await self._line.open(reply.person), reply, nonce)
        except NotSent as fault:
            if fault.fault in (SendFault.CLOSED, SendFault.REFUSED, SendFault.FLAGGED):
                return False
            raise DeskFailed(DeskFault.LATER) from fault
        return True

    def _guild(self, server: int) -> discord.Guild:
        guild = self._client.get_guild(server)
        if guild is None or guild.unavailable:
            raise DeskFailed(DeskFault.LATER)
        return guild

    def _channel(self, channel: int) -> discord.TextChannel:
        found = self._client.get_channel(channel)
        if not isinstance(found, discord.TextChannel):
            raise DeskFailed(DeskFault.GONE, f"<#{channel}>")
        return found


def _embeds(quotes: tuple[str, ...]) -> list[discord.Embed]:
    return [discord.Embed(description=each[:4000]) for each in quotes[:10]]


async def _done(request: Callable[[], Awaitable[T]]) -> T:
    """Return what *request* returns. Raises DeskFailed."""
    try:
        async with asyncio.timeout(TRY_SECONDS):
            return await request()
    except discord.HTTPException as fault:
        raise DeskFailed(_fault_of(fault), str(fault.code)) from fault
    except (aiohttp.ClientError, RuntimeError, *DROPPED) as fault:
        # A client that is being closed says so with a RuntimeError; the next one can do it.
        raise DeskFailed(DeskFault.LATER) from fault


def _fault_of(fault: discord.HTTPException) -> DeskFault:
    if fault.code == TOO_MANY_THREADS:
        return DeskFault.FULL
    if fault.code in (MISSING_PERMISSION, NO_ACCESS):
        return DeskFault.FORBIDDEN
    if isinstance(fault, discord.NotFound) or fault.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
        return DeskFault.GONE
    # A token that is renewed just now is no missing permission.
    passes = fault.status >= SERVER_ERRORS or fault.status in (TOO_FAST, UNAUTHORIZED)
    return DeskFault.LATER if passes else DeskFault.FORBIDDEN
