"""Hooks of care: for a day after an explicit risk, private words of that person are read in care first."""

import re
from collections.abc import Mapping
from dataclasses import replace

from moodbot.core.dialogue import Cue, Press, Session, TalkCue, TalkPhase
from moodbot.core.flow import Table
from moodbot.core.hooks import After, Before, Shown
from moodbot.core.intent_reader import IntentReader, stands_in
from moodbot.core.outcomes import Advance, Outcome
from moodbot.core.ports import Clock
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.care.cues import READ_IN_CARE, CareCue, CarePhase
from moodbot.features.care.rules.age import Age
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import Care
from moodbot.language.intents import normalise
from moodbot.times.units import HOUR

_CONFIRMED = frozenset({CarePhase.SAFE, CarePhase.DANGER, CarePhase.DONE})
"""Phases that only an explicit risk leads to."""


_TOLD: Mapping[Cue, CareCue] = {
    CareCue.HURT_BY: CareCue.RISK_ABUSE,
    CareCue.BLACKMAILED: CareCue.RISK_BLACKMAIL,
}
"""The alarm of what is told later in care, which the risk check did not notice."""

_ANSWERS = frozenset({TalkCue.YES, TalkCue.NO, TalkCue.MAYBE, TalkCue.LATER})
STILL_ASKED = HOUR
"""Milliseconds for which a question of care stands although its alarm is not known any more."""

SHORT_ANSWER = 3
"""Most words of a bare yes or no."""

COMMAND_WORDS = 2
"""Words after the prefix from which an unknown command is a sentence."""

_SHORT_QUESTIONS = frozenset({CarePhase.SAFE, CarePhase.DANGER, CarePhase.DONE, CarePhase.ABUSE, CarePhase.AFTER})
"""Phases whose question is answered in a word or two."""

_NEAR_HELPS = frozenset({CareCue.RISK, CareCue.RISK_HARM, CareCue.RISK_DONE, CareCue.RISK_BLACKMAIL})
"""Alarms after which somebody near can help; after abuse, that may be who does it."""

_UNREAD = frozenset({TalkCue.UNCLEAR, TalkCue.STORY})

_ASKS_WHO_IS_NEAR = frozenset({CarePhase.DANGER, CarePhase.DONE})

_BEFORE_NEAR = frozenset(
    {
        *(CareCue.BLEEDING, CareCue.IN_DANGER, CareCue.NO_JOKE, CareCue.UNANSWERED, CareCue.THOUGHTS),
        *(CareCue.PROMISED, CareCue.MISREAD, CareCue.REACHED, CareCue.CONFUSED),
    }
)
"""What is answered first even when somebody is near."""

SHORTEST_PART = 4
"""Fewest characters in which a country is looked for within a longer text."""


def _restore_phase(services: Services, session: Session) -> Session:
    """Return the talk at care's own phase while a risk is recent, unless a mood was chosen since then.

    Without a known talk (a restart, a lost database) it stands at the day after, where nothing is asked.
    """
    memory = services.of(Care).memory
    alarm, tier = memory.alarm(session.person) or "", memory.tier(session.person)
    risky = services.of(Table).stages[session.phase].risky
    quiet_for = services.of(Clock).now() - session.updated
    if risky and not alarm and tier is Tier.NONE and quiet_for > STILL_ASKED:
        # A day has passed: what is written now is a talk like any other. A question of minutes ago still stands: after
        # a restart nothing is known of worry about a friend, or of a child.
        return replace(session, phase=TalkPhase.REST, state="")
    if session.phase is CarePhase.AFTER:
        return replace(session, state=alarm)
    if tier is Tier.NONE or not session.place.private or risky:
        return session
    if session.step == 0:
        if tier is not Tier.EXPLICIT:
            return replace(session, phase=CarePhase.ASKED) if alarm else session
        return replace(session, phase=CarePhase.AFTER, state=alarm)
    chosen_since = session.mood_at >= memory.noticed_at(session.person)
    if tier is not Tier.EXPLICIT or chosen_since:
        return session
    return replace(session, phase=CarePhase.AFTER, state=alarm)


def _slots(turn: Turn) -> Mapping[str, str]:
    return turn.of(Care).slots(turn.incoming)


