"""The StaffSide port on discord.py: post cards, run private threads, read roles and permissions of servers."""

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
    may_read,
    missing,
    notifies,
    roles_that_leak,
)
from moodbot.discordapp.direct_line import DiscordLine
from moodbot.discordapp.faults import DROPPED, MISSING_PERMISSION, NO_ACCESS, send_or_plain
from moodbot.discordapp.incoming import membership
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Facts, Notice
from moodbot.features.counsellors.rules.requests import Desk
from moodbot.features.outreach.ports import NotSent, SendFault
from moodbot.times.units import MINUTE

T = TypeVar("T")
TRY_SECONDS = 20.0
"""Timeout of one call to Discord."""

MESSAGES_SEARCHED = 50
"""Latest messages of a channel in which a card is searched for."""

SKEW = MINUTE
"""Milliseconds by which the clocks of this computer and of Discord may differ."""

UNKNOWN_MEMBER, UNKNOWN_USER, TOO_MANY_THREADS = 10007, 10013, 160006
UNAUTHORIZED, TOO_FAST, SERVER_ERRORS = 401, 429, 500


class DiscordStaff:
    """StaffSide of all servers, on the present client of *line*. Methods raise DeskFailed unless they say otherwise."""

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
        """Return the state of the desk's server, to check before a card is posted."""
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
        """Return a server's name, None if the bot is not in it. Never raises."""
        guild = self._client.get_guild(server) if self._line.ready else None
        return guild.name if guild is not None else None

    async def has_left(self, server: int) -> bool:
        """Return whether the bot has certainly left *server*, confirmed by a request to Discord."""
        client = self._client
        count = client.shard_count or 1
        elsewhere = client.shard_id is not None and (server >> 22) % count != client.shard_id
        # The cache holds unavailable servers, too.
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
        """Return a role's name, None if the role was deleted. Never raises."""
        guild = self._line.client.get_guild(server) if self._line.ready else None
        cached = guild.get_role(role) if guild is not None else None
        return cached.name if cached is not None else None

    async def can_read(self, server: int, channel: int, person: int) -> bool:
        """Return whether *person* can read *channel*."""
        member = await _call(lambda: self._guild(server).fetch_member(person))
        return self._channel(channel).permissions_for(member).view_channel

    async def may_talk(self, server: int, room: int, person: int) -> bool:
        """Return whether *person* can be added to a private thread of *room* and write there."""
        member = await _call(lambda: self._guild(server).fetch_member(person))
        allowed = self._channel(room).permissions_for(member)
        return allowed.view_channel and allowed.send_messages_in_threads

    async def membership(self, server: int, person: int) -> Membership | None:
        """Return the membership (roles) of *person* in *server*, None if they are no member."""
        member = await self._member(server, person)
        return None if member is None else membership(member)

    async def role_reads(self, server: int, channel: int, role: int) -> bool:
        """Return whether *role* can read *channel*."""
        cached = self._guild(server).get_role(role)
        return cached is not None and self._channel(channel).permissions_for(cached).view_channel

    async def lacks(self, channel: int) -> tuple[str, ...]:
        """Return the permissions that the bot lacks to post in *channel*, as Discord's settings name them."""
        return missing(self._channel(channel), REPORT_NEEDS)

    async def owner_of(self, server: int) -> int:
        """Return the id of the server's owner."""
        return self._guild(server).owner_id or 0

    async def name_of(self, server: int, person: int) -> str | None:
        """Return the display name of *person* in *server*, None if they are no member."""
        member = await self._member(server, person)
        return None if member is None else discord.utils.escape_markdown(member.display_name)

    async def _member(self, server: int, person: int) -> discord.Member | None:
        try:
            return await _call(lambda: self._guild(server).fetch_member(person))
        except DeskFailed as fault:
            if fault.fault is DeskFault.GONE:
                return None
            raise

    async def _people_who_leak(self, staff: discord.TextChannel, desk: Desk) -> tuple[str, ...]:
        """Return the people, bots excepted, whose own overwrite lets them read the staff's channel without need."""
        names = []
        for target, rule in staff.overwrites.items():
            is_person = not isinstance(target, discord.Role) and getattr(target, "type", None) is not discord.Role
            if not is_person or not rule.view_channel or target.id == staff.guild.me.id:
                continue
            member = await self._member(desk.server, target.id)
            if member is None or member.bot or may_read(staff, desk, member):
                continue
            names.append(f"@{discord.utils.escape_markdown(member.display_name)}")
        return tuple(names)

    async def post(self, server: int, channel: int, notice: Notice, nonce: str) -> int:
        """Post *notice* in a channel or thread and return the message's id. Idempotent by *nonce*."""
        target = self._client.get_partial_messageable(channel)
        mentions = discord.AllowedMentions(
            everyone=False,
            replied_user=False,
            users=[discord.Object(person) for person in notice.people],
            roles=[discord.Object(role) for role in notice.roles],
        )
        view = view_of(notice, server) if notice.buttons else discord.utils.MISSING
        embeds = _embeds(notice.quotes or ())
        sent = await _call(
            lambda: send_or_plain(
                lambda: target.send(notice.text, embeds=embeds, view=view, allowed_mentions=mentions, nonce=nonce),
                # The next edit of the card tries the buttons and quotes again.
                lambda: target.send(notice.text, allowed_mentions=mentions, nonce=nonce),
            )
        )
        return sent.id

    async def edit(self, server: int, channel: int, message: int, notice: Notice) -> None:
        """Replace a message by *notice*, without notifying anybody."""
        partial = self._client.get_partial_messageable(channel).get_partial_message(message)
        embeds = discord.utils.MISSING if notice.quotes is None else _embeds(notice.quotes)
        none = discord.AllowedMentions.none()
        await _call(
            lambda: partial.edit(
                content=notice.text,
                embeds=embeds,
                view=view_of(notice, server) if notice.buttons else None,
                allowed_mentions=none,
            )
        )

    async def quotes(self, channel: int, message: int) -> tuple[str, ...]:
        """Return the quotes below a message."""
        target = self._client.get_partial_messageable(channel)
        fetched = await _call(lambda: target.fetch_message(message))
        return tuple(embed.description or "" for embed in fetched.embeds)

    async def find(self, channel: int, number: int, since: int = 0) -> int | None:
        """Return the id of the bot's card about request *number* among the latest messages, not older than *since*
        (UTC ms); None if there is none.
        """
        target, me = self._client.get_partial_messageable(channel), self._client.user

        async def latest() -> list[discord.Message]:
            return [each async for each in target.history(limit=MESSAGES_SEARCHED)]

        for message in await _call(latest):
            # If a server removed the bot and added it again, numbers restart: an older card is of another request.
            if message.created_at.timestamp() * 1000 < since - SKEW:
                return None
            if me is not None and message.author.id == me.id and number in numbers_in(message):
                return message.id
        return None

    async def open_thread(self, desk: Desk, name: str) -> int:
        """Return the id of the private thread *name* in the desk's room; create it if it does not exist."""
        room, guild, me = self._channel(desk.room), self._guild(desk.server), self._client.user
        for thread in await _call(guild.active_threads):
            if thread.parent_id == desk.room and thread.name == name and me is not None and thread.owner_id == me.id:
                return thread.id
        created = await _call(
            lambda: room.create_thread(name=name, type=discord.ChannelType.private_thread, invitable=False)
        )
        return created.id

    async def add(self, thread: int, person: int) -> None:
        """Add *person* to a thread."""
        await _call(lambda: self._client.http.add_user_to_thread(thread, person))

    async def remove(self, thread: int, person: int) -> None:
        """Remove *person* from a thread."""
        await _call(lambda: self._client.http.remove_user_from_thread(thread, person))

    async def last_word(self, thread: int) -> int:
        """Return the time of the last message in a thread (UTC ms). Raises DeskFailed (GONE) if it was deleted."""
        fetched = await _call(lambda: self._client.fetch_channel(thread))
        latest = getattr(fetched, "last_message_id", None) or thread
        return int(discord.utils.snowflake_time(latest).timestamp() * 1000)

    async def end_thread(self, thread: int) -> None:
        """Lock and archive a thread."""
        await _call(lambda: self._client.http.edit_channel(thread, archived=True, locked=True))

    async def tell(self, reply: Reply, nonce: str) -> bool:
        """Send *reply* as a DM; return False if the person's DMs are closed. Raises DeskFailed (LATER)."""
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
        cached = self._client.get_channel(channel)
        if not isinstance(cached, discord.TextChannel):
            raise DeskFailed(DeskFault.GONE, f"<#{channel}>")
        return cached


