"""Load the rules of the risk check from the package itself, so that no operator's pack can weaken them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from moodbot.content.yaml_strict import YamlFault, read_yaml
from moodbot.features.care.rules.risk import About, RiskReading, RiskRules, RuleGroup, Setting, Tier
from moodbot.features.care.rules.risk_patterns import Finder, PatternInvalid, compile_patterns, translate_slots
from moodbot.features.care.rules.risk_text import Spelling

RISK = Path(__file__).with_name("risk")
ORDER = ("firm", "suicide", "self_harm", "abuse", "others", "indirect", "phrases", "broad")
"""The files of rule groups, in the order in which they are tried; the first match decides."""

_GROUP_KEYS = {"comment", "tier", "about", "unless", "firm", "near", "patterns"}


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
    return RiskRules(_spelling(_read_file(home, "spelling")), guards, settings, groups)


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
        reading = RiskReading(Tier(str(group.get("tier"))), About(str(group.get("about"))), name)
    except ValueError as error:
        raise RiskRulesInvalid(
            f"{name}: {error}: tier is explicit or indirect, about is self, other or abuse"
        ) from error
    return RuleGroup(name, reading, _finder(_patterns(group, name), name, slots), unless, group.get("firm") is True)


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
