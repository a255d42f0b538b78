"""Run the bot: open everything that the settings name, run Discord or the terminal, close it all again."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from moodbot.assembly import LANGUAGE, assemble, bot_languages_of, read_pack, retention_of
from moodbot.charts.ports import chart_ports
from moodbot.clock import SystemClock
from moodbot.content.pack_files import describe, find_responses
from moodbot.content.risk_rules import RiskRulesInvalid
from moodbot.content.shelf import read_contents
from moodbot.conversation.pages import commands_page
from moodbot.conversation.registry import EVERYTHING
from moodbot.conversation.turns import TurnRunner
from moodbot.core.errors import CannotStart, StoreUnavailable
from moodbot.core.faults import describe as describe_fault
from moodbot.core.feature import Page
from moodbot.core.features import Features
from moodbot.core.ports import InstallationId, Worker
from moodbot.core.services import Services
from moodbot.core.words import Words
from moodbot.language.intents import LexiconError
from moodbot.language.packs import PackInvalid
from moodbot.settings import Settings
from moodbot.storage.encryption import read_keys
from moodbot.storage.errors import DatabaseNotOpened
from moodbot.storage.installation import INSTALLATION_ID
from moodbot.stores import open_store

log = logging.getLogger(__name__)

SETTLE_SECONDS = 2.0
"""Seconds that a stopping program waits for messages in progress."""

FAULTS = (PackInvalid, RiskRulesInvalid, LexiconError, DatabaseNotOpened, CannotStart)
"""Exceptions that can prevent a start; `fault_lines` says what to do."""


@dataclass(frozen=True, slots=True)
class House:
    """The running bot as a front door needs it; *alone*: no other process shares the database."""

    turn_runner: TurnRunner
    services: Services
    alone: bool
    features: Features


def fault_lines(fault: Exception) -> list[str]:
    """Return the operator's instructions for one of FAULTS, a line for each problem."""
    if isinstance(fault, PackInvalid):
        return describe(fault.problems).splitlines()
    return [str(fault)]


@asynccontextmanager
async def open_bot(
    settings: Settings,
    database: str,
    clock: SystemClock,
    ports: Iterable[object],
    *,
    features: Features = EVERYTHING,
    patient: bool = False,
    alone: bool = False,
) -> AsyncIterator[House]:
    """Load the content, open the store at *database*, and make the services; close the store after the block.

    *ports* are the front door's adapters for the features. *patient* switches off the flood limit. *alone* refuses a
    SQLite file on which another bot runs. Raises one of FAULTS, which says what to do.
    """
    bot_languages = bot_languages_of(settings, features, Words(read_pack(settings, features)))
    given = (*read_contents(find_responses(settings.packs), LANGUAGE), *chart_ports(), *ports)
    keys = read_keys(settings.note_keys.get_secret_value()) if settings.note_keys else ()
    opening = open_store(database, clock.new_id(), migrations=features.migrations, note_keys=keys, alone=alone)
    async with opening as store:
        installation = InstallationId(await store.installation.value(INSTALLATION_ID) or "")
        services = assemble(features, settings, bot_languages, store, clock=clock, given=(installation, *given))
        try:
            await features.start(services)
        except StoreUnavailable as fault:
            raise CannotStart(f"{fault}. Is another program holding it? Look at it with `moodbot db check`.") from fault
        yield House(TurnRunner(features, services, patient), services, store.database.dialect == "sqlite", features)


def page_of_commands(settings: Settings) -> str:
    """Return the page (Markdown) that lists every command and mood. Raises one of FAULTS."""
    words = Words(read_pack(settings, EVERYTHING))
    return commands_page(bot_languages_of(settings, EVERYTHING, words).default)


def page_of(settings: Settings, name: str) -> str:
    """Return the page *name* (Markdown) of a feature, with this installation's retention. Raises one of FAULTS."""
    if (write := EVERYTHING.pages.get(name)) is None:
        raise CannotStart(f"No feature of this moodbot has the page {name}.")
    pack, inventory = read_pack(settings, EVERYTHING), EVERYTHING.inventory
    return write(Page(pack, inventory, retention_of(settings), settings.contact, settings.prefix))


