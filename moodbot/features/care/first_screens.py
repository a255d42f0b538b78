"""The first answer to each kind of risk, and the question that it ends with."""

from collections.abc import Mapping

from moodbot.core.dialogue import Cue
from moodbot.core.flow import Step
from moodbot.features.care.cues import CareCue, CarePhase

FIRST_SCREENS: Mapping[CareCue, tuple[str, ...]] = {
    CareCue.RISK: ("care_ack care_emergency care_line", "care_safe_ask"),
    CareCue.RISK_HARM: ("harm_ack harm_wound care_line", "care_safe_ask"),
    CareCue.RISK_DONE: ("done_ack done_emergency", "near_ask"),
    CareCue.RISK_INDIRECT: ("ask_ack care_line", "care_ask"),
    CareCue.RISK_ABUSE: ("abuse_ack abuse_emergency abuse_phone care_line", "abuse_safe_ask"),
    CareCue.RISK_BLACKMAIL: ("blackmail_ack blackmail_do care_line", "blackmail_ask"),
    CareCue.RISK_OTHER: ("other_ack other_emergency care_line", "other_reach_ask"),
}
"""The pools of the first answer to each risk: at most 60 words, for a person at 2 a.m. reads no more."""

_RISK_PHASES = {
    CareCue.RISK: CarePhase.SAFE,
    CareCue.RISK_HARM: CarePhase.SAFE,
    CareCue.RISK_DONE: CarePhase.DONE,
    CareCue.RISK_INDIRECT: CarePhase.ASKED,
    CareCue.RISK_ABUSE: CarePhase.ABUSE,
    CareCue.RISK_BLACKMAIL: CarePhase.BLACKMAIL,
    CareCue.RISK_OTHER: CarePhase.OTHER,
}
RISKS: Mapping[Cue, Step] = {cue: Step(say, _RISK_PHASES[cue]) for cue, say in FIRST_SCREENS.items()}
"""Answers to each kind of risk, in any phase. They need only the pack: no database, no talk."""
