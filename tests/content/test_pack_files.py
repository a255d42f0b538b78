"""A pack in a folder is read strictly, and each fault is shown with its file, line and remedy."""

import os
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from moodbot.content.pack_files import describe, find_responses, load_pack
from moodbot.content.yaml_strict import SIZE_LIMIT, YamlFault, parse_yaml, read_yaml
from moodbot.language.packs import Follow, PackInvalid, Problem, Requirements

FILES = {
    "calm.yaml": """\
# Slow and plain.
mood: calm
emoji: "😌"
aliases: ["at ease", "peaceful"]
pleasantness: 2
energy: -2
follow: savour
validate:
  - id: still
    text: "A still moment."
  - id: slow
    text: "No hurry here."
suggest:
  - id: look
    text: "You could look around for a minute."
    technique: savouring
    source: "Bryant & Veroff 2007, Savoring"
lines:
  did_well:
    - id: noticed
      text: "You noticed it."
""",
    "sad.yaml": """\
mood: sad
emoji: "😢"
aliases: ["down"]
pleasantness: -2
energy: -1
follow: friend
validate:
  - id: heavy
    text: "That is heavy."
  - id: slow-day
    text: "A slow, grey day."
suggest:
  - id: small
    text: "One small thing is enough."
    technique: behavioural activation
    source: "NICE NG222"
lines:
  openers:
    - id: hey
      text: "hey, got ten minutes?"
""",
    "flows.yaml": """\
pools:
  farewell:
    - id: bye
      text: "Bye for now."
""",
    "interface.yaml": """\
texts:
  title: "How are you?"
  help_line: "{command}: {about}"
""",
    "understanding.yaml": """\
intents:
  yes: ["yes", yep, on]
  no: ["no", nope, off]
asked:
  yes: ["yes"]
  deletes: [delete it]
never_typos: [ban]
""",
}

NEEDS = Requirements(
    moods=frozenset({"calm", "sad"}),
    pools={
        Follow.SAVOUR: {"validate": 2, "suggest": 1, "did_well": 1},
        Follow.FRIEND: {"validate": 2, "suggest": 1, "openers": 1},
    },
    shared_pools=frozenset({"farewell"}),
    texts={"title": frozenset(), "help_line": frozenset({"command", "about"})},
    commands=frozenset({"help", "stop"}),
    word_groups={"asked": frozenset({"yes", "deletes"})},
)

Parser = type[yaml.SafeLoader | yaml.CSafeLoader]
PARSERS: list[Parser] = [yaml.CSafeLoader, yaml.SafeLoader]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a small valid English pack."""
    folder = tmp_path / "responses" / "en"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def problems_in(home: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the pack in *home*; a valid pack fails the test."""
    with pytest.raises(PackInvalid) as refused:
        load_pack(home.parent, "en", NEEDS)
    return refused.value.problems


def test_a_valid_pack_is_read_whole(home: Path) -> None:
    """Five small files become the words of a language."""
    pack = load_pack(home.parent, "en", NEEDS)
    assert list(pack.moods) == ["calm", "sad"]
    assert [line.id for line in pack.lines("openers", "sad")] == ["sad.openers.hey"]
    assert pack.text("help_line", command="!sad", about="...") == "!sad: ..."


def test_yes_no_on_and_off_are_words(home: Path) -> None:
    """The lists of words people say survive YAML, which once read them as true and false."""
    pack = load_pack(home.parent, "en", NEEDS)
    assert pack.understanding["intents"] == {"yes": ("yes", "yep", "on"), "no": ("no", "nope", "off")}


LONG = "a" * 301

