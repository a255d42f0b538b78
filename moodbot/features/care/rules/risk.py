"""Risk check: read from a text whether its writer may be at risk, explicitly or indirectly, and whose risk it is.

The spelling is normalised (risk_text), phrases that only sound like risk are removed (guards), and the rule groups are
tried in the order of the data. It is a list of patterns, not a judgement: docs/safety.md says what it cannot do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from moodbot.features.care.rules.age import AgeRules
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
    """What kind of risk it is, so that each can be answered in its own words."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    ALREADY_DONE = "already_done"
    ABUSE = "abuse"
    BLACKMAIL = "blackmail"
    SOMEONE_ELSE = "someone_else"


@dataclass(frozen=True, slots=True)
class RiskReading:
    """The result of the risk check; *rule* names the group that fired. Without risk, all but *tier* is None or False.

    BLACKMAIL is sexual blackmail, grooming and images; *now*: who harms the writer is there or on the way.
    """

    tier: Tier
    about: About | None = None
    rule: str | None = None
    topic: RiskTopic | None = None
    now: bool = False

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

    A *firm* group is so plain that it is tried before the guards remove anything. A *late* one is tried after all
    others, on a text from which nothing was removed. A group with topics in *after* means something only to somebody
    whose risk of such a topic was answered in the last hours.
    """

    name: str
    reading: RiskReading
    finder: Finder
    unless: frozenset[str] = frozenset()
    firm: bool = False
    late: bool = False
    after: frozenset[RiskTopic] = frozenset()


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
    *age*: for `read_age`.
    Each group has its own RE2 machine: one for all outgrows RE2's memory and falls back to its slow engine.
    """

    spelling: Spelling
    guards: Sequence[Finder]
    settings: Sequence[Setting]
    groups: Sequence[RuleGroup]
    age: AgeRules


def read_risk(text: str, rules: RiskRules, after: RiskTopic | None = None) -> RiskReading:
    """Return the risk that *text* shows. Takes any text and never raises.

    *after* is the topic of the risk that was answered last, for as long as it is remembered: "he is coming" and
    "i did it" mean something only then.
    """
    whole = normalise(text, rules.spelling)
    if not whole:
        return NO_RISK
    found = [setting for setting in rules.settings if setting.finder.search(whole)]
    parts = _Parts(whole, rules, {setting.name: setting for setting in found})
    reading = _decide(parts, [group for group in rules.groups if not group.after or after in group.after])
    dangers = [
        group for group in rules.groups if group.reading.now and (reading.about is About.ABUSE or after in group.after)
    ]
    return replace(reading, now=True) if reading.fires and _first(parts, dangers) else reading


def _decide(parts: "_Parts", groups: Sequence[RuleGroup]) -> RiskReading:
    """Return the reading of the group that weighs most."""
    firm = _first(parts, (group for group in groups if group.firm))
    about_other: RiskReading | None = None
    for group in groups:
        if group.reading.about is About.OTHER and parts.show(group):
            about_other = about_other or group.reading
            parts.take_out(group.finder)
    own = [group for group in groups if not (group.firm or group.late or group.reading.about is About.OTHER)]
    # What was swallowed an hour ago needs an ambulance, whatever else the text says.
    done = _first(parts, (group for group in own if group.reading.topic is RiskTopic.ALREADY_DONE))
    if done or firm:
        return done or firm or NO_RISK
    reading = _first(parts, own) or _first(parts, (group for group in groups if group.late))
    if about_other and (reading is None or reading.tier is Tier.INDIRECT):
        # An explicit risk of the writer outweighs a worry about others; an indirect one may be the worry itself.
        return about_other
    return reading or NO_RISK


def _first(parts: "_Parts", groups: Iterable[RuleGroup]) -> RiskReading | None:
    return next((group.reading for group in groups if parts.show(group)), None)


@dataclass(slots=True)
class _Parts:
    """The parts of a text that each group is tried on, cached by the settings that silence the rest."""

    whole: str
    rules: RiskRules
    found_settings: Mapping[str, Setting]
    _unguarded: dict[frozenset[str], str] = field(default_factory=dict)
    _guarded: dict[frozenset[str], str] = field(default_factory=dict)
    _removed: list[Finder] = field(default_factory=list)

    def show(self, group: RuleGroup) -> bool:
        """Return whether *group* matches the part of the text that it is tried on."""
        part = self.unguarded(group) if group.firm or group.late else self.guarded(group)
        return group.finder.search(part) is not None

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
