"""The flow of care: the answer to each kind of risk, and what follows it for a day."""

from collections.abc import Mapping

from moodbot.core.dialogue import Cue, TalkCue, TalkPhase
from moodbot.core.flow import ByState, Flow, Stage, Step, Steps, again
from moodbot.features.care.cues import BARRIERS, CareCue, CarePhase
from moodbot.features.care.first_screens import RISKS
from moodbot.features.care.heard_words import WHOLE_TEXTS, words_of

P = TalkPhase
C = TalkCue


LINES_POOL = "care_lines"
ASKED_AGAIN = "1"
"""The state of a question of care that was asked a second time."""

_LISTEN = Step(("after_listen",), CarePhase.AFTER)
_ABUSE_STILL = Step(("abuse_still",), CarePhase.ABUSE)
_BLACKMAIL_STILL = Step(("blackmail_still",), CarePhase.BLACKMAIL)
_OTHER_STILL = Step(("other_still",), CarePhase.OTHER)
_DONE_STILL = Step(("done_still",), CarePhase.DONE)

_STILL: ByState = {
    CareCue.RISK_ABUSE: _ABUSE_STILL,
    CareCue.RISK_BLACKMAIL: _BLACKMAIL_STILL,
    CareCue.RISK_OTHER: _OTHER_STILL,
    CareCue.RISK_DONE: _DONE_STILL,
    CareCue.RISK_HARM: Step(("harm_after",), CarePhase.AFTER),
}
"""What is said to more words after an alarm that has a flow of its own; AFTER has the alarm as its state."""


def _after(step: Step) -> ByState:
    """Return *step* for the day after, but the alarm's own where it has one."""
    return {**_STILL, "": step}


_DANGER = Step(("danger_ack", "near_ask"), CarePhase.DANGER)
_LEAVE = Step(("care_leave",), CarePhase.AFTER)
_SOFT = Step(("soft_keep",), CarePhase.AFTER)
_SAFE_AGAIN = Step(("again_ack care_emergency", "care_safe_ask"), CarePhase.SAFE)
_COMING_EITHER = Step(("coming_either",))
_ABUSE_NOW = Step(("abuse_now",), CarePhase.ABUSE)
_OTHER_DANGER = Step(("other_danger",), CarePhase.OTHER)


def _asks_once_more(say: str, phase: CarePhase) -> ByState:
    """Return steps for words that answer no question: ask once more, then listen, so that nobody is asked for ever."""
    return {ASKED_AGAIN: _LISTEN, "": Step((say,), phase, state=ASKED_AGAIN)}


def _rest(step: Step | ByState, **changes: Step | ByState) -> Steps:
    """Return steps that answer every cue with *step*, except for *changes* by the cue's value."""
    cues: Steps = dict.fromkeys(
        (
            *(C.YES, C.NO, C.MAYBE, C.LATER, C.STOP, C.THANKS, C.LEAN_GOOD, C.LEAN_HARD, C.STORY, C.MORE_WORDS),
            *(C.UNCLEAR, C.UNCLEAR_AGAIN, C.GREETING, C.WORDLESS, C.NOBODY),
        ),
        step,
    )
    return {**cues, **{_CUES[name]: change for name, change in changes.items()}}


def _keeps_asking(question: str, phase: CarePhase) -> dict[str, Step]:
    """Return steps for a worry or a question of theirs that answer it and leave care's own question open."""
    answers = {barrier.value: barrier.value for barrier in BARRIERS} | {"who_knows": "who_tells", "is_bot": "care_bot"}
    return {name: Step((pool, question), phase) for name, pool in answers.items()}


_CUES: Mapping[str, Cue] = {cue.value: cue for kind in (TalkCue, CareCue) for cue in kind}

