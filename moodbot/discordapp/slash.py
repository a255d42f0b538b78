"""Build slash commands from the table of commands, and register them with Discord if they have changed."""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands

from moodbot.core.commands import FILE, MOOD, Command, Commands
from moodbot.core.errors import StoreUnavailable
from moodbot.language.packs import ReplyPack
from moodbot.storage.installation import InstallationStore

log = logging.getLogger(__name__)

Interaction = discord.Interaction[discord.Client]
SlashHandler = Callable[[Interaction, str, discord.Attachment | None], Awaitable[None]]
DESCRIPTION_LIMIT = 100


def build_tree(
    client: discord.Client, commands: Commands, pack: ReplyPack, handler: SlashHandler
) -> app_commands.CommandTree:
    """Return the slash commands of *commands*; *handler* gets each call as "name argument" and its attachment."""
    tree: app_commands.CommandTree = app_commands.CommandTree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    for command in commands.table:
        if command.slash:
            tree.add_command(_slash(command, pack, handler))
    return tree


def _slash(command: Command, pack: ReplyPack, handler: SlashHandler) -> app_commands.Command[Any, ..., None]:
    make_callback = {None: _plain, MOOD: _with_mood, FILE: _with_file}.get(command.argument, _with_words)
    description = pack.text(f"command_{command.name}")[:DESCRIPTION_LIMIT]
    return app_commands.Command(
        name=command.name, description=description, callback=make_callback(command, pack, handler)
    )


def _plain(command: Command, pack: ReplyPack, handler: SlashHandler) -> Any:
    async def plain(interaction: Interaction) -> None:
        await handler(interaction, command.name, None)

    return plain


def _with_mood(command: Command, pack: ReplyPack, handler: SlashHandler) -> Any:
    async def named(interaction: Interaction, mood: str | None = None, note: str | None = None) -> None:
        # A note is stored with a mood, so without one it is dropped.
        await handler(interaction, f"{command.name} {mood or ''} {(mood and note) or ''}".strip(), None)

    callback = _choosing(named, "mood", [(f"{mood.emoji} {mood.name}", mood.name) for mood in pack.moods.values()])
    return app_commands.describe(mood=pack.text("menu_title"), note=pack.text("note_label"))(callback)


def _with_file(command: Command, pack: ReplyPack, handler: SlashHandler) -> Any:
    async def sent(interaction: Interaction, file: discord.Attachment | None = None, moods: str | None = None) -> None:
        await handler(interaction, f"{command.name} {moods or ''}".strip(), file)

    return app_commands.describe(file=pack.text("argument_file"), moods=pack.text("argument_moods"))(sent)


def _with_words(command: Command, pack: ReplyPack, handler: SlashHandler) -> Any:
    assert command.argument is not None

    async def with_words(interaction: Interaction, words: str | None = None) -> None:
        await handler(interaction, f"{command.name} {words or ''}".strip(), None)

    callback: Any = app_commands.rename(words=command.argument.name)(with_words)
    if values := command.argument.choices:
        callback = _choosing(callback, "words", [(value, value) for value in values])
    return app_commands.describe(words=pack.text(f"argument_{command.argument.name}"))(callback)


def _choosing(callback: Any, name: str, choices: list[tuple[str, str]]) -> Any:
    return app_commands.choices(**{name: [app_commands.Choice(name=label, value=value) for label, value in choices]})(
        callback
    )


async def sync_if_changed(tree: app_commands.CommandTree, application: int, installation: InstallationStore) -> bool:
    """Register the slash commands if they differ from those last registered; return True if it was done.

    A failure is logged, not raised: text commands work without it, and the next start retries.
    """
    payload = [command.to_dict(tree) for command in tree.get_commands()]
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
    key = f"slash_commands:{application}"
    try:
        if await installation.value(key) == digest:
            return False
        await tree.sync()
        await installation.save_value(key, digest)
    except (discord.HTTPException, OSError) as fault:
        log.error("slash commands could not be told to Discord: %s", type(fault).__name__)
        return False
    except StoreUnavailable as fault:
        log.error("it could not be kept which slash commands Discord knows: %s", fault)
        return False
    return True
