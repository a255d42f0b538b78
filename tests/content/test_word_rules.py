"""The English word rules: what they catch, what they leave alone, and that the shipped words pass."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodbot.content.pack_check import check_packs
from moodbot.content.word_rules import FOLDER, load_word_rules
from moodbot.conversation.registry import EVERYTHING
from moodbot.language.pack_problems import PackInvalid
from moodbot.language.word_rules import WordRules

ROOT = Path(__file__).parents[2]


def english() -> WordRules:
    """Return the rules that moodbot ships."""
    rules = load_word_rules("en")
    assert rules is not None
    return rules


RULES = english()

OFFENDING: dict[int, list[str]] = {
    1: [
        "Thousands commit suicide and nobody talks about it.",
        "Someone who is committing suicide rarely wants to be dead.",
        "Your cousin's attempt was not successful, thankfully.",
        "After a failed suicide attempt, rest matters.",
        "She completed suicide last spring.",
        "A successful attempt leaves a family behind.",
        "Nobody should feel bad that the attempt failed.",
    ],
    2: [
        "Please put the razor blades away first.",
        "If you took twenty pills, tell me.",
        "An overdose is not painless.",
        "Are you going to hang yourself?",
        "Some people jump off a bridge in that state.",
        "Is there a gun in the house?",
        "Don't take more than 500 mg.",
        "I hear you've been cutting your arms.",
        "Stepping in front of a train hurts the driver too.",
    ],
    3: [
        "I won't tell anyone what you write here.",
        "This stays between us.",
        "It'll be our little secret.",
        "Whatever you say is completely confidential.",
        "Your secret is safe with me.",
        "Nobody will ever find out about this talk.",
        "I promise not to tell the moderators.",
    ],
    4: [
        "It sounds like you have an anxiety disorder.",
        "You're clinically depressed.",
        "That sounds like bipolar to me.",
        "You have depression, I think.",
        "These are symptoms of PTSD.",
        "My diagnosis would be burnout.",
        "You're probably depressed.",
    ],
    5: [
        "It gets better, trust me.",
        "Everything will be okay.",
        "This too shall pass.",
        "You'll feel better tomorrow.",
        "Things always work out in the end.",
        "You're going to be fine.",
        "One in five teenagers thinks about suicide.",
        "Lots of people want to die sometimes.",
        "There's light at the end of the tunnel.",
    ],
    6: [
        "Other people have it so much worse.",
        "Just cheer up a bit.",
        "It's not that bad, honestly.",
        "At least you have a job.",
        "Snap out of it.",
        "That's a bit selfish of you.",
        "Think of your poor family.",
        "Promise me that you'll stay.",
        "You owe it to your mum.",
        "You're overreacting.",
        "How could you even think that?",
        "You need to calm down.",
        "You should leave him now.",
    ],
    7: [
        "You're not thinking of hurting yourself, are you?",
        "You wouldn't do anything to yourself, would you?",
        "You don't really want to go, do you?",
        "You're not suicidal, right?",
        "Tell me you're not planning something.",
        "You haven't got a plan, have you?",
        "Surely you don't mean that.",
    ],
    8: [
        "I know exactly how you feel.",
        "I understand what you're going through.",
        "I've been there myself.",
        "As your therapist, I'd say rest.",
        "I'm a real person, you know.",
        "I feel your pain.",
        "When I was your age I felt low as well.",
        "I'm your friend.",
        "Let's end our session here.",
    ],
    9: [
        "It makes sense that you want to die.",
        "Wanting to kill yourself is understandable.",
        "No wonder you want to end it.",
        "It's okay to hurt yourself when it's too much.",
        "Anyone in your place would want to be dead.",
        "I don't blame you for cutting.",
        "Suicide is one option.",
        "They would be better off without you.",
    ],
    10: [
        "I can't talk about that.",
        "Sorry, I'm not able to help with this.",
        "I'm unable to continue.",
        "This conversation is over.",
        "I won't respond to you anymore.",
        "I have to end this chat now.",
        "Please don't write to me again.",
    ],
    11: [
        "Call 988 any time.",
        "Ring 116 123 tonight.",
        "Text HOME to 741741.",
        "The number is 1-800-799-7233.",
        "Dial nine one one.",
        "In a crisis call 112.",
        "Try (0800) 1111.",
    ],
    12: [
        "A counsellor will answer within ten minutes.",
        "Someone will be with you shortly.",
        "They'll get back to you soon.",
        "We will reply in a few hours.",
        "A moderator will call you right away.",
        "The team usually responds within 24 hours.",
        "You'll hear from somebody today.",
        "Help is on its way, a person will be here in a minute.",
    ],
    13: [
        "A glass of wine takes the edge off.",
        "Have a stiff drink and lie down.",
        "Go and get drunk with your mates.",
        "Keep it to yourself for now.",
        "Don't tell anyone about it.",
        "Stay away from people for a while.",
        "Snap a rubber band against your wrist.",
        "Pinch yourself until it stops.",
        "Skip dinner tonight.",
        "You don't need anyone.",
        "Hold an ice cube until it hurts.",
    ],
}

INNOCENT: dict[int, list[str]] = {
    1: [
        "You committed to one small thing and did it.",
        "A failed exam can sit in the stomach all week.",
        "You don't have to finish every sentence you begin.",
        "The third try at a recipe is a try, too.",
        "People who work in suicide prevention are there tonight.",
        "You completed the list, and then you rested.",
        "An honest attempt at sleep counts.",
    ],
    2: [
        "Cut yourself some slack today.",
        "Hang in there isn't much of a sentence, I know.",
        "You could jump in at whatever point you like.",
        "Food poisoning is miserable.",
        "Take a hot shower, if you can face it.",
        "Two cups of tea and a blanket.",
        "A blade of grass, looked at closely, is a lot to look at.",
        "Drowning in messages is exhausting.",
        "You don't have to jump the gun.",
    ],
    3: [
        "Nobody else in this server can read along here.",
        "I can't promise to keep a secret, because I'm a bot that people run.",
        "You don't have to tell everyone.",
        "Only you can see this answer.",
        "You could share it with anyone you like.",
        "I keep no words of yours.",
        "That's not a secret you have to carry alone.",
    ],
    4: [
        "I can't tell whether it's depression; a doctor can look.",
        "You have every reason to be tired.",
        "As a bot I can't diagnose anything.",
        "A depressed day is still a day you got through.",
        "You feel low, and you noticed.",
        "Anxiety can feel like an engine.",
        "You don't have to have a disorder to ask for help.",
    ],
    5: [
        "I can't promise that it gets better.",
        "It might be a little easier with company.",
        "You don't have to feel better by tomorrow.",
        "Is there anything that would make tonight easier?",
        "Some days pass slowly.",
        "I don't know if things get better from here.",
        "One in ten of my jokes works.",
    ],
    6: [
        "It isn't your fault.",
        "I won't tell you to cheer up.",
        "You don't have to be grateful for anything today.",
        "Nobody has to be brave all the time.",
        "Small worries count as much as big ones.",
        "That's not selfish.",
        "You don't have to promise anything.",
        "If you don't want to, that's fine.",
        "A good day, and you noticed it.",
    ],
    7: [
        "Are you thinking about suicide?",
        "Are you safe right now?",
        "Do you want to say more?",
        "Have you thought of hurting yourself?",
        "You don't have to answer that.",
        "Would you rather talk, or be left in peace?",
        "What would make tonight a bit easier for you?",
        "You're not alone in this room. Are you near someone?",
    ],
    8: [
        "I'm a bot, so I can't know how you feel.",
        "I'm no person and no therapist.",
        "I don't know what that's like.",
        "Being this low says nothing about you as a person.",
        "A therapist could tell you more than I can.",
        "You know how you feel better than I do.",
        "I can't feel anything, so I'll take your word for it.",
        "Is there a friend you could call?",
    ],
    9: [
        "It makes sense that you're exhausted.",
        "It's okay to say that you want to die.",
        "Of course that hurts.",
        "It's fine to end our talk here.",
        "You're allowed to be angry.",
        "No wonder you want a break.",
        "Wanting it to stop is something many feel, and there are people to tell.",
    ],
    10: [
        "I can't bring a person here myself, but you can write to {moderators}.",
        "All right, I'll be quiet. I'm here if you want me.",
        "You can stop whenever you like.",
        "That talk has ended and I no longer have it. We can start fresh: how are you?",
        "I can't answer that one. What I can do is listen.",
        "I'm not following, sorry. You can press one of the buttons instead.",
        "Come back any time.",
    ],
    11: [
        "{helplines}",
        "Count to 10, slowly.",
        "Two minutes off is a break too.",
        "In 2026 people still write letters.",
        "The picture has 1,000 pieces.",
        "Help is there 24/7.",
        "Take three breaths.",
        "Pick a number from 1 to 5.",
    ],
    12: [
        "I can't say when someone will answer.",
        "If they take a while, that's mostly about their day.",
        "Someone usually answers within {minutes} minutes.",
        "Two minutes with an open window can help.",
        "You could ask somebody today.",
        "Ask one person one thing they could answer in a minute.",
        "Whether anybody replies tonight, I don't know.",
    ],
    13: [
        "A walk instead of a drink, perhaps.",
        "Drink some water, slowly.",
        "You don't have to keep it to yourself.",
        "Something warm to drink, something soft to wear.",
        "I can't fetch you a drink.",
        "No alcohol tonight might make sleep easier.",
        "You needn't hide from everyone.",
        "Rest your hands in cool water.",
        "Don't skip lunch, if you can manage a bite.",
    ],
}


def cases(table: dict[int, list[str]]) -> list[tuple[int, str]]:
    """Return the sentences of a table with their rule."""
    return [(rule, text) for rule, texts in table.items() for text in texts]


def more_cases() -> list[tuple[int, str]]:
    """Return the further sentences, written after the rules; rule 0 is for those that break none."""
    with (Path(__file__).parent / "word_rule_cases.csv").open(encoding="utf-8", newline="") as opened:
        return [(int(row["rule"] or 0), row["text"]) for row in csv.DictReader(opened)]


def broken_by(text: str, pool: str | None = None) -> set[int]:
    """Return the numbers of the rules that *text* breaks."""
    return {finding.rule for finding in RULES.findings(text, pool)}


@pytest.mark.parametrize(("rule", "text"), cases(OFFENDING))
def test_words_that_may_harm_are_found(rule: int, text: str) -> None:
    """Each of these breaks the rule it stands under, whatever else it breaks."""
    assert rule in broken_by(text)


@pytest.mark.parametrize(("rule", "text"), cases(INNOCENT))
def test_a_near_miss_is_left_alone(rule: int, text: str) -> None:
    """Each of these is close to the rule it stands under and breaks none at all."""
    assert broken_by(text) == set(), rule


@pytest.mark.parametrize(("rule", "text"), more_cases())
def test_other_words_for_the_same_are_read_the_same(rule: int, text: str) -> None:
    """Sentences that nobody had in mind when the rules were first written."""
    assert rule in (broken_by(text) or {0})


def test_every_rule_has_enough_sentences() -> None:
    """All thirteen rules are tried from both sides, with six sentences or more."""
    for table in (OFFENDING, INNOCENT):
        assert {rule for rule, texts in table.items() if len(texts) >= 6} == set(range(1, 14))


@pytest.mark.parametrize(
    ("pool", "text", "breaks"),
    [
        ("validate", "You should go for a walk.", True),
        ("validate", "That is a heavy thing to carry.", False),
        ("validate", "You don't have to prove it.", False),
        ("suggest", "You must drink more water.", True),
        ("suggest", "You could open a window.", False),
        ("suggest", "Stop if you need to.", False),
        ("step", "You should write it down.", True),
        ("farewell", "You should see the stars tonight.", False),
    ],
)
def test_a_line_that_accepts_does_not_advise_and_an_idea_is_no_order(pool: str, text: str, breaks: bool) -> None:
    """The shape of a talk: first accept, then offer; other pools are free."""
    assert (14 in broken_by(text, pool)) is breaks


def test_the_persons_own_words_to_a_friend_are_spared() -> None:
    """An opener is sent by a person, who may well say that they miss somebody."""
    text = "i miss you. i have depression and i could do with a beer"
    assert broken_by(text, "openers") == set()
    assert broken_by(text) == {8, 13}


def test_a_finding_says_what_where_and_what_instead() -> None:
    """The words are quoted as they stand, with their place, the reason and a suggestion."""
    text = "Hm. It   gets better!"
    (finding,) = RULES.findings(text)
    assert (finding.rule, finding.words) == (5, "It   gets better")
    assert text[finding.start : finding.end] == finding.words
    assert finding.message.startswith("`It   gets better` breaks word rule 5: it promises")
    assert finding.message.endswith(finding.suggestion)


@pytest.mark.parametrize(
    "text",
    [
        "IT GETS BETTER",
        "it gets **better**",
        "it gets bet\u200bter",
        "It gets, well, it gets better",
        "It’ll get better",
    ],
)
def test_spelling_and_decoration_hide_nothing(text: str) -> None:
    """Capitals, marks, invisible signs and curly apostrophes make no difference."""
    assert broken_by(text) == {5}


@pytest.mark.parametrize("text", ["９８８", "9\ufe0f\u20e38\ufe0f\u20e38\ufe0f\u20e3", "٩٨٨", "9-8-8", "+44 (0) 20"])
def test_a_number_in_other_digits_is_a_number(text: str) -> None:
    """Full width, keycaps, other scripts and dashes can all be dialled."""
    assert broken_by(f"Call {text}.") == {11}


@given(st.text())
def test_any_text_at_all_can_be_checked(text: str) -> None:
    """Nothing that can be written makes the check fail, and its words are always in the text."""
    for finding in RULES.findings(text):
        assert text[finding.start : finding.end] == finding.words != ""


SALAD = (
    "you",
    "are",
    "not",
    "it",
    "gets",
    "better",
    "i",
    "know",
    "how",
    ",",
    "?",
    "{x}",
    "12",
    "suicide",
    "promise",
    "me",
)


@given(st.lists(st.sampled_from(SALAD)))
def test_words_of_the_rules_in_any_order_can_be_checked(words: list[str]) -> None:
    """Nor does any salad of the words that the rules are made of."""
    text = " ".join(words)
    assert all(text[finding.start : finding.end] == finding.words for finding in RULES.findings(text))


def test_time_grows_with_the_text_and_no_faster() -> None:
    """Ten times as many words that nearly match take about ten times as long."""

    def seconds(times: int) -> float:
        text = "you are not you dont i really truly it will all get " * times
        start = time.process_time()
        RULES.findings(text)
        return time.process_time() - start

    seconds(20)
    short, long = min(seconds(100) for _ in range(3)), min(seconds(1_000) for _ in range(3))
    assert long < 30 * short


def test_the_shipped_words_pass() -> None:
    """Every line of every pack, and the help lines, are free of words that may harm."""
    assert check_packs(ROOT / "responses", EVERYTHING.requirements) == []


def test_a_variant_of_a_language_has_its_rules_and_a_new_language_has_none() -> None:
    """British English is checked as English; nobody has written rules for Klingon."""
    assert load_word_rules("en-GB") is not None
    assert load_word_rules("tlh") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {rule: 5, reason: a, suggestion: b, patterns: ['.. better']}", "must begin with a word"),
        ("- {rule: 5, reason: a, suggestion: b, patterns: ['it <nouns>']}", "there is no list `nouns`"),
        ('- {rule: 5, reason: a, suggestion: b, patterns: ["It\'s fine"]}', "is not a small word without signs"),
        ("- {rule: 5, reason: a, suggestion: b, patterns: ['it ..99 better']}", "a number up to 14"),
        ("- {rule: 15, reason: a, suggestion: b}", "from 1 to 14"),
        ("- {rule: 5, reason: a}", "add `suggestion:` here"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    """A mistake in the rules is told as one in a pack is: file, line, column and remedy."""
    (tmp_path / "en.yaml").write_text(f"spellings: {{}}\nlists: {{}}\nrules:\n  {text}\n", encoding="utf-8")
    with pytest.raises(PackInvalid) as refused:
        load_word_rules("en", tmp_path)
    (problem,) = refused.value.problems
    assert message in problem.message
    assert problem.line == 4


def test_the_rules_lie_beside_their_module() -> None:
    """The data is shipped inside the package."""
    assert (FOLDER / "en.yaml").is_file()
