"""The flow of care: the answer to each kind of risk, and what follows it for a day."""

from collections.abc import Mapping

from moodbot.core.dialogue import Cue, TalkCue, TalkPhase
from moodbot.core.flow import Flow, Stage, Step, Steps, again
from moodbot.features.care.cues import BARRIERS, CareCue, CarePhase
from moodbot.features.care.first_screens import RISKS
from moodbot.features.care.flow_others import ABUSE_STEPS, BLACKMAIL_STEPS, OTHER_STEPS
from moodbot.features.care.flow_steps import (
    ABUSE_NOW,
    ALONE_SAID,
    ASKED_AGAIN,
    COMING_EITHER,
    DANGER,
    DANGER_TOLD,
    DONE_STILL,
    LEAVE,
    LINES_POOL,
    LISTEN,
    NEAR_ALONE,
    NEAR_SAID,
    OTHER_DANGER,
    SAFE_AGAIN,
    SOFT,
    after_alarm,
    answers,
    asks_once_more,
    keeps_asking,
)
from moodbot.features.care.heard_words import WHOLE_TEXTS, words_of

C = TalkCue

_ASKED = answers(
    asks_once_more("care_stay care_ask", CarePhase.ASKED),
    yes=RISKS[CareCue.RISK],
    maybe=RISKS[CareCue.RISK],
    lean_hard=RISKS[CareCue.RISK],
    again=RISKS[CareCue.RISK],
    no=Step(("asked_no",), CarePhase.AFTER),
    lean_good=Step(("asked_no",), CarePhase.AFTER),
    taken_back=SOFT,
    stop=LEAVE,
    later=LEAVE,
    thanks=LEAVE,
    **keeps_asking("care_ask", CarePhase.ASKED),
)
_SAFE = answers(
    asks_once_more("care_stay care_safe_ask", CarePhase.SAFE),
    yes=Step(("safe_yes", "tonight_ask"), CarePhase.TONIGHT),
    yes_and_more=asks_once_more("more_than_yes care_safe_ask", CarePhase.SAFE),
    no=DANGER,
    maybe=Step(("danger_maybe", "near_ask"), CarePhase.DANGER),
    lean_hard=Step(("danger_maybe", "near_ask"), CarePhase.DANGER),
    again=Step(("again_ack care_safe_ask",), CarePhase.SAFE),
    alone=NEAR_ALONE,
    near=Step(("near_keep", "care_safe_ask"), CarePhase.SAFE),
    coming=COMING_EITHER,
    stop=LEAVE,
    later=LEAVE,
    **keeps_asking("care_safe_ask", CarePhase.SAFE),
)
_TONIGHT = answers(
    LISTEN,
    yes=Step(("talk_on",), CarePhase.AFTER),
    no=Step(("tonight_none",), CarePhase.AFTER),
    maybe=Step(("trust_words",), CarePhase.TONIGHT),
    lean_hard=Step(("danger_maybe", "near_ask"), CarePhase.DANGER),
    thanks=Step(("after_thanks",), CarePhase.AFTER),
    lean_good=Step(("after_good",), CarePhase.AFTER),
    greeting=Step(("after_hello",), CarePhase.AFTER),
    coming=COMING_EITHER,
    stop=LEAVE,
    later=LEAVE,
)
_NEAR = Step(("near_yes",), CarePhase.DANGER, state=NEAR_SAID)
_STILL_ALONE = Step(("danger_alone",), CarePhase.DANGER, state=ALONE_SAID)
_DANGER_STEPS = answers(
    {
        ASKED_AGAIN: Step(("danger_still",), CarePhase.DANGER),
        ALONE_SAID: _STILL_ALONE,
        NEAR_SAID: Step(("near_tell abuse_emergency",), CarePhase.DANGER, state=NEAR_SAID),
        "": Step(("danger_still", "near_ask"), CarePhase.DANGER, state=ASKED_AGAIN),
    },
    yes=_NEAR,
    near=_NEAR,
    arriving=Step(("arriving",), CarePhase.DANGER, state=NEAR_SAID),
    no=NEAR_ALONE,
    alone=NEAR_ALONE,
    in_danger=DANGER_TOLD,
    takes_along=DANGER_TOLD,
    near_unsure=Step(("near_if_safe",), CarePhase.DANGER, state=NEAR_SAID),
    coming=COMING_EITHER,
    taken_back=Step(("soft_keep abuse_emergency",), CarePhase.AFTER),
    lean_good=Step(("care_stay care_safe_ask",), CarePhase.SAFE),
    stop=LEAVE,
    **{barrier.value: Step((f"{barrier} abuse_emergency",), CarePhase.DANGER) for barrier in BARRIERS},
)
_DONE_NEAR, _DONE_ALONE = Step(("done_near_yes",), CarePhase.DONE), Step(("done_near_no",), CarePhase.DONE)
_DONE_SOFT = Step(("done_soft",), CarePhase.DONE)
_DONE_WILL = Step(("done_will",), CarePhase.DONE)
_DONE = answers(
    DONE_STILL,
    yes=_DONE_NEAR,
    near=_DONE_NEAR,
    no=_DONE_ALONE,
    alone=_DONE_ALONE,
    taken_back=_DONE_SOFT,
    fine=_DONE_SOFT,
    country=Step(("done_emergency", "near_ask"), CarePhase.DONE),
    reaching=_DONE_WILL,
    reached=_DONE_WILL,
    coming=COMING_EITHER,
    help=DONE_STILL,
    cannot_call=Step(("done_cannot",), CarePhase.DONE),
    not_telling=Step(("done_barrier",), CarePhase.DONE),
    afraid_to_tell=Step(("done_barrier",), CarePhase.DONE),
    **dict.fromkeys(
        ("promised", "worried", "ashamed", "asks_cost", "for_them"), Step(("done_barrier",), CarePhase.DONE)
    ),
    **dict.fromkeys(("who_knows", "tell_one"), Step(("done_barrier",), CarePhase.DONE)),
    **dict.fromkeys(("feels_ill", "body_after", "injured"), Step(("done_feels",), CarePhase.DONE)),
    must_go=Step(("done_must",), CarePhase.DONE),
    where_i_am=Step(("done_where",), CarePhase.DONE),
    question=Step(("done_question",), CarePhase.DONE),
    on_the_line=_DONE_WILL,
    **dict.fromkeys(("asked_after", "trusted"), _DONE_NEAR),
    **dict.fromkeys(("take_time", "means", "wants_company", "talk_else", "sorry", "phone_low"), DONE_STILL),
    wants_lines=Step(("done_number",), CarePhase.DONE),
    what_to_say=Step(("done_near_yes",), CarePhase.DONE),
    **dict.fromkeys(("again", "thoughts", "no_joke", "in_danger", "not_dying", "unanswered"), DONE_STILL),
    **{barrier.value: Step(("done_barrier",), CarePhase.DONE) for barrier in BARRIERS},
)
_BARRIER = answers(
    LISTEN,
    yes=Step(("care_will",), CarePhase.AFTER),
    no=LEAVE,
    stop=LEAVE,
    later=LEAVE,
    thanks=Step(("after_thanks",), CarePhase.AFTER),
    lean_good=Step(("after_good",), CarePhase.AFTER),
)
_AFTER_SHORT = Step(("after_short",), CarePhase.AFTER)
_AFTER = answers(
    after_alarm(LISTEN),
    yes=after_alarm(_AFTER_SHORT),
    no=after_alarm(_AFTER_SHORT),
    maybe=after_alarm(_AFTER_SHORT),
    again=after_alarm(SAFE_AGAIN),
    coming={CareCue.RISK_ABUSE: ABUSE_NOW, "": COMING_EITHER},
    in_danger={CareCue.RISK_ABUSE: ABUSE_NOW, CareCue.RISK_OTHER: OTHER_DANGER, "": DANGER},
    asked_after=after_alarm(Step(("answer_them",))),
    thanks=Step(("after_thanks",), CarePhase.AFTER),
    lean_good=Step(("after_good",), CarePhase.AFTER),
    greeting=Step(("after_hello",), CarePhase.AFTER),
    wordless=Step(("cannot_see",), CarePhase.AFTER),
    later=LEAVE,
    stop=LEAVE,
)

