"""What an author or operator checks from the command line: packs, help lines, the risk check."""

import shutil
from pathlib import Path

import pytest

from moodbot.cli import main
from moodbot.features.care.rules.escalation import Escalation
from moodbot.ops.talk_files import TalksInvalid, read_talks
from tests.house import ROOT

TALKS = ROOT / "tests" / "data" / "talks_own.jsonl"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check runs in an empty folder, with no settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MOODBOT_PACKS", raising=False)


def test_the_shipped_packs_are_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing in them breaks a word rule."""
    assert main(["packs", "check"]) == 0
    assert capsys.readouterr().out == "The packs are in order.\n"


def test_a_pack_with_a_harmful_line_is_refused_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """File and line, the words, the reason and what to do instead; exit code 1."""
    shutil.copytree(ROOT / "responses", tmp_path / "packs")
    path = tmp_path / "packs" / "en" / "sad.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(at for at, line in enumerate(lines) if line.strip().startswith("text:"))
    lines[number] = '    text: "Cheer up, others have it worse."'
    path.write_text("\n".join(lines), encoding="utf-8")

    assert main(["packs", "check", str(tmp_path / "packs")]) == 1

    said = capsys.readouterr().out
    assert f"sad.yaml:{number + 1}:" in said
    assert "others have it worse" in said


def test_a_folder_without_packs_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 and what to add."""
    assert main(["packs", "check", str(tmp_path)]) == 1
    assert "there is no language here" in capsys.readouterr().out


def test_help_lines_that_wait_for_a_person_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its country and its official page."""
    assert main(["helplines", "check"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) > 20
    assert all("https://" in line for line in said)


def test_a_text_can_be_tried(capsys: pytest.CaptureFixture[str]) -> None:
    """Tier, whose risk, and the rule that fired."""
    assert main(["safety", "try", "i want to kill myself"]) == 0
    assert "explicit" in capsys.readouterr().out
    assert main(["safety", "try", "this homework is killing me"]) == 0
    assert "none" in capsys.readouterr().out


def test_labelled_texts_are_measured_and_the_wrong_ones_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0 whatever the figures; the errors keep all their columns."""
    (tmp_path / "texts.csv").write_text(
        "text,label,from\ni want to kill myself,0,me\nnice day,0,me\n", encoding="utf-8"
    )
    assert main(["safety", "measure", "texts.csv", "--errors", "wrong.csv"]) == 0
    assert "false alarms per 1,000" in capsys.readouterr().out
    assert (tmp_path / "wrong.csv").read_text(encoding="utf-8").startswith("text,label,from")


@pytest.mark.parametrize(("command", "file"), [("measure", "none.csv"), ("talk", "none.jsonl")])
def test_a_file_that_is_not_there_is_one_clear_line(
    command: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and no traceback."""
    assert main(["safety", command, file]) == 2
    assert capsys.readouterr().err.startswith(f"moodbot: {file}")


def test_in_our_own_talks_help_comes_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Eight in which risk grows and six in which it does not, played through the whole path of a turn."""
    assert main(["safety", "talk", str(TALKS)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 14
    assert all(line.startswith("in time") for line in said)


def test_help_that_comes_too_early_late_or_falsely_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1; turns may be objects, and only those of the user are played."""
    risk, calm = '{"role": "user", "text": "i want to kill myself"}', '"nice day"'
    (tmp_path / "talks.jsonl").write_text(
        f'{{"id": "early", "turns": [{risk}, {calm}], "must_fire_by": 1, "not_before": 1}}\n'
        f'{{"id": "late", "turns": [{calm}, {risk}], "must_fire_by": 0, "not_before": null}}\n'
        f'{{"id": "false", "turns": [{{"role": "bot", "text": "hi"}}, {risk}], "must_fire_by": null}}\n',
        encoding="utf-8",
    )
    assert main(["safety", "talk", "talks.jsonl"]) == 1
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["early", "early:", "help", "at", "turn", "0"],
        ["late", "late:", "help", "at", "turn", "1"],
        ["false", "false:", "help", "at", "turn", "0"],
    ]


@pytest.mark.parametrize(
    "line",
    ["not json", "[]", '{"id": 1}', '{"id": 1, "turns": [3]}', '{"id": 1, "turns": ["a"], "must_fire_by": -1}', ""],
)
def test_what_is_no_conversation_is_refused_by_line(tmp_path: Path, line: str) -> None:
    """With the form that is wanted."""
    path = tmp_path / "talks.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(TalksInvalid, match="conversation"):
        read_talks(path)


@pytest.mark.parametrize(
    ("by", "before", "fired", "verdict"),
    [(2, 1, 1, "in time"), (2, 1, 0, "early"), (2, 1, 3, "late"), (2, None, None, "late"), (None, None, 1, "false")],
)
def test_verdicts(by: int | None, before: int | None, fired: int | None, verdict: str) -> None:
    """Counted from 0, both ends included."""
    assert Escalation("x", (), by, before).verdict(fired) == verdict
