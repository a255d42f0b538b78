"""Care flow: answers to a risk, the direct question, and answers to what keeps a person from a help line."""

from collections.abc import Mapping

from moodbot.core.cues import LINES_CUE
from moodbot.core.dialogue import Cue, Phase, TalkCue, TalkPhase
from moodbot.core.flow import Flow, Stage, Step, Steps

P = TalkPhase
C = TalkCue


class CarePhase(Phase):
    """CARE follows the help lines; ASKED waits for the answer to the direct question."""

    CARE = "care"
    ASKED = "asked"


class CareCue(Cue):
    """Cues for risks (by whom they concern), for barriers to a help line, and for showing the lines again."""

    RISK = "risk"
    RISK_INDIRECT = "risk_indirect"
    RISK_ABUSE = "risk_abuse"
    RISK_OTHER = "risk_other"
    BARRIER_COST = "barrier_cost"
    BARRIER_SHAME = "barrier_shame"
    BARRIER_SMALL = "barrier_small"
    BARRIER_PRIVACY = "barrier_privacy"
    BARRIER_PHONE = "barrier_phone"
    LINES = LINES_CUE


BARRIERS = (
    CareCue.BARRIER_COST,
    CareCue.BARRIER_SHAME,
    CareCue.BARRIER_SMALL,
    CareCue.BARRIER_PRIVACY,
    CareCue.BARRIER_PHONE,
)
"""What may keep a person from a help line; each barrier has its own answer."""

LINES_POOL = "care_lines"
HELP_LINES = f"{LINES_POOL} care_emergency"
HELP_LINES_OTHER = f"{LINES_POOL} other_emergency"

HELP_BLOCK = (f"care_ack {HELP_LINES} care_person care_trusted care_bot", "care_barrier_ask")
"""Two messages: acknowledgement, lines, emergency, a person here, someone trusted, "I'm a bot"; then one question.

Asking what keeps a person from reaching out, and answering that, raised the use of help lines (Koko, randomised:
+23%).
"""

_RISKS: Mapping[Cue, Step] = {
    CareCue.RISK: Step(HELP_BLOCK, CarePhase.CARE),
    CareCue.RISK_INDIRECT: Step(("care_ask", f"care_ask_lines {HELP_LINES} care_bot"), CarePhase.ASKED),
    CareCue.RISK_ABUSE: Step(
        (f"abuse_ack abuse_safety {HELP_LINES} care_person care_bot", "care_barrier_ask"), CarePhase.CARE
    ),
    CareCue.RISK_OTHER: Step((f"other_ack other_do {HELP_LINES_OTHER} care_bot",), P.REST),
}
"""Answers to each kind of risk, in any phase. They need only the pack: no database, no talk."""

_CARE: Steps = {
    C.YES: Step(("care_will human",), P.REST),
    C.NO: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.STOP: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.LATER: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.THANKS: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.LEAN_GOOD: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.UNCLEAR: Step((f"care_again {HELP_LINES}", "care_barrier_ask"), CarePhase.CARE),
    C.UNCLEAR_AGAIN: Step((f"care_again {HELP_LINES}", "care_barrier_ask"), CarePhase.CARE),
    C.MAYBE: Step((f"barrier_other care_again {HELP_LINES}",), CarePhase.CARE),
    C.STORY: Step((f"barrier_other care_again {HELP_LINES}",), CarePhase.CARE),
    C.LEAN_HARD: Step((f"barrier_other care_again {HELP_LINES}",), CarePhase.CARE),
    C.MORE_WORDS: Step((f"care_again {HELP_LINES}", "care_barrier_ask"), CarePhase.CARE),
    C.HELP: Step(HELP_BLOCK, CarePhase.CARE),
    C.HUMAN: Step((f"human_offer care_again {HELP_LINES}",), CarePhase.CARE),
}

_ASKED: Steps = {
    C.YES: Step(HELP_BLOCK, CarePhase.CARE),
    C.MAYBE: Step(HELP_BLOCK, CarePhase.CARE),
    C.NO: Step((f"care_soft {HELP_LINES} care_bot",), P.REST),
    C.STOP: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.LATER: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.THANKS: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.LEAN_GOOD: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.LEAN_HARD: Step(HELP_BLOCK, CarePhase.CARE),
    C.STORY: Step((f"care_again {HELP_LINES}", "care_ask"), CarePhase.ASKED),
    C.HELP: Step(HELP_BLOCK, CarePhase.CARE),
    C.HUMAN: Step((f"human_offer care_again {HELP_LINES}",), CarePhase.CARE),
}

_TAKEN_BACK: Mapping[Cue, tuple[str, str]] = {C.NO: ("care", "taken_back")}

CARE_FLOW = Flow(
    stages=(
        Stage(
            CarePhase.CARE,
            _CARE,
            asks="care_barrier_ask",
            offers=(*BARRIERS, C.YES),
            risky=True,
            exactly=_TAKEN_BACK,
            phrases={barrier: ("care", barrier.value) for barrier in BARRIERS},
        ),
        Stage(CarePhase.ASKED, _ASKED, asks="care_ask", offers=(C.YES, C.NO, C.MAYBE), risky=True, exactly=_TAKEN_BACK),
    ),
    everywhere={
        **_RISKS,
        **{barrier: Step((barrier.value, "care_barrier_more"), CarePhase.CARE) for barrier in BARRIERS},
        CareCue.LINES: Step((f"care_again {HELP_LINES}",)),
    },
    standing=frozenset({*_RISKS, *BARRIERS, CareCue.LINES}),
    lists=frozenset({LINES_POOL}),
)
