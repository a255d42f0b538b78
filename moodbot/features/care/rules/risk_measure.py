"""Measure the risk check on labelled texts: recall, precision, false alarms, and a table by kind of text."""

from collections.abc import Sequence
from dataclasses import dataclass

from moodbot.features.care.rules.risk import About, RiskReading, Tier

THIRD_PARTY = "third_party_concern"
"""Kind of the texts that worry about someone else; right is a reading with About.OTHER."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled text and its reading. *risk* is the label: True for a risk, None where people would not agree."""

    risk: bool | None
    kind: str
    reading: RiskReading

    @property
    def wrong(self) -> bool:
        """Return whether the check missed a risk, gave a false alarm, or misread a worry about someone else."""
        if self.kind == THIRD_PARTY:
            return self.reading.about is not About.OTHER
        return self.risk is not None and self.risk is not self.reading.fires


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over labelled texts; a share is None if its denominator is 0."""

    risks: int
    found: int
    harmless: int
    alarms: int

    @property
    def recall(self) -> float | None:
        """Return the share of risks that the check found (0 to 1)."""
        return self.found / self.risks if self.risks else None

    @property
    def precision(self) -> float | None:
        """Return the share of risks among the texts that fired (0 to 1)."""
        fired = self.found + self.alarms
        return self.found / fired if fired else None

    @property
    def per_thousand(self) -> float | None:
        """Return the false alarms per 1,000 harmless texts."""
        return 1000 * self.alarms / self.harmless if self.harmless else None


@dataclass(frozen=True, slots=True)
class KindRow:
    """Counts of one kind of text: all texts, those that fired, and those read as a worry about another person."""

    kind: str
    texts: int
    fired: int
    led_to_other: int

    @property
    def share(self) -> float:
        """Return the share of texts that fired (0 to 1); for THIRD_PARTY, of those read as a worry about others."""
        return (self.led_to_other if self.kind == THIRD_PARTY else self.fired) / self.texts


def figures(judged: Sequence[Judged], tier: Tier | None = None) -> Figures:
    """Return the counts, with only *tier* counted as firing; None counts any tier."""
    risks = [each for each in judged if each.risk is True]
    harmless = [each for each in judged if each.risk is False]
    return Figures(
        len(risks),
        sum(_fires(each, tier) for each in risks),
        len(harmless),
        sum(_fires(each, tier) for each in harmless),
    )


def by_kind(judged: Sequence[Judged]) -> list[KindRow]:
    """Return a row for each kind, in the order of first appearance."""
    return [
        KindRow(
            kind,
            len(texts),
            sum(each.reading.fires for each in texts),
            sum(each.reading.about is About.OTHER for each in texts),
        )
        for kind in dict.fromkeys(each.kind for each in judged)
        for texts in ([each for each in judged if each.kind == kind],)
    ]


def report(judged: Sequence[Judged]) -> list[str]:
    """Return the figures and the table by kind as lines of text."""
    labelled = sum(each.risk is not None for each in judged)
    lines = [
        f"{len(judged)} texts, {labelled} of them with a label, {sum(each.wrong for each in judged)} judged wrongly",
        "",
        f"{'tier':<10} {'recall':>16} {'precision':>16} {'false alarms per 1,000':>24}",
    ]
    for name, tier in (("any", None), ("explicit", Tier.EXPLICIT), ("indirect", Tier.INDIRECT)):
        counts = figures(judged, tier)
        recall = _share(counts.recall, counts.found, counts.risks)
        precision = _share(counts.precision, counts.found, counts.found + counts.alarms)
        alarms = (
            "-" if counts.per_thousand is None else f"{counts.per_thousand:.2f} ({counts.alarms}/{counts.harmless})"
        )
        lines.append(f"{name:<10} {recall:>16} {precision:>16} {alarms:>24}")
    lines += ["", f"{'kind':<28} {'texts':>6} {'fired':>6} {'share':>6}"]
    lines += [
        f"{row.kind or '(no kind)':<28} {row.texts:>6} {row.fired:>6} {row.share:>6.2f}"
        + (f"  led to the answer for other people: {row.led_to_other}" if row.kind == THIRD_PARTY else "")
        for row in by_kind(judged)
    ]
    return lines


def _fires(each: Judged, tier: Tier | None) -> bool:
    return each.reading.fires if tier is None else each.reading.tier is tier


def _share(share: float | None, part: int, whole: int) -> str:
    return "-" if share is None else f"{share:.3f} ({part}/{whole})"
