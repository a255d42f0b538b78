"""`moodbot hearing`: what is heard in a text, and how often it is right."""

import json
from pathlib import Path

import pytest

from moodbot.cli import main
from tests.house import ROOT

FIRST = ROOT / "tests" / "data" / "hearing_first.csv"
"""460 texts, written before the first run by somebody who had seen nothing of the project.

Some of what was read wrongly in them was looked at since, so they hold what works; they do not measure it."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which all tests of this file find the trained models."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    """Every command runs in an empty folder, with no settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MOODBOT_PACKS", raising=False)
    monkeypatch.setenv("MOODBOT_CACHE", str(cache))


def heard(capsys: pytest.CaptureFixture[str], text: str) -> dict[str, object]:
    """Return what `moodbot hearing try --format json` prints for *text*."""
    assert main(["hearing", "try", text, "--format", "json"]) == 0
    shown: dict[str, object] = json.loads(capsys.readouterr().out)
    return shown


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("im so anxious about my exam tomorrow", "exam_ahead"),
        ("we had to put the cat to sleep today", "pet_loss"),
        ("my gran died on sunday", "bereavement"),
        ("i got fired", "lost_job"),
        ("i hate myself", "self_worth"),
        ("my chest is tight and i cant breathe properly", "panic_symptoms"),
        ("scan came back clear!!", "relief"),
    ],
)
def test_what_people_tell_about_is_heard(capsys: pytest.CaptureFixture[str], text: str, topic: str) -> None:
    """A phrase and the examples agree on the topic."""
    assert heard(capsys, text)["topic"] == topic


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("should i text her?", "decision"),
        ("are you a real person", "bot_question"),
        ("how do i tell my parents", "advice"),
        ("you wouldn't get it", "complaint"),
        ("nothing helps", "wont_help"),
        ("already did that", "did_already"),
        ("maybe a walk", "own_step"),
        ("i want to quit", "quit"),
        ("good morning", "greeting"),
        ("my boss shouted at me today", None),
    ],
)
def test_what_a_text_does_is_read(capsys: pytest.CaptureFixture[str], text: str, act: str | None) -> None:
    """Questions, complaints and the like are told apart from what tells something."""
    assert heard(capsys, text)["act"] == act


def test_every_witness_is_shown_to_an_author(capsys: pytest.CaptureFixture[str]) -> None:
    """An author sees why a text was read as it was."""
    assert main(["hearing", "try", "im so anxious about my exam tomorrow"]) == 0

    said = capsys.readouterr().out
    assert "moods named:    anxious" in said
    assert "slots:          exam=exam, when=tomorrow" in said
    assert "decision:       answer anxious" in said


def test_labelled_texts_are_measured_and_the_wrong_ones_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What works on the first set of texts stays so."""
    assert main(["hearing", "measure", str(FIRST), "--errors", "wrong.csv", "--format", "json"]) == 0

    figures = json.loads(capsys.readouterr().out)
    assert figures["mood"]["nothing"] <= 0.05
    assert figures["mood"]["top3"] >= 0.7
    assert figures["topic"]["precision"] >= 0.7
    assert figures["topic"]["recall"] >= 0.3
    assert figures["act"]["right"] >= 0.85
    header = (tmp_path / "wrong.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "text,mood,topic,act,read_decision,read_moods,read_topic,read_act"


def test_a_file_without_right_answers_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It says which columns are needed."""
    (tmp_path / "texts.csv").write_text("text,label\nhello there,1\n", encoding="utf-8")

    assert main(["hearing", "measure", "texts.csv"]) == 2
    assert "there is no column mood, topic or act" in capsys.readouterr().err
