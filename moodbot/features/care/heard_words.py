"""Which lists of words are read in which phase of care."""

from collections.abc import Mapping

from moodbot.core.dialogue import Cue
from moodbot.features.care.cues import BARRIERS, EXACTLY_IN_CARE, HOME_ALONE, READ_IN_CARE, CareCue, CarePhase


def _lists(*cues: CareCue) -> Mapping[Cue, tuple[str, str]]:
    return {cue: ("care", cue.value) for cue in cues}


_LISTS = _lists(*READ_IN_CARE)
_OWN_LISTS: Mapping[CarePhase, Mapping[Cue, tuple[str, str]]] = {
    CarePhase.BARRIER: _lists(*BARRIERS),
    **{phase: {CareCue.ALONE: ("care", HOME_ALONE)} for phase in (CarePhase.SAFE, CarePhase.DANGER)},
    CarePhase.DONE: {**_lists(CareCue.BODY_AFTER), CareCue.ALONE: ("care", HOME_ALONE)},
    CarePhase.OTHER: _lists(CareCue.UNREACHABLE, CareCue.PLANTS_IDEA),
    CarePhase.ABUSE: _lists(CareCue.HIDING, CareCue.BLACKMAILED, CareCue.LEAVING, CareCue.MEETING, CareCue.TAKE_DOWN),
    CarePhase.BLACKMAIL: _lists(CareCue.PAYING, CareCue.MEETING, CareCue.TAKE_DOWN),
}
"""Lists that are read in one phase alone: elsewhere their words mean other things."""
_PAST_THE_FIRST = frozenset({CarePhase.TONIGHT, CarePhase.DANGER, CarePhase.BARRIER, CarePhase.AFTER})
"""Phases in which "figure of speech" may be about anything: only the button says that the alarm was misread."""
WHOLE_TEXTS = _lists(*EXACTLY_IN_CARE)


def words_of(phase: CarePhase) -> Mapping[Cue, tuple[str, str]]:
    """Return the lists read in *phase* by their cue, the phase's own first."""
    lists = {**_OWN_LISTS.get(phase, {}), **_LISTS}
    return {cue: words for cue, words in lists.items() if not (cue is CareCue.MISREAD and phase in _PAST_THE_FIRST)}
