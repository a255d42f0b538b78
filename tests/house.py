"""The real parts of the bot, put together for tests: its own words, real SQLite, a clock moved by hand."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from moodbot.assembly import assemble, bot_languages_of
from moodbot.charts.ports import chart_ports
from moodbot.content.pack_files import find_responses, load_pack
from moodbot.content.shelf import read_contents
from moodbot.conversation.conversation import Conversation
from moodbot.conversation.registry import EVERYTHING
from moodbot.conversation.turns import TurnRunner
from moodbot.core.bot_language import BotLanguages
from moodbot.core.dialogue import Incoming, Reply
from moodbot.core.features import Features
from moodbot.core.ports import Clock, InstallationId
from moodbot.core.services import Services, Under
from moodbot.core.turn import BotLanguage
from moodbot.core.words import Words
from moodbot.features.care.rules.helplines import HelpLines
from moodbot.features.care.service import Care
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.counsellors.staff import StaffDesk
from moodbot.features.journal.service import Journal
from moodbot.features.outreach.ports import DirectLine
from moodbot.features.outreach.service import Checkins
from moodbot.features.outreach.worker import CheckinWorker
from moodbot.language.packs import ReplyPack
from moodbot.local.no_line import NoDirectLine
from moodbot.local.no_staff import NoStaffSide
from moodbot.settings import Settings
from moodbot.stores import Store
from moodbot.times.local_time import TimeBook

Part = TypeVar("Part")
ROOT = Path(__file__).parents[1]
TWO = "[two] "
"""What every text of the second pack begins with."""


@cache
def the_pack() -> ReplyPack:
    """Return the words that moodbot ships; they never change, so all tests share them."""
    return load_pack(find_responses(ROOT / "responses"), "en", EVERYTHING.requirements)


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
def the_bot_languages(features: Features, prefix: str, pace: float) -> BotLanguages:
    """Return the voices that speak the shipped words; to make them takes a quarter of a second, so all tests share."""
    return BotLanguages(Words(the_pack()), features.commands, features.table, prefix=prefix, pace=pace)


def the_bot_language() -> BotLanguage:
    """Return the voice that speaks the shipped words."""
    return the_bot_languages(EVERYTHING, "!", 1.0).default


@cache
def the_contents() -> tuple[object, ...]:
    """Return what moodbot reads from files besides the packs."""
    return tuple(read_contents(ROOT / "responses", "en"))


@cache
def the_lines() -> HelpLines:
    """Return the help lines that moodbot ships."""
    return Services(*the_contents()).of(HelpLines)


@cache
def the_times() -> TimeBook:
    """Return what is known of places and times."""
    return Services(*the_contents()).of(TimeBook)


@dataclass(frozen=True, slots=True)
class House:
    """The whole bot but its front door."""

    services: Services
    features: Features
    conversation: Conversation

    def of(self, kind: type[Part]) -> Part:
        """Return the part that is a *kind*."""
        return self.services.of(kind)

    async def handle(self, incoming: Incoming, question_unsent: bool = False) -> Reply | None:
        """Return the answer to *incoming*, None where it is not for this bot."""
        heard = self.conversation.hear(incoming)
        return None if heard is None else await self.conversation.handle(heard, question_unsent)

    def turn_runner(self, *, patient: bool = False) -> TurnRunner:
        """Return what hears turns, as every front door uses it."""
        return TurnRunner(self.features, self.services, patient)

    @property
    def care(self) -> Care:
        """The risk check with its answers."""
        return self.of(Care)

    @property
    def journal(self) -> Journal:
        """The journal, with real pictures."""
        return self.of(Journal)

    @property
    def checkins(self) -> Checkins:
        """Check-ins and what else is said first."""
        return self.of(Checkins)

    @property
    def worker(self) -> CheckinWorker:
        """What writes to people first."""
        return self.of(CheckinWorker)

    @property
    def desk(self) -> StaffDesk:
        """The staff's side of requests."""
        return self.of(StaffDesk)

    @property
    def rights(self) -> Any:
        """What people have a right to; only where that feature is there."""
        from moodbot.features.privacy.commands import DataRights

        return self.of(DataRights)


def house_of(
    store: Store,
    clock: Clock,
    *,
    line: DirectLine | None = None,
    staff: StaffSide | None = None,
    words: Words | None = None,
    features: Features = EVERYTHING,
    **settings: Any,
) -> House:
    """Return the whole bot but its front door; with a *line*, people can be written to unasked. *settings* go before
    the defaults; nobody waits for typing unless they give a pace.
    """
    chosen = Settings().model_copy(update={"pace": 0.0, **settings})
    ports = (Under(DirectLine, line or NoDirectLine()), Under(StaffSide, staff or NoStaffSide()))
    given = (*the_contents(), *chart_ports(), *ports, InstallationId("an-installation"))
    bot_languages = (
        bot_languages_of(chosen, features, words) if words else the_bot_languages(features, chosen.prefix, chosen.pace)
    )
    services = assemble(features, chosen, bot_languages, store, clock=clock, given=given)
    return House(services, features, Conversation(features, services))


def pools_of(text: str, mood: str | None = None) -> set[str]:
    """Return the pools that a line which stands in *text* comes from; for *mood*, its own lines too."""
    pack = the_pack()
    own = pack.moods[mood].pools if mood else {}
    pools = [*own.items(), *((name, lines) for name, lines in pack.pools.items() if name not in own)]
    return {name for name, lines in pools for line in lines if _stands_in(line.text, text)}


def _stands_in(line: str, text: str) -> bool:
    parts = [part for part in re.split(r"\{\w+\}", line) if part.strip()]
    return bool(parts) and all(part in text for part in parts)


def said(reply: Reply | None, mood: str | None = None) -> list[set[str]]:
    """Return, message by message, the pools that were spoken from."""
    return [pools_of(utterance.text, mood) for utterance in reply.utterances] if reply else []
