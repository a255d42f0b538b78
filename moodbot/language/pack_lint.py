"""Words that may harm, and talks without their shape, found in the lines of a pack while it is built.

A line may be excused from a word rule, one entry a rule, and each with the reason why its words are right:

    - id: some-line
      text: "..."
      lint: [{rule: 7, reason: "it quotes what a friend said"}]

An excuse without a reason, or for a rule that the line does not break, is a problem itself.
"""

from moodbot.language.pack_problems import SLOT, Node
from moodbot.language.packs import Follow
from moodbot.language.word_rules import WordRules

__all__ = ["ASKING_POOL", "HUMAN_POOL", "PackLint"]

ASKING_POOL, HUMAN_POOL, PEOPLE_SLOT = "friend_ask", "human", "moderators"
"""The pool that asks whether there is somebody to talk to, the one that names people, and the slot for them."""

_HIGHEST_RULE = 14


class PackLint:
    """The rules that the lines of a pack are held to; without *rules* nothing is found."""

    def __init__(self, rules: WordRules | None) -> None:
        self._rules = rules

    def text(self, node: Node, text: str) -> None:
        """Note what offends in an interface text; those cannot be excused."""
        if self._rules is not None:
            for finding in self._rules.findings(text):
                node.fault(finding.message)

    def line(self, node: Node, text: str, pool: str, excuses: Node) -> None:
        """Note what offends in a line of *pool*, except for what its *excuses* allow."""
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
        self._shape(node, text, pool)

    def follow(self, node: Node, follow: Follow | None, pleasantness: int) -> None:
        """Note a hard mood whose talk never asks for a person."""
        if self._rules is not None and follow is Follow.SAVOUR and pleasantness < 0:
            node.fault("a hard mood must offer a person: write `follow: friend` or `follow: wonder`")

    @staticmethod
    def _shape(node: Node, text: str, pool: str) -> None:
        if pool == ASKING_POOL and "?" not in text:
            node.fault("a line that asks for a person must ask: end it with a question")
        if pool == HUMAN_POOL and PEOPLE_SLOT not in SLOT.findall(text):
            node.fault(f"a line that offers a person must name one: use the slot {{{PEOPLE_SLOT}}}")


def _excused_rules(node: Node) -> dict[int, Node]:
    """Return the rules that a line is excused from, each with its entry."""
    excused: dict[int, Node] = {}
    for entry in node.items():
        found = entry.fields(("rule", "reason"))
        rule = found["rule"].whole(1, _HIGHEST_RULE)
        found["reason"].string()
        if rule in excused:
            entry.fault(f"rule {rule} is already excused: remove one of them")
        if rule is not None:
            excused[rule] = entry
    return excused
