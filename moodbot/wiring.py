"""The only place where the parts meet: settings in, running parts out, closed in reverse order."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from moodbot.assembly import (
    make_care,
    make_desk,
    make_journal,
    make_rights,
    make_unasked,
    read_help_lines,
    read_pack,
    retention_of,
)
from moodbot.clock import SystemClock
from moodbot.content.pack_files import describe
from moodbot.content.risk_rules import RiskRulesInvalid
from moodbot.conversation.conversation import Conversation
from moodbot.conversation.pages import commands_page, privacy_page
from moodbot.conversation.questions import Beside
from moodbot.conversation.registry import COMMANDS
from moodbot.conversation.turns import Hearing
from moodbot.conversation.voice import make_voice
from moodbot.core.errors import CannotStart
from moodbot.core.ports import Clock
from moodbot.core.words import Words
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.counsellors.staff import StaffDesk
from moodbot.features.outreach.ports import DirectLine
from moodbot.features.outreach.worker import CheckinWorker
from moodbot.features.privacy.housekeeping import keep_house
from moodbot.language.intents import LexiconError
from moodbot.language.packs import PackInvalid
from moodbot.settings import Settings
from moodbot.storage.encryption import read_keys
from moodbot.storage.errors import DatabaseNotOpened
from moodbot.storage.installation import INSTALLATION_ID
from moodbot.stores import Store, open_store

log = logging.getLogger(__name__)

SETTLE_SECONDS = 2.0
"""How long a program that is told to stop waits for the messages that are on their way."""

FAULTS = (PackInvalid, RiskRulesInvalid, LexiconError, DatabaseNotOpened, CannotStart)
"""What may stand in the way of a start; `fault_lines` says what to do."""


@dataclass(frozen=True, slots=True)
class House:
    """The parts that both front doors need."""

    hearing: Hearing
    store: Store
    clock: Clock
    worker: CheckinWorker
    desk: StaffDesk
    words: Words


def fault_lines(fault: Exception) -> list[str]:
    """Return what to do about one of FAULTS, a line for each thing that is wrong."""
    if isinstance(fault, PackInvalid):
        return describe(fault.problems).splitlines()
    return [str(fault)]


@asynccontextmanager
async def open_house(
    settings: Settings,
    database: str,
    clock: SystemClock,
    line: DirectLine,
    staff: StaffSide,
    *,
    patient: bool = False,
    alone: bool = False,
) -> AsyncIterator[House]:
    """Open the words and the store, and tidy the store while the house is open.

    *line* is the way to people who did not just speak, *staff* that to the staff of servers.
    *alone* refuses a SQLite file on which another bot runs.
    Raises one of FAULTS, which says what to do.
    """
    pack = read_pack(settings)
    voice, words = make_voice(pack, COMMANDS, settings.prefix, settings.pace), Words(pack)
    lines = read_help_lines(settings)
    keys = read_keys(settings.note_keys.get_secret_value()) if settings.note_keys else ()
    async with open_store(database, clock.new_id(), note_keys=keys, alone=alone) as store:
        beside = Beside(voice.meanings)
        journal = make_journal(voice, store, clock, settings.retention_entries)
        installation = await store.installation.value(INSTALLATION_ID) or ""
        desk = await make_desk(
            words, store, clock, installation=installation, staff=staff, journal=journal, beside=beside
        )
        counsellors = partial(getattr, desk.requests, "possible")
        care = await make_care(voice, lines, store, clock, follows=line.exists, counsellors=counsellors)
        unasked = make_unasked(
            settings, store, clock, installation=installation, line=line, care=care, journal=journal, beside=beside
        )
        rights = make_rights(settings, store, clock, desk=desk, care=care, checkins=unasked.checkins, beside=beside)
        conversation = Conversation(
            voice,
            store.talks,
            clock,
            care=care,
            journal=journal,
            checkins=unasked.checkins,
            requests=desk.requests,
            rights=rights,
            beside=beside,
        )
        hearing = Hearing(conversation, clock, patient)
        stop = asyncio.Event()
        tidying = asyncio.create_task(
            keep_house(store, forgetting=rights.forgetting, retention=rights.retention, clock=clock, stop=stop)
        )
        try:
            yield House(hearing, store, clock, unasked.worker, desk, words)
        finally:
            stop.set()
            await tidying


def page_of_commands(settings: Settings) -> str:
    """Return the page that lists every command and mood. Raises one of FAULTS."""
    return commands_page(make_voice(read_pack(settings), COMMANDS, settings.prefix, settings.pace))


def page_of_privacy(settings: Settings) -> str:
    """Return the page that says what is kept, with this installation's times. Raises one of FAULTS."""
    return privacy_page(read_pack(settings), retention_of(settings), settings.contact, settings.prefix)


