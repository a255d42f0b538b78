"""Lint the lines of a pack while it is built: word rules, and the required form of some pools.

A line may be excused from a word rule, with one entry per rule and a reason in each:

    - id: some-line
      text: "..."
      lint: [{rule: 7, reason: "it quotes what a friend said"}]

An excuse without a reason, or for a rule that the line does not break, is itself a problem.
"""

from moodbot.language.pack_problems import SLOT, Node
from moodbot.language.packs import Follow
from moodbot.language.word_rules import WordRules

__all__ = ["ASKING_POOL", "HUMAN_POOL", "PackLint"]

ASKING_POOL, HUMAN_POOL, PEOPLE_SLOT = "friend_ask", "human", "moderators"
"""The pool that asks for a person to talk to, the pool that offers people, and the slot with their names."""

_HIGHEST_RULE = 14


class PackLint:
    """Lints the lines and texts of a pack; without *rules* it finds nothing."""

    def __init__(self, rules: WordRules | None) -> None:
        self._rules = rules

    def text(self, node: Node, text: str) -> None:
        """Report harmful words in an interface text; interface texts cannot be excused."""
        if self._rules is not None:
            for finding in self._rules.findings(text):
                node.fault(finding.message)

    def line(self, node: Node, text: str, pool: str, excuses: Node) -> None:
        """Report harmful words in a line of *pool*, unused *excuses*, and a wrong form of the line."""
        allowed = _excused_rules(excuses)
        if self._rules is None:
            return
        broken = set()
        for finding in self._rules.findings(text, pool):
            broken.add(finding.rule)
            if finding.rule not in allowed:
                node.fault(finding.message)
        for rule, excuse in allowed.items():
            if rule not in broken:
                excuse.fault(f"the line does not break word rule {rule}: remove the excuse")
        self._check_form(node, text, pool)

    def follow(self, node: Node, follow: Follow | None, pleasantness: int) -> None:
        """Report a hard mood whose talk never asks for a person."""
        if self._rules is not None and follow is Follow.SAVOUR and pleasantness < 0:
            node.fault("a hard mood must offer a person: write `follow: friend` or `follow: wonder`")

    @staticmethod
    def _check_form(node: Node, text: str, pool: str) -> None:
        if pool == ASKING_POOL and "?" not in text:
            node.fault("a line that asks for a person must ask: end it with a question")
        if pool == HUMAN_POOL and PEOPLE_SLOT not in SLOT.findall(text):
            node.fault(f"a line that offers a person must name one: use the slot {{{PEOPLE_SLOT}}}")


def _excused_rules(node: Node) -> dict[int, Node]:
    """Return the excuse of each rule that a line is excused from."""
    excused: dict[int, Node] = {}
    for entry in node.items():
        fields = entry.fields(("rule", "reason"))
        rule = fields["rule"].whole(1, _HIGHEST_RULE)
        fields["reason"].string()
        if rule in excused:
            entry.fault(f"rule {rule} is already excused: remove one of them")
        if rule is not None:
            excused[rule] = entry
    return excused
