"""Hooks of care in every turn: restore the phase after a risk, save a confirmed risk, and offer the help lines."""

from collections.abc import Mapping
from dataclasses import replace

from moodbot.core.dialogue import Choice, Press, Session, TalkCue, TalkPhase
from moodbot.core.hooks import After, Before, Shown
from moodbot.core.outcomes import Advance, Outcome
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.care.commands import show_country
from moodbot.features.care.flow import CareCue, CarePhase
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import Care


def _restore_phase(services: Services, session: Session) -> Session:
    """Return the talk in the phase that follows a risk, if the talk is lost but the risk is remembered."""
    tier = services.of(Care).memory.tier(session.person)
    if session.step or tier is Tier.NONE or not session.place.private:
        return session
    return replace(session, phase=CarePhase.CARE if tier is Tier.EXPLICIT else CarePhase.ASKED)


def _slots(turn: Turn) -> Mapping[str, str]:
    return turn.of(Care).slots(turn.incoming)


async def _save_confirmed_risk(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Save an explicit risk when the talk enters CARE: after a "yes" to the direct question or a request for help."""
    if shown.after.phase is CarePhase.CARE and turn.session.phase is not CarePhase.CARE:
        memory = turn.of(Care).memory
        memory.notice(shown.after.person, Tier.EXPLICIT)
        await memory.save_risk(shown.after.person)
    return shown


async def _offer_lines(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Add a button to the help lines for a day after a risk, if the phase itself does not lead to them."""
    after = shown.after
    at_risk = turn.of(Care).memory.tier(after.person) is not Tier.NONE
    if not at_risk or not after.place.private or after.phase in (TalkPhase.PICK, CarePhase.CARE):
        return shown
    return replace(shown, offered=(*shown.offered, Choice(CareCue.LINES, turn.pack.text("choice_lines"))))


async def read_country(turn: Turn) -> Outcome | Press | None:
    """Return the help lines of a country that the person names after the help block, None if they name none.

    Words that answer the question are not searched: "no" is an answer, not Norway.
    """
    care, session = turn.of(Care), turn.session
    may_name_country = turn.cue in (TalkCue.UNCLEAR, TalkCue.STORY) and turn.heard.after_prefix is None
    if session.phase is not CarePhase.CARE or not may_name_country:
        return None
    country = care.lines.find(turn.incoming.text)
    return show_country(care, turn.pack, country, session.person, session.place.private) if country else None


BEFORE = Before(correct_phase=_restore_phase, slots=_slots)
AFTER = After(save=_save_confirmed_risk, offers=_offer_lines)
