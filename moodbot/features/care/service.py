"""Risk check of a turn and its answer: first in the turn, from memory alone, and whatever else fails."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from moodbot.core.bot_language import BotLanguages
from moodbot.core.commands import Call
from moodbot.core.dialogue import DM, Choice, Cue, Incoming, Phase, Reply, Session, TalkPhase, Utterance
from moodbot.core.faults import describe
from moodbot.core.flow import Table
from moodbot.core.ports import Clock
from moodbot.core.talk import Teller, advance_talk, offers
from moodbot.core.turn import Heard
from moodbot.features.care.cues import SAID_BESIDE_A_RISK, SAID_OF_OTHERS, CareCue, CarePhase
from moodbot.features.care.memory import CareMemory
from moodbot.features.care.rules.age import Age
from moodbot.features.care.rules.helplines import Country, HelpLines, Purpose
from moodbot.features.care.rules.risk import About, RiskReading, RiskTopic, Tier
from moodbot.features.care.slots import CareSlots, first_lines, lines_text, purposes_of
from moodbot.language.packs import ReplyPack

log = logging.getLogger(__name__)

CRISIS = "crisis"
"""Name of the command for people who know that they need help now; `!help me` means the same."""

OPEN_CUE = "open"
"""Cue of the button that opens, for one person alone, the help that could not be sent to their DM."""

REMOVE_CUE = "care_remove"
"""Cue of the button that removes the bot's own messages from a DM, for a phone that others may read."""

TEEN, ADULT = 13, 18
"""Ages in years. A smaller bare number is rather a count, of tablets or out of ten, so it makes nobody a child."""

COUNTRY_TODAY_CUE = "care_country:"
COUNTRIES_OFFERED = 4
"""Cue prefix of the buttons that name a country, and how many of them there are; the last button is any other."""

PLAIN_BLOCK = (
    "I'm glad you wrote, and I take it seriously. Please talk with a person about this today. "
    "People who listen, in your country: https://findahelpline.com. "
    "If you are in immediate danger, call your local emergency number. Please tell someone you trust. "
    "I'm a bot, and something in me is broken right now, but this help is not."
)
"""Help text for when the pack fails. It stands in the code because it must not depend on any file."""

_CUES: Mapping[RiskTopic, CareCue] = {
    RiskTopic.SELF_HARM: CareCue.RISK_HARM,
    RiskTopic.ALREADY_DONE: CareCue.RISK_DONE,
    RiskTopic.ABUSE: CareCue.RISK_ABUSE,
    RiskTopic.BLACKMAIL: CareCue.RISK_BLACKMAIL,
    RiskTopic.SOMEONE_ELSE: CareCue.RISK_OTHER,
}
"""The cue of each topic; SUICIDE is answered by its tier."""

_RISK_CUES = frozenset({CareCue.RISK, CareCue.RISK_INDIRECT, *_CUES.values()})

_OWN_RISKS = frozenset({CareCue.RISK, CareCue.RISK_INDIRECT, CareCue.RISK_HARM})

_READS_WORRIES: Mapping[CareCue | None, CarePhase] = {
    CareCue.RISK_OTHER: CarePhase.OTHER,
    CareCue.RISK_DONE: CarePhase.DONE,
}
"""Alarms after which words that sound like abuse may be a worry or a friend's words, by the phase that reads them."""

