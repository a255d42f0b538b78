"""The only place where the parts meet: settings in, running parts out, closed in reverse order."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from moodbot.app.care import Care
from moodbot.app.care_memory import CareMemory
from moodbot.app.checkin_messages import CheckinMessages
from moodbot.app.checkin_ports import DirectLine
from moodbot.app.checkin_worker import CheckinWorker, Limits
from moodbot.app.checkins import Checkins
from moodbot.app.conversation import Conversation
from moodbot.app.desk_commands import StaffDesk
from moodbot.app.desk_ports import StaffSide
from moodbot.app.desk_worker import DeskWorker
from moodbot.app.errors import CannotStart, StoreUnavailable
from moodbot.app.forgetting import Forgetting
from moodbot.app.guide import commands_page
from moodbot.app.hearing import Hearing
from moodbot.app.housekeeping import keep_house
from moodbot.app.journal import Journal
from moodbot.app.local_time import TimeBook
from moodbot.app.ports import Clock
from moodbot.app.requests import Requests
from moodbot.app.rights_commands import DataRights
from moodbot.app.send_breaker import SendBreaker
from moodbot.app.table import COMMANDS
from moodbot.app.voice import Voice, make_voice
from moodbot.app.words import requirements
from moodbot.charts.painter import Painter
from moodbot.clock import SystemClock
from moodbot.content.helplines import load_helplines
from moodbot.content.pack_files import describe, find_responses, load_pack
from moodbot.content.rhythm_words import load_rhythm_words
from moodbot.content.risk_rules import RiskRulesInvalid, load_risk_rules
from moodbot.content.time_words import load_time_words
from moodbot.content.word_rules import load_word_rules
from moodbot.content.world import load_zones, zone_named
from moodbot.domain.helplines import HelpLines
from moodbot.domain.packs import PackInvalid, ReplyPack
from moodbot.domain.retention import Retention
from moodbot.domain.safety import Tier, read_risk
from moodbot.domain.understanding import LexiconError
from moodbot.settings import Settings
from moodbot.storage.errors import DatabaseNotOpened
from moodbot.storage.installation import INSTALLATION_ID
from moodbot.storage.notes import read_keys
from moodbot.storage.store import Store, open_store

log = logging.getLogger(__name__)

LANGUAGE = "en"
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


async def make_care(
    voice: Voice,
    lines: HelpLines,
    store: Store,
    clock: Clock,
    *,
    follows: bool = False,
    counsellors: Callable[[], bool] = lambda: False,
) -> Care:
    """Return the risk check with its answers; who was at risk yesterday evening still is. Raises RiskRulesInvalid."""
    rules = load_risk_rules(LANGUAGE)
    memory = CareMemory(store.care, clock)
    await memory.load()
    return Care(
        lambda text: read_risk(text, rules), lines, memory, voice, clock, follows=follows, counsellors=counsellors
    )


def make_journal(voice: Voice, store: Store, clock: Clock) -> Journal:
    """Return the journal over *store*, with the places and times of the world."""
    times = TimeBook(load_zones(), load_time_words(LANGUAGE), zone_named)
    return Journal(store.journal, clock, voice.pack, times, Painter())


@dataclass(frozen=True, slots=True)
class Unasked:
    """The parts that write to people unasked."""

    checkins: Checkins
    worker: CheckinWorker


def make_unasked(
    settings: Settings, store: Store, clock: Clock, *, installation: str, line: DirectLine, care: Care, journal: Journal
) -> Unasked:
    """Return the check-ins and the worker that sends them over *line*."""
    woken = asyncio.Event()
    breaker = SendBreaker(store.waiting, line, clock, settings.operator_channel)
    checkins = Checkins(
        plans=store.plans,
        waiting=store.waiting,
        line=line,
        breaker=breaker,
        clock=clock,
        times=journal.times,
        rhythm_words=load_rhythm_words(LANGUAGE),
        installation=installation,
        wake=woken.set,
    )
    worker = CheckinWorker(
        waiting=store.waiting,
        checkins=checkins,
        messages=CheckinMessages(journal.pack, journal),
        line=line,
        breaker=breaker,
        clock=clock,
        installation=installation,
        limits=Limits(settings.checkin_late * 60 * 1000, settings.send_budget),
        at_risk=lambda person: care.memory.tier(person) is not Tier.NONE,
        woken=woken,
    )
    return Unasked(checkins, worker)


async def make_desk(store: Store, clock: Clock, *, installation: str, staff: StaffSide, journal: Journal) -> StaffDesk:
    """Return the requests for a person and the worker that does what is due for them."""
    woken = asyncio.Event()
    requests = Requests(store.desks, staff, clock, journal.times, woken.set)
    worker = DeskWorker(requests, journal.pack, clock, installation=installation, woken=woken)
    try:
        await requests.load()
    except StoreUnavailable as fault:
        log.error("the desks could not be read: %s", fault)
    return StaffDesk(requests, worker, journal.pack, load_rhythm_words(LANGUAGE))


def make_rights(settings: Settings, store: Store, clock: Clock, *, desk: StaffDesk, care: Care) -> DataRights:
    """Return what people have a right to: to see, take away and delete what is kept."""

    def forget_here(person: int) -> None:
        care.memory.forget(person)
        desk.requests.forget(person)

    retention = Retention(
        entries=settings.retention_entries,
        talks=settings.retention_talks,
        requests=settings.retention_requests,
        slots=settings.retention_slots,
    )
    forgetting = Forgetting(store.rights, desk.requests.staff, clock, desk.pack, forget_here)
    return DataRights(forgetting, retention, settings.contact)


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
    voice = make_voice(pack, COMMANDS, settings.prefix, settings.pace)
    lines = read_help_lines(settings)
    keys = read_keys(settings.note_keys.get_secret_value()) if settings.note_keys else ()
    async with open_store(database, clock.new_id(), note_keys=keys, alone=alone) as store:
        journal = make_journal(voice, store, clock)
        installation = await store.installation.value(INSTALLATION_ID) or ""
        desk = await make_desk(store, clock, installation=installation, staff=staff, journal=journal)
        counsellors = partial(getattr, desk.requests, "possible")
        care = await make_care(voice, lines, store, clock, follows=line.exists, counsellors=counsellors)
        unasked = make_unasked(settings, store, clock, installation=installation, line=line, care=care, journal=journal)
        rights = make_rights(settings, store, clock, desk=desk, care=care)
        conversation = Conversation(
            voice,
            store.talks,
            clock,
            care=care,
            journal=journal,
            checkins=unasked.checkins,
            requests=desk.requests,
            rights=rights,
        )
        hearing = Hearing(conversation, clock, patient)
        stop = asyncio.Event()
        tidying = asyncio.create_task(
            keep_house(
                store.talks,
                store.answers,
                store.journal,
                store.waiting,
                store.desks,
                forgetting=rights.forgetting,
                retention=rights.retention,
                clock=clock,
                stop=stop,
            )
        )
        try:
            yield House(hearing, store, clock, unasked.worker, desk)
        finally:
            stop.set()
            await tidying


def page_of_commands(settings: Settings) -> str:
    """Return the page that lists every command and mood. Raises one of FAULTS."""
    return commands_page(make_voice(read_pack(settings), COMMANDS, settings.prefix, settings.pace))


async def run_discord(settings: Settings) -> None:
    """Run the Discord bot until SIGTERM or Ctrl-C. Raises what open_house raises, and CannotStart."""
    from moodbot.discordapp.bot import MoodBot, Parts
    from moodbot.discordapp.direct_line import DiscordLine
    from moodbot.discordapp.service import point_at, serve
    from moodbot.discordapp.staff_side import DiscordStaff

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
        parts = Parts(house.hearing, house.store.answers, house.store.installation, clock, line, house.desk)
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
            terminal = Terminal(house.hearing, screen, Path.cwd(), locale)
            with screen.kept_apart():
                terminal.welcome()
                await terminal.talk(screen.lines(terminal.prompt))
        else:
            terminal = Terminal(house.hearing, PlainScreen(sys.stdout), Path.cwd(), locale)
            terminal.welcome()
            if scripted:
                await terminal.play(given_lines(says) if says else typed_lines(sys.stdin))
            else:
                await terminal.talk(typed_lines(sys.stdin))
        terminal.goodbye()
