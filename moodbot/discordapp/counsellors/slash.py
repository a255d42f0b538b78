"""Slash commands of staff and admins: set up a desk, block, unblock, hand over, add a colleague."""

from collections.abc import Awaitable
from typing import Any

import discord
from discord import app_commands

from moodbot.core.dialogue import Membership
from moodbot.core.errors import StoreUnavailable
from moodbot.core.words import Words
from moodbot.discordapp.faults import taken
from moodbot.discordapp.incoming import membership
from moodbot.discordapp.lengths import split_text
from moodbot.features.counsellors.ports import DeskFailed
from moodbot.features.counsellors.setup import DeskChoices
from moodbot.features.counsellors.staff import StaffDesk
from moodbot.language.packs import ReplyPack

NAMES = ("setup", "block", "unblock", "handover", "colleague")
"""Names of the commands of this module."""

Interaction = discord.Interaction[discord.Client]
Days = app_commands.Range[int, 1, 365]


def add_desk_commands(tree: app_commands.CommandTree, desk: StaffDesk, words: Words) -> None:
    """Add the commands to *tree*. Their answers are ephemeral, from the server's pack."""
    group = app_commands.Group(
        name="setup",
        description=words.default.text("command_setup"),
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
    )
    group.add_command(_setup(desk, words))
    tree.add_command(group)
    for command in (_block(desk, words), _unblock(desk, words), _handover(desk, words), _colleague(desk, words)):
        command.guild_only = True
        tree.add_command(command)


async def answer(interaction: Interaction, outcome: Awaitable[str], pack: ReplyPack) -> None:
    """Send the text of *outcome* as an ephemeral answer; for DeskFailed or StoreUnavailable, a text about the fault."""
    try:
        text = await outcome
    except DeskFailed as fault:
        text = pack.text("desk_failed", what=fault.what or str(fault.fault))
    except StoreUnavailable:
        text = pack.text("journal_store_failed")
    for part in split_text(text):
        await taken(interaction.followup.send(part, ephemeral=True, allowed_mentions=discord.AllowedMentions.none()))


def _command(name: str, pack: ReplyPack, callback: Any) -> app_commands.Command[Any, ..., None]:
    return app_commands.Command(name=name, description=pack.text(f"command_{name}"), callback=callback)


async def _defer(interaction: Interaction) -> Membership | None:
    """Defer the interaction and return the caller; None if the interaction has expired or is not in a server."""
    if not await taken(interaction.response.defer(ephemeral=True, thinking=True)):
        return None
    return membership(interaction.user)


def _setup(desk: StaffDesk, words: Words) -> app_commands.Command[Any, ..., None]:
    async def counsellors(  # noqa: PLR0917 - Discord shows one field per parameter
        interaction: Interaction,
        role: discord.Role,
        staff_channel: discord.TextChannel,
        talk_channel: discord.TextChannel,
        backup_role: discord.Role | None = None,
        lead_role: discord.Role | None = None,
        report_channel: discord.TextChannel | None = None,
        hours: str | None = None,
        zone: str | None = None,
        ladder: str | None = None,
        urgent_ladder: str | None = None,
        open_each: app_commands.Range[int, 1, 10] = 2,
        pings_an_hour: app_commands.Range[int, 1, 60] = 6,
        requests_a_day: app_commands.Range[int, 1, 20] = 3,
    ) -> None:
        member = await _defer(interaction)
        if member is None:
            return
        roles = [each for each in (role, backup_role, lead_role) if each is not None]
        wanted = DeskChoices(
            role=role.id,
            channel=staff_channel.id,
            room=talk_channel.id,
            backup_role=backup_role.id if backup_role else None,
            lead_role=lead_role.id if lead_role else None,
            reports=report_channel.id if report_channel else None,
            unfit=tuple(each.name for each in roles if each.is_default() or each.managed),
            hours=hours,
            zone=zone,
            ladder=ladder,
            urgent_ladder=urgent_ladder,
            most_open=open_each,
            most_pings=pings_an_hour,
            most_a_day=requests_a_day,
        )
        await answer(interaction, desk.setup.set_up(member, wanted), words.of_server(member.server))

    described = {
        name: words.default.text(f"setup_option_{name}")
        for name in (
            *("role", "staff_channel", "talk_channel", "backup_role", "lead_role", "report_channel", "hours", "zone"),
            *("ladder", "urgent_ladder", "open_each", "pings_an_hour", "requests_a_day"),
        )
    }
    callback = app_commands.describe(**described)(counsellors)
    return app_commands.Command(
        name="counsellors", description=words.default.text("command_setup_counsellors"), callback=callback
    )


def _block(desk: StaffDesk, words: Words) -> app_commands.Command[Any, ..., None]:
    async def block(interaction: Interaction, member: discord.Member, days: Days, reason: str) -> None:
        caller = await _defer(interaction)
        if caller is not None:
            await answer(interaction, desk.block(caller, member.id, days, reason[:200]), words.of_server(caller.server))

    return _command("block", words.default, block)


def _unblock(desk: StaffDesk, words: Words) -> app_commands.Command[Any, ..., None]:
    async def unblock(interaction: Interaction, member: discord.User) -> None:
        caller = await _defer(interaction)
        if caller is not None:
            await answer(interaction, desk.unblock(caller, member.id), words.of_server(caller.server))

    return _command("unblock", words.default, unblock)


def _handover(desk: StaffDesk, words: Words) -> app_commands.Command[Any, ..., None]:
    async def handover(interaction: Interaction, colleague: discord.Member, note: str) -> None:
        caller, to = await _defer(interaction), membership(colleague)
        if caller is not None and to is not None:
            await answer(
                interaction,
                desk.hand_over(caller, interaction.channel_id or 0, to, note[:500]),
                words.of_server(caller.server),
            )

    return _command("handover", words.default, handover)


def _colleague(desk: StaffDesk, words: Words) -> app_commands.Command[Any, ..., None]:
    async def colleague(interaction: Interaction, colleague: discord.Member) -> None:
        caller, added = await _defer(interaction), membership(colleague)
        if caller is not None and added is not None:
            await answer(
                interaction, desk.add(caller, interaction.channel_id or 0, added), words.of_server(caller.server)
            )

    return _command("colleague", words.default, colleague)
