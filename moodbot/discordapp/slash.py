"""Slash commands, built from the table of commands, and made known to Discord only when they have changed."""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands

from moodbot.app.commands import Argument, Command, Commands
from moodbot.app.errors import StoreUnavailable
from moodbot.app.ports import InstallationStore
from moodbot.domain.packs import ReplyPack

log = logging.getLogger(__name__)

Interaction = discord.Interaction[discord.Client]
Called = Callable[[Interaction, str], Awaitable[None]]
ABOUT_LIMIT = 100


def build_tree(client: discord.Client, commands: Commands, pack: ReplyPack, called: Called) -> app_commands.CommandTree:
    """Return the slash commands of *commands*; *called* gets each call as "name argument"."""
    tree: app_commands.CommandTree = app_commands.CommandTree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    for command in commands.table:
        if command.slash:
            tree.add_command(_slash(command, pack, called))
    return tree


def _slash(command: Command, pack: ReplyPack, called: Called) -> app_commands.Command[Any, ..., None]:
    if command.argument is Argument.MOOD:

        async def callback(interaction: Interaction, mood: str | None = None) -> None:
            await called(interaction, f"{command.name} {mood or ''}".strip())

        choices = [
            app_commands.Choice(name=f"{mood.emoji} {mood.name}", value=mood.name) for mood in pack.moods.values()
        ]
        callback = app_commands.choices(mood=choices)(callback)
        callback = app_commands.describe(mood=pack.text("menu_title"))(callback)
    elif command.argument is Argument.COUNTRY:

        async def callback(interaction: Interaction, country: str | None = None) -> None:  # type: ignore[misc]  # forms
            await called(interaction, f"{command.name} {country or ''}".strip())

        callback = app_commands.describe(country=pack.text("argument_country"))(callback)
    else:

        async def callback(interaction: Interaction) -> None:  # type: ignore[misc]  # one of two forms
            await called(interaction, command.name)

    about = pack.text(f"command_{command.name}")[:ABOUT_LIMIT]
    return app_commands.Command(name=command.name, description=about, callback=callback)


async def sync_if_changed(tree: app_commands.CommandTree, application: int, installation: InstallationStore) -> bool:
    """Tell Discord the slash commands if they differ from those it was last told; return whether it was told.

    A failure is logged and costs only the change: text commands work without, and the next start tries again.
    """
    payload = [command.to_dict(tree) for command in tree.get_commands()]
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
    key = f"slash_commands:{application}"
    try:
        if await installation.value(key) == digest:
            return False
        await tree.sync()
        await installation.keep_value(key, digest)
    except (discord.HTTPException, OSError) as fault:
        log.error("slash commands could not be told to Discord: %s", type(fault).__name__)
        return False
    except StoreUnavailable as fault:
        log.error("it could not be kept which slash commands Discord knows: %s", fault)
        return False
    return True
