"""Texts and the code that speaks them: every slot that a pack may use is filled wherever the text is said."""

import ast
from collections.abc import Iterator

from moodbot.conversation.registry import EVERYTHING
from tests.house import ROOT

TEXTS = EVERYTHING.requirements.texts
SPEAKING = {"text": set[str](), "says": {"prefix"}}
"""Methods that say a text, with the slots that they fill by themselves."""

EVERY_SLOT = set().union(*TEXTS.values())


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Yield (where, call) of every call of a method named `text` or `says` in the package."""
    for path in sorted((ROOT / "moodbot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SPEAKING:
                yield f"{path.name}:{node.lineno}", node


def spoken() -> Iterator[tuple[str, str, set[str]]]:
    """Yield (where, key, slots filled) of every text that the code names in so many words."""
    for where, call in calls():
        named = call.args[0] if call.args else None
        for key in (named.body, named.orelse) if isinstance(named, ast.IfExp) else (named,):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                assert isinstance(call.func, ast.Attribute)
                filled = SPEAKING[call.func.attr] | {each.arg for each in call.keywords if each.arg}
                # With `**slots` it cannot be read off here which there are.
                yield where, key.value, filled if all(each.arg for each in call.keywords) else EVERY_SLOT


def test_a_text_gets_every_slot_that_it_may_have() -> None:
    """Otherwise the line itself would break, and mostly in the moment when something else has."""
    found = list(spoken())
    assert len(found) > 80
    assert [(where, key) for where, key, filled in found if TEXTS.get(key, set()) - filled] == []


def test_a_text_that_is_spoken_is_one_that_packs_must_bring() -> None:
    """A text that only our own pack happens to have would be missing in an admin's."""
    assert [(where, key) for where, key, _ in spoken() if key not in TEXTS] == []