# fmt: off
BROKEN = [
    # (file, what to replace, with what, where the problem is, part of its message)
    ("sad", "energy:", "enrgy:", "5:1 enrgy", "did you mean `energy`?"),
    ("sad", "energy:", "xyz: 1\nenergy:", "5:1 xyz", "not a known key here: use one of aliases"),
    ("sad", "  openers:", "  opener:", "18:3 lines.opener", "did you mean `openers`?"),
    ("calm", 'text: "No', 'tekst: "No', "12:5 validate[1].tekst", "did you mean `text`?"),
    ("calm", 'emoji: "😌"\n', "", "2:1 emoji", "add `emoji:` here"),
    ("sad", "lines:\n  openers:\n    - id: hey\n      text", "# text", "1:1 lines", "`lines:`"),
    ("sad", "  openers:\n    - id: hey\n      text", "  {} # text", "17:1 lines.openers", "add"),
    ("calm", "- id: slow\n    text", "- text", "11:5 validate[1].id", "add `id:` here"),
    ("calm", 'look\n    text: "You could look around for a minute."', "look",
     "14:5 suggest[0].text", "add"),
    ("sad", "    technique: behavioural activation\n", "", "13:5 suggest[0].technique", "add"),
    ("sad", '    source: "NICE NG222"\n', "", "13:5 suggest[0].source", "add `source:`"),
    ("sad", '"NICE NG222"', '""', "16:5 suggest[0].source", "the text is empty"),
    ("sad", '"That is heavy."', "7", "9:5 validate[0].text", "is a number: write the text in"),
    ("sad", '"That is heavy."', "", "9:5 validate[0].text", "should be text, but is empty"),
    ("sad", '"That is heavy."', '" "', "9:5 validate[0].text", "the text is empty"),
    ("sad", '"That is heavy."', LONG, "9:5 validate[0].text", "301 characters: shorten it to 300"),
    ("sad", "id: heavy", "id: 12", "8:5 validate[0].id", "should be text"),
    ("sad", "id: heavy", "id: Heavy_1", "8:5 validate[0].id", "not in kebab-case"),
    ("calm", "id: slow", "id: still", "11:5 validate[1].id", "already the id of validate[0]"),
    ("sad", "  openers:\n    - id: hey\n      text", "  openers", "18:3 lines.openers", "a list"),
    ("sad", "- id: slow-day\n    text", "- x #", "10:5 validate[1]", "`key: value` lines, but is text"),
    ("sad", '  - id: slow-day\n    text: "A slow, grey day."\n', "", "7:1 validate", "add 1 more"),
    ("sad", "That is heavy.", "no  hurry HERE.",
     "9:5 validate[0].text", "validate[1].text of calm.yaml"),
    ("sad", '"down"', '"down", "At-Ease"', "3:19 aliases[1]", "already calls the mood `calm`"),
    ("calm", '"peaceful"', '"Sad"', "4:22 aliases[1]", "already calls the mood `sad`"),
    ("calm", '"peaceful"', '"s-t-o-p"', "4:22 aliases[1]", "already calls the command `stop`"),
    ("calm", '"peaceful"', '"--"', "4:22 aliases[1]", "no letter to recognise it"),
    ("sad", '["down"]', "down", "3:1 aliases", "should be a list, but is text"),
    ("sad", "pleasantness: -2", "pleasantness: -4", "4:1 pleasantness", "from -3 to 3"),
    ("sad", "energy: -1", "energy: low", "5:1 energy", "should be a whole number, but is text"),
    ("sad", '"down"', "7", "3:11 aliases[0]", "should be text"),
    ("sad", '"😢"', '""', "2:1 emoji", "the text is empty"),
    ("sad", '"😢"', '"😢😢😢😢😢😢😢😢😢"', "2:1 emoji", "9 characters: write a single emoji"),
    ("sad", '"😢"', "sad", "2:1 emoji", "`sad` is not an emoji"),
    ("sad", "follow: friend", "follow: freind", "6:1 follow", "did you mean `friend`?"),
    ("sad", "mood: sad", "mood: blue", "1:1 mood", "write `mood: sad`, or rename"),
    ("sad", "is heavy", "is {heavy}", "9:5 validate[0].text", "slot {heavy} is not filled here"),
    ("sad", "is heavy", "is {heavy", "9:5 validate[0].text", "brace that belongs to no slot"),
    ("sad", "is heavy", "is heavy @everyone", "9:5 validate[0].text", "says @everyone"),
    ("sad", '"down"', '"@here"', "3:11 aliases[0]", "says @here"),
    ("flows", "farewell", "farewel", "2:3 pools.farewel", "did you mean `farewell`?"),
    ("interface", '  title: "How are you?"\n', "", "1:1 texts.title", "add `title:` here"),
    ("interface", "  title", "  x: y\n  title", "2:3 texts.x", "not a known key"),
    ("interface", "{about}", "{abuot}", "3:3 texts.help_line", "did you mean `about`?"),
    ("interface", "{about}", "{about", "3:3 texts.help_line", "brace that belongs to no slot"),
    ("understanding", "intents:", "intent:", "1:1 intents", "add `intents:` here"),
    ("understanding", "asked:", "askd:", "1:1 asked", "add `asked:` here"),
    ("understanding", "  deletes: [delete it]\n", "", "4:1 asked.deletes", "add `deletes:` here"),
    ("understanding", "nope", "10", "3:14 intents.no[1]", "should be text, but is a number"),
    ("sad", "  - id: heavy", "\t- id: heavy", "8:1", "indent with spaces, not with tabs"),
    ("sad", '"That is heavy."', "so: that", "9:13", "check quotes, colons"),
    ("flows", 'now."', "now.", "5:1", "this is no YAML"),
    ("sad", "energy: -1", "energy: -1\nmood: sad", "6:1", "`mood` stands already on line 1"),
    ("sad", "mood: sad", "mood: &m sad", "1:7", "remove &m"),
    ("sad", "mood: sad", "mood: *m", "1:7", "no references such as *m"),
    ("sad", "mood: sad", "mood: !!str sad", "1:7", "no tags"),
    ("sad", '["down"]', '!!python/object/apply:os.system ["id"]', "3:10", "no tags"),
    ("sad", "energy:", "---\nenergy:", "5:1", "remove the `---`"),
    ("sad", "mood: sad", "%YAML 1.1\n---\nmood: sad", "1:1", "no % lines"),
    ("understanding", "  yes:", "  true:", "2:3", "a key must be text"),
    ("understanding", "  yes:", "  [yes]:", "2:3", "a key must be text"),
    ("sad", "energy:", "<<: {energy: 1}\nenergy:", "5:1 <<", "not a known key"),
]
# fmt: on


