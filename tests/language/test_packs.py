"""A pack is built whole from plain data, or refused with every problem it has."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodbot.language.pack_builder import build_pack
from moodbot.language.packs import (
    MOST_MOODS,
    REQUIRED_POOLS,
    Follow,
    MissingSlot,
    PackInvalid,
    Problem,
    ReplyPack,
    Requirements,
    UnknownPool,
    UnknownText,
    command_key,
    fill,
)

Files = dict[str, Any]

NEEDS = Requirements(
    moods=frozenset({"calm"}),
    pools={Follow.SAVOUR: {"validate": 2, "suggest": 1, "did_well": 1}, Follow.FRIEND: {"validate": 1}},
    shared_pools=frozenset({"farewell"}),
    texts={"title": frozenset(), "help_line": frozenset({"command", "about"})},
    pool_slots={"human": frozenset({"moderators"})},
    commands=frozenset({"help"}),
)


def line(name: str, text: str) -> dict[str, str]:
    return {"id": name, "text": text}


def suggestion(name: str, text: str) -> dict[str, str]:
    return {"id": name, "text": text, "technique": "savouring", "source": "Bryant & Veroff 2007, Savoring"}


def small_pack() -> Files:
    """A valid pack with two moods, as plain data."""
    return {
        "calm.yaml": {
            "mood": "calm",
            "emoji": "😌",
            "aliases": ["at ease"],
            "pleasantness": 2,
            "energy": -2,
            "follow": "savour",
            "validate": [line("still", "A still moment."), line("slow", "No hurry here.")],
            "suggest": [suggestion("look", "You could look around for a minute.")],
            "lines": {
                "did_well": [line("noticed", "You noticed it.")],
                "farewell": [line("so-long", "So long.")],
            },
        },
        "sad.yaml": {
            "mood": "sad",
            "emoji": "😢",
            "aliases": [],
            "pleasantness": -2,
            "energy": -1,
            "follow": "friend",
            "validate": [line("heavy", "That is heavy.")],
            "suggest": [suggestion("small", "One small thing is enough.")],
        },
        "flows.yaml": {
            "pools": {
                "farewell": [line("bye", "Bye for now.")],
                "human": [line("who", "You can write to {moderators}.")],
            }
        },
        "interface.yaml": {"texts": {"title": "How are you?", "help_line": "{command}: {about}"}},
        "understanding.yaml": {"intents": {"no": ["no", "nope"]}, "never_typos": ["ban"]},
    }


def problems_of(files: Files, needs: Requirements = NEEDS) -> tuple[Problem, ...]:
    """Return what is wrong with *files*; a pack without problems fails the test."""
    with pytest.raises(PackInvalid) as refused:
        build_pack("en", files, needs)
    return refused.value.problems


@pytest.fixture
def pack() -> ReplyPack:
    return build_pack("en", small_pack(), NEEDS)


def test_a_pack_lists_its_moods_from_pleasant_to_unpleasant() -> None:
    """Moods come by pleasantness, and by name where they are equally pleasant."""
    files = small_pack()
    files["angry.yaml"] = copy.deepcopy(files["sad.yaml"]) | {
        "mood": "angry",
        "validate": [line("hot", "Anger has a reason.")],
        "suggest": [suggestion("walk", "Some people walk it off.")],
    }
    assert list(build_pack("en", files, NEEDS).moods) == ["calm", "angry", "sad"]


def test_a_mood_keeps_its_values_and_the_source_of_a_suggestion(pack: ReplyPack) -> None:
    """What the file says about a mood is what the mood says about itself."""
    calm = pack.moods["calm"]
    assert (calm.emoji, calm.aliases, calm.pleasantness, calm.energy) == ("😌", ("at ease",), 2, -2)
    assert calm.follow is Follow.SAVOUR
    (look,) = pack.lines("suggest", "calm")
    assert (look.id, look.technique) == ("calm.suggest.look", "savouring")
    assert look.source == "Bryant & Veroff 2007, Savoring"


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        ("calm", "calm.farewell.so-long"),
        ("sad", "flows.farewell.bye"),
        (None, "flows.farewell.bye"),
        ("removed-since", "flows.farewell.bye"),
    ],
)
def test_a_mood_speaks_its_own_lines_before_the_shared_ones(pack: ReplyPack, mood: str | None, said: str) -> None:
    """A mood without lines of its own, even one that is gone from the pack, gets the shared ones."""
    assert [found.id for found in pack.lines("farewell", mood)] == [said]


def test_a_pool_that_nobody_wrote_has_a_named_error(pack: ReplyPack) -> None:
    """Asking for lines that exist nowhere names the pool, the mood and the language."""
    with pytest.raises(UnknownPool, match=r"'en' has no lines 'did_well' for the mood 'sad'"):
        pack.lines("did_well", "sad")


def test_a_text_is_shown_with_its_slots_filled_once(pack: ReplyPack) -> None:
    """A value that looks like a slot is shown as it is, not filled again."""
    assert pack.text("help_line", command="!sad", about="{command}") == "!sad: {command}"


def test_a_text_that_is_missing_or_lacks_a_value_has_a_named_error(pack: ReplyPack) -> None:
    """A wrong key and a slot left empty are told apart."""
    with pytest.raises(UnknownText, match="no text 'titel'"):
        pack.text("titel")
    with pytest.raises(MissingSlot, match="'about'"):
        pack.text("help_line", command="!sad")


def test_filling_reaches_no_attributes() -> None:
    """Only plain names are slots, so a text cannot look inside the values."""
    assert fill("{name.__class__} {0} {name}", {"name": "Kim"}) == "{name.__class__} {0} Kim"


def test_word_lists_are_handed_on_as_they_stand(pack: ReplyPack) -> None:
    """Lists and groups of lists keep their names; a list that is not there is empty."""
    assert pack.understanding == {"intents": {"no": ("no", "nope")}, "never_typos": ("ban",)}
    assert pack.words("never_typos") == ("ban",)
    assert pack.words("other_bots") == ()


def test_a_built_pack_cannot_be_changed(pack: ReplyPack) -> None:
    """The words of a running bot stay what they were when it started."""
    with pytest.raises(TypeError):
        pack.texts["title"] = "?"  # type: ignore[index]
    with pytest.raises(TypeError):
        pack.moods["calm"].pools["validate"] = ()  # type: ignore[index]


@pytest.mark.parametrize("word", ["burntout", "Burnt Out", "burnt-out", " burnt_out ", "BURNT OUT", "burn'tout"])
def test_ways_of_writing_one_command_agree(word: str) -> None:
    """Case, blanks, hyphens, underscores and apostrophes do not make another command."""
    assert command_key(word) == "burntout"


@given(st.text())
def test_a_command_key_is_its_own_key(word: str) -> None:
    """Comparing by key once or twice gives the same answer, and no key has a blank in it."""
    key = command_key(word)
    assert command_key(key) == key
    assert not any(char.isspace() for char in key)


Edit = Callable[[Files], object]

BROKEN: list[tuple[str, Edit, str, str, str]] = [
    ("no moods", lambda f: (f.pop("calm.yaml"), f.pop("sad.yaml")), "", "", "no mood: add at least one file"),
    (
        "required mood",
        lambda f: f.pop("calm.yaml"),
        "calm.yaml",
        "",
        "the mood is missing: add a file calm.yaml",
    ),
    ("no flows", lambda f: f.pop("flows.yaml"), "flows.yaml", "", "the file is missing"),
    ("no interface", lambda f: f.pop("interface.yaml"), "interface.yaml", "", "the file is missing"),
    (
        "no understanding",
        lambda f: f.pop("understanding.yaml"),
        "understanding.yaml",
        "",
        "the file is missing",
    ),
    ("file of nothing", lambda f: f.update({"sad.yaml": None}), "sad.yaml", "", "but is empty"),
    ("file of a list", lambda f: f.update({"sad.yaml": []}), "sad.yaml", "", "but is a list"),
    ("file name", lambda f: f.update({"Sad.yaml": f.pop("sad.yaml")}), "Sad.yaml", "", "named in a-z, 0-9"),
    ("file named as a command", lambda f: f.update({"help.yaml": f["sad.yaml"]}), "help.yaml", "", "`help`"),
    ("number as key", lambda f: f["sad.yaml"].update({7: 1}), "sad.yaml", "", "a number as a key"),
    ("energy a float", lambda f: f["sad.yaml"].update(energy=1.0), "sad.yaml", "energy", "is a number"),
    ("energy a bool", lambda f: f["sad.yaml"].update(energy=True), "sad.yaml", "energy", "is true or false"),
    ("bytes for text", lambda f: f["sad.yaml"].update(mood=b"sad"), "sad.yaml", "mood", "is something else"),
    (
        "half a character",
        lambda f: f["interface.yaml"]["texts"].update(title="\ud83d"),
        "interface.yaml",
        "texts.title",
        "cannot be shown",
    ),
    (
        "long interface text",
        lambda f: f["interface.yaml"]["texts"].update(title="a" * 1901),
        "interface.yaml",
        "texts.title",
        "1901 characters: shorten it to 1900",
    ),
    (
        "slot of another pool",
        lambda f: f["flows.yaml"]["pools"]["farewell"].append(line("ask", "Ask {moderators}.")),
        "flows.yaml",
        "pools.farewell[1].text",
        "slot {moderators} is not filled here: none can be used here",
    ),
    (
        "misspelt slot",
        lambda f: f["flows.yaml"]["pools"]["human"].append(line("ask", "Ask {moderator}.")),
        "flows.yaml",
        "pools.human[1].text",
        "did you mean `moderators`?",
    ),
    (
        "empty shared pool",
        lambda f: f["flows.yaml"]["pools"].update(farewell=[]),
        "flows.yaml",
        "pools.farewell",
        "has 0 lines, but needs 1: add 1 more",
    ),
    (
        "intents as a list",
        lambda f: f["understanding.yaml"].update(intents=["no"]),
        "understanding.yaml",
        "intents",
        "should hold `key: value` lines",
    ),
    (
        "no intents",
        lambda f: f["understanding.yaml"].pop("intents"),
        "understanding.yaml",
        "intents",
        "the key is missing",
    ),
    (
        "word list of numbers",
        lambda f: f["understanding.yaml"].update(never_typos=[1]),
        "understanding.yaml",
        "never_typos[0]",
        "should be text, but is a number",
    ),
]


@pytest.mark.parametrize(
    ("edit", "file", "where", "message"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_a_broken_pack_is_refused_with_one_problem(edit: Edit, file: str, where: str, message: str) -> None:
    """Each fault is found where it stands, and nothing else is blamed for it."""
    files = small_pack()
    edit(files)
    found = [problem for problem in problems_of(files) if problem.file == file and problem.where == where]
    assert len(found) == 1
    assert message in found[0].message


def test_all_problems_are_told_at_once() -> None:
    """Four faults in three files are one refusal, in the order of the files."""
    files = small_pack()
    files["calm.yaml"]["energy"] = 4
    files["calm.yaml"]["validate"][1]["text"] = " "
    files["interface.yaml"]["texts"]["titel"] = files["interface.yaml"]["texts"].pop("title")
    files["sad.yaml"]["emoji"] = "sad"
    assert {(problem.file, problem.where) for problem in problems_of(files)} == {
        ("calm.yaml", "energy"),
        ("calm.yaml", "validate[1].text"),
        ("interface.yaml", "texts.titel"),
        ("sad.yaml", "emoji"),
    }


def test_a_menu_of_moods_can_be_full_but_not_overfull() -> None:
    """Twenty-five moods are a pack, and one more is refused."""

    def moods(count: int) -> Files:
        files = {name: data for name, data in small_pack().items() if name not in {"calm.yaml", "sad.yaml"}}
        for number in range(count):
            name = f"mood{number}"
            said = [line("one", f"Line {number}.")]
            idea = [suggestion("one", f"Idea {number}.")]
            sad = small_pack()["sad.yaml"]
            files[f"{name}.yaml"] = sad | {"mood": name, "validate": said, "suggest": idea}
        return files

    needs = Requirements(pools={}, shared_pools=frozenset({"farewell"}), texts=NEEDS.texts, pool_slots=NEEDS.pool_slots)
    assert len(build_pack("en", moods(MOST_MOODS), needs).moods) == 25
    (problem,) = problems_of(moods(MOST_MOODS + 1), needs)
    assert problem.file == ""
    assert "26 moods are more than a menu shows (25)" in problem.message


def test_words_of_two_moods_that_are_one_command_are_refused() -> None:
    """An alias may not be another mood's name, alias or a command, however it is written."""
    files = small_pack()
    files["sad.yaml"]["aliases"] = ["CALM", "at-ease", "Help", "blue", "Blue", "-"]
    found = {problem.where: problem.message for problem in problems_of(files)}
    assert found.keys() == {"aliases[0]", "aliases[1]", "aliases[2]", "aliases[5]"}
    assert "already calls the mood `calm`" in found["aliases[0]"]
    assert "already calls the mood `calm`" in found["aliases[1]"]
    assert "already calls the command `help`" in found["aliases[2]"]