_ASKED = _rest(
    _asks_once_more("care_stay care_ask", CarePhase.ASKED),
    yes=RISKS[CareCue.RISK],
    maybe=RISKS[CareCue.RISK],
    lean_hard=RISKS[CareCue.RISK],
    again=RISKS[CareCue.RISK],
    no=Step(("asked_no",), CarePhase.AFTER),
    lean_good=Step(("asked_no",), CarePhase.AFTER),
    taken_back=_SOFT,
    stop=_LEAVE,
    later=_LEAVE,
    thanks=_LEAVE,
    **_keeps_asking("care_ask", CarePhase.ASKED),
)
_SAFE = _rest(
    _asks_once_more("care_stay care_safe_ask", CarePhase.SAFE),
    yes=Step(("safe_yes", "tonight_ask"), CarePhase.TONIGHT),
    no=_DANGER,
    maybe=Step(("danger_maybe", "near_ask"), CarePhase.DANGER),
    lean_hard=Step(("danger_maybe", "near_ask"), CarePhase.DANGER),
    again=Step(("again_ack care_safe_ask",), CarePhase.SAFE),
    alone=Step(("near_no",), CarePhase.DANGER),
    near=Step(("near_keep", "care_safe_ask"), CarePhase.SAFE),
    coming=_COMING_EITHER,
    stop=_LEAVE,
    later=_LEAVE,
    **_keeps_asking("care_safe_ask", CarePhase.SAFE),
)
_TONIGHT = _rest(
    _LISTEN,
    yes=Step(("talk_on",), CarePhase.AFTER),
    no=Step(("tonight_none",), CarePhase.AFTER),
    maybe=Step(("trust_words",), CarePhase.TONIGHT),
    lean_hard=Step(("danger_maybe", "near_ask"), CarePhase.DANGER),
    thanks=Step(("after_thanks",), CarePhase.AFTER),
    lean_good=Step(("after_good",), CarePhase.AFTER),
    greeting=Step(("after_hello",), CarePhase.AFTER),
    coming=_COMING_EITHER,
    stop=_LEAVE,
    later=_LEAVE,
)
NEAR_SAID = "near"
"""The state of DANGER once the person said who is near: that is not asked again."""
_NEAR = Step(("near_yes",), CarePhase.DANGER, state=NEAR_SAID)
_DANGER_STEPS = _rest(
    {
        ASKED_AGAIN: Step(("danger_still",), CarePhase.DANGER),
        NEAR_SAID: Step(("near_tell abuse_emergency",), CarePhase.DANGER, state=NEAR_SAID),
        "": Step(("danger_still", "near_ask"), CarePhase.DANGER, state=ASKED_AGAIN),
    },
    yes=_NEAR,
    near=_NEAR,
    arriving=Step(("arriving",), CarePhase.DANGER, state=NEAR_SAID),
    no=Step(("near_no",), CarePhase.DANGER),
    alone=Step(("near_no",), CarePhase.DANGER),
    coming=_COMING_EITHER,
    taken_back=_SOFT,
    lean_good=Step(("care_stay care_safe_ask",), CarePhase.SAFE),
    stop=_LEAVE,
    **{barrier.value: Step((f"{barrier} abuse_emergency",), CarePhase.DANGER) for barrier in BARRIERS},
)
_DONE_NEAR, _DONE_ALONE = Step(("done_near_yes",), CarePhase.DONE), Step(("done_near_no",), CarePhase.DONE)
_DONE_SOFT = Step(("done_soft",), CarePhase.DONE)
_DONE_WILL = Step(("done_will",), CarePhase.DONE)
_DONE = _rest(
    _DONE_STILL,
    yes=_DONE_NEAR,
    near=_DONE_NEAR,
    no=_DONE_ALONE,
    alone=_DONE_ALONE,
    taken_back=_DONE_SOFT,
    fine=_DONE_SOFT,
    country=Step(("done_emergency", "near_ask"), CarePhase.DONE),
    reaching=_DONE_WILL,
    reached=_DONE_WILL,
    coming=_COMING_EITHER,
    help=_DONE_STILL,
    cannot_call=Step(("done_cannot",), CarePhase.DONE),
    not_telling=Step(("done_barrier",), CarePhase.DONE),
    afraid_to_tell=Step(("done_barrier",), CarePhase.DONE),
    promised=Step(("done_barrier",), CarePhase.DONE),
    **dict.fromkeys(("feels_ill", "body_after"), Step(("done_feels",), CarePhase.DONE)),
    wants_lines=Step(("done_number",), CarePhase.DONE),
    what_to_say=Step(("done_near_yes",), CarePhase.DONE),
    **dict.fromkeys(("again", "thoughts", "no_joke", "in_danger", "not_dying", "unanswered"), _DONE_STILL),
    **{barrier.value: Step(("done_barrier",), CarePhase.DONE) for barrier in BARRIERS},
)
_BARRIER = _rest(
    _LISTEN,
    yes=Step(("care_will",), CarePhase.AFTER),
    no=_LEAVE,
    stop=_LEAVE,
    later=_LEAVE,
    thanks=Step(("after_thanks",), CarePhase.AFTER),
    lean_good=Step(("after_good",), CarePhase.AFTER),
)
_ABUSE_WILL = Step(("abuse_will",), CarePhase.ABUSE)
_ABUSE = _rest(
    _ABUSE_STILL,
    **dict.fromkeys(("again", "not_dying", "no_joke", "alone", "near", "distance", "unlock", "fine"), _ABUSE_STILL),
    **dict.fromkeys(("bleeding", "in_danger", "coming", "hiding"), _ABUSE_NOW),
    **{barrier.value: Step((barrier,), CarePhase.ABUSE) for barrier in BARRIERS},
    cannot_call=Step(("barrier_phone abuse_emergency",), CarePhase.ABUSE),
    reaching=_ABUSE_WILL,
    reached=_ABUSE_WILL,
    hurt_by=_ABUSE_STILL,
    blackmailed=Step(("blackmail_do care_line", "blackmail_ask"), CarePhase.BLACKMAIL),
    leaving=Step(("abuse_go",), CarePhase.ABUSE),
    meeting=Step(("meeting_no",), CarePhase.ABUSE),
    take_down=Step(("blackmail_report",), CarePhase.ABUSE),
    country=Step(("care_country_line",), CarePhase.ABUSE),
    help=Step(("abuse_emergency care_line", "abuse_safe_ask"), CarePhase.ABUSE),
    thanks=Step(("after_thanks",), CarePhase.ABUSE),
    yes=Step(("abuse_yes",), CarePhase.ABUSE),
    no=_ABUSE_NOW,
    taken_back=Step(("abuse_soft",), CarePhase.AFTER),
    stop=Step(("abuse_soft",), CarePhase.AFTER),
)
_BLACKMAIL = _rest(
    _BLACKMAIL_STILL,
    **dict.fromkeys(("again", "not_dying", "no_joke", "alone", "distance", "fine"), _BLACKMAIL_STILL),
    **{barrier.value: Step((barrier,), CarePhase.BLACKMAIL) for barrier in BARRIERS},
    taken_back=_SOFT,
    coming=_ABUSE_NOW,
    what_to_say=Step(("blackmail_do",), CarePhase.BLACKMAIL),
    meeting=Step(("meeting_no",), CarePhase.BLACKMAIL),
    take_down=Step(("blackmail_report",), CarePhase.BLACKMAIL),
    country=Step(("care_country_line",), CarePhase.BLACKMAIL),
    reaching=Step(("care_will",), CarePhase.BLACKMAIL),
    reached=Step(("reached_yes",), CarePhase.BLACKMAIL),
    help=Step(("blackmail_do care_line", "blackmail_ask"), CarePhase.BLACKMAIL),
    thanks=Step(("after_thanks",), CarePhase.BLACKMAIL),
    yes=Step(("blackmail_report",), CarePhase.BLACKMAIL),
    no=_BLACKMAIL_STILL,
    stop=_LEAVE,
    later=_LEAVE,
)
_OTHER_NO = Step(("other_no",), CarePhase.OTHER)
_OTHER_YES = Step(("other_do other_yes",), CarePhase.OTHER)
_OTHER = _rest(
    _OTHER_STILL,
    **dict.fromkeys(("again", "not_dying", "no_joke", "near", "unlock", "fine", "cannot_call"), _OTHER_STILL),
    **dict.fromkeys(("in_danger", "bleeding", "feels_ill"), _OTHER_DANGER),
    **{barrier.value: _OTHER_STILL for barrier in BARRIERS},
    thoughts=Step(("other_and_you", "care_safe_ask"), CarePhase.SAFE),
    alone=_OTHER_NO,
    unanswered=_OTHER_NO,
    coming=_OTHER_YES,
    what_to_say=_OTHER_YES,
    not_telling=Step(("other_promise",), CarePhase.OTHER),
    afraid_to_tell=Step(("other_promise other_still",), CarePhase.OTHER),
    plants_idea=Step(("idea_no",), CarePhase.OTHER),
    country=Step(("care_country_line",), CarePhase.OTHER),
    reaching=Step(("other_will",), CarePhase.OTHER),
    reached=Step(("other_reached",), CarePhase.OTHER),
    help=Step(("other_do other_emergency care_line", "other_reach_ask"), CarePhase.OTHER),
    yes=_OTHER_YES,
    no=_OTHER_NO,
    maybe=_OTHER_NO,
    thanks=Step(("after_thanks",), CarePhase.OTHER),
    stop=Step(("other_still",), P.REST),
    later=Step(("other_still",), P.REST),
    lean_good=Step(("other_still",), P.REST),
    taken_back=Step(("soft_keep",), P.REST),
)
_AFTER_SHORT = Step(("after_short",), CarePhase.AFTER)
_AFTER = _rest(
    _after(_LISTEN),
    yes=_after(_AFTER_SHORT),
    no=_after(_AFTER_SHORT),
    maybe=_after(_AFTER_SHORT),
    again=_after(_SAFE_AGAIN),
    coming={CareCue.RISK_ABUSE: _ABUSE_NOW, "": _COMING_EITHER},
    in_danger={CareCue.RISK_ABUSE: _ABUSE_NOW, CareCue.RISK_OTHER: _OTHER_DANGER, "": _DANGER},
    thanks=Step(("after_thanks",), CarePhase.AFTER),
    lean_good=Step(("after_good",), CarePhase.AFTER),
    greeting=Step(("after_hello",), CarePhase.AFTER),
    wordless=Step(("cannot_see",), CarePhase.AFTER),
    later=_LEAVE,
    stop=_LEAVE,
)

