"""Every step of every conversation, as one table: (phase, cue) -> step.

A step names the pools its messages are taken from, and the phase the talk is in afterwards. Each string
is one message; several pools in one string are spoken in one breath. The order of a hard talk is: accept the
feeling, offer something, ask for a friend, and where there is none listen (what happened, what it felt like,
what would help a little), offer one small step, and end by naming what the person did well and a human option.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from moodbot.core.dialogue import Cue, Phase
from moodbot.core.phases import ASKS, BARRIERS, PRIVATE_ONLY

P = Phase
C = Cue


@dataclass(frozen=True, slots=True)
class Step:
    """What is said, message by message, and where the talk stands then."""

    say: tuple[str, ...]
    to: Phase


HELP_LINES = "care_lines care_emergency"
HELP_LINES_OTHER = "care_lines other_emergency"

HELP_BLOCK = (f"care_ack {HELP_LINES} care_person care_trusted care_bot", "care_barrier_ask")
"""Acknowledgement, lines, emergency, a person here, someone trusted, "I'm a bot"; then one question.

Asking what stands in the way, and answering that, is what raised the use of help lines (Koko, randomised: +23%).
"""

RISKS: Mapping[Cue, Step] = MappingProxyType(
    {
        C.RISK: Step(HELP_BLOCK, P.CARE),
        C.RISK_INDIRECT: Step(("care_ask", f"care_ask_lines {HELP_LINES} care_bot"), P.ASKED),
        C.RISK_ABUSE: Step((f"abuse_ack abuse_safety {HELP_LINES} care_person care_bot", "care_barrier_ask"), P.CARE),
        C.RISK_OTHER: Step((f"other_ack other_do {HELP_LINES_OTHER} care_bot",), P.REST),
    }
)
"""What is said to a text that speaks of risk, in any phase. It needs nothing but these words: no database, no talk."""

GATE_STEP = Step(("stay_public", "gate_ask"), P.GATE)
"""What stands in for a private question in a server channel."""


def _everywhere(phase: Phase) -> dict[Cue, Step]:
    """The answers that are the same in every phase; the question asked stays open and is asked again."""
    again = (ASKS[phase],) if phase in ASKS else ()
    return {
        C.HARD_MOOD: Step(("validate", "suggest", "friend_ask"), P.FRIEND),
        C.BETWEEN_MOOD: Step(("validate", "suggest", "wonder_ask"), P.WONDER),
        C.GOOD_MOOD: Step(("validate", "suggest", "ask_savour"), P.SAVOUR),
        C.STOP: Step(("stopping human",), P.REST),
        C.THANKS: Step(("thanked human",), P.REST),
        C.LATER: Step(("farewell_later human",), P.REST),
        C.GREETING: Step(("greeted", *again), phase),
        C.HELP: Step(("help_offer human", *again), phase),
        C.HUMAN: Step(("human_offer", *again), phase),
        C.WORDLESS: Step(("cannot_see", *again), phase),
        C.MORE_WORDS: Step(("go_on", *again), phase),
        C.UNCLEAR: Step(("clarify", *again), phase),
        C.UNCLEAR_AGAIN: Step(("clarify_choices human", *again), phase),
        C.PRIVATE: Step(("private_hello", *again), phase),
        # What no phase below gives a meaning of its own counts as not understood; it is never taken as a no.
        C.YES: Step(("clarify", *again), phase),
        C.NO: Step(("clarify", *again), phase),
        C.MAYBE: Step(("clarify", *again), phase),
        C.LEAN_GOOD: Step(("clarify", *again), phase),
        C.LEAN_HARD: Step(("clarify", *again), phase),
        C.STORY: Step(("clarify", *again), phase),
        **RISKS,
        **{barrier: Step((barrier.value, "care_barrier_more"), P.CARE) for barrier in BARRIERS},
        C.LINES: Step((f"care_again {HELP_LINES}",), phase),
        C.JOURNAL_YES: Step(("journal_yes", *again), phase),
        C.JOURNAL_BACK: Step(("journal_yes", *again), phase),
        C.JOURNAL_NO: Step(("journal_no", *again), phase),
    }


_REST = {
    C.YES: Step(("rest_quiet",), P.REST),
    C.NO: Step(("rest_quiet",), P.REST),
    C.MAYBE: Step(("rest_open",), P.PICK),
    C.LEAN_GOOD: Step(("thanked",), P.REST),
    C.LEAN_HARD: Step(("pick_ask",), P.PICK),
    C.STORY: Step(("told_first human", "pick_ask"), P.PICK),
    C.UNCLEAR: Step(("not_understood human", "pick_ask"), P.PICK),
    C.UNCLEAR_AGAIN: Step(("not_understood human", "pick_ask"), P.PICK),
    C.WORDLESS: Step(("cannot_see", "pick_ask"), P.PICK),
    C.MORE_WORDS: Step(("go_on", "pick_ask"), P.PICK),
    C.GREETING: Step(("greeted", "pick_ask"), P.PICK),
    C.HELP: Step(("help_offer human", "pick_ask"), P.PICK),
    C.PRIVATE: Step(("private_hello", "pick_ask"), P.PICK),
    C.THANKS: Step(("thanked",), P.REST),
    C.LATER: Step(("rest_quiet",), P.REST),
    C.STOP: Step(("rest_quiet",), P.REST),
    C.JOURNAL_YES: Step(("journal_yes", "zone_ask"), P.ZONE),
}

_PICK = {
    C.YES: Step(("pick_ask",), P.PICK),
    C.NO: Step(("rest_quiet human",), P.REST),
    C.MAYBE: Step(("pick_unsure", "pick_ask"), P.PICK),
    C.LEAN_GOOD: Step(("pick_ask",), P.PICK),
    C.LEAN_HARD: Step(("pick_ask",), P.PICK),
    C.STORY: Step(("told_first human", "pick_ask"), P.PICK),
    C.UNCLEAR: Step(("not_understood human", "pick_ask"), P.PICK),
    C.UNCLEAR_AGAIN: Step(("not_understood human", "pick_ask"), P.PICK),
}

_FRIEND = {
    C.YES: Step(("friend_yes", "openers", "openers_ask"), P.OPENERS),
    C.NO: Step(("stay", "ask_happened"), P.HAPPENED),
    C.LATER: Step(("stay_later", "ask_happened"), P.HAPPENED),
    C.MAYBE: Step(("friend_maybe", "openers", "openers_ask"), P.OPENERS),
    C.STORY: Step(("reflect_happened", "ask_felt"), P.FELT),
}

_OPENERS = {
    C.YES: Step(("opener_sent", "did_well human"), P.REST),
    C.NO: Step(("stay", "ask_happened"), P.HAPPENED),
    C.MAYBE: Step(("openers_unsure", "ask_happened"), P.HAPPENED),
    C.LATER: Step(("openers_later", "did_well human"), P.REST),
    C.STORY: Step(("reflect_happened", "ask_felt"), P.FELT),
}

_GATE = {
    C.YES: Step(("private_hello", "ask_happened"), P.HAPPENED),
    C.PRIVATE: Step(("private_hello", "ask_happened"), P.HAPPENED),
    C.NO: Step(("gate_no human",), P.REST),
    C.STORY: Step(("stay_public", "gate_ask"), P.GATE),
    C.UNCLEAR: Step(("stay_public", "gate_ask"), P.GATE),
    C.UNCLEAR_AGAIN: Step(("stay_public human", "gate_ask"), P.GATE),
}

_HAPPENED = {
    C.STORY: Step(("reflect_happened", "ask_felt"), P.FELT),
    C.YES: Step(("go_on",), P.HAPPENED),
    C.NO: Step(("no_words", "ask_helps"), P.HELPS),
    C.MAYBE: Step(("no_words", "ask_felt"), P.FELT),
}

_FELT = {
    C.STORY: Step(("reflect_felt", "ask_helps"), P.HELPS),
    C.YES: Step(("go_on",), P.FELT),
    C.NO: Step(("no_words", "ask_helps"), P.HELPS),
    C.MAYBE: Step(("no_words", "ask_helps"), P.HELPS),
}

_HELPS = {
    C.STORY: Step(("reflect_helps", "step", "step_ask"), P.STEP),
    C.YES: Step(("go_on",), P.HELPS),
    C.NO: Step(("helps_none", "step", "step_ask"), P.STEP),
    C.MAYBE: Step(("helps_none", "step", "step_ask"), P.STEP),
}

_STEP = {
    C.YES: Step(("step_yes", "did_well", "human farewell"), P.REST),
    C.NO: Step(("step_no", "did_well", "human farewell"), P.REST),
    C.MAYBE: Step(("step_maybe", "did_well", "human farewell"), P.REST),
    C.LATER: Step(("step_maybe", "did_well", "human farewell"), P.REST),
    C.STORY: Step(("step_own", "did_well", "human farewell"), P.REST),
}

_WONDER = {
    C.LEAN_GOOD: Step(("wonder_good", "ask_savour"), P.SAVOUR),
    C.LEAN_HARD: Step(("wonder_hard", "friend_ask"), P.FRIEND),
    C.MAYBE: Step(("wonder_flat", "step", "step_ask"), P.STEP),
    C.NO: Step(("wonder_flat", "step", "step_ask"), P.STEP),
    C.STORY: Step(("reflect_wonder", "step", "step_ask"), P.STEP),
}

_SAVOUR = {
    C.STORY: Step(("reflect_savour", "ask_more"), P.MORE),
    C.YES: Step(("go_on",), P.SAVOUR),
    C.NO: Step(("savour_none", "ask_more"), P.MORE),
    C.MAYBE: Step(("savour_none", "ask_more"), P.MORE),
    C.LEAN_HARD: Step(("wonder_hard", "friend_ask"), P.FRIEND),
    C.THANKS: Step(("thanked",), P.REST),
    C.STOP: Step(("stopping",), P.REST),
    C.LATER: Step(("farewell_later",), P.REST),
}

_MORE = {
    C.STORY: Step(("reflect_more", "did_well farewell_good"), P.REST),
    C.YES: Step(("reflect_more", "did_well farewell_good"), P.REST),
    C.NO: Step(("more_none", "did_well farewell_good"), P.REST),
    C.MAYBE: Step(("more_none", "did_well farewell_good"), P.REST),
    C.LEAN_HARD: Step(("wonder_hard", "friend_ask"), P.FRIEND),
    C.THANKS: Step(("thanked",), P.REST),
    C.STOP: Step(("stopping",), P.REST),
    C.LATER: Step(("farewell_later",), P.REST),
}

_CARE = {
    C.YES: Step(("care_will human",), P.REST),
    C.NO: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.STOP: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.LATER: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.THANKS: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.LEAN_GOOD: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.UNCLEAR: Step((f"care_again {HELP_LINES}", "care_barrier_ask"), P.CARE),
    C.UNCLEAR_AGAIN: Step((f"care_again {HELP_LINES}", "care_barrier_ask"), P.CARE),
    C.MAYBE: Step((f"barrier_other care_again {HELP_LINES}",), P.CARE),
    C.STORY: Step((f"barrier_other care_again {HELP_LINES}",), P.CARE),
    C.LEAN_HARD: Step((f"barrier_other care_again {HELP_LINES}",), P.CARE),
    C.MORE_WORDS: Step((f"care_again {HELP_LINES}", "care_barrier_ask"), P.CARE),
    C.HELP: Step(HELP_BLOCK, P.CARE),
    C.HUMAN: Step((f"human_offer care_again {HELP_LINES}",), P.CARE),
}

_ASKED = {
    C.YES: Step(HELP_BLOCK, P.CARE),
    C.MAYBE: Step(HELP_BLOCK, P.CARE),
    C.NO: Step((f"care_soft {HELP_LINES} care_bot",), P.REST),
    C.STOP: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.LATER: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.THANKS: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.LEAN_GOOD: Step((f"care_soft {HELP_LINES}",), P.REST),
    C.LEAN_HARD: Step(HELP_BLOCK, P.CARE),
    C.STORY: Step((f"care_again {HELP_LINES}", "care_ask"), P.ASKED),
    C.HELP: Step(HELP_BLOCK, P.CARE),
    C.HUMAN: Step((f"human_offer care_again {HELP_LINES}",), P.CARE),
}

# The talk is over; whether to keep a journal is asked once, and what is no answer to that is no reason to ask again.
_CONSENT = {
    **_REST,
    C.YES: Step(("journal_yes", "zone_ask"), P.ZONE),
    C.JOURNAL_BACK: Step(("journal_yes",), P.REST),
    C.NO: Step(("journal_no",), P.REST),
    C.JOURNAL_NO: Step(("journal_no",), P.REST),
    C.MAYBE: Step(("journal_later",), P.REST),
    C.LATER: Step(("journal_later",), P.REST),
    C.STOP: Step(("journal_later",), P.REST),
}

_ZONE = {
    **_REST,
    C.YES: Step(("zone_ask",), P.ZONE),
    C.NO: Step(("zone_later",), P.REST),
    C.MAYBE: Step(("zone_later",), P.REST),
    C.LATER: Step(("zone_later",), P.REST),
    C.STOP: Step(("zone_later",), P.REST),
    C.UNCLEAR: Step(("zone_unknown", "zone_ask"), P.ZONE),
    C.UNCLEAR_AGAIN: Step(("zone_help", "zone_ask"), P.ZONE),
    C.JOURNAL_NO: Step(("journal_no",), P.REST),
}

# The bot has written first. Nobody owes it an answer, so whatever comes is met shortly.
_CHECKIN = {
    **_REST,
    C.YES: Step(("pick_ask",), P.PICK),
    C.NO: Step(("checkin_quiet",), P.REST),
    C.LEAN_GOOD: Step(("checkin_good",), P.REST),
    C.LEAN_HARD: Step(("checkin_hard", "pick_ask"), P.PICK),
}

_OWN: Mapping[Phase, Mapping[Cue, Step]] = {
    P.REST: _REST,
    P.PICK: _PICK,
    P.FRIEND: _FRIEND,
    P.OPENERS: _OPENERS,
    P.GATE: _GATE,
    P.HAPPENED: _HAPPENED,
    P.FELT: _FELT,
    P.HELPS: _HELPS,
    P.STEP: _STEP,
    P.WONDER: _WONDER,
    P.SAVOUR: _SAVOUR,
    P.MORE: _MORE,
    P.CARE: _CARE,
    P.ASKED: _ASKED,
    P.CONSENT: _CONSENT,
    P.ZONE: _ZONE,
    P.CHECKIN: _CHECKIN,
}

STEPS: Mapping[tuple[Phase, Cue], Step] = MappingProxyType(
    {(phase, cue): step for phase in Phase for cue, step in {**_everywhere(phase), **_OWN[phase]}.items()}
)
"""The whole table; it answers every cue in every phase."""

MOVES = frozenset({(phase, C.PRIVATE) for phase in Phase} | {(P.GATE, C.YES)})
"""The turns that take a talk out of a server channel into a private place."""

POOLS = frozenset(pool for step in (*STEPS.values(), GATE_STEP) for said in step.say for pool in said.split())
"""Every pool that the table speaks from."""


JOURNAL_DEEDS: Mapping[tuple[Phase, Cue], bool] = MappingProxyType(
    {(phase, cue): True for phase in Phase for cue in (C.JOURNAL_YES, C.JOURNAL_BACK)}
    | {(phase, C.JOURNAL_NO): False for phase in Phase}
    | {(P.CONSENT, C.YES): True, (P.CONSENT, C.NO): False}
)
"""The turns that switch a person's journal on (True) or off."""


def step_for(phase: Phase, cue: Cue, private: bool) -> Step:
    """Return the step for *cue*; in a server channel a question that belongs in private becomes the gate."""
    step = STEPS[phase, cue]
    if step.to in PRIVATE_ONLY and not private:
        return GATE_STEP
    return step
