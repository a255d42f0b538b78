"""How old somebody says they are, or shows by their words: a child, a minor, or nothing said."""

from dataclasses import dataclass
from enum import StrEnum

from moodbot.features.care.rules.risk_patterns import Finder
from moodbot.features.care.rules.risk_text import Spelling, normalise

_REMOVED = "so_ "


class Age(StrEnum):
    """A group of ages that gets its own words and lines. Not a proof: people say what they like."""

    CHILD = "child"
    """Under 13, said."""
    MINOR = "minor"
    """From 13 to 17, said; or school and parents in the words."""


@dataclass(frozen=True, slots=True)
class AgeRules:
    """The data of `read_age`, from content/risk.

    *other_numbers*: wordings with a number or a class that are not the writer's age now; they are removed first.
    *child* and *minor*: an age or a school year, said. *adult*: what a grown person says of themselves. *ruled*:
    parents who decide over the writer. *school* and *parents*: a minor only if both are there.
    """

    spelling: Spelling
    other_numbers: Finder
    child: Finder
    minor: Finder
    adult: Finder
    ruled: Finder
    school: Finder
    parents: Finder


def read_age(text: str, rules: AgeRules) -> Age | None:
    """Return whether the writer of *text* is a CHILD or a MINOR by their words, else None. Never raises."""
    plain = rules.other_numbers.sub(_REMOVED, normalise(text, rules.spelling))
    if rules.child.search(plain):
        return Age.CHILD
    if rules.minor.search(plain):
        return Age.MINOR
    if rules.adult.search(plain):
        return None
    if rules.ruled.search(plain) or (rules.school.search(plain) and rules.parents.search(plain)):
        return Age.MINOR
    return None
