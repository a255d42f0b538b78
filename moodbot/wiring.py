"""The only place where the parts meet: settings in, running parts out, closed in reverse order."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from moodbot.app.care import Care
from moodbot.app.care_memory import CareMemory
from moodbot.app.conversation import Conversation
from moodbot.app.errors import CannotStart
from moodbot.app.guide import commands_page
from moodbot.app.hearing import Hearing
from moodbot.app.housekeeping import keep_house
from moodbot.app.ports import Clock
from moodbot.app.table import COMMANDS
from moodbot.app.voice import Voice, make_voice
from moodbot.app.words import requirements
from moodbot.clock import SystemClock
from moodbot.content.helplines import load_helplines
from moodbot.content.pack_files import describe, find_responses, load_pack
from moodbot.content.risk_rules import RiskRulesInvalid, load_risk_rules
from moodbot.content.word_rules import load_word_rules
from moodbot.domain.helplines import HelpLines
from moodbot.domain.packs import PackInvalid, ReplyPack
from moodbot.domain.safety import read_risk
from moodbot.domain.understanding import LexiconError
from moodbot.settings import Settings
from moodbot.storage.errors import DatabaseNotOpened
from moodbot.storage.store import Store, open_store

LANGUAGE = "en"

FAULTS = (PackInvalid, RiskRulesInvalid, LexiconError, DatabaseNotOpened, CannotStart)
"""What may stand in the way of a start; `fault_lines` says what to do."""


@dataclass(frozen=True, slots=True)
class House:
    """The parts that both front doors need."""

    hearing: Hearing
    store: Store
    clock: Clock


def fault_lines(fault: Exception) -> list[str]:
    """Return what to do about one of FAULTS, a line for each thing that is wrong."""
    if isinstance(fault, PackInvalid):
        return describe(fault.problems).splitlines()
    return [str(fault)]


def read_pack(settings: Settings) -> ReplyPack:
    """Return the words of the bot. Raises PackInvalid with every problem, or LexiconError."""
    return load_pack(find_responses(settings.packs), LANGUAGE, requirements(COMMANDS), load_word_rules(LANGUAGE))


def read_help_lines(settings: Settings) -> HelpLines:
    """Return the help lines. Raises PackInvalid with every problem."""
    return load_helplines(find_responses(settings.packs), load_word_rules(LANGUAGE))


async def make_care(voice: Voice, lines: HelpLines, store: Store, clock: Clock) -> Care:
    """Return the risk check with its answers; who was at risk yesterday evening still is. Raises RiskRulesInvalid."""
    rules = load_risk_rules(LANGUAGE)
    memory = CareMemory(store.care, clock)
    await memory.load()
    return Care(lambda text: read_risk(text, rules), lines, memory, voice, clock)


@asynccontextmanager
async def open_house(
    settings: Settings, database: str, clock: SystemClock, patient: bool = False
) -> AsyncIterator[House]:
    """Open the words and the store, and tidy the store while the house is open.

    Raises one of FAULTS, which says what to do.
    """
    pack = read_pack(settings)
    voice = make_voice(pack, COMMANDS, settings.prefix, settings.pace)
    lines = read_help_lines(settings)
    async with open_store(database, clock.new_id()) as store:
        care = await make_care(voice, lines, store, clock)
        hearing = Hearing(Conversation(voice, store.talks, clock, care), clock, patient)
        stop = asyncio.Event()
        tidying = asyncio.create_task(keep_house(store.talks, store.answers, clock, stop))
        try:
            yield House(hearing, store, clock)
        finally:
            stop.set()
            await tidying


def page_of_commands(settings: Settings) -> str:
    """Return the page that lists every command and mood. Raises one of FAULTS."""
    return commands_page(make_voice(read_pack(settings), COMMANDS, settings.prefix, settings.pace))


async def run_discord(settings: Settings) -> None:
    """Run the Discord bot until SIGTERM or Ctrl-C. Raises what open_house raises, and CannotStart."""
    from moodbot.discordapp.bot import MoodBot, Parts
    from moodbot.discordapp.service import point_at, serve

    assert settings.discord_token is not None
    clock = SystemClock()
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        _on_signal(name, stop)
    point_at(settings.api_base, settings.gateway)
    async with open_house(settings, settings.database_url, clock) as house:
        parts = Parts(house.hearing, house.store.answers, house.store.installation, clock)
        token = settings.discord_token.get_secret_value()
        # What is loaded by now stays until the end. Looked through again and again for garbage, it would
        # keep people waiting some 50 ms each time.
        gc.collect()
        gc.freeze()
        await serve(lambda: MoodBot(parts, settings.message_content), token, clock, stop)


def _on_signal(name: signal.Signals, stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(name, stop.set)
    except NotImplementedError:  # Windows has no such handlers
        signal.signal(name, lambda *_: loop.call_soon_threadsafe(stop.set))


async def run_chat(settings: Settings, database: str, says: Sequence[str]) -> None:
    """Talk in the terminal until the end of input, or play the lines *says*. Raises what open_house raises."""
    from moodbot.local.screens import PlainScreen, PromptScreen, given_lines, has_prompt_toolkit, typed_lines
    from moodbot.local.terminal import Terminal

    scripted = bool(says) or not sys.stdin.isatty()
    async with open_house(settings, database, SystemClock(), patient=scripted) as house:
        if not scripted and sys.stdout.isatty() and has_prompt_toolkit():
            screen = PromptScreen()
            terminal = Terminal(house.hearing, screen)
            with screen.kept_apart():
                terminal.welcome()
                await terminal.talk(screen.lines(terminal.prompt))
        else:
            terminal = Terminal(house.hearing, PlainScreen(sys.stdout))
            terminal.welcome()
            if scripted:
                await terminal.play(given_lines(says) if says else typed_lines(sys.stdin))
            else:
                await terminal.talk(typed_lines(sys.stdin))
        terminal.goodbye()
