"""The pages that are made from tables: every command, and what is kept."""

from moodbot.conversation.voice import Voice
from moodbot.core.retention import Retention
from moodbot.features.privacy.commands import until_text
from moodbot.features.privacy.rules.kept import TOLD_KINDS, tables_of_kind, until_of
from moodbot.language.packs import ReplyPack


def commands_page(voice: Voice) -> str:
    """Return docs/commands.md: every command with its forms, and every mood with its aliases."""
    pack, prefix = voice.pack, voice.commands.prefix
    lines = [
        "# Commands",
        "",
        "Made by `moodbot commands`; a test keeps this page the same as the table of commands.",
        "",
        "| command | also | slash | terminal | what it does |",
        "|---|---|---|---|---|",
    ]
    for command in voice.commands.table:
        argument = f" [{pack.text(f'argument_{command.argument}')}]" if command.argument else ""
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


def privacy_page(pack: ReplyPack, retention: Retention, contact: str | None, prefix: str) -> str:
    """Return docs/privacy.md: what is kept about people, made from the table of features/privacy/rules/kept.py."""
    lines = [pack.text("privacy_page_head", contact=contact or "[MOODBOT_CONTACT]"), "", pack.text("privacy_page_kept")]
    lines += ["", "| what | tables | until |", "|---|---|---|"]
    for kind in TOLD_KINDS:
        until = until_text(pack, until_of(kind), retention)
        lines.append(f"| {pack.text(f'kept_{kind}')} | {', '.join(tables_of_kind(kind))} | {until} |")
    return "\n".join([*lines, "", pack.text("privacy_page_rest", prefix=prefix)]) + "\n"
