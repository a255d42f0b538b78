"""The parts, put together from what lies below; wiring lets them run."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from moodbot.charts.painter import Painter
from moodbot.content.helplines import load_helplines
from moodbot.content.pack_files import find_responses, load_pack
from moodbot.content.rhythm_words import load_rhythm_words
from moodbot.content.risk_rules import load_risk_rules
from moodbot.content.time_words import load_time_words
from moodbot.content.word_rules import load_word_rules
from moodbot.content.world import load_zones, zone_named
from moodbot.conversation.offers import offers_beside_care
from moodbot.conversation.questions import Beside
from moodbot.conversation.registry import REQUIREMENTS
from moodbot.conversation.voice import Voice
from moodbot.core.errors import StoreUnavailable
from moodbot.core.ports import Clock
from moodbot.core.retention import Retention
from moodbot.core.words import Words
from moodbot.features.care.memory import CareMemory
from moodbot.features.care.rules.helplines import HelpLines
from moodbot.features.care.rules.risk import Tier, read_risk
from moodbot.features.care.service import Care
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.counsellors.service import Requests
from moodbot.features.counsellors.staff import StaffDesk
from moodbot.features.counsellors.worker import DeskWorker
from moodbot.features.journal.import_command import Imports
from moodbot.features.journal.service import Journal
from moodbot.features.outreach.circuit_breaker import SendBreaker
from moodbot.features.outreach.messages import CheckinMessages
from moodbot.features.outreach.ports import DirectLine
from moodbot.features.outreach.service import Checkins
from moodbot.features.outreach.worker import CheckinWorker, Limits
from moodbot.features.privacy.commands import DataRights
from moodbot.features.privacy.forgetting import Forgetting
from moodbot.language.packs import ReplyPack
from moodbot.settings import Settings
from moodbot.stores import Store
from moodbot.times.local_time import TimeBook

log = logging.getLogger(__name__)

LANGUAGE = "en"


def read_pack(settings: Settings) -> ReplyPack:
    """Return the words of the bot. Raises PackInvalid with every problem, or LexiconError."""
    return load_pack(find_responses(settings.packs), LANGUAGE, REQUIREMENTS, load_word_rules(LANGUAGE))


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
        lambda text: read_risk(text, rules),
        lines,
        memory,
        voice.pack,
        voice.commands,
        clock=clock,
        more=partial(offers_beside_care, voice.pack, follows, counsellors),
    )


def make_journal(voice: Voice, store: Store, clock: Clock, kept_days: int) -> Journal:
    """Return the journal over *store*, with the places and times of the world; entries are kept for *kept_days*."""
    times = TimeBook(load_zones(), load_time_words(LANGUAGE), zone_named)
    return Journal(store.journal, clock, voice.pack, times, Painter(), kept_days=kept_days)


@dataclass(frozen=True, slots=True)
class Unasked:
    """The parts that write to people unasked."""

    checkins: Checkins
    worker: CheckinWorker


def make_unasked(
    settings: Settings,
    store: Store,
    clock: Clock,
    *,
    installation: str,
    line: DirectLine,
    care: Care,
    journal: Journal,
    beside: Beside,
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
        interrupt=beside.forget,
        woken=woken,
    )
    return Unasked(checkins, worker)


async def make_desk(
    words: Words, store: Store, clock: Clock, *, installation: str, staff: StaffSide, journal: Journal, beside: Beside
) -> StaffDesk:
    """Return the requests for a person and the worker that does what is due for them."""
    woken = asyncio.Event()
    requests = Requests(store.desks, staff, clock, journal.times, woken.set)
    worker = DeskWorker(requests, words, clock, installation=installation, interrupt=beside.forget, woken=woken)
    try:
        await requests.load()
    except StoreUnavailable as fault:
        log.error("the desks could not be read: %s", fault)
    return StaffDesk(requests, worker, words, load_rhythm_words(LANGUAGE))


def retention_of(settings: Settings) -> Retention:
    """Return for how long the operator lets things be kept."""
    return Retention(
        entries=settings.retention_entries,
        talks=settings.retention_talks,
        requests=settings.retention_requests,
        slots=settings.retention_slots,
    )


def make_rights(
    settings: Settings, store: Store, clock: Clock, *, desk: StaffDesk, care: Care, checkins: Checkins, beside: Beside
) -> DataRights:
    """Return what people have a right to: to see, take away and delete what is kept."""

    imports = Imports()

    def forget_here(person: int) -> None:
        care.forget(person)
        checkins.forget(person)
        beside.forget(person)
        desk.requests.forget(person)
        imports.let_go(person)

    forgetting = Forgetting(store.rights, desk.worker, clock, desk.words.default, forget_here)
    return DataRights(forgetting, retention_of(settings), settings.contact, imports)
