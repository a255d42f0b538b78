"""The `moodbot` command line. Heavy modules are imported only by the commands that need them."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from moodbot import __version__

if TYPE_CHECKING:
    from moodbot.settings import Settings

FAULT = 2
"""Exit code if the operator must correct something first; stderr says what."""

CHECKS = ("packs", "helplines", "hearing", "safety")
UPKEEP = ("keys", "db", "checkins")

CHAT_DATABASE = "sqlite:///moodbot-chat.db"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 with a line on stderr that says what to do."""
    options = parser().parse_args(arguments)
    if options.command is None:
        parser().print_help()
        return 0
    try:
        return _run(options)
    except KeyboardInterrupt:
        print()
        return 0
    except BrokenPipeError:
        # The reader of stdout has closed it, as `| head` does; the flush at exit would raise again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="moodbot",
        description="A Discord bot that listens: tell it how you feel, and it leads on to people.",
        epilog="Settings come from the environment or from a file named .env; see .env.example.",
    )
    parser.add_argument("--version", action="version", version=f"moodbot {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser(
        "run",
        help="run the Discord bot (needs DISCORD_TOKEN)",
        description="Run the Discord bot until it is stopped. Needs DISCORD_TOKEN.",
    )
    chat = commands.add_parser(
        "chat",
        help="talk to it in the terminal; no account, no token, no network",
        description="Talk to moodbot in the terminal. Nothing leaves this computer.",
    )
    chat.add_argument(
        "--say", action="append", default=[], metavar="LINE", help="play this line without a keyboard; may be repeated"
    )
    chat.add_argument(
        "--pace",
        metavar="NUMBER",
        help="how fast it writes: 1 as a person, 0 without waiting (default: MOODBOT_PACE, or 1)",
    )
    chat.add_argument(
        "--database",
        default=CHAT_DATABASE,
        metavar="URL",
        help="where the talk is kept (default: %(default)s, apart from the bot's own)",
    )
    commands.add_parser(
        "commands",
        help="print the page of all commands and moods",
        description="Print the page of all commands and moods, as in docs/commands.md.",
    )
    commands.add_parser(
        "privacy",
        help="print the page that says what is kept, for you to fill in and publish",
        description="Print the page that says what is kept, as in docs/privacy.md, with your times and contact.",
    )
    _add_checks(commands)
    _add_upkeep(commands)
    return parser