_EVERYWHERE: Mapping[Cue, Step] = {
    **RISKS,
    **{barrier: Step((barrier,), CarePhase.BARRIER) for barrier in BARRIERS},
    CareCue.HARD: Step(("care_barrier_ask",), CarePhase.BARRIER),
    CareCue.LINES: Step((f"care_again {LINES_POOL} care_emergency",)),
    CareCue.TRUST: Step(("trust_words",)),
    CareCue.TALK: Step(("talk_on",), CarePhase.AFTER),
    CareCue.MISREAD: Step(("care_misread", "pick_ask"), P.PICK),
    CareCue.COUNTRY: again("care_country_line"),
    CareCue.AGAIN: _SAFE_AGAIN,
    CareCue.BLEEDING: Step(("harm_still",)),
    CareCue.COMING: _ABUSE_NOW,
    CareCue.PROMISED: Step(("other_promise other_still",)),
    CareCue.UNREACHABLE: _OTHER_NO,
    CareCue.TAKEN_BACK: _SOFT,
    CareCue.FINE: _SOFT,
    CareCue.REACHING: Step(("care_will",), CarePhase.AFTER),
    CareCue.REACHED: Step(("reached_yes",), CarePhase.AFTER),
    CareCue.NO_JOKE: _SAFE_AGAIN,
    CareCue.THOUGHTS: _SAFE_AGAIN,
    CareCue.IN_DANGER: _DANGER,
    CareCue.TAKES_ALONG: _DANGER,
    CareCue.HURT_BY: Step(("abuse_ack care_line", "abuse_safe_ask"), CarePhase.ABUSE),
    CareCue.BLACKMAILED: Step(("blackmail_do care_line", "blackmail_ask"), CarePhase.BLACKMAIL),
    **dict.fromkeys((CareCue.FEELS_ILL, CareCue.BODY_AFTER), Step(("feels_ill",))),
    CareCue.HIDING: _ABUSE_NOW,
    CareCue.UNLOCK: Step(("done_unlock",)),
    CareCue.DISTANCE: Step(("distance_yes",)),
    CareCue.UNANSWERED: Step(("unanswered",)),
    CareCue.CANNOT_CALL: Step(("barrier_phone abuse_emergency",)),
    CareCue.PHONE_IS_READ: Step(("phone_words",)),
    CareCue.TAKE_DOWN: Step(("blackmail_report",)),
    CareCue.MEETING: Step(("meeting_no",)),
    CareCue.LEAVING: Step(("abuse_go",)),
    CareCue.FAULT: Step(("fault_no",)),
    CareCue.COUNTS: Step(("counts_yes",)),
    CareCue.PLANTS_IDEA: Step(("idea_no",)),
    CareCue.CONFUSED: Step(("said_simply",)),
    CareCue.MAY_TELL: Step(("may_tell",)),
    CareCue.NOT_TELLING: Step(("not_telling",)),
    CareCue.AFRAID_TO_TELL: Step(("not_telling",)),
    CareCue.PAYING: Step(("blackmail_do",)),
    CareCue.WANTS_LINES: Step((f"care_again {LINES_POOL} abuse_emergency",)),
    CareCue.WHAT_TO_SAY: Step(("trust_words",)),
    CareCue.WHO_KNOWS: Step(("who_tells",)),
    CareCue.IS_BOT: Step(("care_bot",)),
    CareCue.REPORT: Step(("blackmail_report",)),
    CareCue.STAFF: Step(("blackmail_staff",)),
    CareCue.NOT_DYING: Step(("not_dying",)),
    CareCue.YOUNG: again("young_line"),
    CareCue.CHILD: again("child_kind"),
    CareCue.ONCE_MORE: Step(("care_once_more",)),
    CareCue.ALONE: Step(("near_no",), CarePhase.DANGER),
    CareCue.NEAR: Step(("near_tell",)),
    CareCue.ARRIVING: Step(("arriving",)),
}


