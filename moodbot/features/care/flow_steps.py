"""Steps and states that several phases of care share."""

from collections.abc import Mapping

from moodbot.core.dialogue import Cue, TalkCue
from moodbot.core.flow import ByState, Step, Steps
from moodbot.features.care.cues import BARRIERS, CareCue, CarePhase

C = TalkCue

LINES_POOL = "care_lines"
ASKED_AGAIN, NEAR_SAID, ALONE_SAID = "1", "near", "alone"
"""States of a question of care: asked a second time; the person said who is near; that nobody is."""

LISTEN = Step(("after_listen",), CarePhase.AFTER)
ABUSE_STILL = Step(("abuse_still",), CarePhase.ABUSE)
BLACKMAIL_STILL = Step(("blackmail_still",), CarePhase.BLACKMAIL)
OTHER_STILL = Step(("other_still",), CarePhase.OTHER)
DONE_STILL = Step(("done_still",), CarePhase.DONE)

STILL: ByState = {
    CareCue.RISK_ABUSE: ABUSE_STILL,
    CareCue.RISK_BLACKMAIL: BLACKMAIL_STILL,
    CareCue.RISK_OTHER: OTHER_STILL,
    CareCue.RISK_DONE: DONE_STILL,
    CareCue.RISK_HARM: Step(("harm_after",), CarePhase.AFTER),
}
"""What is said to more words after an alarm that has a flow of its own; AFTER has the alarm as its state."""


def after_alarm(step: Step) -> ByState:
    """Return *step* for the day after, but the alarm's own where it has one."""
    return {**STILL, "": step}


DANGER = Step(("danger_ack", "near_ask"), CarePhase.DANGER)
DANGER_TOLD: ByState = {
    NEAR_SAID: Step(("danger_near",), CarePhase.DANGER, state=NEAR_SAID),
    ALONE_SAID: Step(("danger_alone",), CarePhase.DANGER, state=ALONE_SAID),
    "": DANGER,
}
"""Who is near is not asked again once it was told."""
LEAVE = Step(("care_leave",), CarePhase.AFTER)
SOFT = Step(("soft_keep",), CarePhase.AFTER)
SAFE_AGAIN = Step(("again_ack care_emergency", "care_safe_ask"), CarePhase.SAFE)
COMING_EITHER = Step(("coming_either",))
ABUSE_NOW = Step(("abuse_now",), CarePhase.ABUSE)
NEAR_ALONE = Step(("near_no",), CarePhase.DANGER, state=ALONE_SAID)
OTHER_DANGER = Step(("other_danger",), CarePhase.OTHER)


def asks_once_more(say: str, phase: CarePhase) -> ByState:
    """Return steps for words that answer no question: ask once more, then listen, so that nobody is asked for ever."""
    return {ASKED_AGAIN: LISTEN, "": Step((say,), phase, state=ASKED_AGAIN)}


def answers(step: Step | ByState, **changes: Step | ByState) -> Steps:
    """Return steps that answer every cue with *step*, except for *changes* by the cue's value."""
    cues: Steps = dict.fromkeys(
        (
            *(C.YES, C.NO, C.MAYBE, C.LATER, C.STOP, C.THANKS, C.LEAN_GOOD, C.LEAN_HARD, C.STORY, C.MORE_WORDS),
            *(C.UNCLEAR, C.UNCLEAR_AGAIN, C.GREETING, C.WORDLESS, C.NOBODY),
        ),
        step,
    )
    return {**cues, **{_CUES[name]: change for name, change in changes.items()}}


def keeps_asking(question: str, phase: CarePhase) -> dict[str, Step]:
    """Return steps for a worry or a question of theirs that answer it and leave care's own question open."""
    own = {"who_knows": "who_tells", "is_bot": "care_bot", "question": "question_unknown", "asks_cost": "barrier_cost"}
    pools = {barrier.value: barrier.value for barrier in BARRIERS} | own
    return {name: Step((pool, question), phase) for name, pool in pools.items()}


_CUES: Mapping[str, Cue] = {cue.value: cue for kind in (TalkCue, CareCue) for cue in kind}
