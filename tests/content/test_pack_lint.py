"""Words that may harm are problems of a pack, each with its place; a line can be excused, with a reason."""

from pathlib import Path

import pytest

from moodbot.content.pack_check import check_packs
from moodbot.content.pack_files import load_pack
from moodbot.content.word_rules import load_word_rules
from moodbot.language.packs import Follow, PackInvalid, Problem, ReplyPack, Requirements

NEEDS = Requirements(
    pools={Follow.FRIEND: {"validate": 1, "suggest": 1}, Follow.SAVOUR: {"validate": 1, "suggest": 1}},
    shared_pools=frozenset({"farewell", "care_ack"}),
    texts={"title": frozenset()},
    pool_slots={"human": frozenset({"moderators"}), "friend_ask": frozenset()},
    files=("care.yaml",),
)
FILES = {
    "sad.yaml": """\
mood: sad
emoji: "😢"
aliases: []
pleasantness: -2
energy: -1
follow: friend
validate:
  - id: heavy
    text: "That is heavy."
suggest:
  - id: small
    text: "You could do one small thing."
    technique: behavioural activation
    source: "NICE NG222"
""",
    "flows.yaml": """\
pools:
  farewell:
    - {id: bye, text: "Bye for now."}
  friend_ask:
    - {id: who, text: "Is there someone?"}
  human:
    - {id: people, text: "You can write to {moderators}."}
""",
    "care.yaml": """\
pools:
  care_ack:
    - {id: glad, text: "I'm glad you said that."}
""",
    "interface.yaml": 'texts:\n  title: "How are you?"\n',
    "understanding.yaml": 'intents: {no: ["no"]}\n',
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a small English pack without harm."""
    folder = tmp_path / "responses" / "en"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(home: Path, name: str, old: str, new: str) -> None:
    """Replace *old* in a file of the pack."""
    text = (home / name).read_text("utf-8")
    assert old in text
    (home / name).write_text(text.replace(old, new), encoding="utf-8")


def load(home: Path) -> ReplyPack:
    """Return the pack, held to the English word rules."""
    return load_pack(home.parent, "en", NEEDS, load_word_rules("en"))


def problem_of(home: Path) -> Problem:
    """Return the one thing that is wrong with the pack."""
    with pytest.raises(PackInvalid) as refused:
        load(home)
    (problem,) = refused.value.problems
    return problem


def test_a_pack_without_harm_is_read_with_its_care_lines(home: Path) -> None:
    """Shared lines may stand in flows.yaml or in care.yaml; both are there for every mood."""
    pack = load(home)
    assert [line.id for line in pack.lines("care_ack", "sad")] == ["care.care_ack.glad"]
    assert [line.id for line in pack.lines("farewell", "sad")] == ["flows.farewell.bye"]


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "words", "rule"),
    [
        ("sad.yaml", "That is heavy.", "It gets better.", (9, 5, "validate[0].text"), "It gets better", 5),
        ("sad.yaml", "You could", "You must", (12, 5, "suggest[0].text"), "You must", 14),
        (
            "flows.yaml",
            "Bye for now.",
            "This chat is over.",
            (3, 17, "pools.farewell[0].text"),
            "This chat is over",
            10,
        ),
        ("care.yaml", "I'm glad", "I won't tell anyone", (3, 18, "pools.care_ack[0].text"), "I won't tell anyone", 3),
        ("interface.yaml", "How are you?", "Call 112.", (2, 3, "texts.title"), "112", 11),
    ],
)
def test_words_that_may_harm_are_told_with_their_place(  # noqa: PLR0917 - a row of a table
    home: Path, name: str, old: str, new: str, place: tuple[int, int, str], words: str, rule: int
) -> None:
    """File, line and column, the words, the rule and what to write instead, wherever a person would read them."""
    change(home, name, old, new)
    problem = problem_of(home)
    assert problem.file.endswith(name)
    assert (problem.line, problem.column, problem.where) == place
    assert problem.message.startswith(f"`{words}` breaks word rule {rule}: ")


def test_without_rules_a_pack_is_read_as_it_stands(home: Path) -> None:
    """Checking words is a choice of whoever loads the pack."""
    change(home, "sad.yaml", "That is heavy.", "It gets better.")
    assert load_pack(home.parent, "en", NEEDS).moods["sad"].pools["validate"][0].text == "It gets better."


EXCUSED = '"It gets better."\n    lint: [{rule: 5, reason: "it is quoted to be doubted"}]'


def test_a_line_is_excused_with_a_reason(home: Path) -> None:
    """The line stays, and the pack is valid."""
    change(home, "sad.yaml", '"That is heavy."', EXCUSED)
    assert load(home).moods["sad"].pools["validate"][0].text == "It gets better."


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("rule: 5,", "rule: 7,", "validate[0].text", "breaks word rule 5"),
        (', reason: "it is quoted to be doubted"', "", "validate[0].lint[0].reason", "add `reason:` here"),
        ('"it is quoted to be doubted"', '" "', "validate[0].lint[0].reason", "the text is empty"),
        ("It gets better.", "That is heavy.", "validate[0].lint[0]", "does not break word rule 5"),
        ("rule: 5", "rule: 15", "validate[0].lint[0].rule", "from 1 to 14"),
        ("[{rule: 5,", "[{rule: 5, reason: a}, {rule: 5,", "validate[0].lint[1]", "already excused"),
        ("lint: [", "lint: 5 #", "validate[0].lint", "should be a list"),
    ],
)
def test_an_excuse_that_excuses_nothing_is_a_mistake(home: Path, old: str, new: str, where: str, message: str) -> None:
    """It needs a reason, and a rule that the line really breaks."""
    change(home, "sad.yaml", '"That is heavy."', EXCUSED)
    change(home, "sad.yaml", old, new)
    with pytest.raises(PackInvalid) as refused:
        load(home)
    assert any(problem.where == where and message in problem.message for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("sad.yaml", "follow: friend", "follow: savour", "a hard mood must offer a person"),
        ("flows.yaml", "Is there someone?", "Think of someone.", "must ask"),
        ("flows.yaml", "write to {moderators}", "write to somebody", "use the slot {moderators}"),
        ("sad.yaml", "That is heavy.", "You should rest.", "a line that accepts must not advise yet"),
    ],
)
def test_a_talk_keeps_its_shape(home: Path, name: str, old: str, new: str, message: str) -> None:
    """A hard mood asks for a person and names people; accepting comes before advice."""
    change(home, name, old, new)
    assert message in problem_of(home).message


def test_a_pool_stands_in_one_file_only(home: Path) -> None:
    """Two files with the same pool would hide each other's lines."""
    change(home, "care.yaml", "care_ack", "farewell")
    with pytest.raises(PackInvalid) as refused:
        load(home)
    assert any("this stands in the file of a topic, too" in problem.message for problem in refused.value.problems)


def test_care_lines_that_cannot_be_read_are_not_called_missing(home: Path) -> None:
    """One broken file is one problem, not one for every line it would have held."""
    (home / "care.yaml").write_text("pools: [", encoding="utf-8")
    assert problem_of(home).file.endswith("care.yaml")


def test_checking_a_folder_lists_every_line_of_every_language(home: Path) -> None:
    """Each problem is one line with its place; a language without rules is one, too, and so are missing help lines."""
    change(home, "sad.yaml", "That is heavy.", "It gets better.")
    (home.parent / "tlh").mkdir()
    told = "\n".join(check_packs(home.parent, NEEDS))
    assert "sad.yaml:9:5: validate[0].text: `It gets better` breaks word rule 5" in told
    assert "there are no word rules for `tlh` yet" in told
    assert "helplines.yaml: the file cannot be read" in told


def test_checking_a_folder_without_languages_says_so(tmp_path: Path) -> None:
    """An empty or missing folder is not a clean one."""
    assert "there is no language here" in check_packs(tmp_path / "nowhere", NEEDS)[0]
