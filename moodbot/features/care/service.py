"""Risk check of a turn and its answer: first in the turn, from memory alone, and whatever else fails."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from moodbot.core.bot_language import BotLanguages
from moodbot.core.commands import Call
from moodbot.core.dialogue import DM, Choice, Cue, Incoming, PlaceKind, Reply, Session, TalkPhase, Utterance
from moodbot.core.faults import describe
from moodbot.core.flow import Table
from moodbot.core.ports import Clock
from moodbot.core.talk import Teller, advance_talk, offers
from moodbot.core.turn import Heard
from moodbot.features.care.flow import CareCue
from moodbot.features.care.memory import CareMemory
from moodbot.features.care.rules.helplines import Country, HelpLines, LineTexts, Purpose, show_lines
from moodbot.features.care.rules.risk import About, RiskReading, Tier
from moodbot.language.packs import ReplyPack

log = logging.getLogger(__name__)

CRISIS = "crisis"
"""Name of the command for people who know that they need help now; `!help me` means the same."""

OPEN_CUE = "open"
"""Cue of the button that opens, for one person alone, the help that could not be sent to their DM."""

MOST_LINES = 6
"""Most help lines that one message lists."""

PLAIN_BLOCK = (
    "I'm glad you wrote, and I take it seriously. Please talk with a person about this today. "
    "People who listen, in your country: https://findahelpline.com. "
    "If you are in immediate danger, call your local emergency number. Please tell someone you trust. "
    "I'm a bot, and something in me is broken right now, but this help is not."
)
"""Help text for when the pack fails. It stands in the code because it must not depend on any file."""

_CUES: Mapping[About, Cue] = {About.ABUSE: CareCue.RISK_ABUSE, About.OTHER: CareCue.RISK_OTHER}
_PURPOSES: Mapping[Cue, tuple[Purpose, ...]] = {
    CareCue.RISK_ABUSE: (Purpose.ABUSE, Purpose.CHILDREN, Purpose.GENERAL),
}
_FOR_RISK = (Purpose.SUICIDE, Purpose.GENERAL)


@dataclass(frozen=True, slots=True)
class Noticed:
    """A noticed risk: the cue that answers it, and the tier to remember (NONE for worry about others)."""

    cue: Cue
    tier: Tier


@dataclass(frozen=True, slots=True)
class CareAnswer:
    """The answer to a risk, and the talk after it (None if the pack failed and PLAIN_BLOCK was used)."""

    reply: Reply
    after: Session | None


class Care:
    """Checks everything that people address to the bot for risk, and answers it.

    *more* returns the choices that other features offer under an answer.
    """

    def __init__(
        self,
        check: Callable[[str], RiskReading],
        lines: HelpLines,
        memory: CareMemory,
        bot_languages: BotLanguages,
        *,
        table: Table,
        clock: Clock,
        more: Callable[[ReplyPack, Cue], tuple[Choice, ...]] = lambda pack, cue: (),
    ) -> None:
        self._check = check
        self.lines = lines
        self.memory = memory
        self._bot_languages = bot_languages
        self._table = table
        self._clock = clock
        self._more = more

    def noticed(self, heard: Heard) -> Noticed | None:
        """Return the risk in what was typed, None if there is none. Pure, no I/O, and never raises.

        If the check itself fails, return an explicit risk: too much help is the smaller fault.
        """
        incoming = heard.incoming
        if incoming.press is not None and not incoming.text:
            return self._opened(incoming) if incoming.press.cue == OPEN_CUE else None
        try:
            if _calls_for_help(heard.call):
                return Noticed(CareCue.RISK, Tier.EXPLICIT)
            reading = self._check(incoming.text.removeprefix(self._bot_languages.prefix))
        except Exception as fault:  # noqa: BLE001 - a boundary: whatever breaks, the person gets the help lines
            log.error("the risk check broke: %s", describe(fault))
            return Noticed(CareCue.RISK, Tier.EXPLICIT)
        if not reading.fires:
            return None
        if reading.about is About.OTHER:
            return Noticed(CareCue.RISK_OTHER, Tier.NONE)
        own_cue = CareCue.RISK if reading.tier is Tier.EXPLICIT else CareCue.RISK_INDIRECT
        return Noticed(_CUES.get(reading.about or About.SELF, own_cue), reading.tier)

    def answer(self, incoming: Incoming, noticed: Noticed) -> CareAnswer:
        """Return the answer to a risk, made from memory alone; PLAIN_BLOCK if the pack fails."""
        place = incoming.place if incoming.place.private else DM
        try:
            pack = self._bot_languages.words.of(incoming.person)
            teller = Teller(self._table, pack, self._clock.chance, self.slots(incoming, noticed.cue))
            after, messages = advance_talk(Session(incoming.person, place), noticed.cue, place, teller)
            choices = (*offers(self._table, after.phase, place, pack), *self._offered(pack, noticed.cue))
        except Exception as fault:  # noqa: BLE001 - a boundary: whatever breaks, the person gets the help lines
            log.error("the help text broke: %s", describe(fault))
            return CareAnswer(Reply(incoming.person, place, 0, (Utterance(PLAIN_BLOCK),)), None)
        spoken = tuple(Utterance(text) for text in messages)
        writes = after.phase is not TalkPhase.REST
        reply = Reply(incoming.person, place, after.step, spoken, choices, writes=writes)
        return CareAnswer(reply, replace(after, updated=self._clock.now()))

    def _offered(self, pack: ReplyPack, cue: Cue) -> tuple[Choice, ...]:
        """Return the choices that other features offer under the answer; none if they fail."""
        try:
            return self._more(pack, cue)
        except Exception as fault:  # noqa: BLE001 - a boundary: help comes without what others would add
            log.error("what is offered beside help broke: %s", describe(fault))
            return ()

    def waits_to_be_opened(self, incoming: Incoming, noticed: Noticed) -> Reply:
        """Return a neutral line for a channel, exposing nobody, with a button that opens the help for one person."""
        self.memory.leave_unopened(incoming.person, noticed.cue)
        text, label = "Please open this when you can.", "Open"
        try:
            pack = self._bot_languages.words.of(incoming.person)
            text, label = pack.text("care_neutral"), pack.text("care_open")
        except LookupError as fault:
            log.error("the neutral line broke: %s", describe(fault))
        choice = Choice(OPEN_CUE, label)
        return Reply(incoming.person, incoming.place, 0, (Utterance(text),), (choice,))

    def slots(self, incoming: Incoming, cue: Cue | None = None) -> Mapping[str, str]:
        """Return the values of `{helplines}`, `{emergency}`, `{moderators}` and `{prefix}` for this person."""
        purposes = _PURPOSES.get(cue or CareCue.RISK, _FOR_RISK)
        pack = self._bot_languages.words.of(incoming.person)
        return _Slots(pack, self._bot_languages.prefix, self._country(incoming.person), incoming, purposes)

    def lines_of(self, pack: ReplyPack, country: Country | None, *purposes: Purpose) -> str:
        """Return the help lines of *country* as a list; without any, a text that says where to find some."""
        return _lines(pack, country, purposes)

    def _country(self, person: int) -> Country | None:
        code = self.memory.country(person)
        return self.lines.find(code) if code else None

    def _opened(self, incoming: Incoming) -> Noticed:
        return Noticed(self.memory.opened(incoming.person) or CareCue.RISK, self.memory.tier(incoming.person))


def _calls_for_help(call: Call | None) -> bool:
    """Return True for `crisis` under any of its aliases, and for `help me`."""
    if call is None:
        return False
    asks_for_help = call.command.name == "help" and call.argument.casefold().startswith("me")
    return asks_for_help or call.command.name == CRISIS


class _Slots(Mapping[str, str]):
    """Slot values of a message, each computed only when a line uses it."""

    def __init__(
        self,
        pack: ReplyPack,
        prefix: str,
        country: Country | None,
        incoming: Incoming,
        purposes: tuple[Purpose, ...],
    ) -> None:
        self._makers: Mapping[str, Callable[[], str]] = {
            "helplines": lambda: _lines(pack, country, purposes),
            "emergency": lambda: " / ".join(country.emergency) if country else pack.text("emergency_unknown"),
            "moderators": lambda: _moderators(pack, incoming),
            "prefix": lambda: prefix,
        }

    def __getitem__(self, slot: str) -> str:
        return self._makers[slot]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def _lines(pack: ReplyPack, country: Country | None, purposes: tuple[Purpose, ...]) -> str:
    lines = country.lines_for(*purposes)[:MOST_LINES] if country else ()
    if not lines:
        return pack.text("helplines_unknown")
    texts = LineTexts(*(pack.texts[f"line_{name}"] for name in ("call", "text", "keyword", "chat", "unconfirmed")))
    return f"{show_lines(lines, texts)}\n{pack.text('helplines_more')}"


def _moderators(pack: ReplyPack, incoming: Incoming) -> str:
    if incoming.server is not None:
        return pack.text("moderators_of", server=incoming.server)
    terminal = incoming.place.kind is PlaceKind.TERMINAL
    return pack.text("moderators_terminal" if terminal else "moderators_unknown")
