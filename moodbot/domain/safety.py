"""Notices that a person may be at risk, from what they wrote: explicit or indirect, and about whom.

A text is put into one spelling (risk_text), what only sounds like risk is taken out of it (guards), and the rule groups are
tried in the order of the data. It is a list of patterns and no judgement: docs/safety.md says what it cannot do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from moodbot.domain.risk_patterns import Finder
from moodbot.domain.risk_text import Spelling, normalise


class Tier(StrEnum):
    """How plainly a text speaks of risk."""

    NONE = "none"
    INDIRECT = "indirect"
    EXPLICIT = "explicit"


class About(StrEnum):
    """Whose risk it is: the writer's own, somebody else's, or the writer's through someone who harms them."""

    SELF = "self"
    OTHER = "other"
    ABUSE = "abuse"


@dataclass(frozen=True, slots=True)
class RiskReading:
    """What a text says about risk; *rule* names the group that fired. Without risk the last two are None."""

    tier: Tier
    about: About | None = None
    rule: str | None = None

    @property
    def fires(self) -> bool:
        """Return whether the person gets an answer to it, of either tier."""
        return self.tier is not Tier.NONE


NO_RISK = RiskReading(Tier.NONE)

_TAKEN = "so_ "


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Patterns that mean one thing; where the text has one of the settings in *unless*, they are not tried.

    A *firm* group is so plain that it is tried before the guards take anything away.
    """

    name: str
    reading: RiskReading
    finder: Finder
    unless: frozenset[str] = frozenset()
    firm: bool = False


@dataclass(frozen=True, slots=True)
class RiskRules:
    """All that the check goes by.

    *guards*: what only sounds like risk. *settings*: what a text is about as a whole. *groups*: in the order in which they
    are tried. One machine a group, not one for all: that one outgrows RE2's memory and falls back to its slow engine.
    """

    spelling: Spelling
    guards: Sequence[Finder]
    settings: Sequence[tuple[str, Finder]]
    groups: Sequence[RuleGroup]


def read_risk(text: str, rules: RiskRules) -> RiskReading:
    """Return what *text* says about risk. Takes any text and never raises."""
    whole = normalise(text, rules.spelling)
    if not whole:
        return NO_RISK
    there = {name for name, finder in rules.settings if finder.search(whole)}
    groups = [group for group in rules.groups if not group.unless & there]
    for group in groups:
        if group.firm and group.finder.search(whole):
            return group.reading
    plain = whole
    for guard in rules.guards:
        plain = guard.sub(_TAKEN, plain)
    other, plain = _someone_else(plain, groups)
    for group in groups:
        if not group.firm and group.reading.about is not About.OTHER and group.finder.search(plain):
            # Their own plain words weigh more than the worry; a hint of their own may be the worry itself.
            return other if other and group.reading.tier is Tier.INDIRECT else group.reading
    return other or NO_RISK


def _someone_else(plain: str, groups: Sequence[RuleGroup]) -> tuple[RiskReading | None, str]:
    """Return what the text says about another person, and the text without those words."""
    found: RiskReading | None = None
    for group in groups:
        if group.reading.about is About.OTHER and group.finder.search(plain):
            found = found or group.reading
            plain = group.finder.sub(_TAKEN, plain)
    return found, plain