@pytest.mark.parametrize(("file", "old", "new", "place", "message"), BROKEN)
def test_a_fault_is_shown_where_it_stands(
    home: Path, *, file: str, old: str, new: str, place: str, message: str
) -> None:
    """A single fault gives a single problem, with its file, line, column and what to do."""
    path = home / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (problem,) = problems_in(home)
    assert problem.file == str(path)
    assert f"{problem.line}:{problem.column} {problem.where}".strip() == place
    assert message in problem.message


def test_faults_of_all_files_come_together(home: Path) -> None:
    """A file that is no YAML hides nothing in the other files, and is not called missing."""
    (home / "calm.yaml").write_text("mood: [calm]]", encoding="utf-8")
    (home / "interface.yaml").unlink()
    (home / "sad.yaml").write_text(FILES["sad.yaml"].replace("energy: -1", "energy: 5"), encoding="utf-8")
    found = problems_in(home)
    assert [Path(problem.file).name for problem in found] == ["calm.yaml", "interface.yaml", "sad.yaml"]
    assert [problem.line for problem in found] == [1, None, 5]
    assert "the file is missing: add interface.yaml with `texts:`" in found[1].message


def test_problems_are_described_a_line_each(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A description begins with a path an editor can open, seen from the working folder."""
    monkeypatch.chdir(home.parent.parent)
    (home / "sad.yaml").write_text(FILES["sad.yaml"].replace("heavy", "Hea\\nvy"), encoding="utf-8")
    (home / "flows.yaml").unlink()
    first, second = describe(problems_in(home)).splitlines()
    assert first == f"{Path('responses/en/flows.yaml')}: the file is missing: add flows.yaml with `pools:`"
    assert second.startswith(f"{Path('responses/en/sad.yaml')}:8:5: validate[0].id: `Hea\\nvy` is not in kebab-case")


def test_other_files_in_the_folder_are_passed_over(home: Path) -> None:
    """Notes, hidden files and an editor's copies are no moods."""
    for name in ("README.md", ".hidden.yaml", "sad.yaml~", "sad.yaml.orig"):
        (home / name).write_text("[", encoding="utf-8")
    (home / "old").mkdir()
    assert list(load_pack(home.parent, "en", NEEDS).moods) == ["calm", "sad"]


@pytest.mark.parametrize("name", ["angry.yml", "angry.YAML"])
def test_a_file_with_another_ending_is_not_silently_left_out(home: Path, name: str) -> None:
    """Somebody who saves angry.yml is told why the mood does not appear."""
    (home / name).write_text("mood: angry", encoding="utf-8")
    (problem,) = problems_in(home)
    assert problem.file == str(home / name)
    assert "rename the file to angry.yaml" in problem.message


def test_a_missing_language_says_which_there_are(home: Path) -> None:
    """A wrong language, or a setting one folder too deep, is answered with what to set."""
    with pytest.raises(PackInvalid) as refused:
        load_pack(home.parent, "de", NEEDS)
    (problem,) = refused.value.problems
    assert problem.file == str(home.parent / "de")
    assert "those that are there (en)" in problem.message
    assert "set MOODBOT_PACKS to the folder that holds `de`" in problem.message
    with pytest.raises(PackInvalid, match="make it, or set MOODBOT_PACKS"):
        load_pack(home, "en", NEEDS)


@pytest.mark.parametrize("language", ["..", "", "en/../en", "e", "/etc"])
def test_a_language_is_a_name_and_no_path(home: Path, language: str) -> None:
    """A language cannot lead out of the folder of the packs."""
    with pytest.raises(PackInvalid, match="is no language"):
        load_pack(home.parent, language, NEEDS)


def test_a_folder_in_place_of_a_file_is_a_problem(home: Path) -> None:
    """A directory named as a mood is told of, not read."""
    (home / "angry.yaml").mkdir()
    (problem,) = problems_in(home)
    assert "this is a folder or device" in problem.message


def test_a_loop_of_links_is_a_problem(home: Path) -> None:
    """A link to itself is told of instead of followed for ever."""
    (home / "sad.yaml").unlink()
    (home / "sad.yaml").symlink_to(home / "sad.yaml")
    (problem,) = problems_in(home)
    assert problem.file == str(home / "sad.yaml")
    assert "the file cannot be read" in problem.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_hold_the_bot_up(home: Path) -> None:
    """A named pipe that nobody writes to is refused at once."""
    os.mkfifo(home / "angry.yaml")
    (problem,) = problems_in(home)
    assert "this is a folder or device" in problem.message


def test_a_link_to_a_file_elsewhere_is_read(home: Path, tmp_path: Path) -> None:
    """Containers lay files out as links, and those are as good as files."""
    shutil.move(home / "sad.yaml", tmp_path / "kept.yaml")
    (home / "sad.yaml").symlink_to(tmp_path / "kept.yaml")
    assert "sad" in load_pack(home.parent, "en", NEEDS).moods


def test_the_words_are_found_where_they_are(tmp_path: Path) -> None:
    """A given folder comes first, then the one inside the package, then the one beside it."""
    package = tmp_path / "moodbot"
    package.mkdir()
    assert find_responses(tmp_path / "mine", package) == tmp_path / "mine"
    assert find_responses(None, package) == tmp_path / "responses"
    (package / "responses").mkdir()
    assert find_responses(None, package) == package / "responses"


def test_a_folder_in_the_home_folder_may_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tilde from an .env file, which no shell has replaced, is understood."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_responses(Path("~/words")) == tmp_path / "words"


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        (b"[" * 200_000, (1, 21), "more than 20 lists or mappings deep"),
        (b"{a: " * 50_000, (1, 81), "more than 20 lists or mappings deep"),
        (b"- " * 100_000, (1, 41), "more than 20 lists or mappings deep"),
        (b"[" * 100_000 + b"]" * 100_000, (1, 21), "more than 20 lists or mappings deep"),
        (b"? " * 100_000, (1, 3), "a key must be text"),
        (b'a: &a ["x"]\nb: &b [*a, *a]\nc: [*b, *b]', (1, 4), "no anchors: remove &a"),
        (b"a: " + b"x" * SIZE_LIMIT, None, "larger than 256 KiB"),
        (b"", None, "the file is empty"),
        (b"\xef\xbb\xbf", None, "the file is empty"),
        (b"# only a remark\n", None, "the file is empty"),
        (b"mood: sad\nemoji: \xe9t\xe9", (2, 8), "not in UTF-8 from here on"),
        ("mood: sad".encode("utf-16"), (1, 1), "not in UTF-8 from here on"),
        (b"\x7fELF\x02\x01", (1, 1), "U+007F cannot stand in a text file"),
        (b"a: 1\nb: x\x00y", (2, 5), "U+0000 cannot stand in a text file"),
        (b"a: 1\n\tb: 2", (2, 1), "indent with spaces, not with tabs"),
        (b"a: 1\n--- \nb: 2", (2, 1), "a second document begins here"),
        (b"a: 1\na: 2", (2, 1), "`a` stands already on line 1"),
        (b'{"a": 1, a: 2}', (1, 10), "`a` stands already on line 1"),
        (b"a: !!binary aGk=", (1, 4), "no tags"),
        (b"a: ! x", (1, 4), "no tags"),
        (b"%TAG ! tag:x,2000:\n--- a", (1, 1), "no % lines"),
        (b"? [a]\n: b", (1, 3), "a key must be text"),
        (b"~: b", (1, 1), "a key must be text"),
        (b"a: b\n*c : d", (2, 1), "no references such as *c"),
    ],
)  # fmt: skip
def test_hostile_yaml_is_refused(raw: bytes, place: tuple[int, int] | None, message: str, parser: Parser) -> None:
    """What could crash, stall or deceive a reader becomes one fault with a place, with either parser."""
    with pytest.raises(YamlFault) as refused:
        parse_yaml(raw, "x.yaml", parser)
    fault = refused.value
    assert (fault.line, fault.column) == (place or (None, None))
    assert message in fault.message


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("raw"), [b'a: "\\UFFFFFFFF"', b"%YAML " + b"9" * 5_000 + b".1\n--- a"])
def test_numbers_out_of_range_are_faults_too(raw: bytes, parser: Parser) -> None:
    """Escapes and directives with absurd numbers do not get through as errors of Python."""
    with pytest.raises(YamlFault, match=r"out of range|escape code|version number"):
        parse_yaml(raw, "x.yaml", parser)