async def run_discord(settings: Settings) -> None:
    """Run the Discord bot until SIGTERM or Ctrl-C. Raises what open_house raises, and CannotStart."""
    from moodbot.discordapp.bot import MoodBot, parts_of
    from moodbot.discordapp.direct_line import DiscordLine
    from moodbot.discordapp.ports import discord_ports
    from moodbot.discordapp.service import point_at, serve

    assert settings.discord_token is not None
    if settings.contact is None:
        log.warning("MOODBOT_CONTACT is not set: people cannot see how to reach you. Discord asks for such a way.")
    clock = SystemClock()
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        _set_on_signal(name, stop)
    point_at(settings.api_base, settings.gateway)
    line = DiscordLine(clock)
    async with open_bot(settings, settings.database_url, clock, discord_ports(line), alone=True) as house:
        parts = parts_of(house.turn_runner, house.services, line)
        token = settings.discord_token.get_secret_value()
        # Everything loaded so far lives until the end. Each full garbage collection over it would delay replies by
        # some 50 ms.
        gc.collect()
        gc.freeze()
        async with working(house, stop) as settled:
            await serve(lambda: MoodBot(parts, settings.message_content), token, clock, settled)


@asynccontextmanager
async def working(house: House, stop: asyncio.Event) -> AsyncIterator[asyncio.Event]:
    """Run the workers of all features during the block. After *stop*, the yielded event is set when their work in
    progress is done, at most SETTLE_SECONDS later, so that the connection outlives it.
    """
    settled = asyncio.Event()
    workers = tuple(house.features.workers(house.services))
    running = asyncio.gather(*(_run_worker(worker, alone=house.alone) for worker in workers))

    async def settle() -> None:
        await stop.wait()
        for worker in workers:
            worker.stop()
        await asyncio.wait({running}, timeout=SETTLE_SECONDS)
        settled.set()

    settling = asyncio.create_task(settle())
    try:
        yield settled
    finally:
        stop.set()
        await asyncio.gather(settling, running)


async def _run_worker(worker: Worker, *, alone: bool) -> None:
    """Run *worker* to its end. If it raises, that is logged at once, and the others and the bot go on."""
    try:
        await worker.run(alone=alone)
    except Exception as fault:  # noqa: BLE001 - a boundary: one worker must not end the others
        log.error("%s broke and works no more until the next start: %s", type(worker).__name__, describe_fault(fault))


def _set_on_signal(name: signal.Signals, stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(name, stop.set)
    except NotImplementedError:  # Windows has no such handlers
        signal.signal(name, lambda *_: loop.call_soon_threadsafe(stop.set))


async def run_chat(settings: Settings, database: str, script: Sequence[str], locale: str | None = None) -> None:
    """Talk in the terminal until the end of input, or play the lines *script*. Raises what open_house raises.

    *locale* ("de_DE") lets the bot guess the person's country. Pictures are written into the working folder.
    """
    from moodbot.local.ports import local_ports
    from moodbot.local.screens import PlainScreen, PromptScreen, given_lines, has_prompt_toolkit, typed_lines
    from moodbot.local.terminal import Terminal

    scripted = bool(script) or not sys.stdin.isatty()
    opening = open_bot(settings, database, SystemClock(), local_ports(), patient=scripted)
    async with opening as house, working(house, asyncio.Event()):
        if not scripted and sys.stdout.isatty() and has_prompt_toolkit():
            screen = PromptScreen()
            terminal = Terminal(house.turn_runner, screen, house.services.of(Words), Path.cwd(), locale)
            with screen.kept_apart():
                terminal.welcome()
                await terminal.talk(screen.lines(terminal.prompt))
        else:
            terminal = Terminal(
                house.turn_runner, PlainScreen(sys.stdout), house.services.of(Words), Path.cwd(), locale
            )
            terminal.welcome()
            if scripted:
                await terminal.play(given_lines(script) if script else typed_lines(sys.stdin))
            else:
                await terminal.talk(typed_lines(sys.stdin))
        terminal.goodbye()
