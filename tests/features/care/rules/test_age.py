"""How old somebody says they are: children and minors are heard, weeks, sobriety and other people's ages are not."""

import pytest

from moodbot.content.risk_rules import load_risk_rules
from moodbot.features.care.rules.age import Age, read_age

RULES = load_risk_rules().age


@pytest.mark.parametrize(
    "text",
    ["im 12", "I'm eleven years old", "12f here", "i am in 5th grade", "im turning 13 next month", "12 yo girl"],
)
def test_under_thirteen_is_a_child(text):
    """Who says an age under 13, or a school year of it, is a child."""
    assert read_age(text, RULES) is Age.CHILD


@pytest.mark.parametrize(
    "text",
    [
        "im 14",
        "i am 15 and i want to die",
        "16m",
        "im in 8th grade",
        "he's 30 and im 14 and he wants to meet",
        "i'm a minor",
        "my mom took my phone",
        "im grounded",
        "i hate school and my parents dont care",
        "the teacher told my mom about my arms",
    ],
)
def test_thirteen_to_seventeen_is_a_minor(text):
    """An age said, parents who decide, or school and parents in the words."""
    assert read_age(text, RULES) is Age.MINOR


@pytest.mark.parametrize(
    "text",
    [
        "",
        "im 12 weeks pregnant",
        "im 14 years sober",
        "my 12 year old wont talk to me",
        "when i was 14 i wanted to die",
        "i was 13",
        "im 34",
        "i am 25, school was hell and my parents too",
        "my kids school called my mother",
        "i teach 8th grade",
        "im 15 minutes late",
        "im 13 days clean",
        "i have 12 cats",
        "10/10",
        "i feel like im 12 again",
        "my son is 14",
        "my daughter is in 7th grade and i worry",
        "my husband took my phone",
        "im in college and my parents pay",
        "my parents divorced",
        "school starts monday",
    ],
)
def test_other_numbers_and_grown_people_are_not_taken_for_children(text):
    """Weeks, years sober, children's ages, the past and grown people say nothing."""
    assert read_age(text, RULES) is None


def test_the_youngest_reading_wins():
    """A child who names a school year and an age is a child."""
    assert read_age("im 12 and in 7th grade", RULES) is Age.CHILD
