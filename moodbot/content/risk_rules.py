"""The rules of the risk check, read from the package itself: no operator's pack can weaken them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from moodbot.content.yaml_strict import YamlFault, read_yaml
from moodbot.features.care.rules.risk import About, RiskReading, RiskRules, RuleGroup, Setting, Tier
from moodbot.features.care.rules.risk_patterns import Finder, PatternInvalid, compile_patterns, translate_slots
from moodbot.features.care.rules.risk_text import Spelling

RISK = Path(__file__).with_name("risk")
ORDER = ("firm", "suicide", "self_harm", "abuse", "others", "indirect", "phrases", "broad")
"""The files of rule groups, in the order in which they are tried: the first that fits answers."""

_GROUP_KEYS = {"comment", "tier", "about", "unless", "firm", "near", "patterns"}


class RiskRulesInvalid(Exception):
    """The rules of the risk check cannot be read; the message names the file, the place and what to change."""


@cache
def load_risk_rules(language: str = "en", folder: Path = RISK) -> RiskRules:
    """Return the rules in *folder* for *language*. Raises RiskRulesInvalid at the first fault."""
    try:
        return _rules(folder / language)
    except PatternInvalid as error:
        raise RiskRulesInvalid(f"{folder / language}: {error}") from error
    except YamlFault as fault:
        raise RiskRulesInvalid(str(fault)) from fault


def _rules(home: Path) -> RiskRules:
    given = {name: _texts(options, f"slots.{name}") for name, options in _file(home, "slots").items()}
    slots = translate_slots(given)
    guards = [_finder(_patterns(each, name), name, slots) for name, each in _commented(home, "guards")]
    settings = [
        Setting(name, _finder(_patterns(each, name), name, slots), each.get("near") is True)
        for name, each in _commented(home, "settings")
    ]
    names = frozenset(setting.name for setting in settings)
    groups = [_group(f"{file}.{name}", each, slots, names) for file in ORDER for name, each in _commented(home, file)]
    return RiskRules(_spelling(_file(home, "spelling")), guards, settings, groups)


def _file(home: Path, name: str) -> dict[str, object]:
    return _mapping(read_yaml(home / f"{name}.yaml").data, f"{name}.yaml")


def _commented(home: Path, file: str) -> Iterator[tuple[str, dict[str, object]]]:
    for name, given in _file(home, file).items():
        group = _mapping(given, f"{file}.{name}")
        if unknown := set(group) - _GROUP_KEYS:
            known = ", ".join(sorted(_GROUP_KEYS))
            raise RiskRulesInvalid(f"{file}.{name}: there is no key {min(unknown)}: write one of {known}")
        if not str(group.get("comment") or "").strip():
            raise RiskRulesInvalid(f"{file}.{name}: it has no comment: say what it is for")
        yield name, group


def _group(name: str, group: Mapping[str, object], slots: Mapping[str, str], settings: frozenset[str]) -> RuleGroup:
    unless = frozenset(_texts(group.get("unless", []), f"{name}.unless"))
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
    patterns = _texts(group.get("patterns"), f"{name}.patterns")
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
        return frozenset(word for line in _texts(given.get(key), f"spelling.{key}") for word in line.split())

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


def _mapping(given: object, name: str) -> dict[str, object]:
    if not isinstance(given, dict):
        raise RiskRulesInvalid(f"{name}: this must be a mapping: write keys with colons")
    return given


def _texts(given: object, name: str) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise RiskRulesInvalid(f"{name}: this must be a list of texts, each in double quotes")
    return given
