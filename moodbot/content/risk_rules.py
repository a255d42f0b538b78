"""Load the rules of the risk check from the package itself, so that no operator's pack can weaken them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from moodbot.content.yaml_strict import YamlFault, read_yaml
from moodbot.features.care.rules.age import AgeRules
from moodbot.features.care.rules.risk import About, RiskReading, RiskRules, RiskTopic, RuleGroup, Setting, Tier
from moodbot.features.care.rules.risk_patterns import Finder, PatternInvalid, compile_patterns, translate_slots
from moodbot.features.care.rules.risk_text import Spelling

RISK = Path(__file__).with_name("risk")
ORDER = (
    *("firm", "done", "suicide", "self_harm", "blackmail", "abuse"),
    *("others", "indirect", "phrases", "broad", "now", "stress"),
)
"""The files of rule groups, in the order in which they are tried; the first match decides."""

_GROUP_KEYS = {"comment", "tier", "about", "topic", "now", "unless", "firm", "late", "after", "near", "patterns"}


class RiskRulesInvalid(Exception):
    """The rules of the risk check are invalid; the message names the file, the place and the remedy."""


@cache
def load_risk_rules(language: str = "en", folder: Path = RISK) -> RiskRules:
    """Load the rules for *language* from *folder*. Raises RiskRulesInvalid at the first fault."""
    try:
        return _read_rules(folder / language)
    except PatternInvalid as error:
        raise RiskRulesInvalid(f"{folder / language}: {error}") from error
    except YamlFault as fault:
        raise RiskRulesInvalid(str(fault)) from fault


def _read_rules(home: Path) -> RiskRules:
    slot_texts = {name: _text_list(options, f"slots.{name}") for name, options in _read_file(home, "slots").items()}
    slots = translate_slots(slot_texts)
    guards = [_finder(_patterns(entry, name), name, slots) for name, entry in _groups_of(home, "guards")]
    settings = [
        Setting(name, _finder(_patterns(entry, name), name, slots), entry.get("near") is True)
        for name, entry in _groups_of(home, "settings")
    ]
    names = frozenset(setting.name for setting in settings)
    groups = [
        _rule_group(f"{file}.{name}", entry, slots, names) for file in ORDER for name, entry in _groups_of(home, file)
    ]
    spelling = _spelling(_read_file(home, "spelling"))
    ages = {name: _finder(_patterns(entry, name), name, slots) for name, entry in _groups_of(home, "age")}
    return RiskRules(spelling, guards, settings, groups, _age_rules(ages, spelling))


def _age_rules(ages: Mapping[str, Finder], spelling: Spelling) -> AgeRules:
    try:
        return AgeRules(spelling, **ages)
    except TypeError as error:
        raise RiskRulesInvalid(f"age.yaml: {error}: keep the groups that features/care/rules/age.py names") from error


def _read_file(home: Path, name: str) -> dict[str, object]:
    return _mapping(read_yaml(home / f"{name}.yaml").data, f"{name}.yaml")


def _groups_of(home: Path, file: str) -> Iterator[tuple[str, dict[str, object]]]:
    for name, given in _read_file(home, file).items():
        group = _mapping(given, f"{file}.{name}")
        if unknown := set(group) - _GROUP_KEYS:
            known = ", ".join(sorted(_GROUP_KEYS))
            raise RiskRulesInvalid(f"{file}.{name}: there is no key {min(unknown)}: write one of {known}")
        if not str(group.get("comment") or "").strip():
            raise RiskRulesInvalid(f"{file}.{name}: it has no comment: say what it is for")
        yield name, group


def _rule_group(
    name: str, group: Mapping[str, object], slots: Mapping[str, str], settings: frozenset[str]
) -> RuleGroup:
    unless = frozenset(_text_list(group.get("unless", []), f"{name}.unless"))
    if missing := unless - settings:
        raise RiskRulesInvalid(f"{name}.unless: settings.yaml has no {min(missing)}")
    try:
        tier, about = Tier(str(group.get("tier"))), About(str(group.get("about")))
        reading = RiskReading(tier, about, name, RiskTopic(str(group.get("topic"))), group.get("now") is True)
        after = frozenset(map(RiskTopic, _text_list(group.get("after", []), f"{name}.after")))
    except ValueError as error:
        topics = ", ".join(RiskTopic)
        raise RiskRulesInvalid(
            f"{name}: {error}: tier is explicit or indirect, about is self, other or abuse; topics are {topics}"
        ) from error
    finder = _finder(_patterns(group, name), name, slots)
    return RuleGroup(name, reading, finder, unless, group.get("firm") is True, group.get("late") is True, after)


def _patterns(group: Mapping[str, object], name: str) -> list[str]:
    patterns = _text_list(group.get("patterns"), f"{name}.patterns")
    if not patterns:
        raise RiskRulesInvalid(f"{name}: it has no patterns: write some or remove it")
    return patterns


def _finder(patterns: Sequence[str], name: str, slots: Mapping[str, str]) -> Finder:
    try:
        return compile_patterns(patterns, slots)
    except PatternInvalid as error:
        raise RiskRulesInvalid(f"{name}: {error}") from error


def _spelling(given: Mapping[str, object]) -> Spelling:
    def words(key: str) -> frozenset[str]:
        return frozenset(word for line in _text_list(given.get(key), f"spelling.{key}") for word in line.split())

    pairs = {}
    for before, after in _mapping(given.get("pairs"), "spelling.pairs").items():
        first, _, second = before.partition(" ")
        pairs[first, second] = tuple(str(after).split())
    return Spelling(
        words={
            word: tuple(str(after).split())
            for before, after in _mapping(given.get("words"), "spelling.words").items()
            for word in before.split()
        },
        pairs=pairs,
        keywords=words("keywords"),
        fillers=words("fillers"),
        signs={sign: f" {word} " for sign, word in _mapping(given.get("signs"), "spelling.signs").items()},
        never=words("never"),
    )


def _mapping(value: object, name: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise RiskRulesInvalid(f"{name}: this must be a mapping: write keys with colons")
    return value


def _text_list(value: object, name: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RiskRulesInvalid(f"{name}: this must be a list of texts, each in double quotes")
    return value
