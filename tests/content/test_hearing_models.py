"""The kept models: trained once, found again by what they were trained on, made anew if the file is broken."""

from dataclasses import replace
from pathlib import Path

import pytest

from moodbot.content.hearing_models import ModelCache, file_name, train, unpacked
from moodbot.content.pack_files import find_responses, load_pack
from moodbot.conversation.registry import EVERYTHING
from moodbot.language.hearing.training import Example
from moodbot.language.ngrams import WordForms
from moodbot.language.packs import ReplyPack

SMALL = train(
    [Example("so sad", "sad"), Example("so happy", "happy")], [Example("my dog died", "pet_loss")], WordForms({})
)


@pytest.fixture(scope="module")
def pack() -> ReplyPack:
    """Return the English pack."""
    return load_pack(find_responses(None), "en", EVERYTHING.requirements)


def test_models_are_kept_for_the_examples_they_were_trained_on(pack: ReplyPack, tmp_path: Path) -> None:
    """The next start finds them; a pack with one example more has models of its own."""
    cache = ModelCache(tmp_path / "new folder")
    cache.save(pack, SMALL)

    kept = cache.load(pack)
    assert kept is not None
    assert kept.moods.classes == ("happy", "sad")
    sad = replace(pack.moods["sad"], examples=(*pack.moods["sad"].examples, "one more sad thing"))
    assert cache.load(replace(pack, moods={**pack.moods, "sad": sad})) is None


def test_a_broken_file_is_no_model(pack: ReplyPack, tmp_path: Path) -> None:
    """A file that was cut off is not used; the caller trains anew."""
    cache = ModelCache(tmp_path)
    cache.save(pack, SMALL)
    (tmp_path / file_name(pack)).write_bytes(SMALL[:-3])

    assert cache.load(pack) is None


def test_a_folder_that_cannot_be_written_only_costs_time(pack: ReplyPack, tmp_path: Path) -> None:
    """A file stands where the folder should be: nothing is kept, and nothing fails."""
    (tmp_path / "taken").write_text("")
    cache = ModelCache(tmp_path / "taken")
    cache.save(pack, SMALL)

    assert cache.load(pack) is None


def test_what_was_packed_is_unpacked() -> None:
    """Both models come back with their classes."""
    models = unpacked(SMALL)

    assert (models.moods.classes, models.topics.classes) == (("happy", "sad"), ("pet_loss",))
