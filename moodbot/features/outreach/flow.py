"""The flow after an outreach message: short replies, because nobody owes it an answer."""

from moodbot.core.dialogue import Phase, TalkCue, TalkPhase
from moodbot.core.flow import Flow, Stage, Step, Steps

P = TalkPhase
C = TalkCue


class OutreachPhase(Phase):
    """CHECKIN: the last message was outreach, of any kind."""

    CHECKIN = "checkin"


_CHECKIN: Steps = {
    C.YES: Step(("pick_ask",), P.PICK),
    C.NO: Step(("checkin_quiet",), P.REST),
    C.LEAN_GOOD: Step(("checkin_good",), P.REST),
    C.LEAN_HARD: Step(("checkin_hard", "pick_ask"), P.PICK),
}

OUTREACH_FLOW = Flow(stages=(Stage(OutreachPhase.CHECKIN, _CHECKIN, like=P.REST, names_moods=True, hears_nobody=True),))
