"""What an author may get wrong in a topic, in acts.yaml and in hearing.yaml: each has its file, place and remedy."""

import shutil
from pathlib import Path

import pytest

from moodbot.content.pack_files import load_pack
from moodbot.conversation.registry import EVERYTHING
from moodbot.language.packs import PackInvalid
from tests.house import ROOT


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Return a copy of the shipped packs to break."""
    return Path(shutil.copytree(ROOT / "responses", tmp_path / "packs"))


def broken(packs: Path, file: str, old: str, new: str) -> str:
    """Replace *old* by *new* in *file* of the English pack, and return the problems that this makes, as text."""
    path = packs / "en" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackInvalid) as raised:
        load_pack(packs, "en", EVERYTHING.requirements)
    return "\n".join(
        f"{each.file.rpartition('packs/')[2]}:{each.line} {each.message}" for each in raised.value.problems
    )


def test_the_shipped_topics_are_complete(packs: Path) -> None:
    """Every topic has a side, moods, examples, and lines for both kinds of answer."""
    pack = load_pack(packs, "en", EVERYTHING.requirements)

    assert len(pack.topics) >= 57
    assert {mood for topic in pack.topics.values() for mood in topic.moods} <= pack.moods.keys()
    assert all(mood.examples for mood in pack.moods.values())


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("topics/pet_loss.yaml", "topic: pet_loss", "topic: pets", "the file is named pet_loss.yaml"),
        ("topics/pet_loss.yaml", "side: hard", "side: bad", "`bad` is not known here: use one of hard, pleasant"),
        ("topics/pet_loss.yaml", "moods: [sad]", "moods: [sadd]", "did you mean `sad`?"),
        ("topics/pet_loss.yaml", "phrases:", 'phrases:\n  - "my <pets> died"', "there is no list `pets`"),
        ("topics/pet_loss.yaml", "heard:", "heard:\n  - {id: new, text: Who was it?}", "asks nothing"),
        ("topics/pet_loss.yaml", "ask:", "ask:\n  - {id: new, text: Tell me more.}", "end it with a question"),
        ("topics/pet_loss.yaml", "heard:", "heard:\n  - {id: new, text: 'Poor {animal}.'}", "is not filled here"),
        ("topics/pet_loss.yaml", "examples:", "examples:\n  - my dad passed away", "stands in"),
        ("acts.yaml", "  greeting:", "  greetings:", "`greetings` is no act: did you mean `greeting`?"),
        ("hearing.yaml", "rank: 2", "rank: 99", "the number is out of range"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_a_remedy(packs: Path, file: str, old: str, new: str, said: str) -> None:
    """An author finds the line and what to write instead."""
    problems = broken(packs, file, old, new)

    assert said in problems
    assert f"en/{file}:" in problems


def test_a_thin_topic_is_named(packs: Path) -> None:
    """A topic with a handful of examples is read wrongly too often."""
    path = packs / "en" / "topics" / "pet_loss.yaml"
    text = path.read_text(encoding="utf-8")
    begin, end = text.index("examples:"), text.index("heard:")
    few = "examples:\n  - my goldfish is no more\n"

    assert "needs 15: add 14 more" in broken(packs, "topics/pet_loss.yaml", text[begin:end], few)


def test_a_language_without_these_files_is_a_whole_pack(packs: Path) -> None:
    """It hears moods that are named, as before; half of the files is a mistake."""
    (packs / "en" / "hearing.yaml").unlink()
    (packs / "en" / "acts.yaml").unlink()
    assert load_pack(packs, "en", EVERYTHING.requirements).hearing is None

    shutil.copy(ROOT / "responses" / "en" / "acts.yaml", packs / "en" / "acts.yaml")
    with pytest.raises(PackInvalid, match=r"hearing\.yaml"):
        load_pack(packs, "en", EVERYTHING.requirements)