async def _save_confirmed_risk(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Save the risk that an answer confirms, such as a yes to the direct question; forget one that was misread."""
    memory, person = turn.of(Care).memory, shown.after.person
    if advance.cue is CareCue.MISREAD:
        memory.misread(person)
        await memory.save_risk(person)
    elif told := _TOLD.get(advance.cue):
        memory.notice(person, Tier.EXPLICIT, told)
        await memory.save_risk(person)
    elif (shown.after.phase in _CONFIRMED and turn.session.phase is CarePhase.ASKED) or advance.cue is CareCue.RISK:
        memory.notice(person, Tier.EXPLICIT, memory.alarm(person) or CareCue.RISK)
        await memory.save_risk(person)
    return shown


async def _offer_lines(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Offer countries or a link beside care's own buttons; elsewhere, for a day, the help lines."""
    care, after = turn.of(Care), shown.after
    if not after.place.private:
        return shown
    stage = turn.of(Table).stages[after.phase]
    if stage.risky:
        return replace(shown, offered=(*shown.offered, *care.beside(turn.incoming, turn.pack, advance.cue)))
    if care.memory.tier(after.person) is Tier.NONE or after.phase is TalkPhase.PICK:
        return shown
    return replace(shown, offered=(*shown.offered, care.lines_choice(turn.pack)))


async def read_care(turn: Turn) -> Outcome | Press | None:
    """Read words in care first for a day after an explicit risk, whatever the talk stands at: "he is coming"."""
    care, session, memory = turn.of(Care), turn.session, turn.of(Care).memory
    # "!he is coming" is no command, and its words are read like any others.
    command = turn.heard.call is not None or (turn.heard.after_prefix is not None and not _several_words(turn))
    explicit = memory.tier(session.person) is Tier.EXPLICIT
    alarm = memory.alarm(session.person) or (CareCue.RISK if explicit else None)
    if command or alarm is None or not session.place.private:
        return None
    if (age := care.read_age(turn.incoming)) is not None:
        return Advance(CareCue.CHILD if age is Age.CHILD else CareCue.YOUNG)
    if turn.of(Table).stages[session.phase].risky:
        return _read_answer(turn, alarm)
    if explicit:
        plain = normalise(turn.incoming.text)
        for cue in READ_IN_CARE:
            if cue is not CareCue.MISREAD and stands_in(plain, turn.intent_reader.phrases("care", cue.value)):
                return Advance(cue)
    return None


def _several_words(turn: Turn) -> bool:
    return len((turn.heard.after_prefix or "").split()) >= COMMAND_WORDS


def _read_answer(turn: Turn, alarm: CareCue) -> Outcome | None:
    """Read words in care's own phases: who is near, and a yes or no that is none to the question asked."""
    cue, phase, reader = turn.cue, turn.session.phase, turn.intent_reader
    plain = normalise(turn.incoming.text)
    # Who is near may be who hurts them.
    abused = CareCue.RISK_ABUSE in turn.of(Care).memory.kinds(turn.session.person) or phase is CarePhase.ABUSE
    helps = not abused and (alarm in _NEAR_HELPS or phase in _CONFIRMED)
    # To "is anyone near you?" even "hes here" is an answer.
    unclear = (cue is CareCue.COMING and phase not in _ASKS_WHO_IS_NEAR) or alarm is CareCue.RISK_BLACKMAIL
    if helps and phase is not CarePhase.ASKED and cue not in _BEFORE_NEAR and is_near(plain, reader, unclear):
        arrives = phase is not CarePhase.DONE and stands_in(plain, reader.phrases("care", "near_arriving"))
        return Advance(CareCue.ARRIVING if arrives else CareCue.NEAR)
    names_somebody = stands_in(plain, reader.phrases("care", "near_people"))
    if phase is CarePhase.TONIGHT and cue in (*_ANSWERS, *_UNREAD) and names_somebody and not _denied(plain, reader):
        # Somebody who would help: "my older cousin maybe".
        return Advance(CareCue.NEAR)
    if phase not in _SHORT_QUESTIONS or cue not in _ANSWERS:
        return None
    if plain in reader.exactly("asked", "fine"):
        # "ok" agrees with what was said; it does not say that somebody is here, or that the person is safe.
        return Advance(TalkCue.STORY)
    longer = len(turn.incoming.text.split()) > SHORT_ANSWER
    if longer and not (phase is not CarePhase.AFTER and stands_in(plain, reader.phrases("care", "question_words"))):
        # It tells something: "yes I have decided the date", "no its not deep".
        return Advance(TalkCue.STORY)
    return None


def is_near(plain: str, reader: IntentReader, unclear: bool) -> bool:
    """Return whether the normalised text says that somebody is near: "my mum is making dinner".

    *unclear*: "he" may be somebody they fear, so that only a named person counts.
    """
    people, places = (reader.phrases("care", name) for name in ("near_people", "near_places"))
    people = people if unclear else (*people, *reader.phrases("care", "near_pronouns"))
    return stands_in(plain, people) and stands_in(plain, places) and not _denied(plain, reader)


def _denied(plain: str, reader: IntentReader) -> bool:
    return stands_in(plain, reader.phrases("care", "near_not"))


async def read_country(turn: Turn) -> Outcome | Press | None:
    """Show a line of a country that is named while care is open.

    It is looked for only in words that are no answer: "no" is an answer, not Norway.
    """
    care, session = turn.of(Care), turn.session
    named = turn.cue in (TalkCue.UNCLEAR, TalkCue.STORY) and turn.heard.after_prefix is None
    if not turn.of(Table).stages[session.phase].risky or not named:
        return None
    text = turn.incoming.text
    # In a part of a text, "it" is no Italy.
    parts = (part for part in re.split(r"[,.;\n]", text) if len("".join(part.split()[-1:])) >= SHORTEST_PART)
    whole = () if normalise(text) in turn.intent_reader.exactly("care", "no_country") else (text,)
    country = next((each for part in (*whole, *parts) if (each := care.lines.find(part)) is not None), None)
    if country is None:
        return None
    care.memory.name_country(session.person, country.code)
    return Advance(CareCue.COUNTRY)


BEFORE = Before(correct_phase=_restore_phase, slots=_slots)
AFTER = After(save=_save_confirmed_risk, offers=_offer_lines)
