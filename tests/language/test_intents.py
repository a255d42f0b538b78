"""What people write, and what it is taken for; the cases stand in understanding_cases.csv."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from moodbot.language.intents import (
    LEAD_WORDS,
    LONGEST_PHRASE,
    MOST_WORDS,
    Intent,
    Lexicon,
    LexiconError,
    normalise,
    read,
)

WORDS = Path(__file__).parents[2] / "responses" / "en" / "understanding.yaml"
DATA = yaml.safe_load(WORDS.read_text("utf-8"))
PHRASES = [phrase for phrases in DATA["intents"].values() for phrase in phrases if "{" not in phrase]
with Path(__file__).with_name("understanding_cases.csv").open(encoding="utf-8", newline="") as table:
    CASES = [(row["said"], Intent(row["intent"])) for row in csv.DictReader(table)]

ANYTHING = st.text(st.characters(exclude_categories=()))
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The English words as they are shipped."""
    return Lexicon.build(DATA["intents"], spellings=DATA["spellings"], slots=DATA["slots"], helpers=DATA["helpers"])


@pytest.mark.parametrize(("said", "intent"), CASES, ids=[f"{said!r} is {intent}" for said, intent in CASES])
def test_what_people_write(lexicon: Lexicon, said: str, intent: Intent) -> None:
    """An answer is read as a person would read it, and left alone where a person could not tell."""
    assert read(said, lexicon) is intent


def test_the_table_covers_everything() -> None:
    """Each intent has cases of its own, and no answer stands in the table twice."""
    assert {intent for _, intent in CASES} == set(Intent)
    assert len({said for said, _ in CASES}) == len(CASES) >= 170


def test_every_listed_phrase_means_what_it_is_listed_under(lexicon: Lexicon) -> None:
    """No phrase of the words file is overruled by another one."""
    read_otherwise = {
        phrase: str(found)
        for intent, phrases in DATA["intents"].items()
        for phrase in phrases
        if "{" not in phrase and (found := read(phrase, lexicon)) != intent
    }
    assert read_otherwise == {}


def test_words_of_their_own_are_no_typos(lexicon: Lexicon) -> None:
    """Someone who writes "note" or "shop" did not mean "nope" or "stop"."""
    assert {"note", "shop", "hand", "gold", "moods"} <= set(DATA["helpers"]["real_words"])
    taken = {word: str(found) for word in DATA["helpers"]["real_words"] if (found := read(word, lexicon)) != "unclear"}
    assert taken == {}


@pytest.mark.parametrize("said", ["thnaks", "mabye", "npoe", "tomorow", "horible", "awfull", "defnitely"])
def test_a_slip_is_mended_in_a_short_answer(lexicon: Lexicon, said: str) -> None:
    """One missing, doubled or swapped letter does not matter; in a story nothing is guessed."""
    assert read(said, lexicon) is not Intent.UNCLEAR
    assert read(f"{said} in the end we all went to the lake together", lexicon) is Intent.UNCLEAR


def test_a_lead_counts_only_up_to_a_length(lexicon: Lexicon) -> None:
    """The same beginning opens an answer or a story, depending on how much follows."""
    words = ["yeah", *["pumpkin"] * LEAD_WORDS]
    varied = [f"{word}{LETTERS[place]}" if place else word for place, word in enumerate(words)]
    assert read(" ".join(varied[:LEAD_WORDS]), lexicon) is Intent.YES
    assert read(" ".join(varied), lexicon) is Intent.UNCLEAR


@given(said=ANYTHING)
@example(said="\ud800")
@example(said="🇳🇴")
def test_any_text_is_read(lexicon: Lexicon, said: str) -> None:
    """Whatever is typed, the answer is one of the intents and no error."""
    assert isinstance(read(said, lexicon), Intent)


@given(parts=st.lists(st.sampled_from(PHRASES) | st.sampled_from([",", "but", "not", "and", "qzx", "😭"]), max_size=9))
def test_any_mixture_of_known_phrases_is_read(lexicon: Lexicon, parts: list[str]) -> None:
    """Phrases in any order give an intent, and the same one in capitals and with a full stop."""
    said = " ".join(parts)
    found = read(said, lexicon)
    assert isinstance(found, Intent)
    if parts:
        assert read(f"  {said.upper()} .", lexicon) is found


@given(words=st.lists(st.text(LETTERS, min_size=3, max_size=12), min_size=1, max_size=20))
def test_unknown_words_are_never_a_no(lexicon: Lexicon, words: list[str]) -> None:
    """An answer that shares no word with the lexicon, not even nearly, is not understood."""
    known = {"".join(sorted(set(word))) for word in lexicon.words}
    assume(all("".join(sorted(set(word))) not in known for word in words))
    mendable = DATA["helpers"]["mendable"]
    assume(all(OSA.distance(word, other, score_cutoff=1) > 1 for word in words for other in mendable))
    assert read(" ".join(words), lexicon) is Intent.UNCLEAR


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  YES!!!  ", "yes"),
        ("Don’t  know…", "dont know"),
        ("yeahhhhh", "yeahh"),
        ("goood", "good"),
        ("ＹＥＳ 𝐲𝐞𝐬", "yes yes"),
        ("y̷̡͓e̸͎s̵̱", "yes"),
        ("sí, señor", "si senor"),
        ("n\u200bo\u202e", "no"),
        ("👍🏽👍🏿", "👍 👍"),
        ("ok✔️", "ok ✔"),
        ("🤷🏻‍♀️", "🤷"),
        ("각 \u1100\u1161\u11a8", "각 각"),
        ("~~no~~ **yes**", "no yes"),
        ("...", ""),
        ("", ""),
    ],
)
def test_text_becomes_plain_words(text: str, plain: str) -> None:
    """Only what tells words apart stays."""
    assert normalise(text) == plain


