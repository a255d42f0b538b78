"""Compute permissions in the channels of a desk: what the bot lacks, and who can read without need."""

import discord

from moodbot.features.counsellors.rules.requests import Desk

STAFF_NEEDS = ("view_channel", "send_messages", "embed_links", "read_message_history")
REPORT_NEEDS = ("view_channel", "send_messages")
ROOM_NEEDS = ("view_channel", "create_private_threads", "send_messages_in_threads", "manage_threads")


def missing(channel: discord.TextChannel, needs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the permissions among *needs* that the bot lacks in *channel*, as Discord's settings name them."""
    allowed = channel.permissions_for(channel.guild.me)
    names = [need.replace("_", " ").title() for need in needs if not getattr(allowed, need)]
    return tuple(f"{name} in <#{channel.id}>" for name in names)


def roles_that_leak(staff: discord.TextChannel, desk: Desk) -> tuple[str, ...]:
    """Return the names of roles that can read the staff's channel without need. Roles of bots are left out; those of
    boosters and subscribers count.
    """
    staff_roles = {desk.role, desk.backup_role, desk.lead_role}
    names = []
    for role in staff.guild.roles:
        allowed = staff.permissions_for(role)
        manages = role.permissions.manage_guild or allowed.manage_threads
        if role.id not in staff_roles and not role.is_bot_managed() and allowed.view_channel and not manages:
            names.append(role.name)
    return tuple(names)


def may_read(staff: discord.TextChannel, desk: Desk, member: discord.Member) -> bool:
    """Return whether *member* needs to read the staff's channel: counsellor, backup, lead, or manager of the server."""
    staff_roles = {desk.role, desk.backup_role, desk.lead_role}
    manages = member.guild_permissions.manage_guild or staff.permissions_for(member).manage_threads
    return manages or any(role.id in staff_roles for role in member.roles)


def notifies(staff: discord.TextChannel, role: discord.Role) -> bool:
    """Return whether a mention of *role* in the staff's channel notifies its members."""
    mentions = role.mentionable or staff.permissions_for(staff.guild.me).mention_everyone
    return mentions and staff.permissions_for(role).view_channel