def test_a_file_that_could_not_be_read_is_not_called_missing() -> None:
    """A known fault stays the only problem of its file, and other files are still read."""
    files = small_pack()
    del files["calm.yaml"], files["flows.yaml"]
    files["sad.yaml"]["energy"] = 9
    faults = tuple(Problem(file, "", 3, 1, "no YAML") for file in ("calm.yaml", "flows.yaml"))
    with pytest.raises(PackInvalid) as refused:
        build_pack("en", files, NEEDS, faults=faults)
    assert [(problem.file, problem.where) for problem in refused.value.problems] == [
        ("calm.yaml", ""),
        ("flows.yaml", ""),
        ("sad.yaml", "energy"),
    ]


def test_a_problem_stands_at_the_nearest_place_that_is_known() -> None:
    """A missing key is shown at the line of the entry that lacks it."""
    files = small_pack()
    del files["sad.yaml"]["validate"][0]["id"]
    positions = {"sad.yaml": {(): (1, 1), ("validate",): (8, 1), ("validate", 0): (9, 5)}}
    with pytest.raises(PackInvalid) as refused:
        build_pack("en", files, NEEDS, positions=positions)
    (problem,) = refused.value.problems
    assert (problem.where, problem.line, problem.column) == ("validate[0].id", 9, 5)


