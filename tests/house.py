"""The real parts of the bot, put together for tests: its own words, real SQLite, a clock moved by hand."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from moodbot.assembly import make_rights, make_unasked
from moodbot.charts.painter import Painter
from moodbot.content.helplines import load_helplines
from moodbot.content.pack_files import find_responses, load_pack
from moodbot.content.rhythm_words import load_rhythm_words
from moodbot.content.risk_rules import load_risk_rules
from moodbot.content.time_words import load_time_words
from moodbot.content.world import load_zones, zone_named
from moodbot.conversation.conversation import Conversation
from moodbot.conversation.offers import offers_beside_care
from moodbot.conversation.questions import Beside
from moodbot.conversation.registry import COMMANDS, REQUIREMENTS
from moodbot.conversation.voice import Voice, make_voice
from moodbot.core.commands import Command
from moodbot.core.dialogue import Reply
from moodbot.core.ports import Clock
from moodbot.core.words import Words
from moodbot.features.care.memory import CareMemory
from moodbot.features.care.rules.helplines import HelpLines
from moodbot.features.care.rules.risk import read_risk
from moodbot.features.care.service import Care
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.counsellors.service import Requests
from moodbot.features.counsellors.staff import StaffDesk
from moodbot.features.counsellors.worker import DeskWorker
from moodbot.features.journal.service import Journal
from moodbot.features.outreach.ports import DirectLine
from moodbot.features.outreach.worker import CheckinWorker
from moodbot.features.privacy.commands import DataRights
from moodbot.language.packs import ReplyPack
from moodbot.local.no_line import NoLine
from moodbot.local.no_staff import NoStaff
from moodbot.settings import Settings
from moodbot.stores import Store
from moodbot.times.local_time import TimeBook

ROOT = Path(__file__).parents[1]
TWO = "[two] "
"""What every text of the second pack begins with."""


@cache
def the_pack() -> ReplyPack:
    """Return the words that moodbot ships; they never change, so all tests share them."""
    return load_pack(find_responses(ROOT / "responses"), "en", REQUIREMENTS)


@cache
def the_second_pack() -> ReplyPack:
    """Return the shipped words again, so marked that it shows from which pack something is said."""
    texts = {key: f"{TWO}{text}" for key, text in the_pack().texts.items()}
    # Discord takes no longer label in a form than some that are shipped.
    labels = {key: text[: -len(TWO)] for key, text in texts.items() if key.endswith("_label")}
    return replace(the_pack(), texts={**texts, **labels})


def words_in_two(chosen: Collection[int]) -> Words:
    """Return the words of which the people and servers whose ids are in *chosen* read the second pack."""

    def choose(reader: int) -> ReplyPack | None:
        return the_second_pack() if reader in chosen else None

    return Words(the_pack(), for_person=choose, for_server=choose)


@cache
def the_voice(pace: float = 0.0, table: tuple[Command, ...] = COMMANDS) -> Voice:
    """Return the voice that speaks the shipped words."""
    return make_voice(the_pack(), table, "!", pace)


@cache
def the_lines() -> HelpLines:
    """Return the help lines that moodbot ships."""
    return load_helplines(ROOT / "responses")


def care_of(
    store: Store,
    clock: Clock,
    voice: Voice | None = None,
    *,
    follows: bool = False,
    counsellors: Callable[[], bool] = lambda: False,
) -> Care:
    """Return the real risk check with its answers."""
    rules = load_risk_rules()
    memory = CareMemory(store.care, clock)
    spoken = voice or the_voice()
    return Care(
        lambda text: read_risk(text, rules),
        the_lines(),
        memory,
        spoken.pack,
        spoken.commands,
        clock=clock,
        more=partial(offers_beside_care, spoken.pack, follows, counsellors),
    )


@cache
def the_times() -> TimeBook:
    """Return what is known of places and times."""
    return TimeBook(load_zones(), load_time_words("en"), zone_named)


def journal_of(store: Store, clock: Clock, voice: Voice | None = None) -> Journal:
    """Return the real journal, with real pictures."""
    return Journal(store.journal, clock, (voice or the_voice()).pack, the_times(), Painter())


@dataclass(frozen=True, slots=True)
class House:
    """The parts that answer people, and those that write to them first."""

    conversation: Conversation
    rights: DataRights
    worker: CheckinWorker
    desk: StaffDesk


def house_of(  # noqa: PLR0917 - a test replaces whatever part it looks at
    store: Store,
    clock: Clock,
    voice: Voice | None = None,
    line: DirectLine | None = None,
    care: Care | None = None,
    staff: StaffSide | None = None,
    words: Words | None = None,
    **settings: Any,
) -> House:
    """Return the whole bot but its front door; with a *line*, people can be written to unasked. Without *words*,
    everybody reads those of *voice*.
    """
    voice, line = voice or the_voice(), line or NoLine()
    words = words or Words(voice.pack)
    journal, beside = journal_of(store, clock, voice), Beside(voice.meanings)
    woken = asyncio.Event()
    requests = Requests(store.desks, staff or NoStaff(), clock, journal.times, woken.set)
    desk_worker = DeskWorker(
        requests, words, clock, installation="an-installation", interrupt=beside.forget, woken=woken
    )
    desk = StaffDesk(requests, desk_worker, words, load_rhythm_words("en"))
    care = care or care_of(store, clock, voice, follows=line.exists, counsellors=lambda: requests.possible)
    chosen = Settings().model_copy(update=settings)
    unasked = make_unasked(
        chosen, store, clock, installation="an-installation", line=line, care=care, journal=journal, beside=beside
    )
    rights = make_rights(chosen, store, clock, desk=desk, care=care, checkins=unasked.checkins, beside=beside)
    conversation = Conversation(
        voice,
        store.talks,
        clock,
        care=care,
        journal=journal,
        checkins=unasked.checkins,
        requests=requests,
        rights=rights,
        beside=beside,
    )
    return House(conversation, rights, unasked.worker, desk)


def conversation_of(store: Store, clock: Clock, voice: Voice | None = None, care: Care | None = None) -> Conversation:
    """Return the conversation with all that it needs, where nobody can be written to unasked."""
    return house_of(store, clock, voice, care=care).conversation


def pools_of(text: str, mood: str | None = None) -> set[str]:
    """Return the pools that a line which stands in *text* comes from; for *mood*, its own lines too."""
    pack = the_pack()
    own = pack.moods[mood].pools if mood else {}
    pools = [*own.items(), *((name, lines) for name, lines in pack.pools.items() if name not in own)]
    return {name for name, lines in pools for line in lines if _stands_in(line.text, text)}


def _stands_in(line: str, text: str) -> bool:
    return all(part in text for part in line.replace("{moderators}", "\0").split("\0"))


def said(reply: Reply | None, mood: str | None = None) -> list[set[str]]:
    """Return, message by message, the pools that were spoken from."""
    return [pools_of(utterance.text, mood) for utterance in reply.utterances] if reply else []