async def run_discord(settings: Settings) -> None:
    """Run the Discord bot until SIGTERM or Ctrl-C. Raises what open_house raises, and CannotStart."""
    from moodbot.discordapp.bot import MoodBot, Parts
    from moodbot.discordapp.counsellors.staff_side import DiscordStaff
    from moodbot.discordapp.direct_line import DiscordLine
    from moodbot.discordapp.service import point_at, serve

    assert settings.discord_token is not None
    if settings.contact is None:
        log.warning("MOODBOT_CONTACT is not set: people cannot see how to reach you. Discord asks for such a way.")
    clock = SystemClock()
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        _on_signal(name, stop)
    point_at(settings.api_base, settings.gateway)
    line = DiscordLine(clock)
    async with open_house(settings, settings.database_url, clock, line, DiscordStaff(line), alone=True) as house:
        store = house.store
        parts = Parts(house.hearing, store.answers, store.installation, clock, line, house.desk, house.words)
        token = settings.discord_token.get_secret_value()
        # What is loaded by now stays until the end. Looked through again and again for garbage, it would
        # keep people waiting some 50 ms each time.
        gc.collect()
        gc.freeze()
        async with _sending(house, stop) as settled:
            await serve(lambda: MoodBot(parts, settings.message_content), token, clock, settled)


@asynccontextmanager
async def _sending(house: House, stop: asyncio.Event) -> AsyncIterator[asyncio.Event]:
    """Send what is due while the block runs. The event given is set soon after *stop*, when what was on its way is
    settled, so that the connection is not closed under it.
    """
    settled = asyncio.Event()
    alone = house.store.database.dialect == "sqlite"
    sending = asyncio.gather(house.worker.run(alone=alone), house.desk.worker.run(alone=alone))

    async def settle() -> None:
        await stop.wait()
        house.worker.stop()
        house.desk.worker.stop()
        await asyncio.wait({sending}, timeout=SETTLE_SECONDS)
        settled.set()

    settling = asyncio.create_task(settle())
    try:
        yield settled
    finally:
        stop.set()
        await asyncio.gather(settling, sending)


def _on_signal(name: signal.Signals, stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(name, stop.set)
    except NotImplementedError:  # Windows has no such handlers
        signal.signal(name, lambda *_: loop.call_soon_threadsafe(stop.set))


async def run_chat(settings: Settings, database: str, says: Sequence[str], locale: str | None = None) -> None:
    """Talk in the terminal until the end of input, or play the lines *says*. Raises what open_house raises.

    *locale* ("de_DE") lets the bot guess where the person lives. Pictures are written into the working folder.
    """
    from moodbot.local.no_line import NoLine
    from moodbot.local.no_staff import NoStaff
    from moodbot.local.screens import PlainScreen, PromptScreen, given_lines, has_prompt_toolkit, typed_lines
    from moodbot.local.terminal import Terminal

    scripted = bool(says) or not sys.stdin.isatty()
    async with open_house(settings, database, SystemClock(), NoLine(), NoStaff(), patient=scripted) as house:
        if not scripted and sys.stdout.isatty() and has_prompt_toolkit():
            screen = PromptScreen()
            terminal = Terminal(house.hearing, screen, house.words, Path.cwd(), locale)
            with screen.kept_apart():
                terminal.welcome()
                await terminal.talk(screen.lines(terminal.prompt))
        else:
            terminal = Terminal(house.hearing, PlainScreen(sys.stdout), house.words, Path.cwd(), locale)
            terminal.welcome()
            if scripted:
                await terminal.play(given_lines(says) if says else typed_lines(sys.stdin))
            else:
                await terminal.talk(typed_lines(sys.stdin))
        terminal.goodbye()
