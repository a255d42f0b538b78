"""The risk check: what it reads in what people write, and that no text can slow or break it."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moodbot.content.risk_rules import load_risk_rules
from moodbot.features.care.rules.risk import NO_RISK, About, RiskTopic, Tier, read_risk
from moodbot.features.care.rules.risk_measure import Judged, figures
from moodbot.features.care.rules.risk_patterns import MOST_GAP, PatternInvalid, compile_patterns, translate_slots
from moodbot.features.care.rules.risk_text import HEAD, TAIL, normalise

RULES = load_risk_rules()
OWN = Path(__file__).parents[3] / "data" / "risk_own.csv"

EXPLICIT_SELF = [
    "i want to die",
    "I don't want to live anymore and I don't know who to tell",
    "been thinking about suicide every single day",
    "im gonna k1ll myself",
    "kinda wanna kms and not in the funny way",
    "my brain keeps telling me to kill myself",
    "took a whole bottle of pills and now im scared",
    "i have a plan and a date",
    "standing on the roof rn",
    "i cut myself again",
    "relapsed last night after 4 months",
    "scratching my arms till they bleed",
    "the urge to self harm is overwhelming today",
    "I want die. My english is bad sorry.",
    "wish i was dead lol. not lol actually",
]
INDIRECT_SELF = [
    "i just want to go to sleep and never wake up",
    "everyone would be better off without me",
    "wont be a problem for anyone much longer",
    "by the time you read this i wont be here",
    "im cleaning my room so they dont have to after",
    "i want it all to stop",
    "I can't go on like this",
    "i gave away my guitar today. feels lighter",
]
ABUSE = [
    "my dad hits me when he's drunk",
    "he said hell kill me if i leave",
    "my uncle touches me and nobody believes me",
    "i'm scared to go home",
    "he threatened to post my nudes if i tell anyone",
    "mom locked me out again and theres bruises on my arms",
    "he wont let me see my friends or use my phone",
]
OTHER = [
    "my friend just told me she wants to kill herself what do i do",
    "I think my brother is suicidal",
    "my girlfriend told me she's been self harming",
    "someone in another server said goodbye and wont answer, im scared",
    "my friend is being beaten by her dad",
    "my boyfriend says hell kill himself if i break up with him",
]
HARMLESS = [
    "this homework is killing me",
    "dead tired after leg day",
    "my mom is going to kill me when she sees this grade",
    "i laughed so hard i almost died",
    "how do i kill a process that hangs",
    "i died to the boss again",
    "i keep killing myself with my own grenades",
    "cut the rope bridge and they all fall",
    "i burned myself on the oven making cookies lol",
    "took two ibuprofen for my headache, should kick in soon",
    "i'm not suicidal, just really sad",
    "i would never hurt myself, i just need a hug",
    "i used to cut, two years clean today",
    "ten years since my attempt, celebrating with cake",
    "my uncle killed himself ten years ago and i still miss him",
    "in the book she kills herself at the end",
    "does the server have a rule about suicide jokes",
    "goodbye, have a nice weekend",
    "giving away my old keyboard, pickup only",
    "it hit me that i graduate in june",
    "he beat me to it",
    "i feel so lonely lately",
    "i miss my dad so much",
    "everything is too much right now",
    "",
    "   \n ?!",
]


TOPICS = [
    ("i want to die", RiskTopic.SUICIDE),
    ("i keep hurting myself", RiskTopic.SELF_HARM),
    ("my dad hits me when he's drunk", RiskTopic.ABUSE),
    ("my friend wants to kill herself", RiskTopic.SOMEONE_ELSE),
    ("my friend is being blackmailed with her nudes", RiskTopic.SOMEONE_ELSE),
    ("i took a bunch of pills an hour ago", RiskTopic.ALREADY_DONE),
    ("i just cut too deep", RiskTopic.ALREADY_DONE),
    ("ive taken too much", RiskTopic.ALREADY_DONE),
    ("i drank something i shouldnt have", RiskTopic.ALREADY_DONE),
    ("i swallowed them all", RiskTopic.ALREADY_DONE),
    ("the voices tell me to kill myself and i took all my pills", RiskTopic.ALREADY_DONE),
    ("i sent a pic and now he wants money", RiskTopic.BLACKMAIL),
    ("he says he'll post my nudes", RiskTopic.BLACKMAIL),
    ("someone is threatening to leak my pictures", RiskTopic.BLACKMAIL),
    ("this older guy keeps asking me for pics", RiskTopic.BLACKMAIL),
    ("she screenshotted it and wants gift cards", RiskTopic.BLACKMAIL),
    ("he's 30 and im 14 and he wants to meet", RiskTopic.BLACKMAIL),
    ("they have a video of me", RiskTopic.BLACKMAIL),
    ("they made a deepfake of me", RiskTopic.BLACKMAIL),
    ("a man on roblox asked me what im wearing", RiskTopic.BLACKMAIL),
]
ANGER_ALONE = [
    "my dad is mad at me",
    "my boss yelled at me",
    "mom is so angry with me",
    "im scared of my mom being mad at me",
    "im scared of what my parents will say",
    "my boss threatened to fire me",
    "my mom threatens to ground me",
    "my mom took my phone",
]


def read(text, after=None):
    """Return what the shipped rules read in a text."""
    return read_risk(text, RULES, after)


@pytest.mark.parametrize("text", EXPLICIT_SELF)
def test_plain_words_about_oneself_are_explicit(text):
    """Suicide, self-harm, plan and means, in whatever spelling, lead to the full help block."""
    reading = read(text)
    assert (reading.tier, reading.about) == (Tier.EXPLICIT, About.SELF)


@pytest.mark.parametrize("text", INDIRECT_SELF)
def test_hints_are_indirect(text):
    """Who has no wish to wake up, or is a burden to everyone, is asked gently."""
    reading = read(text)
    assert (reading.tier, reading.about) == (Tier.INDIRECT, About.SELF)


@pytest.mark.parametrize("text", ABUSE)
def test_harm_by_somebody_is_abuse(text):
    """Who is hit, touched, threatened or locked up gets the answer for abuse."""
    reading = read(text)
    assert (reading.tier, reading.about) == (Tier.EXPLICIT, About.ABUSE)


@pytest.mark.parametrize("text", OTHER)
def test_worry_about_someone_else_is_led_there(text):
    """A friend at risk is not mistaken for the writer."""
    assert read(text).about is About.OTHER


@pytest.mark.parametrize("text", HARMLESS)
def test_talk_that_only_sounds_like_it_is_left_alone(text):
    """Exaggeration, games, the past, grief, denial and computers do not fire."""
    assert read(text) == NO_RISK


@pytest.mark.parametrize(("text", "topic"), TOPICS)
def test_each_kind_of_risk_has_its_topic(text, topic):
    """What was done already, blackmail, abuse and worry can be answered in their own words."""
    assert (read(text).tier, read(text).topic) == (Tier.EXPLICIT, topic)


@pytest.mark.parametrize("text", ["i did it", "i took them", "still bleeding", "its too late now"])
def test_few_words_mean_something_after_an_alarm(text):
    """To somebody who spoke of suicide or self-harm before, `i did it` is no success; to others it is."""
    assert read(text) == NO_RISK
    assert read(text, RiskTopic.ABUSE) == NO_RISK
    for before in (RiskTopic.SUICIDE, RiskTopic.SELF_HARM, RiskTopic.ALREADY_DONE):
        assert read(text, before).topic is RiskTopic.ALREADY_DONE


@pytest.mark.parametrize(
    "text", ["i took a few deep breaths", "i ate something", "i did my homework", "i took a shower"]
)
def test_harmless_doings_after_an_alarm_stay_harmless(text):
    """Who eats, breathes or works after an alarm has not done it."""
    assert read(text, RiskTopic.SUICIDE) == NO_RISK


@pytest.mark.parametrize("text", ["he is coming", "hes outside my door", "he's home now and he's mad", "shes back"])
def test_danger_now_needs_abuse_beside_or_before_it(text):
    """`he is coming` is an emergency after or beside abuse, and the pizza otherwise."""
    assert read(text) == NO_RISK
    assert read(text, RiskTopic.SUICIDE) == NO_RISK
    after = read(text, RiskTopic.ABUSE)
    assert (after.tier, after.topic, after.now) == (Tier.EXPLICIT, RiskTopic.ABUSE, True)
    beside = read(f"he hit me again. {text}")
    assert (beside.topic, beside.now) == (RiskTopic.ABUSE, True)


@pytest.mark.parametrize("text", ["my dad hits me", "i hide when he is home and he hits me", "he hit me yesterday"])
def test_abuse_alone_is_not_danger_now(text):
    """Who tells of what happens at home is not told to run."""
    reading = read(text)
    assert (reading.topic, reading.now) == (RiskTopic.ABUSE, False)


def test_danger_now_is_kept_beside_a_wish_to_die():
    """After abuse, a wish to die beside `he is coming` still says that he is coming."""
    reading = read("he is coming. i want to die", RiskTopic.ABUSE)
    assert (reading.topic, reading.now) == (RiskTopic.SUICIDE, True)


@pytest.mark.parametrize("text", ANGER_ALONE)
def test_anger_alone_is_no_abuse(text):
    """A parent's or a boss's anger and common punishments are no abuse by themselves."""
    assert read(text) == NO_RISK


@pytest.mark.parametrize(
    "text",
    [
        "my dad is mad at me and he hits me",
        "im scared to go home because my dad is mad at me",
        "my boss is angry with me and grabbed me by the throat",
        "mom took my phone and slapped me",
    ],
)
def test_what_stands_beside_anger_still_counts(text):
    """Blows, threats and fear of going home are abuse, with or without anger."""
    assert read(text).about is About.ABUSE


@pytest.mark.parametrize("stress", ["my exam is tomorrow", "i have a meeting at 9", "homework is due", "work was hell"])
@pytest.mark.parametrize("wish", ["i want to kill myself", "i want to die"])
def test_a_plain_wish_beside_stress_is_asked_about(stress, wish):
    """Homework beside a wish to die does not turn it into a joke; `this homework makes me want to die` is one."""
    assert read(f"{stress} and {wish}").about is About.SELF
    assert read("this homework makes me want to die") == read("kms lol i forgot my homework") == NO_RISK


def test_a_loss_is_no_exaggeration():
    """Who lost a job or failed an exam and wants to die is answered in full."""
    assert read("i lost my job and i want to die").tier is Tier.EXPLICIT
    assert read("i failed my exam, i want to kill myself").tier is Tier.EXPLICIT


def test_own_words_weigh_more_than_worry_about_another():
    """A person who worries about a friend and wants to die gets their own answer."""
    reading = read("my friend wants to kill herself. i want to die too")
    assert reading.about is About.SELF


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I’m gonna k1ll mysellf!!", "i am going to kill myself "),
        ("k i l l  m y s e l f", "kill myself "),
        ("K.I.L.L my self", "kill myself "),
        ("su*cide", "suicide "),
        ("suicde thoughts", "suicide thoughts "),
        ("i wanna diiiiie 😭", "i want to die "),
        ("ｓｕｉｃｉｄｅ", "suicide "),
        ("sui\u0301cide", "suicide "),
        ("I want out. Now", "i want out \n now "),
        ("self-harm, again", "selfharm , again "),
        ("don't", "do not "),
        ("💊💊", "pills pills "),
        ("\ud800 x", "x "),
    ],
)
def test_spellings_become_one(text, plain):
    """Short forms, leet, stars, stretched and spaced letters, typos and emoji are read alike."""
    assert normalise(text, RULES.spelling) == plain


def test_what_matters_is_found_at_either_end_of_a_long_text():
    """A risk sentence is found at the start and at the end of 100 KB of other words."""
    filler = "the weather was fine. " * 5_000
    assert read(f"i want to die. {filler}").tier is Tier.EXPLICIT
    assert read(f"{filler} i want to die").tier is Tier.EXPLICIT
    assert read(f"{'x' * 100_000} i want to die").tier is Tier.EXPLICIT
    assert read(f"{chr(0xFDFA) * 3_900} i want to die").tier is Tier.EXPLICIT
    assert read(f"{chr(0x33AF) * 3_900} i want to die").tier is Tier.EXPLICIT


@pytest.mark.parametrize(
    "piece", ["i want to ", "kill ", "k i l l ", ". ", "a", "k*ll ", "💀", "a\u0301", "my friend not ", ", ", "a."]
)
def test_no_text_makes_the_patterns_work_more_than_its_length(piece):
    """However long a text, what the machines see is bounded by what is read of it, and RE2 reads each letter once."""
    longest = max(map(len, (*RULES.spelling.signs.values(), *map(" ".join, RULES.spelling.known.values())))) + 3
    plain = normalise(piece * 20_000, RULES.spelling)
    assert len(plain) <= (HEAD + TAIL) * longest
    assert normalise(piece * 40_000, RULES.spelling) == plain or len(plain) <= HEAD + TAIL


def test_a_sentence_said_often_counts_once():
    """Repeating a sentence a thousand times does not make the work longer."""
    assert normalise("the cat sat. " * 1_000, RULES.spelling).count("cat") <= 2


WORDS = st.sampled_from(
    ["i", "want", "to", "die", "kill", "myself", "not", "my", "dad", "hits", "me", ",", ".", "pills", "friend", "lol"]
)


@given(st.one_of(st.text(), st.text(alphabet="k1l!*#$.? \n'"), st.lists(WORDS, max_size=60).map(" ".join)))
@example("\ud83d")
@example("*" * 50)
@example("." * 50)
def test_any_text_can_be_read(text):
    """No text raises, and the same text is read the same way twice."""
    reading = read(text)
    assert reading == read(text)
    assert (reading.about is None) is (reading.rule is None) is (reading.topic is None) is not reading.fires


def test_our_own_texts_stay_found():
    """On the texts written for this project (they were tuned on) recall, alarms and routing hold what was reached."""
    with OWN.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    judged = [Judged({"1": True, "0": False, "": None}[row["label"]], row["kind"], read(row["text"])) for row in rows]
    counts = figures(judged)
    others = [each for each in judged if each.kind == "third_party_concern"]
    hyperbole = [each for each in judged if each.kind == "hyperbole"]
    assert counts.recall is not None
    assert counts.recall >= 0.97
    assert counts.alarms <= 0.02 * counts.harmless
    assert sum(each.reading.about is About.OTHER for each in others) >= 0.9 * len(others)
    assert sum(each.reading.fires for each in hyperbole) <= 0.1 * len(hyperbole)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("want to (die|be dead)", "i want to be dead ", True),
        ("want to (die|be dead)", "i want to be deadly ", False),
        ("i want? to die", "i to die ", True),
        ("i ..2 die", "i will not die ", True),
        ("i ..2 die", "i will not ever die ", False),
        ("i ..2 die", "i \n die ", False),
        ("she ~2 die", "she and i die ", False),
        ("she ~2 die", "she will die ", True),
        ("die / now", "die \n now ", True),
        ("^ die", "to die ", False),
        ("^ die", "no \n die ", True),
        ("die $", "die now ", False),
        ("die $", "die \n now ", True),
        ("suicid*", "suicidal ", True),
        ("# days", "94 days ", True),
        ("(i|^) die", "no \n die ", True),
        ("(i|^) die", "no die ", False),
        ("{who} hit me", "my dad hit me ", True),
        ("art", "part ", False),
    ],
)
def test_the_pattern_language(pattern, text, found):
    """Each sign of a pattern does what the module says."""
    slots = translate_slots({"who": ["my (dad|mum)", "he"]})
    assert bool(compile_patterns([pattern], slots).search(text)) is found


@pytest.mark.parametrize(
    "pattern", ["", "(a", "a)", "a||b", "{nobody}", f"a ..{MOST_GAP + 1} b", "a . b", "Ab", "a+", "a\\"]
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern):
    """A slip in the data is an error with its place, never a rule that silently finds nothing."""
    with pytest.raises(PatternInvalid):
        compile_patterns([pattern], {})
