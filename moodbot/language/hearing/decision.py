"""The decision: answer one mood, ask which of two or three it is, or admit that it was not understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from moodbot.language.hearing_words import Thresholds
from moodbot.language.topics import NONE, Topic

__all__ = ["Decision", "Evidence", "Sides", "Verdict", "decide"]

ASKED = 3
"""Most moods that are asked about: more is a menu, and who feels bad should not have to search one."""

UNSURE_SIDE = 0.2
"""From this share of the moods of the other side on, one of them is asked about, too."""

Sides = Mapping[str, int]
"""The side of each mood: 1 pleasant, -1 unpleasant, 0 neither."""


class Verdict(StrEnum):
    """What the bot does with a text: begin with one mood, ask which, or admit that it did not understand."""

    ANSWER = "answer"
    ASK = "ask"
    ADMIT = "admit"


@dataclass(frozen=True, slots=True)
class Decision:
    """The *verdict*, and its moods: one for ANSWER, two or three for ASK, none for ADMIT."""

    verdict: Verdict
    moods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the witnesses say of one text.

    *shares* is the mood model's share of each mood, and of NONE. *named* are the writer's moods that the text names,
    *topic* is the topic that both of its witnesses see.
    """

    shares: Mapping[str, float]
    named: tuple[str, ...]
    topic: Topic | None


def decide(evidence: Evidence, sides: Sides, thresholds: Thresholds) -> Decision:
    """Return what to do with a text of this *evidence*."""
    shares, likeliest = evidence.shares, _likeliest(evidence.shares)
    mood = _answered(evidence, likeliest, thresholds)
    if mood is not None and not _conflicts(evidence, mood, sides, thresholds):
        return Decision(Verdict.ANSWER, (mood,))
    witnessed = evidence.named or evidence.topic is not None
    if not witnessed and shares[NONE] >= max(shares[each] for each in likeliest):
        return Decision(Verdict.ADMIT)
    if witnessed or sum(shares[each] for each in likeliest[:ASKED]) >= thresholds.known:
        return Decision(Verdict.ASK, _asked(evidence, likeliest, sides))
    return Decision(Verdict.ADMIT)


def _likeliest(shares: Mapping[str, float]) -> list[str]:
    return sorted((name for name in shares if name != NONE), key=lambda name: -shares[name])


def _answered(evidence: Evidence, likeliest: Sequence[str], thresholds: Thresholds) -> str | None:
    """Return the mood that can be answered at once unless something conflicts, or None."""
    shares, first = evidence.shares, likeliest[0]
    for name in evidence.named:
        if name in likeliest[:2] and shares[name] >= thresholds.named:
            return name
    if shares[first] >= thresholds.alone and shares[first] > shares[NONE]:
        return first
    if evidence.topic is not None:
        best = max(evidence.topic.moods, key=lambda name: shares.get(name, 0.0))
        if best in likeliest[:ASKED] and shares[best] >= thresholds.topic:
            return best
    return None


def _conflicts(evidence: Evidence, mood: str, sides: Sides, thresholds: Thresholds) -> bool:
    """Return whether a witness sees the other side than *mood*."""
    named = {sides[name] for name in evidence.named} - {0}
    side = sides[mood]
    if len(named) > 1 or (named and side and side not in named):
        return True
    if evidence.topic is not None and side and side != (1 if evidence.topic.pleasant else -1):
        return True
    pleasant = sum(share for name, share in evidence.shares.items() if sides.get(name, 0) > 0)
    unpleasant = sum(share for name, share in evidence.shares.items() if sides.get(name, 0) < 0)
    return max(pleasant, unpleasant) < thresholds.one_side * (pleasant + unpleasant)


def _asked(evidence: Evidence, likeliest: Sequence[str], sides: Sides) -> tuple[str, ...]:
    """Return the moods to ask about: those that were named, those of the topic that fit, then the likeliest.

    Where all would be of one side although the other may be meant, the last is the likeliest of the other side.
    """
    topic = () if evidence.topic is None else evidence.topic.moods
    fitting = [name for name in topic if name in likeliest[: 2 * ASKED]][:1]
    asked = list(dict.fromkeys((*evidence.named[:2], *fitting, *likeliest)))[:ASKED]
    side = sides[asked[0]]
    other = [name for name in likeliest if sides[name] == -side]
    if (
        side
        and all(sides[name] != -side for name in asked)
        and sum(evidence.shares[name] for name in other) >= UNSURE_SIDE
    ):
        asked[-1] = other[0]
    return tuple(asked)
