"""Render docs/commands.md from the table of commands."""

from moodbot.core.turn import BotLanguage


def commands_page(bot_language: BotLanguage) -> str:
    """Return docs/commands.md (Markdown): every command with its forms, every mood with its aliases."""
    pack, prefix = bot_language.pack, bot_language.commands.prefix
    lines = [
        "# Commands",
        "",
        "Made by `moodbot commands`; a test keeps this page the same as the table of commands.",
        "",
        "| command | also | slash | terminal | what it does |",
        "|---|---|---|---|---|",
    ]
    for command in bot_language.commands.table:
        argument = f" [{pack.text(f'argument_{command.argument.name}')}]" if command.argument else ""
        also = ", ".join(f"`{prefix}{alias}`" for alias in command.aliases)
        slash = f"`/{command.name}`" if command.slash else ""
        terminal = "no" if command.needs_server else "yes"
        about = pack.text(f"command_{command.name}")
        lines.append(f"| `{prefix}{command.name}{argument}` | {also} | {slash} | {terminal} | {about} |")
    lines += [
        "",
        f"Every mood is a command of its own: `{prefix}anxious` does what `{prefix}mood anxious` does.",
        "",
        "| mood | also understood |",
        "|---|---|",
    ]
    for mood in pack.moods.values():
        lines.append(f"| {mood.emoji} `{prefix}{mood.name}` | {', '.join(mood.aliases)} |")
    return "\n".join(lines) + "\n"