@given(text=ANYTHING)
def test_plain_words_have_single_spaces_and_no_capitals(text: str) -> None:
    """Whatever comes in, words come out with one space between them and no triple letters."""
    plain = normalise(text)
    assert plain == " ".join(plain.split())
    assert plain == "".join(char for char in plain if not (char.isascii() and char.isupper()))
    assert not any(letter * 3 in plain for letter in LETTERS)


HOSTILE = {
    "marks of two classes in turn": "n" + "\u0300\u0323" * 50_000,
    "kept marks of two classes in turn": "n" + "\u093c\u3099\u094d" * 33_000,
    "one letter": "y" * 100_000,
    "one endless word": "yesno" * 20_000,
    "half an answer again and again": "i dont " * 15_000,
    "only punctuation": ",." * 50_000,
    "only emoji": "😭" * 50_000,
    "letters that become many": "\ufdfa" * 20_000,
    "nothing to see": "\u200b" * 100_000,
    "stop": "stop! " * 20_000,
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hundred_kilobytes_are_read(lexicon: Lexicon, said: str) -> None:
    """Text made to keep a reader busy is read like any other."""
    assert isinstance(read(said, lexicon), Intent)
    assert len(normalise(said)) <= 20 * len(said)


class Counting(dict[tuple[str, ...], object]):
    """A table that counts how often it is asked."""

    asked = 0

    def __contains__(self, key: object) -> bool:
        """Count, then look."""
        self.asked += 1
        return super().__contains__(key)


@pytest.mark.parametrize("words", [1, 10, MOST_WORDS, 1_000, 50_000])
def test_looking_up_does_not_grow_with_the_text(lexicon: Lexicon, words: int) -> None:
    """Each word costs a fixed number of look-ups, and a long text costs none at all."""
    marks = Counting(lexicon.marks)
    said = " ".join(f"no{LETTERS[place % 26]} one" for place in range(words))[: 4 * words]
    read(said, replace(lexicon, marks=marks))  # type: ignore[arg-type]  # it holds what the lexicon held
    assert marks.asked <= 3 * (LONGEST_PHRASE + 1) * min(words, MOST_WORDS + 1)


def build(
    phrases: Mapping[str, list[str]],
    spellings: Mapping[str, list[str]] | None = None,
    slots: Mapping[str, list[str]] | None = None,
    helpers: Mapping[str, list[str]] | None = None,
) -> Lexicon:
    """Return a lexicon of a few words."""
    return Lexicon.build(phrases, spellings=spellings or {}, slots=slots or {}, helpers=helpers or {})


def test_a_lexicon_needs_no_more_than_phrases() -> None:
    """Another language may begin with a handful of words."""
    lexicon = Lexicon.build({"yes": ["oui", "d'accord"], "no": ["non"]})
    assert [read(said, lexicon) for said in ("OUI !", "d’accord", "Non.", "peut-être")] == [
        Intent.YES,
        Intent.YES,
        Intent.NO,
        Intent.UNCLEAR,
    ]


def test_slots_and_spellings_stand_for_their_words() -> None:
    """A slot may use itself and the slots above it, and everything is brought to one spelling first."""
    lexicon = build(
        {"yes": ["i have {mine}"]},
        spellings={"i have": ["ive got"]},
        slots={"kin": ["sister", "older {kin}"], "mine": ["my {kin}"]},
    )
    assert read("I've got my older sister", lexicon) is Intent.YES
    assert read("my sister", lexicon) is Intent.UNCLEAR


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"phrases": {"yeah": ["yeah"]}}, "yeah"),
        ({"phrases": {"yes": ["..."]}}, "'...'"),
        ({"phrases": {"yes": ["a b c d e f g h i j"]}}, "'a b c d e f g h i j'"),
        ({"phrases": {"yes": ["ok"], "no": ["OK!"]}}, "'OK!' is both 'yes' and 'no'"),
        ({"phrases": {"yes": ["{friend}"]}}, "{friend}"),
        ({"phrases": {}, "helpers": {"filler": ["um"]}}, "filler"),
        ({"phrases": {"yes": ["um"]}, "helpers": {"fillers": ["um"]}}, "'um' is both 'yes' and 'fillers'"),
        ({"phrases": {}, "spellings": {"you": ["u"], "uh": ["u"]}}, "'u' stands under 'uh'"),
    ],
)
def test_words_that_contradict_themselves_are_refused(wrong: dict[str, dict[str, list[str]]], named: str) -> None:
    """The error names the word or the name that is at fault."""
    with pytest.raises(LexiconError) as refused:
        build(**wrong)
    assert named in str(refused.value)
