"""Trying and measuring the risk check: files in, figures and wrongly judged rows out."""

import csv

import pytest

from moodbot.content.risk_rules import load_risk_rules
from moodbot.ops.safety_files import TextsInvalid, measure, try_text

RULES = load_risk_rules()

TEXTS = """text,label,kind,from
i want to die,1,suicide,a
see you tomorrow,1,suicide,b
nice weather,0,ordinary,c
"i want to die, really",0,hyperbole,d
my friend wants to kill herself,,third_party_concern,e
what a day,,third_party_concern,f
"""


@pytest.fixture
def texts(tmp_path):
    """Return a file with one text of every outcome."""
    path = tmp_path / "texts.csv"
    path.write_text(TEXTS, "utf-8")
    return path


def test_a_reading_is_shown_with_its_rule():
    """`moodbot safety try` says tier, about whom, and which rule fired."""
    assert try_text("my dad hits me", RULES) == [
        "tier:  explicit",
        "about: abuse",
        "topic: abuse",
        "rule:  abuse.violence",
    ]
    assert try_text("nice weather", RULES) == ["tier:  none", "about: -", "topic: -", "rule:  -"]


def test_the_figures(texts):
    """Recall, precision and false alarms leave out what has no label; worry about others is counted by where it led."""
    lines = measure(texts, None, RULES)
    assert lines[0] == "6 texts, 4 of them with a label, 3 judged wrongly"
    (overall,) = [line.split() for line in lines if line.startswith("any")]
    assert overall == ["any", "0.500", "(1/2)", "0.500", "(1/2)", "500.00", "(1/2)"]
    (indirect,) = [line.split() for line in lines if line.startswith("indirect")]
    assert indirect == ["indirect", "0.000", "(0/2)", "-", "0.00", "(0/2)"]
    (row,) = [line for line in lines if line.startswith("third_party_concern")]
    assert row.split()[1:4] == ["2", "1", "0.50"]
    assert row.endswith("led to the answer for other people: 1")


def test_wrongly_judged_rows_are_kept_with_all_their_columns(texts, tmp_path):
    """Whoever mends the rules sees each row that was judged wrongly, and what was read in it."""
    out = tmp_path / "errors.csv"
    measure(texts, out, RULES)
    with out.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["from"], row["read_tier"], row["read_about"]) for row in rows] == [
        ("b", "none", ""),
        ("d", "explicit", "self"),
        ("f", "none", ""),
    ]
    assert rows[1]["read_rule"].startswith("suicide.")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_programs_files_are_read(tmp_path, separator):
    """A byte order mark, other separators, line ends of Windows and capital names make no difference."""
    path = tmp_path / "texts.csv"
    lines = [("Text", "Label", "Kind"), ("i want to die", "1", "suicide"), ("hello", "0", "ordinary")]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(separator.join(line) for line in lines).encode())
    assert measure(path, None, RULES)[0] == "2 texts, 2 of them with a label, 0 judged wrongly"


def test_kind_may_be_left_out(tmp_path):
    """Texts and labels are enough."""
    path = tmp_path / "texts.csv"
    path.write_text("text,label\ni want to die,1\n\nhello,0\n", "utf-8")
    lines = measure(path, None, RULES)
    assert any(line.startswith("(no kind)") for line in lines)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"text,kind\nhello,x\n", "no column label"),
        (b"a story\nabout nothing\n", "no column text or label"),
        (b"text,label\n", "no texts"),
        (b"text,label\nhello,maybe\n", "text 1: the label"),
        (b"text,label\n\xff\xfe\n", "UTF-8"),
        (b"PK\x03\x04\x00\x00", "no text file"),
    ],
)
def test_a_file_that_cannot_be_measured_is_explained(tmp_path, content, words):
    """The error names the file and what to change."""
    path = tmp_path / "texts.csv"
    path.write_bytes(content)
    with pytest.raises(TextsInvalid, match=words) as caught:
        measure(path, None, RULES)
    assert str(path) in str(caught.value)


def test_files_that_are_not_there_are_explained(texts, tmp_path):
    """A missing file, a folder, and a place that cannot be written are named."""
    with pytest.raises(TextsInvalid, match="cannot be read"):
        measure(tmp_path / "none.csv", None, RULES)
    with pytest.raises(TextsInvalid, match="cannot be read"):
        measure(tmp_path, None, RULES)
    with pytest.raises(TextsInvalid, match="cannot be written"):
        measure(texts, tmp_path, RULES)


def test_a_very_long_text_is_measured(tmp_path):
    """A field may be longer than the csv module allows by default."""
    path = tmp_path / "texts.csv"
    path.write_text(f"text,label\n{'word ' * 40_000} i want to die,1\n", "utf-8")
    assert measure(path, None, RULES)[0].endswith("0 judged wrongly")
