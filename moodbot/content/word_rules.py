"""The word rules of a language, read from the data beside this module."""

from pathlib import Path

from moodbot.content.yaml_node import open_node
from moodbot.language.pack_problems import Node
from moodbot.language.word_rules import PatternFault, Rule, WordRules

FOLDER = Path(__file__).resolve().parent / "word_rules"
HIGHEST = 14
"""The thirteen word rules of the care specification, and 14, which keeps the shape of a talk."""

_REACH = 12
_LISTS = ("patterns", "unless_before", "unless_with", "pools", "spared")
_OPTIONAL = (*_LISTS, "reach", "alone", "phone_numbers")


def load_word_rules(language: str, folder: Path = FOLDER) -> WordRules | None:
    """Return the rules for *language* ("en-GB" has those of "en"), or None where nobody wrote any yet.

    Raises PackInvalid with every problem of the file.
    """
    base = language.replace("_", "-").partition("-")[0].lower()
    path = folder / f"{base}.yaml"
    if not path.is_file():
        return None
    root, report = open_node(path)
    found = root.fields(("spellings", "lists", "rules"))
    lists, spellings = found["lists"].groups(), found["spellings"].groups()
    entries = found["rules"].items()
    rules = [_rule(entry) for entry in entries]
    for entry, rule in zip(entries, rules, strict=True):
        try:
            WordRules([rule], lists, spellings)
        except PatternFault as fault:
            entry.fault(f"{fault}: correct the pattern")
    report.raise_any()
    return WordRules(rules, lists, spellings)


def _rule(node: Node) -> Rule:
    found = node.fields(("rule", "reason", "suggestion"), _OPTIONAL)
    words = {name: found[name].words() for name in _LISTS}
    reach = found["reach"].whole(1, _REACH) if found["reach"].present else None
    return Rule(
        number=found["rule"].whole(1, HIGHEST) or 1,
        reason=found["reason"].string() or "",
        suggestion=found["suggestion"].string() or "",
        patterns=words["patterns"],
        unless_before=words["unless_before"],
        unless_with=words["unless_with"],
        reach=reach or 3,
        pools=frozenset(words["pools"]),
        spared=frozenset(words["spared"]),
        alone=found["alone"].value is True,
        phone_numbers=found["phone_numbers"].value is True,
    )