def _add_checks(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands that check packs, help lines or the risk check; they run no bot."""
    packs = commands.add_parser("packs", help="check the words of the bot").add_subparsers(dest="action", required=True)
    check = packs.add_parser("check", help="list every problem of the packs; exit code 1 if there is any")
    check.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="default: MOODBOT_PACKS, or the bot's own")
    lines = commands.add_parser("helplines", help="check the help lines").add_subparsers(dest="action", required=True)
    lines.add_parser("check", help="list the help lines that a person has to review or confirm")
    _add_hearing(commands)
    safety = commands.add_parser("safety", help="try and measure the risk check")
    actions = safety.add_subparsers(dest="action", required=True)
    attempt = actions.add_parser("try", help="show what is read in a text, and the rule that fired")
    attempt.add_argument("text")
    measure = actions.add_parser("measure", help="recall, precision and false alarms on labelled texts")
    measure.add_argument(
        "file", type=Path, metavar="FILE.csv", help="columns text, label (0, 1 or empty), optional kind"
    )
    measure.add_argument("--errors", type=Path, metavar="OUT.csv", help="write the wrongly judged rows here")
    talk = actions.add_parser("talk", help="play conversations; exit code 1 if help came late, early or falsely")
    talk.add_argument(
        "file", type=Path, metavar="FILE.jsonl", help="one conversation a line: id, turns, must_fire_by, not_before"
    )


def _add_hearing(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands that try and measure how told things are heard."""
    hearing = commands.add_parser("hearing", help="try and measure how told things are heard")
    actions = hearing.add_subparsers(dest="action", required=True)
    attempt = actions.add_parser("try", help="show what is heard in a text: act, topic, moods, and each witness")
    attempt.add_argument("text")
    measure = actions.add_parser("measure", help="how often the right mood, topic and act are heard in labelled texts")
    measure.add_argument(
        "file", type=Path, metavar="FILE.csv", help="columns text and any of mood, topic, act; several joined by |"
    )
    measure.add_argument("--errors", type=Path, metavar="OUT.csv", help="write the wrongly read rows here")
    for each in (attempt, measure):
        each.add_argument("--format", choices=("text", "json"), default="text", help="default: %(default)s")


def _add_upkeep(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands for database, keys and check-ins; they work beside a running bot."""
    keys = commands.add_parser("keys", help="keys that encrypt notes").add_subparsers(dest="action", required=True)
    keys.add_parser("new", help="print a new key for MOODBOT_NOTE_KEYS; who loses it loses the notes")
    keys.add_parser("rotate", help="encrypt every note anew with the first key; exit code 1 if some cannot be opened")
    database = commands.add_parser("db", help="the database: backup, check, copy")
    actions = database.add_subparsers(dest="action", required=True)
    backup = actions.add_parser("backup", help="write a copy as of this moment, also while the bot is running")
    backup.add_argument("file", type=Path, metavar="FILE", help="a new SQLite file")
    actions.add_parser("check", help="check that it is intact and count its rows; exit code 1 if it is damaged")
    checkins = commands.add_parser("checkins", help="check-ins and other messages that the bot sends first")
    checkin_actions = checkins.add_subparsers(dest="action", required=True)
    checkin_actions.add_parser(
        "status", help="due, sent, skipped and why, suspended, how late, and whether Discord stopped them"
    )
    checkin_actions.add_parser("resume", help="send again after Discord stopped it; find out first why it did")
    copying = actions.add_parser("copy", help="copy all of it into an empty database, and prove that both are the same")
    copying.add_argument("source", metavar="FROM", help="an address as in MOODBOT_DATABASE_URL")
    copying.add_argument("target", metavar="TO", help="the address of an empty database")


def _run_upkeep(options: argparse.Namespace, settings: "Settings") -> int:
    """Run a command for database, keys or check-ins, print its result, and return its exit code."""
    from moodbot import upkeep

    ok = True
    if options.command == "keys":
        lines, ok = (upkeep.make_key(), True) if options.action == "new" else upkeep.rotate_keys(settings)
    elif options.command == "checkins":
        lines = upkeep.checkin_status(settings) if options.action == "status" else upkeep.resume_checkins(settings)
    elif options.action == "backup":
        lines = upkeep.back_up(settings, options.file)
    elif options.action == "check":
        lines, ok = upkeep.check(settings)
    else:
        lines = upkeep.copy(options.source, options.target)
    print("\n".join(lines))
    return 0 if ok else 1


def _run_check_or_fault(options: argparse.Namespace, settings: "Settings") -> int:
    """Run one of the checks, print its result, and return its exit code."""
    from moodbot import workshop

    try:
        return _run_check(options, settings)
    except workshop.FAULTS as fault:
        return _print_faults(str(fault))


def _run_check(options: argparse.Namespace, settings: "Settings") -> int:
    from moodbot import workshop

    if options.command == "packs":
        problems = workshop.problems_of_packs(settings, options.folder)
        print("\n".join(problems) if problems else "The packs are in order.")
        return 1 if problems else 0
    if options.command == "helplines":
        due_lines = workshop.help_lines_due(settings)
        print("\n".join(due_lines) if due_lines else "Every help line is confirmed and reviewed.")
        return 0
    if options.command == "hearing":
        as_json = options.format == "json"
        if options.action == "try":
            print("\n".join(workshop.try_hearing(settings, options.text, as_json)))
        else:
            print("\n".join(workshop.measure_hearing(settings, options.file, options.errors, as_json)))
        return 0
    if options.action == "talk":
        lines, ok = workshop.play_talks(settings, options.file)
        print("\n".join(lines))
        return 0 if ok else 1
    is_try = options.action == "try"
    print("\n".join(workshop.try_risk(options.text) if is_try else workshop.measure_risk(options.file, options.errors)))
    return 0


def _run(options: argparse.Namespace) -> int:
    import asyncio

    from moodbot.ops.logs import set_up_logs
    from moodbot.settings import SettingsInvalid, read_settings
    from moodbot.wiring import FAULTS, fault_lines, page_of, page_of_commands, run_chat, run_discord

    environ = dict(os.environ)
    if getattr(options, "pace", None) is not None:
        environ["MOODBOT_PACE"] = options.pace
    try:
        settings = read_settings(environ, Path(".env"))
        if options.command == "run" and settings.discord_token is None:
            return _print_faults(
                "DISCORD_TOKEN is not set. Create a bot at https://discord.com/developers/applications and put its "
                "token into DISCORD_TOKEN or into .env. Without one you can try: moodbot chat"
            )
        if options.command in CHECKS:
            set_up_logs("error")
            return _run_check_or_fault(options, settings)
        if options.command in UPKEEP:
            set_up_logs("error")
            return _run_upkeep(options, settings)
        if options.command == "run":
            set_up_logs(settings.log)
            asyncio.run(run_discord(settings))
        elif options.command == "commands":
            print(page_of_commands(settings), end="")
        elif options.command == "privacy":
            print(page_of(settings, "privacy"), end="")
        else:
            set_up_logs("error")
            locale = environ.get("LC_ALL") or environ.get("LANG") or ""
            asyncio.run(run_chat(settings, options.database, options.say, locale.partition(".")[0] or None))
    except SettingsInvalid as invalid:
        typed = getattr(options, "pace", None) is not None
        return _print_faults(
            *(fault.replace("MOODBOT_PACE:", "--pace:") if typed else fault for fault in invalid.faults)
        )
    except FAULTS as fault:
        return _print_faults(*fault_lines(fault))
    return 0


def _print_faults(*lines: str) -> int:
    for line in lines:
        print(f"moodbot: {line}", file=sys.stderr)
    return FAULT
