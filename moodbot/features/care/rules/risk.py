"""Risk check: read from a text whether its writer may be at risk, explicitly or indirectly, and whose risk it is.

The spelling is normalised (risk_text), phrases that only sound like risk are removed (guards), and the rule groups are
tried in the order of the data. It is a list of patterns, not a judgement: docs/safety.md says what it cannot do.
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
    """Whose risk it is: the writer's own, another person's, or the writer's from a person who harms them."""

    SELF = "self"
    OTHER = "other"
    ABUSE = "abuse"


class RiskTopic(StrEnum):
    """What a risk is about, so that each has an answer of its own."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    ALREADY_DONE = "already_done"
    ABUSE = "abuse"
    BLACKMAIL = "blackmail"
    SOMEONE_ELSE = "someone_else"


@dataclass(frozen=True, slots=True)
class RiskReading:
    """The result of the risk check; *rule* names the group that fired. Without risk, *about* and *rule* are None."""

    tier: Tier
    about: About | None = None
    rule: str | None = None

    @property
    def topic(self) -> RiskTopic:
        """Return the topic."""
        return {About.ABUSE: RiskTopic.ABUSE, About.OTHER: RiskTopic.SOMEONE_ELSE}.get(
            self.about or About.SELF,
            RiskTopic.SELF_HARM if (self.rule or "").startswith("self_harm") else RiskTopic.SUICIDE,
        )

    @property
    def fires(self) -> bool:
        """Return whether the text shows a risk of either tier, which is then answered."""
        return self.tier is not Tier.NONE


NO_RISK = RiskReading(Tier.NONE)

_REMOVED = "so_ "
_SENTENCE_BREAK = "\n "


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Patterns with one meaning; the group is not tried where a setting in *unless* was found.

    A *firm* group is so plain that it is tried before the guards remove anything.
    """

    name: str
    reading: RiskReading
    finder: Finder
    unless: frozenset[str] = frozenset()
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A topic of a text that silences the groups which name it in *unless*.

    With *near* it silences only its sentence and the two beside it, so that a word about a film does not silence a long
    story.
    """

    name: str
    finder: Finder
    near: bool = False


@dataclass(frozen=True, slots=True)
class RiskRules:
    """The data of the risk check.

    *guards*: phrases that only sound like risk. *settings*: topics of texts. *groups*: in the order of trying.
    Each group has its own RE2 machine: one for all outgrows RE2's memory and falls back to its slow engine.
    """

    spelling: Spelling
    guards: Sequence[Finder]
    settings: Sequence[Setting]
    groups: Sequence[RuleGroup]


def read_risk(text: str, rules: RiskRules) -> RiskReading:
    """Return the risk that *text* shows. Takes any text and never raises."""
    whole = normalise(text, rules.spelling)
    if not whole:
        return NO_RISK
    found = [setting for setting in rules.settings if setting.finder.search(whole)]
    parts = _Parts(whole, rules, {setting.name: setting for setting in found})
    for group in rules.groups:
        if group.firm and group.finder.search(parts.unguarded(group)):
            return group.reading
    about_other: RiskReading | None = None
    for group in rules.groups:
        if group.reading.about is About.OTHER and group.finder.search(parts.guarded(group)):
            about_other = about_other or group.reading
            parts.take_out(group.finder)
    for group in rules.groups:
        if not group.firm and group.reading.about is not About.OTHER and group.finder.search(parts.guarded(group)):
            # An explicit risk of the writer outweighs a worry about others; an indirect one may be the worry itself.
            return about_other if about_other and group.reading.tier is Tier.INDIRECT else group.reading
    return about_other or NO_RISK


@dataclass(slots=True)
class _Parts:
    """The parts of a text that each group is tried on, cached by the settings that silence the rest."""

    whole: str
    rules: RiskRules
    found_settings: Mapping[str, Setting]
    _unguarded: dict[frozenset[str], str] = field(default_factory=dict)
    _guarded: dict[frozenset[str], str] = field(default_factory=dict)
    _removed: list[Finder] = field(default_factory=list)

    def unguarded(self, group: RuleGroup) -> str:
        """Return the text without the sentences that the group's settings silence."""
        key = group.unless.intersection(self.found_settings)
        if key not in self._unguarded:
            self._unguarded[key] = _without([self.found_settings[name] for name in sorted(key)], self.whole)
        return self._unguarded[key]

    def guarded(self, group: RuleGroup) -> str:
        """Return `unguarded` without the phrases that guards match and without what `take_out` removed."""
        key = group.unless.intersection(self.found_settings)
        if key not in self._guarded:
            plain = self.unguarded(group)
            for finder in (*self.rules.guards, *self._removed):
                plain = finder.sub(_REMOVED, plain)
            self._guarded[key] = plain
        return self._guarded[key]

    def take_out(self, finder: Finder) -> None:
        """Remove the matches of *finder* from the text of all later groups: they are about another person."""
        self._removed.append(finder)
        self._guarded = {key: finder.sub(_REMOVED, plain) for key, plain in self._guarded.items()}


def _without(settings: Sequence[Setting], whole: str) -> str:
    """Return *whole* without the sentences that *settings* silence."""
    if any(not setting.near for setting in settings):
        return ""
    if not settings:
        return whole
    lines = whole.split(_SENTENCE_BREAK)
    silenced = [any(setting.finder.search(line) for setting in settings) for line in lines]
    return _SENTENCE_BREAK.join(line for at, line in enumerate(lines) if not any(silenced[max(at - 1, 0) : at + 2]))