@pytest.mark.parametrize("follow", list(Follow))
def test_a_mood_needs_lines_of_its_own_for_all_that_follows(follow: Follow) -> None:
    """With the real table, an empty mood is told of each pool that its kind of talk speaks from."""
    files = small_pack()
    files["sad.yaml"] |= {"follow": str(follow), "validate": [], "suggest": [], "lines": {}}
    needs = Requirements(pools=REQUIRED_POOLS, shared_pools=NEEDS.shared_pools, pool_slots=NEEDS.pool_slots)
    where = {problem.where for problem in problems_of(files, needs) if problem.file == "sad.yaml"}
    top = {"validate", "suggest"}
    assert where == top | {f"lines.{pool}" for pool in REQUIRED_POOLS[follow] if pool not in top}


_KNOWN_WORDS = sorted(
    {key for data in small_pack().values() for key in data} | {"id", "text", "technique", "title", "farewell", "calm"}
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(_KNOWN_WORDS)
_KEYS = st.sampled_from(_KNOWN_WORDS) | st.text() | st.integers() | st.none()
_PLAIN = st.recursive(
    _LEAVES | st.binary(), lambda inner: st.lists(inner) | st.dictionaries(_KEYS, inner), max_leaves=10
)


@given(
    st.dictionaries(
        st.sampled_from(sorted(small_pack())) | st.text() | st.text().map(lambda stem: f"{stem}.yaml"),
        _PLAIN,
        max_size=4,
    )
)
def test_any_data_is_a_pack_or_refused_by_name(files: Files) -> None:
    """Whatever plain data comes, nothing but PackInvalid is raised, and it says something."""
    assert problems_of(files)


@given(st.data())
def test_a_pack_with_one_value_exchanged_is_whole_or_refused(data: st.DataObject) -> None:
    """A valid pack in which any one value becomes anything else is either a whole pack or refused by name."""
    files = small_pack()
    node: Any = files
    while True:
        key = data.draw(st.sampled_from(list(node) if isinstance(node, dict) else range(len(node))))
        if not isinstance(node[key], dict | list) or not node[key] or data.draw(st.booleans()):
            break
        node = node[key]
    node[key] = data.draw(_PLAIN)
    try:
        moods = set(build_pack("en", files, NEEDS).moods)
    except PackInvalid as refused:
        moods = set() if refused.problems else {"refused without a problem"}
    assert moods in (set(), {"calm", "sad"})
