"""Measure hearing on labelled texts; what counts is what a person would be shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from moodbot.language.hearing.acts import ASKING, Act
from moodbot.language.hearing.decision import Sides, Verdict
from moodbot.language.hearing.hearing import Reading
from moodbot.language.topics import NONE

__all__ = ["Labels", "Measured", "figures"]


@dataclass(frozen=True, slots=True)
class Labels:
    """The right answers for one text; each may be several. Empty ones are not measured, NONE means nothing of ours."""

    moods: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Measured:
    """One text with its *labels* and what was read in it."""

    labels: Labels
    reading: Reading

    @property
    def shown(self) -> frozenset[str]:
        """The moods that a person would see."""
        return frozenset(self.reading.told.decision.moods)

    def is_fit(self) -> bool:
        """Return whether a right mood is answered or among the buttons; True for an unlabelled text."""
        wanted = self.labels.moods - {NONE}
        return not wanted or bool(wanted & self.shown)

    def is_wrong_side(self, sides: Sides) -> bool:
        """Return whether a pleasant mood was answered to a text that is only unpleasant, or the reverse."""
        decision = self.reading.told.decision
        wanted = {sides.get(mood, 0) for mood in self.labels.moods} - {0}
        return decision.verdict is Verdict.ANSWER and wanted == {-sides[decision.moods[0]]}

    def topic_is_right(self) -> bool:
        """Return whether the topic that was said is one of the labels; True if none was said."""
        topic = self.reading.told.topic
        return topic is None or topic.name in self.labels.topics

    def act_is_right(self) -> bool:
        """Return whether the act is one of the labels; every kind of question is also a `question`."""
        act = self.reading.act
        names = {NONE} if act is None else {act.value, *((Act.QUESTION.value,) if act in ASKING else ())}
        return bool(names & self.labels.acts)


Figures = Mapping[str, Mapping[str, float]]


def figures(measured: Iterable[Measured], sides: Sides) -> Figures:
    """Return counts and shares for moods, topics and acts; a share of nothing is 0.

    `top1`: a right mood was answered or is the first button; `top3`: it was shown; `nothing`: no mood was shown.
    """
    every = list(measured)
    moods = [each for each in every if each.labels.moods - {NONE}]
    topics = [each for each in every if each.labels.topics]
    acts = [each for each in every if each.labels.acts]
    answered = [each for each in moods if each.reading.told.decision.verdict is Verdict.ANSWER]
    said = [each for each in topics if each.reading.told.topic is not None]
    labelled = [each for each in topics if each.labels.topics != {NONE}]
    right = sum(each.topic_is_right() for each in said)
    wrong_side = sum(each.is_wrong_side(sides) for each in answered)
    return {
        "mood": {
            "n": len(moods),
            "top1": _share(
                moods,
                lambda each: (
                    each.reading.told.decision.moods[:1] and each.reading.told.decision.moods[0] in each.labels.moods
                ),
            ),
            "top3": _share(moods, Measured.is_fit),
            "nothing": _share(moods, lambda each: not each.shown),
            "answered": round(len(answered) / max(1, len(moods)), 4),
            "answered_fit": _share(answered, Measured.is_fit),
            "wrong_side_of_answers": round(wrong_side / max(1, len(answered)), 4),
            "wrong_side": round(wrong_side / max(1, len(moods)), 4),
        },
        "topic": {
            "n": len(topics),
            "labelled": len(labelled),
            "said": len(said),
            "precision": round(right / max(1, len(said)), 4),
            "recall": round(right / max(1, len(labelled)), 4),
        },
        "act": {"n": len(acts), "right": _share(acts, Measured.act_is_right)},
    }


def _share(rows: list[Measured], holds: Callable[[Measured], object]) -> float:
    return round(sum(bool(holds(each)) for each in rows) / max(1, len(rows)), 4)
