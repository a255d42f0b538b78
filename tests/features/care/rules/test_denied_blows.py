"""A blow that is denied is no abuse; one that stands beside a denial is."""

import pytest

from moodbot.content.risk_rules import load_risk_rules
from moodbot.features.care.rules.risk import NO_RISK, About, RiskTopic, read_risk

RULES = load_risk_rules()
DENIED_BLOWS = [
    "no she never hit me",
    "he doesn't hit me",
    "they never touched me",
    "my dad has never laid a hand on me",
    "nobody hits me",
    "no he didnt hit me",
    "she is not hitting me",
    "it's not like he hits me",
    "she yells but she never hit me",
    "my husband never beat me or anything",
    "no, he's never hit me lol",
]
BLOWS_BESIDE_A_DENIAL = [
    "he never hit me before but today he did",
    "he never hit me until last night",
    "he never hit me. until last night",
    "she never hit me she just chokes me",
    "she never hit me, then tonight she did",
    "he never hit me but yesterday he punched me",
    "he never stops hitting me",
    "he never hits me in the face",
    "he doesnt just hit me he kicks me",
    "i stay quiet so he doesnt hit me",
    "if i obey he doesnt hit me",
    "i wish he didnt hit me",
    "she never hit me but my dad does hit me",
]


@pytest.mark.parametrize("text", DENIED_BLOWS)
def test_a_denied_blow_is_no_abuse(text):
    """Who says that nobody hits them is not answered as somebody who is hit."""
    assert read_risk(text, RULES) == NO_RISK


@pytest.mark.parametrize("text", BLOWS_BESIDE_A_DENIAL)
def test_a_blow_beside_a_denial_still_counts(text):
    """Never before, but now; never one thing, but another; a blow that is only avoided."""
    assert read_risk(text, RULES).about is About.ABUSE


def test_a_threat_to_show_a_picture_is_blackmail():
    """To show the photo at school is a threat with a picture, not a blow at home."""
    assert read_risk("he says hell show my school the photo unless i send more", RULES).topic is RiskTopic.BLACKMAIL
