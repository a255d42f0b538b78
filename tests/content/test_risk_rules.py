"""The data of the risk check: complete, free of repeats, and every group is needed."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from moodbot.content.risk_rules import ORDER, RISK, RiskRulesInvalid, load_risk_rules
from moodbot.content.yaml_strict import read_yaml
from moodbot.features.care.rules.risk_text import normalise

GROUPED = (*ORDER, "guards", "settings", "age")

EXAMPLES = {
    "firm.voices_and_orders": ("the voices tell me to kill myself", "the teacher tells me to hurry"),
    "firm.serious": ("kill me. not joking", "kill me, it's monday"),
    "firm.threat_to_kill": ("he said he will kill me if i leave", "he will kill me if i eat his cake lol"),
    "firm.goodbyes": ("goodbye everyone. i love you all, im sorry", "goodbye everyone, see you on monday"),
    "done.taken": ("i took a bunch of pills an hour ago", "i took a bunch of pictures an hour ago"),
    "done.injured": ("i just cut too deep", "i cut too deep into the cake"),
    "done.afterwards": ("i did it", "i did my homework"),
    "done.signs": ("i feel so dizzy", "i feel the same"),
    "suicide.kill_oneself": ("thinking of offing myself", "i turned it off myself"),
    "suicide.want_to_die": ("i would rather be dead", "i would rather be in bed"),
    "suicide.means": ("i've got the rope in my closet", "i've got the rope for the climbing trip"),
    "self_harm.self_injury": ("i keep hurting myself", "i keep asking myself"),
    "self_harm.cutting": ("been cutting for three months", "been cutting carbs for three months"),
    "self_harm.relapse_and_urges": ("the urge to self harm is back", "a self help book is back"),
    "blackmail.images": ("i sent a pic and now he wants money", "i sent a pic of my lunch"),
    "blackmail.grooming": ("he's 30 and im 14 and he wants to meet", "im 30 and he is 34 and we meet on sunday"),
    "abuse.violence": ("my dad punched me", "my dad punched the ticket"),
    "abuse.denied_till_now": ("he never hit me before but today he did", "he never hit me before"),
    "abuse.sexual": ("my coach keeps groping me", "my coach keeps coaching me"),
    "abuse.home_not_safe": ("i'm not safe at home", "i'm not at home"),
    "others.other_at_risk": ("my sister is suicidal", "my sister is sick"),
    "others.other_concern": ("im worried about my friend she wants to disappear", "my brother is home"),
    "indirect.not_waking": ("i wish i could sleep and never wake up again", "i never wake up on time"),
    "indirect.giving_up": ("i can't go on anymore", "i can't go on saturday"),
    "indirect.burden": ("i'm just a burden to my family", "the burden of proof is on you"),
    "indirect.farewell": ("i said my goodbyes to everyone", "he said bye to the cat"),
    "phrases.dying_phrases": ("my will to live is gone", "my will to learn is gone"),
    "phrases.leaving_phrases": ("i have no fight left in me", "i have no milk left in the fridge"),
    "phrases.harm_phrases": ("i need to bleed", "i need to breathe"),
    "phrases.abuse_phrases": ("they lock the fridge and i get nothing", "they block the bridge"),
    "broad.broad_death": ("dying is what i long for", "my phone is dying"),
    "broad.broad_self_harm": ("after you cut do you feel calm", "after you cut the cake"),
    "broad.broad_abuse": ("my granny denies me food", "my granny makes me food"),
    "broad.broad_indirect": ("my cat is the only reason im still here", "my cat is still here"),
    "now.danger_now": ("hes outside my door", "the delivery guy is outside my door"),
    "stress.loss_and_duration": ("i lost my job and i want to die", "i lost my job and i want a new one"),
    "stress.wish_beside_stress": ("exam tomorrow and i want to die", "this exam makes me want to die"),
}


def groups():
    """Return every group of the shipped data as (file.name, group)."""
    return [
        (f"{file}.{name}", group)
        for file in GROUPED
        for name, group in read_yaml(RISK / "en" / f"{file}.yaml").data.items()
    ]


def test_every_group_says_what_it_is_for():
    """Whoever changes a rule can read why it is there."""
    assert [name for name, group in groups() if len(group["comment"]) < 30] == []


def test_no_pattern_stands_twice():
    """A pattern that stands twice would be mended in one place and forgotten in the other."""
    counts = Counter(pattern for _, group in groups() for pattern in group["patterns"])
    assert [pattern for pattern, count in counts.items() if count > 1] == []


def test_patterns_are_quoted():
    """In double quotes, nothing in a pattern is read as something else by YAML."""
    plain = [
        f"{path.name}:{number}"
        for path in sorted((RISK / "en").glob("*.yaml"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if line.lstrip().startswith("- ") and not line.lstrip().startswith('- "')
    ]
    assert plain == []


def test_every_group_has_an_example():
    """A new group comes with a text that it finds and one that it must leave alone."""
    assert set(EXAMPLES) == {name for name, _ in groups() if not name.startswith(("guards.", "settings.", "age."))}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_group_finds_its_text_and_leaves_the_near_miss(name):
    """Each group on its own, behind the guards, does what its comment says."""
    rules = load_risk_rules()
    (group,) = [group for group in rules.groups if group.name == name]

    def found(text):
        plain = normalise(text, rules.spelling)
        for guard in () if group.firm or group.late else rules.guards:
            plain = guard.sub("so_ ", plain)
        return bool(group.finder.search(plain))

    hit, miss = EXAMPLES[name]
    assert (found(hit), found(miss)) == (True, False)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("suicide.yaml", '  about: "self"\n', '  about: "nobody"\n', "about is self, other or abuse"),
        ("suicide.yaml", '  topic: "suicide"\n', "", "topics are suicide, self_harm"),
        ("done.yaml", '["already_done"]', '["done"]', "topics are suicide, self_harm"),
        ("age.yaml", "ruled:", "rulers:", "age.yaml"),
        ("suicide.yaml", '  tier: "explicit"\n', '  tears: "explicit"\n', "there is no key tears"),
        ("suicide.yaml", '["game"]', '["gameshow"]', "settings.yaml has no gameshow"),
        ("abuse.yaml", "patterns:\n", 'patterns:\n    - "Oops"\n', "small letters"),
        ("guards.yaml", "  comment:", "  # comment:", "no comment"),
        ("slots.yaml", 'i: ["i"', 'i: ["("', "nothing to look for"),
        ("spelling.yaml", "words:", "words: [", "YAML"),
    ],
)
def test_a_slip_in_the_data_is_named(tmp_path, file, old, new, words):
    """Broken rules stop the start with the place and what to change, instead of a check that finds nothing."""
    shutil.copytree(RISK / "en", tmp_path / "en")
    path = tmp_path / "en" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RiskRulesInvalid, match=words):
        load_risk_rules("en", tmp_path)


def test_missing_data_is_named(tmp_path):
    """A language without rules is an error, not a check that is silently off."""
    with pytest.raises(RiskRulesInvalid, match="slots"):
        load_risk_rules("xx", tmp_path)


def test_the_rules_lie_in_the_package():
    """They ship with the package and not with the packs, so that no operator's pack can weaken them."""
    assert Path(__file__).parents[2] / "moodbot" / "content" / "risk" == RISK
