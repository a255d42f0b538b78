"""Journal flow: ask for consent once when a talk is over, then ask where the person lives."""

from collections.abc import Mapping

from moodbot.core.dialogue import Cue, Phase, TalkCue, TalkPhase
from moodbot.core.flow import Flow, Stage, Step, Steps, again

P = TalkPhase
C = TalkCue


class JournalPhase(Phase):
    """CONSENT asks whether to keep a journal; ZONE asks where the person lives."""

    CONSENT = "consent"
    ZONE = "zone"


class JournalCue(Cue):
    """Yes and no to a journal; JOURNAL_BACK is a yes from a person whose time zone is stored already."""

    JOURNAL_YES = "journal_yes"
    JOURNAL_BACK = "journal_back"
    JOURNAL_NO = "journal_no"


JOURNAL_CHOICES = (JournalCue.JOURNAL_YES, JournalCue.JOURNAL_NO)

# The talk is over and consent is asked only once, so that words which do not answer it never repeat the question.
_CONSENT: Steps = {
    C.YES: Step(("journal_yes", "zone_ask"), JournalPhase.ZONE),
    JournalCue.JOURNAL_BACK: Step(("journal_yes",), P.REST),
    C.NO: Step(("journal_no",), P.REST),
    JournalCue.JOURNAL_NO: Step(("journal_no",), P.REST),
    C.MAYBE: Step(("journal_later",), P.REST),
    C.LATER: Step(("journal_later",), P.REST),
    C.STOP: Step(("journal_later",), P.REST),
}

_ZONE: Steps = {
    C.YES: Step(("zone_ask",), JournalPhase.ZONE),
    C.NO: Step(("zone_later",), P.REST),
    C.MAYBE: Step(("zone_later",), P.REST),
    C.LATER: Step(("zone_later",), P.REST),
    C.STOP: Step(("zone_later",), P.REST),
    C.UNCLEAR: Step(("zone_unknown", "zone_ask"), JournalPhase.ZONE),
    C.UNCLEAR_AGAIN: Step(("zone_help", "zone_ask"), JournalPhase.ZONE),
    JournalCue.JOURNAL_NO: Step(("journal_no",), P.REST),
}

JOURNAL_FLOW = Flow(
    stages=(
        Stage(
            JournalPhase.CONSENT,
            _CONSENT,
            offers=JOURNAL_CHOICES,
            like=P.REST,
            names_moods=True,
            over=True,
            hears_nobody=True,
        ),
        Stage(JournalPhase.ZONE, _ZONE, asks="zone_ask", offers=(C.LATER,), like=P.REST, hears_nobody=True),
    ),
    everywhere={
        JournalCue.JOURNAL_YES: again("journal_yes"),
        JournalCue.JOURNAL_BACK: again("journal_yes"),
        JournalCue.JOURNAL_NO: again("journal_no"),
    },
    in_others={(P.REST, JournalCue.JOURNAL_YES): Step(("journal_yes", "zone_ask"), JournalPhase.ZONE)},
    standing=frozenset(JOURNAL_CHOICES),
)


def wants_journal(phase: Phase, cue: Cue) -> bool | None:
    """Return True if *cue* in *phase* switches the journal on, False if it switches it off, None if it does neither."""
    if cue in (JournalCue.JOURNAL_YES, JournalCue.JOURNAL_BACK):
        return True
    if cue == JournalCue.JOURNAL_NO:
        return False
    answers: Mapping[Cue, bool] = {C.YES: True, C.NO: False}
    return answers.get(cue) if phase == JournalPhase.CONSENT else None
