"""What each phase of a talk asks, which answers it offers, and which phases are alike."""

from collections.abc import Mapping
from types import MappingProxyType

from moodbot.core.dialogue import Cue, Phase

P = Phase
C = Cue

BARRIERS = (C.BARRIER_COST, C.BARRIER_SHAME, C.BARRIER_SMALL, C.BARRIER_PRIVACY, C.BARRIER_PHONE)
"""What may stand between a person and a help line; each has an answer of its own."""

STANDING = frozenset(
    {C.RISK, C.RISK_INDIRECT, C.RISK_ABUSE, C.RISK_OTHER, *BARRIERS, C.LINES, C.JOURNAL_YES, C.JOURNAL_NO}
)
"""Cues that are answered whatever the talk, so that their buttons work even when no talk is known."""

ASKS: Mapping[Phase, str] = MappingProxyType(
    {
        P.FRIEND: "friend_ask",
        P.OPENERS: "openers_ask",
        P.GATE: "gate_ask",
        P.HAPPENED: "ask_happened",
        P.FELT: "ask_felt",
        P.HELPS: "ask_helps",
        P.STEP: "step_ask",
        P.WONDER: "wonder_ask",
        P.SAVOUR: "ask_savour",
        P.MORE: "ask_more",
        P.PICK: "pick_ask",
        P.CARE: "care_barrier_ask",
        P.ASKED: "care_ask",
        P.ZONE: "zone_ask",
    }
)
"""The pool of the question that each phase waits on. REST waits on none; what CONSENT asks is a text,
what CHECKIN asks was said unasked."""

OFFERS: Mapping[Phase, tuple[Cue, ...]] = MappingProxyType(
    {
        P.REST: (),
        P.PICK: (),
        P.FRIEND: (C.YES, C.NO, C.MAYBE),
        P.OPENERS: (C.YES, C.NO, C.LATER),
        P.GATE: (C.PRIVATE, C.STOP),
        P.HAPPENED: (C.MAYBE, C.STOP),
        P.FELT: (C.MAYBE, C.STOP),
        P.HELPS: (C.MAYBE, C.STOP),
        P.STEP: (C.YES, C.NO, C.MAYBE),
        P.WONDER: (C.LEAN_GOOD, C.LEAN_HARD, C.MAYBE),
        P.SAVOUR: (C.MAYBE, C.STOP),
        P.MORE: (C.MAYBE, C.STOP),
        P.CARE: (*BARRIERS, C.YES),
        P.ASKED: (C.YES, C.NO, C.MAYBE),
        P.CONSENT: (C.JOURNAL_YES, C.JOURNAL_NO),
        P.ZONE: (C.LATER,),
        P.CHECKIN: (),
    }
)
"""The answers offered as buttons with each question. In PICK and CHECKIN the moods themselves are offered, in ZONE
also places."""

TELLING = frozenset({P.HAPPENED, P.FELT, P.HELPS, P.SAVOUR, P.MORE})
"""Phases that asked an open question: any words are an answer."""

RISKY = frozenset({P.CARE, P.ASKED})
"""Phases after an answer to a risk, where "jk" and "I'm fine" soften the words and keep the resources."""

PRIVATE_ONLY = frozenset({P.HAPPENED, P.FELT, P.HELPS})
"""Phases that are entered only where nobody else reads along."""
