"""Which lists of words are read in which phase of care."""

from collections.abc import Mapping

from moodbot.core.dialogue import Cue, TalkCue
from moodbot.features.care.cues import (
    BARRIERS,
    EXACTLY_IN_CARE,
    HOME_ALONE,
    READ_IN_CARE,
    SAFE_NO,
    THANKS_WITHIN,
    CareCue,
    CarePhase,
)


def _lists(*cues: CareCue) -> Mapping[Cue, tuple[str, str]]:
    return {cue: ("care", cue.value) for cue in cues}


_LISTS = _lists(*READ_IN_CARE)
_NOBODY: Mapping[Cue, tuple[str, str]] = {CareCue.ALONE: ("care", HOME_ALONE)}
_LAST: Mapping[Cue, tuple[str, str]] = {TalkCue.THANKS: ("care", THANKS_WITHIN)}
"""What is read last, in phases that ask nothing that a "no, thank you" would answer."""
_OWN_LISTS: Mapping[CarePhase, Mapping[Cue, tuple[str, str]]] = {
    CarePhase.BARRIER: _lists(*BARRIERS),
    CarePhase.SAFE: {**_NOBODY, TalkCue.NO: ("care", SAFE_NO), **_lists(CareCue.COULD_COME)},
    CarePhase.DANGER: {**_NOBODY, **_lists(CareCue.WHERE_I_AM, CareCue.COULD_COME)},
    CarePhase.TONIGHT: _lists(CareCue.COULD_COME),
    CarePhase.DONE: {**_lists(CareCue.WHERE_I_AM, CareCue.BODY_AFTER, CareCue.MUST_GO, CareCue.WORRIED), **_NOBODY},
    CarePhase.OTHER: _lists(
        *(CareCue.UNREACHABLE, CareCue.PLANTS_IDEA, CareCue.WRONG_PLACE, CareCue.ANSWERED),
        *(CareCue.SOMEONE_KNOWS, CareCue.WORN_OUT),
    ),
    CarePhase.ABUSE: _lists(
        *(CareCue.HIDING, CareCue.BLACKMAILED, CareCue.SENT_AWAY, CareCue.LEAVING),
        *(CareCue.MEETING, CareCue.TAKE_DOWN),
    ),
    CarePhase.BLACKMAIL: _lists(
        # A blow is heard before a threat to post.
        *(CareCue.HURT_BY, CareCue.BLACKMAILED),
        *(CareCue.PAYING, CareCue.MEETING, CareCue.TAKE_DOWN, CareCue.PAID, CareCue.DEADLINE),
    ),
}
"""Lists that are read in one phase alone: elsewhere their words mean other things."""
_PAST_THE_FIRST = frozenset({CarePhase.TONIGHT, CarePhase.DANGER, CarePhase.BARRIER, CarePhase.AFTER})
"""Phases in which "figure of speech" may be about anything: only the button says that the alarm was misread."""
WHOLE_TEXTS = _lists(*EXACTLY_IN_CARE)


def words_of(phase: CarePhase) -> Mapping[Cue, tuple[str, str]]:
    """Return the lists read in *phase* by their cue, the phase's own first."""
    last = _LAST if phase in (CarePhase.AFTER, CarePhase.TONIGHT, CarePhase.BARRIER) else {}
    lists = {**_OWN_LISTS.get(phase, {}), **_LISTS, **last}
    return {cue: words for cue, words in lists.items() if not (cue is CareCue.MISREAD and phase in _PAST_THE_FIRST)}