_EVERYWHERE: Mapping[Cue, Step] = {
    **RISKS,
    **{barrier: Step((barrier,), CarePhase.BARRIER) for barrier in BARRIERS},
    CareCue.HARD: Step(("care_barrier_ask",), CarePhase.BARRIER),
    CareCue.LINES: Step((f"care_again {LINES_POOL} care_emergency",)),
    CareCue.TRUST: Step(("trust_words",)),
    CareCue.TALK: Step(("talk_on",), CarePhase.AFTER),
    CareCue.MISREAD: Step(("care_misread", "pick_ask"), TalkPhase.PICK),
    CareCue.COUNTRY: again("care_country_line"),
    CareCue.AGAIN: SAFE_AGAIN,
    CareCue.BLEEDING: Step(("harm_still",)),
    CareCue.COMING: ABUSE_NOW,
    CareCue.PROMISED: Step(("other_promise other_still",)),
    CareCue.UNREACHABLE: Step(("other_no",), CarePhase.OTHER),
    CareCue.TAKEN_BACK: SOFT,
    CareCue.FINE: SOFT,
    CareCue.REACHING: Step(("care_will",), CarePhase.AFTER),
    CareCue.REACHED: Step(("reached_yes",), CarePhase.AFTER),
    CareCue.NO_JOKE: SAFE_AGAIN,
    CareCue.THOUGHTS: SAFE_AGAIN,
    CareCue.IN_DANGER: DANGER,
    CareCue.TAKES_ALONG: DANGER,
    CareCue.HURT_BY: Step(("abuse_ack care_line", "abuse_safe_ask"), CarePhase.ABUSE),
    CareCue.BLACKMAILED: Step(("blackmail_do care_line", "blackmail_ask"), CarePhase.BLACKMAIL),
    **dict.fromkeys((CareCue.FEELS_ILL, CareCue.BODY_AFTER), Step(("feels_ill",))),
    CareCue.HIDING: ABUSE_NOW,
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
    CareCue.NO_COUNTRY: again("country_none"),
    CareCue.ONCE_MORE: Step(("care_once_more",)),
    CareCue.YES_AND_MORE: LISTEN,
    CareCue.QUESTION: Step(("question_unknown",)),
    CareCue.MEANS: Step(("means_apart",)),
    CareCue.TRUSTED: Step(("near_tell",)),
    CareCue.HELPER_NEAR: Step(("abuse_helper",)),
    CareCue.NEAR_UNSURE: Step(("near_if_safe",)),
    CareCue.INJURED: Step(("needs_look",)),
    CareCue.ON_THE_LINE: Step(("on_the_line",)),
    CareCue.TAKE_TIME: Step(("take_time",)),
    CareCue.ASKS_COST: Step(("barrier_cost abuse_emergency",)),
    CareCue.TELL_ONE: Step(("tell_one",)),
    CareCue.FOR_THEM: Step(("for_them",)),
    CareCue.CARE_SYSTEM: Step(("care_system",)),
    CareCue.PHONE_LOW: Step(("phone_low",)),
    CareCue.WANTS_COMPANY: Step(("company",)),
    CareCue.TALK_ELSE: Step(("talk_else",)),
    CareCue.SORRY: Step(("no_sorry",)),
    CareCue.ASHAMED: Step(("barrier_shame abuse_emergency",)),
    CareCue.ASKED_AFTER: Step(("answer_them",)),
    CareCue.COULD_COME: Step(("ask_to_come",)),
    CareCue.WHERE_I_AM: Step(("done_where",)),
    **dict.fromkeys((CareCue.MUST_GO, CareCue.WORRIED), DONE_STILL),
    CareCue.SENT_AWAY: Step(("abuse_travel",)),
    CareCue.PAID: Step(("blackmail_paid",)),
    CareCue.DEADLINE: Step(("blackmail_deadline",)),
    CareCue.ANSWERED: Step(("other_call",)),
    CareCue.SOMEONE_KNOWS: Step(("other_ask_them",)),
    CareCue.WRONG_PLACE: Step(("other_transfer",)),
    CareCue.WORN_OUT: Step(("other_you",)),
    CareCue.ALONE: NEAR_ALONE,
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
        _stage(
            CarePhase.ABUSE, ABUSE_STEPS, "abuse_safe_ask", C.YES, C.NO, CareCue.TRUST, CareCue.LINES, CareCue.MISREAD
        ),
        _stage(
            *(CarePhase.BLACKMAIL, BLACKMAIL_STEPS, "blackmail_ask"),
            *(CareCue.REPORT, CareCue.STAFF, CareCue.TRUST, CareCue.LINES, CareCue.MISREAD),
        ),
        _stage(CarePhase.OTHER, OTHER_STEPS, "other_reach_ask", C.YES, C.NO, CareCue.LINES, CareCue.MISREAD),
        _stage(
            CarePhase.AFTER, _AFTER, None, CareCue.TALK, CareCue.HARD, CareCue.TRUST, CareCue.LINES, CareCue.MISREAD
        ),
    ),
    everywhere=_EVERYWHERE,
    standing=frozenset({*_EVERYWHERE}),
    lists=frozenset({LINES_POOL, "blackmail_report"}),
)
