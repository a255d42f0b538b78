"""Hooks of care: for a day after an explicit risk, private words of that person are read in care first."""

import re
from collections.abc import Mapping
from dataclasses import replace

from moodbot.core.dialogue import Press, Session, TalkCue, TalkPhase
from moodbot.core.flow import Table
from moodbot.core.hooks import After, Before, Shown
from moodbot.core.intent_reader import stands_in
from moodbot.core.outcomes import Advance, Outcome
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.care.cues import READ_IN_CARE, CareCue, CarePhase
from moodbot.features.care.rules.age import Age
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import Care
from moodbot.language.intents import normalise

_CONFIRMED = frozenset({CarePhase.SAFE, CarePhase.DANGER, CarePhase.DONE})
"""Phases that only an explicit risk leads to."""


_ANSWERS = frozenset({TalkCue.YES, TalkCue.NO, TalkCue.MAYBE, TalkCue.LATER})
SHORT_ANSWER = 3
"""Most words of a bare yes or no."""

SHORTEST_PART = 4
"""Fewest characters in which a country is looked for within a longer text."""


def _restore_phase(services: Services, session: Session) -> Session:
    """Return the talk at care's own phase while a risk is recent, unless a mood was chosen since then.

    Without a known talk (a restart, a lost database) it stands at the day after, where nothing is asked.
    """
    memory = services.of(Care).memory
    alarm = memory.alarm(session.person) or ""
    if session.phase is CarePhase.AFTER:
        return replace(session, state=alarm)
    tier, risky = memory.tier(session.person), services.of(Table).stages[session.phase].risky
    if tier is Tier.NONE or not session.place.private or risky:
        return session
    if session.step == 0:
        if tier is not Tier.EXPLICIT:
            return replace(session, phase=CarePhase.ASKED)
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
        return replace(shown, offered=(*shown.offered, *care.place_choices(turn.incoming, turn.pack)))
    if care.memory.tier(after.person) is Tier.NONE or after.phase is TalkPhase.PICK:
        return shown
    return replace(shown, offered=(*shown.offered, care.lines_choice(turn.pack)))


async def read_care(turn: Turn) -> Outcome | Press | None:
    """Read words in care first for a day after an explicit risk, whatever the talk stands at: "he is coming"."""
    care, session = turn.of(Care), turn.session
    if turn.heard.after_prefix is not None or not session.place.private:
        return None
    memory = care.memory
    if memory.alarm(session.person) is None:
        return None
    if (age := care.read_age(turn.incoming)) is not None:
        return Advance(CareCue.CHILD if age is Age.CHILD else CareCue.YOUNG)
    if session.phase is CarePhase.AFTER and turn.cue in _ANSWERS and len(turn.incoming.text.split()) > SHORT_ANSWER:
        # Nothing was asked, so these words tell something: "yes I have decided the date".
        return Advance(TalkCue.STORY)
    if not turn.of(Table).stages[session.phase].risky and memory.tier(session.person) is Tier.EXPLICIT:
        plain = normalise(turn.incoming.text)
        for cue in READ_IN_CARE:
            if stands_in(plain, turn.intent_reader.phrases("care", cue.value)):
                return Advance(cue)
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
    parts = (
        part for part in re.split(r"[,.;\n]", text) if len(part.split()[-1:] and part.split()[-1]) >= SHORTEST_PART
    )
    country = next((each for part in (text, *parts) if (each := care.lines.find(part)) is not None), None)
    if country is None:
        return None
    care.memory.name_country(session.person, country.code)
    return Advance(CareCue.COUNTRY)


BEFORE = Before(correct_phase=_restore_phase, slots=_slots)
AFTER = After(save=_save_confirmed_risk, offers=_offer_lines)
