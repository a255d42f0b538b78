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
    NO_COUNTRY = "no_country"
    ONCE_MORE = "once_more"
    YES_AND_MORE = "yes_and_more"
    QUESTION = "question"
    MEANS = "means"
    TRUSTED = "trusted"
    HELPER_NEAR = "helper_near"
    NEAR_UNSURE = "near_unsure"
    INJURED = "injured"
    ON_THE_LINE = "on_the_line"
    TAKE_TIME = "take_time"
    ASKS_COST = "asks_cost"
    TELL_ONE = "tell_one"
    FOR_THEM = "for_them"
    CARE_SYSTEM = "care_system"
    PHONE_LOW = "phone_low"
    WANTS_COMPANY = "wants_company"
    TALK_ELSE = "talk_else"
    SORRY = "sorry"
    ASHAMED = "ashamed"
    ASKED_AFTER = "asked_after"
    COULD_COME = "could_come"
    WHERE_I_AM = "where_i_am"
    MUST_GO = "must_go"
    WORRIED = "worried"
    SENT_AWAY = "sent_away"
    PAID = "paid"
    DEADLINE = "deadline"
    ANSWERED = "answered"
    SOMEONE_KNOWS = "someone_knows"
    WRONG_PLACE = "wrong_place"
    WORN_OUT = "worn_out"


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
    CareCue.INJURED,
    CareCue.PROMISED,
    CareCue.CARE_SYSTEM,
    CareCue.TELL_ONE,
    CareCue.AFRAID_TO_TELL,
    CareCue.WHO_KNOWS,
    # Before REACHING: "i told my mom and she laughed" is no way out.
    CareCue.UNANSWERED,
    CareCue.ASKS_COST,
    CareCue.IS_BOT,
    CareCue.FAULT,
    CareCue.COUNTS,
    CareCue.HURT_BY,
    CareCue.CONFUSED,
    CareCue.MAY_TELL,
    CareCue.WHAT_TO_SAY,
    CareCue.DISTANCE,
    CareCue.WANTS_LINES,
    CareCue.NOT_TELLING,
    CareCue.FOR_THEM,
    CareCue.ON_THE_LINE,
    CareCue.ASKED_AFTER,
    CareCue.REACHED,
    CareCue.REACHING,
    CareCue.PHONE_IS_READ,
    CareCue.CANNOT_CALL,
    CareCue.NOT_DYING,
    CareCue.THOUGHTS,
    *EVERY_BARRIER,
    CareCue.AGAIN,
    CareCue.MISREAD,
    CareCue.TAKEN_BACK,
    *(CareCue.PHONE_LOW, CareCue.WANTS_COMPANY, CareCue.TALK_ELSE, CareCue.SORRY, CareCue.ASHAMED),
)
"""Cues read from lists of words, in this order: what is most urgent first. Each list is called as its cue."""

ONLY_IN_CARE = frozenset(
    {
        *(CareCue.CARE_SYSTEM, CareCue.TELL_ONE, CareCue.ASKS_COST, CareCue.FOR_THEM, CareCue.ON_THE_LINE),
        *(CareCue.ASKED_AFTER, CareCue.PHONE_LOW, CareCue.WANTS_COMPANY, CareCue.TALK_ELSE, CareCue.SORRY),
        *(CareCue.ASHAMED,),
    }
)
"""Those of READ_IN_CARE whose words are everyday ones: read in the phases of care alone, and never beside a risk."""

EXACTLY_IN_CARE = (CareCue.ALONE, CareCue.NEAR, CareCue.FINE, CareCue.TAKE_TIME)
"""Cues read from lists that must be the whole text."""

OWN_WORDS = (
    *(CareCue.UNREACHABLE, CareCue.PLANTS_IDEA, CareCue.LEAVING, CareCue.MEETING, CareCue.TAKE_DOWN),
    *(CareCue.BLACKMAILED, CareCue.PAYING, CareCue.HIDING, CareCue.BODY_AFTER, CareCue.COULD_COME),
    *(CareCue.WHERE_I_AM, CareCue.MUST_GO, CareCue.WORRIED, CareCue.SENT_AWAY, CareCue.PAID, CareCue.DEADLINE),
    *(CareCue.ANSWERED, CareCue.SOMEONE_KNOWS, CareCue.WRONG_PLACE, CareCue.WORN_OUT),
)
"""Cues read from lists in the phase of one alarm alone: elsewhere their words mean other things."""

HOME_ALONE, SAFE_NO, THANKS_WITHIN = "home_alone", "safe_no", "thanks_within"
WORD_LISTS = (
    *(HOME_ALONE, SAFE_NO, THANKS_WITHIN, "no_answer", "not_hurt", "not_hurt_until"),
    *("near_names", "near_no_names", "away", "their_places", "helpers", "trusted_people", "trusted_words"),
    *("means_things", "means_places", "means_pronouns", "means_drawers", "means_kept"),
    *("question_leads", "question_openers", "question_inside", "question_not", "number_words"),
    "near_people",
    "near_pronouns",
    "near_places",
    "near_arriving",
    "near_not",
    "question_words",
    "no_country",
)
"""Lists that are no cue: who is near or is not, words of care's own questions, words that name no country."""

_TAKES_BACK = {CareCue.MISREAD, CareCue.TAKEN_BACK, CareCue.NOT_DYING}
SAID_BESIDE_A_RISK = frozenset(
    {*READ_IN_CARE, *OWN_WORDS} - _TAKES_BACK - (ONLY_IN_CARE - {CareCue.CARE_SYSTEM}) - {CareCue.COULD_COME}
)
"""Cues that words of risk may say as well; none of them takes the risk back."""

SAID_OF_OTHERS = frozenset(
    {CareCue.PROMISED, CareCue.AFRAID_TO_TELL, CareCue.WHO_KNOWS, CareCue.UNREACHABLE, *EVERY_BARRIER}
)
"""Cues of words about what others will do, which may sound like a threat against the writer."""