WORDS = "no No on off y yes 12:30 010 0x1F 0o17 1_000 2026-01-31 = << .inf .NaN nUll + . 1e e5 ١ '7' \"true\" '~'"


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("text", [*WORDS.split(), "9" * 101])
def test_what_looks_like_text_stays_text(text: str, parser: Parser) -> None:
    """Words that YAML 1.1 read as truth, times, dates or octal numbers are words, and so is all in quotes."""
    assert parse_yaml(f"a: {text}".encode(), "x.yaml", parser).data == {"a": text.strip("'\"")}


VALUES: dict[str, object] = {"0": 0, "-2": -2, "+3": 3, "1.5": 1.5, "1.": 1.0, ".5": 0.5, "-1e3": -1000.0}
VALUES |= {"true": True, "FALSE": False, "null": None, "~": None, "": None}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_numbers_truth_and_nothing_are_read(text: str, value: object, parser: Parser) -> None:
    """The core schema of YAML 1.2 decides what is not text."""
    found = parse_yaml(f"a: {text}".encode(), "x.yaml", parser).data
    assert repr(found) == repr({"a": value})


def test_places_are_those_of_keys_and_entries() -> None:
    """Lines and columns count from 1; a byte order mark and Windows line ends do not shift them."""
    document = parse_yaml(b'\xef\xbb\xbfa: 1\r\nb:\r\n  - "x"\r\n  - c: y\r\n', "x.yaml")
    assert document.data == {"a": 1, "b": ["x", {"c": "y"}]}
    assert document.positions == {
        (): (1, 1),
        ("a",): (1, 1),
        ("b",): (2, 1),
        ("b", 0): (3, 5),
        ("b", 1): (4, 5),
        ("b", 1, "c"): (4, 5),
    }


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """Reading one file alone has the same kind of error for a missing file as for a wrong one."""
    with pytest.raises(YamlFault, match="cannot be read"):
        read_yaml(tmp_path / "none.yaml")


@given(st.binary() | st.text(alphabet=" \t\n-:?[]{}&*!|>'\"%#,ab1~.\\").map(str.encode))
def test_both_parsers_read_any_bytes_or_raise_a_fault(raw: bytes) -> None:
    """No bytes raise anything but YamlFault, whichever parser PyYAML was built with."""
    for parser in PARSERS:
        try:
            kinds = type(parse_yaml(raw, "x.yaml", parser).data)
        except YamlFault:
            kinds = str
        assert kinds in (dict, list, str, int, float, bool, type(None))