_TOPICS: Mapping[CareCue | None, RiskTopic] = {
    CareCue.RISK: RiskTopic.SUICIDE,
    CareCue.RISK_INDIRECT: RiskTopic.SUICIDE,
    **{cue: topic for topic, cue in _CUES.items()},
}
"""The topic of each alarm, after which more words count: "he is coming", "i did it"."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """A noticed risk: the cue that answers it, and the tier to remember (NONE for worry about others).

    *asked*: the person asked for help by a command, so the whole first screen is shown however often they ask. *said*:
    what else the words say, "still bleeding", which is answered when the risk itself was answered already.
    """

    cue: CareCue
    tier: Tier
    asked: bool = False
    said: CareCue | None = None


@dataclass(frozen=True, slots=True)
class CareAnswer:
    """The answer to a risk, and the talk after it (None if the pack failed and PLAIN_BLOCK was used)."""

    reply: Reply
    after: Session | None


class Care:
    """Checks everything that people address to the bot for risk, and answers it.

    *age_in* reads from a text how young its writer is; *more* returns the choices that other features offer under an
    answer.
    """

    def __init__(
        self,
        check: Callable[[str, RiskTopic | None], RiskReading],
        lines: HelpLines,
        memory: CareMemory,
        bot_languages: BotLanguages,
        *,
        table: Table,
        clock: Clock,
        age_in: Callable[[str], Age | None] = lambda text: None,
        more: Callable[[ReplyPack, Cue], tuple[Choice, ...]] = lambda pack, cue: (),
    ) -> None:
        self._check = check
        self.lines = lines
        self.memory = memory
        self._bot_languages = bot_languages
        self._table = table
        self._clock = clock
        self._age_in = age_in
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
                return Noticed(CareCue.RISK, Tier.EXPLICIT, asked=True)
            text = incoming.text.removeprefix(self._bot_languages.prefix)
            reading = self._read(text, incoming.person)
            return self._weigh(heard, reading) if reading.fires else None
        except Exception as fault:  # noqa: BLE001 - a boundary: whatever breaks, the person gets the help lines
            log.error("the risk check broke: %s", describe(fault))
            return Noticed(CareCue.RISK, Tier.EXPLICIT)

    def _weigh(self, heard: Heard, reading: RiskReading) -> Noticed | None:
        """Return the risk of *reading* beside the alarm of the day, which a lighter one does not push aside."""
        noticed, alarm = _noticed(reading), self.memory.alarm(heard.incoming.person)
        phase = _READS_WORRIES.get(alarm)
        if noticed.cue is CareCue.RISK_ABUSE and phase is not None and _said(heard, phase) in SAID_OF_OTHERS:
            # "if i tell he will do it", "they will send the police": no threat against the writer.
            return None
        threat = alarm is CareCue.RISK_BLACKMAIL and noticed.cue is CareCue.RISK_ABUSE
        if threat and _said(heard, CarePhase.BLACKMAIL) is CareCue.BLACKMAILED:
            # "hell post it" is the threat that they told of, and no blow.
            noticed = Noticed(CareCue.RISK_BLACKMAIL, Tier.EXPLICIT)
        if alarm is CareCue.RISK_DONE and noticed.cue in _OWN_RISKS:
            # Whatever else is said of dying, the call for what is done already comes first.
            noticed = Noticed(CareCue.RISK_DONE, Tier.EXPLICIT)
        if noticed.cue is CareCue.RISK_INDIRECT and alarm is CareCue.RISK:
            # Who said it plainly is not asked again whether they think of it.
            noticed = Noticed(CareCue.RISK, Tier.EXPLICIT)
        after = self._phase_after(noticed.cue)
        if not isinstance(after, CarePhase) or not self.memory.was_answered(heard.incoming.person, noticed.cue):
            return noticed
        return replace(noticed, said=_said(heard, after))

    def _read(self, text: str, person: int) -> RiskReading:
        """Return the risk in *text*, read after each kind of risk of the day, the alarm first."""
        topics = dict.fromkeys(_TOPICS.get(kind) for kind in self.memory.kinds(person)) or {None: None}
        readings = (self._check(text, topic) for topic in topics)
        reading = next(readings)
        return reading if reading.fires else next((each for each in readings if each.fires), reading)

    def remember(self, incoming: Incoming, noticed: Noticed) -> None:
        """Remember for a day that this person is at risk, of which kind, and how young they say they are."""
        self.memory.notice(incoming.person, noticed.tier, _alarm_of(noticed.cue))
        self.read_age(incoming)

    def read_age(self, incoming: Incoming) -> Age | None:
        """Remember for a day how young the writer of *incoming* says they are, and return it; None if not said."""
        try:
            age = self._age_in(incoming.text) or _bare_age(incoming.text)
        except Exception as fault:  # noqa: BLE001 - a boundary: an age only adds a line
            log.error("an age could not be read: %s", describe(fault))
            return None
        if age is not None:
            self.memory.say_age(incoming.person, age)
        return age

    def answer(self, incoming: Incoming, noticed: Noticed) -> CareAnswer | None:
        """Return the answer to a risk, made from memory alone; PLAIN_BLOCK if the pack fails.

        A first screen is not said twice within minutes: the next time the question is asked again in a few words, and
        in a flood only once a minute; None in between. Who asks for help by a command gets the first screen every time.
        """
        place, person = incoming.place if incoming.place.private else DM, incoming.person
        answered = self.memory.was_answered(person, noticed.cue)
        # Who has help to be opened cannot be reached: a flood of theirs is no flood of tries.
        paced = not noticed.asked and (answered or self.memory.waits_unopened(person))
        if paced and not self.memory.may_repeat(person):
            return None
        first = noticed.asked or not answered
        if first:
            self.memory.answer_given(person, noticed.cue)
        try:
            pack = self._bot_languages.words.of(incoming.person)
            teller = Teller(self._table, pack, self._clock.chance, self.slots(incoming, noticed.cue))
            session = Session(incoming.person, place)
            if first:
                cue: Cue = noticed.cue
            else:
                # Danger that is there now is no repetition, however often it is said.
                cue = noticed.cue if noticed.cue is CareCue.COMING else noticed.said or CareCue.AGAIN
                session = replace(session, phase=self._phase_after(noticed.cue))
            after, messages = advance_talk(session, cue, place, teller)
            choices = (*offers(self._table, after.phase, place, pack), *self.choices(incoming, pack, noticed.cue))
        except Exception as fault:  # noqa: BLE001 - a boundary: whatever breaks, the person gets the help lines
            log.error("the help text broke: %s", describe(fault))
            return CareAnswer(Reply(incoming.person, place, 0, (Utterance(PLAIN_BLOCK),)), None)
        spoken = tuple(Utterance(text) for text in messages)
        writes = after.phase is not TalkPhase.REST
        reply = Reply(incoming.person, place, after.step, spoken, choices, writes=writes)
        return CareAnswer(reply, replace(after, updated=self._clock.now()))

    def _phase_after(self, cue: Cue) -> Phase:
        return self._table.step(TalkPhase.REST, cue).to or TalkPhase.REST

    def choices(self, incoming: Incoming, pack: ReplyPack, cue: Cue) -> tuple[Choice, ...]:
        """Return what is offered beside the question: a link, countries, the removal of messages, other features'."""
        return (*self.beside(incoming, pack, cue), *self._offered(pack, cue))

    def beside(self, incoming: Incoming, pack: ReplyPack, cue: Cue) -> tuple[Choice, ...]:
        """Return a link or countries; after abuse, or when others read the phone, the removal of messages."""
        risk = cue if cue in _RISK_CUES else None
        may_be_read = cue is CareCue.PHONE_IS_READ or CareCue.RISK_ABUSE in self.memory.kinds(incoming.person)
        remove = (Choice(REMOVE_CUE, pack.text("choice_remove")),) if may_be_read or cue is CareCue.RISK_ABUSE else ()
        return (*self.place_choices(incoming, pack, risk), *remove)

    def lines_choice(self, pack: ReplyPack) -> Choice:
        """Return the button that shows the help lines."""
        return Choice(CareCue.LINES, pack.text("choice_lines"))

    def place_choices(self, incoming: Incoming, pack: ReplyPack, cue: Cue | None = None) -> tuple[Choice, ...]:
        """Return a link to the line shown; buttons for countries if the country is unknown.

        The locale only orders them: a wrong number would be worse than one more press. *cue* is the risk that is
        answered, None for the alarm of the day.
        """
        country = self._country(incoming.person)
        if country is not None:
            shown = first_lines(country, self._purposes(incoming.person, cue))
            return tuple(Choice(line.url, line.service, url=line.url) for line in shown)
        region = (incoming.locale or "").replace("_", "-").partition("-")[2].upper()
        ordered = sorted(self.lines.countries, key=lambda each: each.code != region)[:COUNTRIES_OFFERED]
        named = [(each.code, pack.text("choice_country", country=each.name)) for each in ordered]
        return tuple(
            Choice(f"{COUNTRY_TODAY_CUE}{code}", label)
            for code, label in (*named, ("", pack.text("choice_country_other")))
        )

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
        """Return the values of the slots of care for this person, each computed only if it is used.

        *cue* is the risk that is answered, None for the alarm of the day.
        """
        person = incoming.person
        pack, prefix = self._bot_languages.words.of(person), self._bot_languages.prefix
        purposes, age = self._purposes(person, cue), self.memory.age(person)
        return CareSlots(pack, prefix, self._country(person), incoming, purposes=purposes, age=age)

    def lines_of(self, pack: ReplyPack, country: Country | None, *purposes: Purpose) -> str:
        """Return the help lines of *country* as a list; without any, a text that says where to find some."""
        return lines_text(pack, country, purposes)

    def _purposes(self, person: int, cue: Cue | None) -> tuple[Purpose, ...]:
        alarm = _alarm_of(cue) if isinstance(cue, CareCue) else self.memory.alarm(person)
        return purposes_of(alarm, self.memory.age(person))

    def _country(self, person: int) -> Country | None:
        code = self.memory.country(person)
        return self.lines.find(code) if code else None

    def _opened(self, incoming: Incoming) -> Noticed:
        cue = CareCue(self.memory.opened(incoming.person) or CareCue.RISK)
        self.memory.answer_not_given(incoming.person)
        return Noticed(cue, self.memory.tier(incoming.person))


