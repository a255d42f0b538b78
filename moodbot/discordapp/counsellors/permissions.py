"""Who may do what in the channels of a desk, as Discord works it out."""

import discord

from moodbot.features.counsellors.rules.requests import Desk

STAFF_NEEDS = ("view_channel", "send_messages", "embed_links", "read_message_history")
REPORT_NEEDS = ("view_channel", "send_messages")
ROOM_NEEDS = ("view_channel", "create_private_threads", "send_messages_in_threads", "manage_threads")


def missing(channel: discord.TextChannel, needs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the permissions that the bot lacks in *channel*, as an admin finds them."""
    allowed = channel.permissions_for(channel.guild.me)
    names = [need.replace("_", " ").title() for need in needs if not getattr(allowed, need)]
    return tuple(f"{name} in <#{channel.id}>" for name in names)


def roles_that_leak(staff: discord.TextChannel, desk: Desk) -> tuple[str, ...]:
    """Return the roles that have no need to read the staff's channel, and can; those of bots are none, those of
    boosters and subscribers are.
    """
    needed = {desk.role, desk.backup_role, desk.lead_role}
    found = []
    for role in staff.guild.roles:
        allowed = staff.permissions_for(role)
        runs_it = role.permissions.manage_guild or allowed.manage_threads
        if role.id not in needed and not role.is_bot_managed() and allowed.view_channel and not runs_it:
            found.append(role.name)
    return tuple(found)


def needs_it(staff: discord.TextChannel, desk: Desk, member: discord.Member) -> bool:
    """True for counsellors, backups, the lead, and those who run the server."""
    needed = {desk.role, desk.backup_role, desk.lead_role}
    runs_it = member.guild_permissions.manage_guild or staff.permissions_for(member).manage_threads
    return runs_it or any(role.id in needed for role in member.roles)


def notifies(staff: discord.TextChannel, role: discord.Role) -> bool:
    """True where a mention of *role* reaches its people."""
    mentions = role.mentionable or staff.permissions_for(staff.guild.me).mention_everyone
    return mentions and staff.permissions_for(role).view_channel
