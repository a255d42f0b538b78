"""Phases and cues of care, and which cues are read from lists of words after an alarm."""

from moodbot.core.cues import LINES_CUE
from moodbot.core.dialogue import Cue, Phase


class CarePhase(Phase):
    """The questions of care.

    ASKED: "are you thinking about ending your life?" SAFE: "are you safe right now?" TONIGHT: what would help. DANGER:
    not safe, is anyone near? DONE: something is done already, is anyone near? BARRIER: what makes it hard to reach
    out. ABUSE, BLACKMAIL, OTHER: the first question after each. AFTER: nothing is asked, for the rest of a day.
    """

    ASKED = "asked"
    SAFE = "safe"
    TONIGHT = "tonight"
    DANGER = "danger"
    DONE = "done"
    BARRIER = "care"
    ABUSE = "abuse"
    BLACKMAIL = "blackmail"
    OTHER = "other"
    AFTER = "after"


class CareCue(Cue):
    """Kinds of risk, barriers, and what else people press or write after an alarm."""

    RISK = "risk"
    RISK_INDIRECT = "risk_indirect"
    RISK_HARM = "risk_harm"
    RISK_DONE = "risk_done"
    RISK_ABUSE = "risk_abuse"
    RISK_BLACKMAIL = "risk_blackmail"
    RISK_OTHER = "risk_other"
    BARRIER_COST = "barrier_cost"
    BARRIER_SHAME = "barrier_shame"
    BARRIER_SMALL = "barrier_small"
    BARRIER_PRIVACY = "barrier_privacy"
    BARRIER_PHONE = "barrier_phone"
    BARRIER_POLICE = "barrier_police"
    BARRIER_PARENTS = "barrier_parents"
    BARRIER_TRIED = "barrier_tried"
    HARD = "hard"
    LINES = LINES_CUE
    TRUST = "trust"
    TALK = "talk"
    MISREAD = "misread"
    COUNTRY = "country"
    AGAIN = "again"
    BLEEDING = "bleeding"
    COMING = "coming"
    ALONE = "alone"
    NEAR = "near"
    PROMISED = "promised"
    UNREACHABLE = "unreachable"
    TAKEN_BACK = "taken_back"
    REACHING = "reaching"
    NOT_DYING = "not_dying"
    IN_DANGER = "in_danger"
    NO_JOKE = "no_joke"
    HIDING = "hiding"
    BODY_AFTER = "body_after"
    ARRIVING = "arriving"
    AFRAID_TO_TELL = "afraid_to_tell"
    PAYING = "paying"
    NOT_TELLING = "not_telling"
    WANTS_LINES = "wants_lines"
    WHAT_TO_SAY = "what_to_say"
    TAKES_ALONG = "takes_along"
    HURT_BY = "hurt_by"
    BLACKMAILED = "blackmailed"
    THOUGHTS = "thoughts"
    FINE = "fine"
    FEELS_ILL = "feels_ill"
    UNLOCK = "unlock"
    DISTANCE = "distance"
    UNANSWERED = "unanswered"
    REACHED = "reached"
    CANNOT_CALL = "cannot_call"
    PHONE_IS_READ = "phone_is_read"
    TAKE_DOWN = "take_down"
    MEETING = "meeting"
    LEAVING = "leaving"
    FAULT = "fault"
    COUNTS = "counts"
    PLANTS_IDEA = "plants_idea"
    CONFUSED = "confused"
    MAY_TELL = "may_tell"
    YOUNG = "young"
    WHO_KNOWS = "who_knows"
    IS_BOT = "is_bot"
    REPORT = "report"
    STAFF = "staff"
    CHILD = "child"
    ONCE_MORE = "once_more"


BARRIERS = (
    CareCue.BARRIER_POLICE,
    CareCue.BARRIER_PARENTS,
    CareCue.BARRIER_TRIED,
    CareCue.BARRIER_COST,
    CareCue.BARRIER_SHAME,
    CareCue.BARRIER_SMALL,
    CareCue.BARRIER_PRIVACY,
    CareCue.BARRIER_PHONE,
)
"""What may keep a person from a help line; each barrier has its own answer."""

EVERY_BARRIER = BARRIERS[:3]
"""Barriers that are read in any phase of care; the words of the others are too common outside their own question."""

READ_IN_CARE = (
    # Before what is denied: "not joking" is no joke, "not exaggerating" no misreading.
    CareCue.NO_JOKE,
    CareCue.BLEEDING,
    CareCue.TAKES_ALONG,
    CareCue.IN_DANGER,
    CareCue.COMING,
    CareCue.UNLOCK,
    CareCue.FEELS_ILL,
    CareCue.PROMISED,
    CareCue.AFRAID_TO_TELL,
    CareCue.WHO_KNOWS,
    # Before REACHING: "i told my mom and she laughed" is no way out.
    CareCue.UNANSWERED,
    CareCue.IS_BOT,
    CareCue.FAULT,
    CareCue.COUNTS,
    CareCue.HURT_BY,
    CareCue.CONFUSED,
    CareCue.MAY_TELL,
    CareCue.DISTANCE,
    CareCue.WHAT_TO_SAY,
    CareCue.WANTS_LINES,
    CareCue.NOT_TELLING,
    CareCue.REACHED,
    CareCue.REACHING,
    CareCue.PHONE_IS_READ,
    CareCue.CANNOT_CALL,
    *EVERY_BARRIER,
    CareCue.NOT_DYING,
    CareCue.THOUGHTS,
    CareCue.AGAIN,
    CareCue.MISREAD,
    CareCue.TAKEN_BACK,
)
"""Cues read from lists of words, in this order: what is most urgent first. Each list is called as its cue."""

EXACTLY_IN_CARE = (CareCue.ALONE, CareCue.NEAR, CareCue.FINE)
"""Cues read from lists that must be the whole text."""

OWN_WORDS = (
    *(CareCue.UNREACHABLE, CareCue.PLANTS_IDEA, CareCue.LEAVING, CareCue.MEETING, CareCue.TAKE_DOWN),
    *(CareCue.BLACKMAILED, CareCue.PAYING, CareCue.HIDING, CareCue.BODY_AFTER),
)
"""Cues read from lists in the phase of one alarm alone: elsewhere their words mean other things."""

HOME_ALONE = "home_alone"
WORD_LISTS = (
    HOME_ALONE,
    "near_people",
    "near_pronouns",
    "near_places",
    "near_arriving",
    "near_not",
    "question_words",
    "no_country",
)
"""Lists that are no cue: who is near or is not, words of care's own questions, words that name no country."""

SAID_BESIDE_A_RISK = frozenset({*READ_IN_CARE, *OWN_WORDS} - {CareCue.MISREAD, CareCue.TAKEN_BACK, CareCue.NOT_DYING})
"""Cues that words of risk may say as well; none of them takes the risk back."""

SAID_OF_OTHERS = frozenset(
    {CareCue.PROMISED, CareCue.AFRAID_TO_TELL, CareCue.WHO_KNOWS, CareCue.UNREACHABLE, *EVERY_BARRIER}
)
"""Cues of words about what others will do, which may sound like a threat against the writer."""
