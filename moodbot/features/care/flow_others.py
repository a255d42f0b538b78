"""The phases of care after abuse, blackmail, and worry about someone else."""

from moodbot.core.dialogue import TalkPhase
from moodbot.core.flow import Step
from moodbot.features.care.cues import BARRIERS, CarePhase
from moodbot.features.care.flow_steps import (
    ABUSE_NOW,
    ABUSE_STILL,
    BLACKMAIL_STILL,
    LEAVE,
    NEAR_SAID,
    OTHER_DANGER,
    OTHER_STILL,
    SOFT,
    answers,
)


def _barriers(phase: CarePhase) -> dict[str, Step]:
    """Return an answer to each barrier in *phase*; the police may be who they fear, or who makes it worse."""
    return {each.value: Step((each,), phase) for each in BARRIERS} | {"barrier_police": Step(("police_no",), phase)}


_ABUSE_WILL = Step(("abuse_will",), CarePhase.ABUSE)
ABUSE_STEPS = answers(
    ABUSE_STILL,
    **dict.fromkeys(("again", "not_dying", "no_joke", "alone", "near", "distance", "unlock", "fine"), ABUSE_STILL),
    **dict.fromkeys(("bleeding", "in_danger", "coming", "hiding"), ABUSE_NOW),
    **_barriers(CarePhase.ABUSE),
    helper_near=Step(("abuse_helper",), CarePhase.ABUSE),
    sent_away=Step(("abuse_travel",), CarePhase.ABUSE),
    trusted=_ABUSE_WILL,
    ashamed=Step(("shame_no",), CarePhase.ABUSE),
    asked_after=ABUSE_STILL,
    cannot_call=Step(("barrier_phone abuse_emergency",), CarePhase.ABUSE),
    reaching=_ABUSE_WILL,
    reached=_ABUSE_WILL,
    hurt_by=ABUSE_STILL,
    blackmailed=Step(("blackmail_do care_line", "blackmail_ask"), CarePhase.BLACKMAIL),
    leaving=Step(("abuse_go",), CarePhase.ABUSE),
    meeting=Step(("meeting_no",), CarePhase.ABUSE),
    take_down=Step(("blackmail_report",), CarePhase.ABUSE),
    country=Step(("care_country_line",), CarePhase.ABUSE),
    help=Step(("abuse_emergency care_line", "abuse_safe_ask"), CarePhase.ABUSE),
    thanks=Step(("after_thanks",), CarePhase.ABUSE),
    yes=Step(("abuse_yes",), CarePhase.ABUSE),
    no=ABUSE_NOW,
    taken_back=Step(("abuse_soft",), CarePhase.AFTER),
    stop=Step(("abuse_soft",), CarePhase.AFTER),
)
BLACKMAIL_STEPS = answers(
    BLACKMAIL_STILL,
    **dict.fromkeys(("again", "not_dying", "no_joke", "alone", "distance", "fine"), BLACKMAIL_STILL),
    **_barriers(CarePhase.BLACKMAIL),
    ashamed=Step(("shame_no",), CarePhase.BLACKMAIL),
    blackmailed=Step(("blackmail_do",), CarePhase.BLACKMAIL),
    paid=Step(("blackmail_paid",), CarePhase.BLACKMAIL),
    deadline=Step(("blackmail_deadline",), CarePhase.BLACKMAIL),
    asked_after=BLACKMAIL_STILL,
    taken_back=SOFT,
    coming=ABUSE_NOW,
    what_to_say=Step(("blackmail_do",), CarePhase.BLACKMAIL),
    meeting=Step(("meeting_no",), CarePhase.BLACKMAIL),
    take_down=Step(("blackmail_report",), CarePhase.BLACKMAIL),
    country=Step(("care_country_line",), CarePhase.BLACKMAIL),
    reaching=Step(("care_will",), CarePhase.BLACKMAIL),
    reached=Step(("reached_yes",), CarePhase.BLACKMAIL),
    help=Step(("blackmail_do care_line", "blackmail_ask"), CarePhase.BLACKMAIL),
    thanks=Step(("after_thanks",), CarePhase.BLACKMAIL),
    yes=Step(("blackmail_report",), CarePhase.BLACKMAIL),
    no=BLACKMAIL_STILL,
    stop=LEAVE,
    later=LEAVE,
)
_OTHER_NO = Step(("other_no",), CarePhase.OTHER)
_OTHER_YES = Step(("other_do other_yes",), CarePhase.OTHER)
OTHER_STEPS = answers(
    OTHER_STILL,
    **dict.fromkeys(("again", "not_dying", "no_joke", "unlock", "fine", "cannot_call"), OTHER_STILL),
    trusted=Step(("other_trusted",), CarePhase.OTHER),
    near=Step(("other_go",), CarePhase.OTHER, state=NEAR_SAID),
    asked_after=Step(("other_call",), CarePhase.OTHER),
    answered=Step(("other_call",), CarePhase.OTHER),
    someone_knows=Step(("other_ask_them",), CarePhase.OTHER),
    wrong_place=Step(("other_transfer",), CarePhase.OTHER),
    worn_out=Step(("other_you",), CarePhase.OTHER),
    injured=OTHER_DANGER,
    **dict.fromkeys(("in_danger", "bleeding", "feels_ill"), OTHER_DANGER),
    **{barrier.value: OTHER_STILL for barrier in BARRIERS},
    thoughts=Step(("other_and_you", "care_safe_ask"), CarePhase.SAFE),
    alone=_OTHER_NO,
    unanswered=_OTHER_NO,
    coming=_OTHER_YES,
    what_to_say=_OTHER_YES,
    not_telling=Step(("other_promise",), CarePhase.OTHER),
    afraid_to_tell=Step(("other_angry other_still",), CarePhase.OTHER),
    plants_idea=Step(("idea_no",), CarePhase.OTHER),
    country=Step(("care_country_line",), CarePhase.OTHER),
    reaching=Step(("other_will",), CarePhase.OTHER),
    reached=Step(("other_reached",), CarePhase.OTHER),
    help=Step(("other_do other_emergency care_line", "other_reach_ask"), CarePhase.OTHER),
    yes=_OTHER_YES,
    no={NEAR_SAID: OTHER_STILL, "": _OTHER_NO},
    maybe={NEAR_SAID: OTHER_STILL, "": _OTHER_NO},
    thanks=Step(("after_thanks",), CarePhase.OTHER),
    stop=Step(("other_still",), TalkPhase.REST),
    later=Step(("other_still",), TalkPhase.REST),
    lean_good=Step(("other_still",), TalkPhase.REST),
    taken_back=Step(("soft_keep",), TalkPhase.REST),
)