def _noticed(reading: RiskReading) -> Noticed:
    """Return the cue that answers *reading*, and its tier."""
    if reading.about is About.OTHER:
        return Noticed(CareCue.RISK_OTHER, Tier.NONE)
    if reading.tier is not Tier.EXPLICIT and reading.about is About.SELF:
        return Noticed(CareCue.RISK_INDIRECT, reading.tier)
    if reading.topic is RiskTopic.ABUSE and reading.now:
        return Noticed(CareCue.COMING, reading.tier)
    return Noticed(_CUES.get(reading.topic or RiskTopic.SUICIDE, CareCue.RISK), reading.tier)


def _said(heard: Heard, phase: CarePhase) -> CareCue | None:
    """Return what the words say in *phase* by the lists of care, but nothing that takes the risk back."""
    cue = heard.bot_language.intent_reader.cue(heard.incoming.text, phase, wordless=False)
    return cue if isinstance(cue, CareCue) and cue in SAID_BESIDE_A_RISK else None


def _alarm_of(cue: CareCue) -> CareCue:
    """Return the kind of risk that *cue* answers: somebody who is coming is abuse."""
    return CareCue.RISK_ABUSE if cue is CareCue.COMING else cue


def _calls_for_help(call: Call | None) -> bool:
    """Return True for `crisis` under any of its aliases, and for `help me`."""
    if call is None:
        return False
    asks_for_help = call.command.name == "help" and call.argument.casefold().startswith("me")
    return asks_for_help or call.command.name == CRISIS


def _bare_age(text: str) -> Age | None:
    """Return the age group of a text that is only a number, as an answer after an alarm: "15"."""
    number = text.strip().rstrip(".!")
    return Age.MINOR if number.isdecimal() and TEEN <= int(number[:4]) < ADULT else None
