"""Notices that a person may be at risk, from what they wrote: explicit or indirect, and about whom.

A text is put into one spelling (risk_text), what only sounds like risk is taken out of it (guards), and the rule groups
are tried in the order of the data. It is a list of patterns and no judgement: docs/safety.md says what it cannot do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from moodbot.features.care.rules.risk_patterns import Finder
from moodbot.features.care.rules.risk_text import Spelling, normalise


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
_BREAK = "\n "


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Patterns that mean one thing; they are not tried where one of the settings in *unless* is.

    A *firm* group is so plain that it is tried before the guards take anything away.
    """

    name: str
    reading: RiskReading
    finder: Finder
    unless: frozenset[str] = frozenset()
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What a text, or with *near* a part of it, is about: groups that name it in *unless* are not tried there.

    *near*: it speaks for its sentence and the two beside it, so that a word about a film does not silence a long story.
    """

    name: str
    finder: Finder
    near: bool = False


@dataclass(frozen=True, slots=True)
class RiskRules:
    """All that the check goes by.

    *guards*: what only sounds like risk. *settings*: what texts are about. *groups*: in the order of trying.
    One machine a group, not one for all: that one outgrows RE2's memory and falls back to its slow engine.
    """

    spelling: Spelling
    guards: Sequence[Finder]
    settings: Sequence[Setting]
    groups: Sequence[RuleGroup]


def read_risk(text: str, rules: RiskRules) -> RiskReading:
    """Return what *text* says about risk. Takes any text and never raises."""
    whole = normalise(text, rules.spelling)
    if not whole:
        return NO_RISK
    there = [setting for setting in rules.settings if setting.finder.search(whole)]
    parts = _Parts(whole, rules, {setting.name: setting for setting in there})
    for group in rules.groups:
        if group.firm and group.finder.search(parts.unguarded(group)):
            return group.reading
    other: RiskReading | None = None
    for group in rules.groups:
        if group.reading.about is About.OTHER and group.finder.search(parts.guarded(group)):
            other = other or group.reading
            parts.take_out(group.finder)
    for group in rules.groups:
        if not group.firm and group.reading.about is not About.OTHER and group.finder.search(parts.guarded(group)):
            # Their own plain words weigh more than the worry; a hint of their own may be the worry itself.
            return other if other and group.reading.tier is Tier.INDIRECT else group.reading
    return other or NO_RISK


@dataclass(slots=True)
class _Parts:
    """What of a text each group is tried on; groups with the same settings in the way share it."""

    whole: str
    rules: RiskRules
    there: Mapping[str, Setting]
    _unguarded: dict[frozenset[str], str] = field(default_factory=dict)
    _guarded: dict[frozenset[str], str] = field(default_factory=dict)
    _taken: list[Finder] = field(default_factory=list)

    def unguarded(self, group: RuleGroup) -> str:
        """Return the text without the sentences that the group's settings silence."""
        key = group.unless.intersection(self.there)
        if key not in self._unguarded:
            self._unguarded[key] = _without([self.there[name] for name in sorted(key)], self.whole)
        return self._unguarded[key]

    def guarded(self, group: RuleGroup) -> str:
        """Return the same, also without what only sounds like risk and what was taken out."""
        key = group.unless.intersection(self.there)
        if key not in self._guarded:
            plain = self.unguarded(group)
            for finder in (*self.rules.guards, *self._taken):
                plain = finder.sub(_TAKEN, plain)
            self._guarded[key] = plain
        return self._guarded[key]

    def take_out(self, finder: Finder) -> None:
        """Take out of all that follows whatever *finder* finds: it is about somebody else."""
        self._taken.append(finder)
        self._guarded = {key: finder.sub(_TAKEN, plain) for key, plain in self._guarded.items()}


def _without(settings: Sequence[Setting], whole: str) -> str:
    if any(not setting.near for setting in settings):
        return ""
    if not settings:
        return whole
    lines = whole.split(_BREAK)
    about = [any(setting.finder.search(line) for setting in settings) for line in lines]
    return _BREAK.join(line for at, line in enumerate(lines) if not any(about[max(at - 1, 0) : at + 2]))
