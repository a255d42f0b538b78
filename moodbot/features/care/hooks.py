"""Hooks of care: for a day after an explicit risk, private words of that person are read in care first."""

import re
from collections.abc import Mapping
from dataclasses import replace

from moodbot.core.dialogue import Cue, Phase, Press, Session, TalkCue, TalkPhase
from moodbot.core.flow import Table
from moodbot.core.hooks import After, Before, Shown
from moodbot.core.intent_reader import IntentReader, stands_in
from moodbot.core.outcomes import Advance, Outcome
from moodbot.core.ports import Clock
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.care.cues import ONLY_IN_CARE, READ_IN_CARE, SAFE_NO, CareCue, CarePhase
from moodbot.features.care.first_screens import RISKS
from moodbot.features.care.hearing import (
    asks,
    asks_number,
    denies_hurt,
    has_means,
    helper_is_near,
    is_away,
    is_named_near,
    is_near,
    stands,
    trusts_somebody,
)
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
_KINDS: Mapping[Phase, CareCue] = {
    CarePhase.ABUSE: CareCue.RISK_ABUSE,
    CarePhase.BLACKMAIL: CareCue.RISK_BLACKMAIL,
    CarePhase.DONE: CareCue.RISK_DONE,
}
"""The kind of risk that a phase shows. OTHER may come after the person's own risk, so it shows none."""

STILL_ASKED = HOUR
"""Milliseconds for which a question of care stands although its alarm is not known any more."""

SHORT_ANSWER = 3
"""Most words of a bare yes or no."""

COMMAND_WORDS = 2
"""Words after the prefix from which an unknown command is a sentence."""

_SHORT_QUESTIONS = frozenset(
    {CarePhase.SAFE, CarePhase.DANGER, CarePhase.DONE, CarePhase.ABUSE, CarePhase.OTHER, CarePhase.AFTER}
)
"""Phases whose question is answered in a word or two."""

_NEAR_HELPS = frozenset({CareCue.RISK, CareCue.RISK_HARM, CareCue.RISK_DONE, CareCue.RISK_BLACKMAIL})
"""Alarms after which somebody near can help; after abuse, that may be who does it."""

_NOT_OUTSIDE = ONLY_IN_CARE | {CareCue.MISREAD}
_UNREAD = frozenset({TalkCue.UNCLEAR, TalkCue.STORY})

_ASKS_WHO_IS_NEAR = frozenset({CarePhase.DANGER, CarePhase.DONE})

_ASKS_FOR_PEOPLE = frozenset({*_ASKS_WHO_IS_NEAR, CarePhase.TONIGHT})
"""Phases in which "Georgia" or "Austin" may be somebody's name."""

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
    tier = memory.tier(session.person)
    if tier is not Tier.NONE and (kind := _kind_of_talk(session)) is not None:
        # After a restart only the tier is known; the talk still shows of which kind it was.
        memory.alarm_of_talk(session.person, kind, memory.noticed_at(session.person))
    alarm = memory.alarm(session.person) or ""
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


def _kind_of_talk(session: Session) -> CareCue | None:
    """Return the kind of risk that the talk is about, by its phase or its state; None if it does not show."""
    if session.phase is CarePhase.AFTER:
        return next((kind for kind in RISKS if kind.value == session.state and isinstance(kind, CareCue)), None)
    return _KINDS.get(session.phase)


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
            if cue not in _NOT_OUTSIDE and stands_in(plain, turn.intent_reader.phrases("care", cue.value)):
                return Advance(cue)
    return None


def _several_words(turn: Turn) -> bool:
    return len((turn.heard.after_prefix or "").split()) >= COMMAND_WORDS


def _read_answer(turn: Turn, alarm: CareCue) -> Outcome | None:
    """Read words in care's own phases: who is near, means, a question, a yes or no that is none to what was asked."""
    cue, phase, reader, text = turn.cue, turn.session.phase, turn.intent_reader, turn.incoming.text
    plain = normalise(text)
    # Who is near may be who hurts them.
    abused = CareCue.RISK_ABUSE in turn.of(Care).memory.kinds(turn.session.person) or phase is CarePhase.ABUSE
    helps = not abused and (alarm in _NEAR_HELPS or phase in _CONFIRMED)
    told = _read_near(turn, helps, alarm) if phase is not CarePhase.ASKED and cue not in _BEFORE_NEAR else None
    if told is not None:
        return Advance(told)
    if cue is CareCue.HURT_BY and denies_hurt(plain, reader):
        return Advance(TalkCue.STORY)
    if asks_number(text, reader):
        return Advance(CareCue.WANTS_LINES)
    longer = len(text.split()) > SHORT_ANSWER
    if cue in _ANSWERS and longer and helps and phase is not CarePhase.DONE and has_means(text, reader):
        return Advance(CareCue.MEANS)
    if cue is TalkCue.LEAN_GOOD and trusts_somebody(text, reader):
        return Advance(CareCue.TRUSTED)
    if cue in _UNREAD and (meant := _read_unread(text, reader, helps and phase is not CarePhase.DONE)) is not None:
        return Advance(meant)
    return _read_yes_or_no(turn, plain)