def _embeds(quotes: tuple[str, ...]) -> list[discord.Embed]:
    return [discord.Embed(description=each[:4000]) for each in quotes[:10]]


async def _call(request: Callable[[], Awaitable[T]]) -> T:
    """Return the result of *request*, within TRY_SECONDS. Raises DeskFailed."""
    try:
        async with asyncio.timeout(TRY_SECONDS):
            return await request()
    except discord.HTTPException as fault:
        raise DeskFailed(_fault_of(fault), str(fault.code)) from fault
    except (aiohttp.ClientError, RuntimeError, *DROPPED) as fault:
        # discord.py raises RuntimeError while a client closes; the next client can succeed.
        raise DeskFailed(DeskFault.LATER) from fault


def _fault_of(fault: discord.HTTPException) -> DeskFault:
    if fault.code == TOO_MANY_THREADS:
        return DeskFault.FULL
    if fault.code in (MISSING_PERMISSION, NO_ACCESS):
        return DeskFault.FORBIDDEN
    if isinstance(fault, discord.NotFound) or fault.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
        return DeskFault.GONE
    # UNAUTHORIZED is transient while the token is renewed.
    passes = fault.status >= SERVER_ERRORS or fault.status in (TOO_FAST, UNAUTHORIZED)
    return DeskFault.LATER if passes else DeskFault.FORBIDDEN