def _stage(phase: CarePhase, steps: Steps, asks: str | None, *offers: Cue) -> Stage:
    helped: Steps = {
        C.HELP: RISKS[CareCue.RISK],
        C.HUMAN: Step(("human_offer care_line",), phase),
        C.PRIVATE: Step(("after_short",), phase),
    }
    return Stage(
        phase, {**helped, **steps}, asks=asks, offers=offers, risky=True, exactly=WHOLE_TEXTS, phrases=words_of(phase)
    )


CARE_FLOW = Flow(
    stages=(
        _stage(CarePhase.ASKED, _ASKED, "care_ask", C.YES, C.NO, C.MAYBE, CareCue.MISREAD),
        _stage(CarePhase.SAFE, _SAFE, "care_safe_ask", C.YES, C.NO, CareCue.RISK_DONE, CareCue.LINES, CareCue.MISREAD),
        _stage(CarePhase.TONIGHT, _TONIGHT, "tonight_ask", CareCue.TALK, CareCue.TRUST, CareCue.HARD, CareCue.LINES),
        _stage(CarePhase.DANGER, _DANGER_STEPS, "near_ask", C.YES, C.NO, CareCue.RISK_DONE, CareCue.LINES),
        _stage(CarePhase.DONE, _DONE, "near_ask", C.YES, C.NO, CareCue.LINES, CareCue.MISREAD),
        _stage(CarePhase.BARRIER, _BARRIER, "care_barrier_ask", *BARRIERS, C.YES, CareCue.LINES),
        _stage(CarePhase.ABUSE, _ABUSE, "abuse_safe_ask", C.YES, C.NO, CareCue.TRUST, CareCue.LINES, CareCue.MISREAD),
        _stage(
            *(CarePhase.BLACKMAIL, _BLACKMAIL, "blackmail_ask"),
            *(CareCue.REPORT, CareCue.STAFF, CareCue.TRUST, CareCue.LINES, CareCue.MISREAD),
        ),
        _stage(CarePhase.OTHER, _OTHER, "other_reach_ask", C.YES, C.NO, CareCue.LINES, CareCue.MISREAD),
        _stage(
            CarePhase.AFTER, _AFTER, None, CareCue.TALK, CareCue.HARD, CareCue.TRUST, CareCue.LINES, CareCue.MISREAD
        ),
    ),
    everywhere=_EVERYWHERE,
    standing=frozenset({*_EVERYWHERE}),
    lists=frozenset({LINES_POOL, "blackmail_report"}),
)