def _read_near(turn: Turn, helps: bool, alarm: CareCue) -> CareCue | None:
    """Return who is near or is not, by the words, None if they do not say. *helps*: somebody near can help."""
    cue, phase, reader, text = turn.cue, turn.session.phase, turn.intent_reader, turn.incoming.text
    asked = phase in _ASKS_WHO_IS_NEAR
    # To "is anyone near you?" even "hes here" is an answer.
    unclear = (cue is CareCue.COMING and not asked) or alarm is CareCue.RISK_BLACKMAIL
    answers = cue in (*_ANSWERS, *_UNREAD)
    if helps:
        if is_near(text, reader, unclear) or (asked and answers and is_named_near(text, reader)):
            arrives = phase is not CarePhase.DONE and stands(normalise(text), reader, "near_arriving")
            return CareCue.ARRIVING if arrives else CareCue.NEAR
        if (asked or phase is CarePhase.SAFE) and answers and is_away(text, reader):
            return CareCue.ALONE
        if phase is CarePhase.TONIGHT and answers and _names_somebody(text, reader):
            # Somebody who would help: "my older cousin maybe".
            return CareCue.NEAR
    elif phase is CarePhase.DANGER and cue is not CareCue.COMING and is_near(text, reader, True):
        return CareCue.NEAR_UNSURE
    elif phase is CarePhase.ABUSE and cue in (*_ANSWERS, *_UNREAD, CareCue.COMING) and helper_is_near(text, reader):
        return CareCue.HELPER_NEAR
    if phase is CarePhase.OTHER and answers and _is_where_they_are(normalise(text), reader):
        return CareCue.NEAR
    return None


def _names_somebody(text: str, reader: IntentReader) -> bool:
    plain = normalise(text)
    return stands(plain, reader, "near_people") and not stands(plain, reader, "near_not")


def _is_where_they_are(plain: str, reader: IntentReader) -> bool:
    """Return whether the one they worry about is in the same house: "he's up in his room"."""
    people = stands(plain, reader, "near_people", "near_pronouns")
    return people and stands(plain, reader, "their_places") and not stands(plain, reader, "near_not", "away")


def _read_unread(text: str, reader: IntentReader, own: bool) -> CareCue | None:
    """Return what words mean that no list understood: means, somebody trusted, a question. *own*: it is their risk."""
    if own and has_means(text, reader):
        return CareCue.MEANS
    if trusts_somebody(text, reader):
        return CareCue.TRUSTED
    return CareCue.QUESTION if asks(text, reader) else None


def _read_yes_or_no(turn: Turn, plain: str) -> Outcome | None:
    """Read a yes or no that tells more, or is none to the question asked; None if it is a plain answer."""
    cue, phase, reader = turn.cue, turn.session.phase, turn.intent_reader
    longer = len(turn.incoming.text.split()) > SHORT_ANSWER
    begins_with_yes = plain.partition(" ")[0] in reader.exactly("asked", "yes")
    told_yes = longer and begins_with_yes and not stands(plain, reader, "question_words")
    if phase is CarePhase.SAFE and told_yes and cue in (*_UNREAD, *_ANSWERS, TalkCue.LEAN_GOOD):
        return Advance(CareCue.YES_AND_MORE)
    if phase not in _SHORT_QUESTIONS or cue not in (*_ANSWERS, TalkCue.LEAN_GOOD):
        return None
    if phase is CarePhase.SAFE and stands(plain, reader, SAFE_NO):
        return None
    if plain in reader.exactly("asked", "fine") or plain in reader.exactly("care", "no_answer"):
        # "ok" agrees with what was said; it does not say that somebody is here, or that the person is safe.
        return Advance(TalkCue.STORY)
    if (
        longer
        and cue is not TalkCue.LEAN_GOOD
        and not (phase is not CarePhase.AFTER and stands(plain, reader, "question_words"))
    ):
        # It tells something: "yes I have decided the date", "no its not deep".
        return Advance(TalkCue.STORY)
    return None


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
    if country is None and session.phase not in _ASKS_FOR_PEOPLE:
        if any(map(care.lines.is_elsewhere, whole)):
            return Advance(CareCue.NO_COUNTRY)
        country = next((each for part in whole if (each := care.lines.find_by_place(part)) is not None), None)
    if country is None:
        return None
    care.memory.name_country(session.person, country.code)
    return Advance(CareCue.COUNTRY)


BEFORE = Before(correct_phase=_restore_phase, slots=_slots)
AFTER = After(save=_save_confirmed_risk, offers=_offer_lines)
