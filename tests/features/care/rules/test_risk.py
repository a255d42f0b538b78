"""The risk check: what it reads in what people write, and that no text can slow or break it."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moodbot.content.risk_rules import load_risk_rules
from moodbot.features.care.rules.risk import NO_RISK, About, Tier, read_risk
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


def read(text):
    """Return what the shipped rules read in a text."""
    return read_risk(text, RULES)


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
    assert (reading.about is None) is (reading.rule is None) is not reading.fires


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
