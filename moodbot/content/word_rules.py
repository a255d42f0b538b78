"""Load the word rules of a language from word_rules/<language>.yaml."""

from pathlib import Path

from moodbot.content.yaml_node import open_node
from moodbot.language.pack_problems import Node
from moodbot.language.word_rules import PatternFault, Rule, WordRules

FOLDER = Path(__file__).resolve().parent / "word_rules"
HIGHEST_RULE = 14
"""The highest rule number: 1 to 13 are in the care specification, 14 is about the form of a talk."""

_LONGEST_REACH = 12
_LIST_FIELDS = ("patterns", "unless_before", "unless_with", "pools", "spared")
_OPTIONAL_FIELDS = (*_LIST_FIELDS, "reach", "alone", "phone_numbers")


def load_word_rules(language: str, folder: Path = FOLDER) -> WordRules | None:
    """Load the rules for *language* ("en-GB" uses those of "en"), or return None if it has no file.

    Raises PackInvalid with all problems of the file.
    """
    base = language.replace("_", "-").partition("-")[0].lower()
    path = folder / f"{base}.yaml"
    if not path.is_file():
        return None
    root, report = open_node(path)
    nodes = root.fields(("spellings", "lists", "rules"))
    lists, spellings = nodes["lists"].groups(), nodes["spellings"].groups()
    entries = nodes["rules"].items()
    rules = [_rule(entry) for entry in entries]
    for entry, rule in zip(entries, rules, strict=True):
        try:
            WordRules([rule], lists, spellings)
        except PatternFault as fault:
            entry.fault(f"{fault}: correct the pattern")
    report.raise_any()
    return WordRules(rules, lists, spellings)


def _rule(node: Node) -> Rule:
    nodes = node.fields(("rule", "reason", "suggestion"), _OPTIONAL_FIELDS)
    words = {name: nodes[name].words() for name in _LIST_FIELDS}
    reach = nodes["reach"].whole(1, _LONGEST_REACH) if nodes["reach"].present else None
    return Rule(
        number=nodes["rule"].whole(1, HIGHEST_RULE) or 1,
        reason=nodes["reason"].string() or "",
        suggestion=nodes["suggestion"].string() or "",
        patterns=words["patterns"],
        unless_before=words["unless_before"],
        unless_with=words["unless_with"],
        reach=reach or 3,
        pools=frozenset(words["pools"]),
        spared=frozenset(words["spared"]),
        alone=nodes["alone"].value is True,
        phone_numbers=nodes["phone_numbers"].value is True,
    )
