"""The models of a pack: trained from its examples, kept in a cache folder under the hash of those examples."""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

from moodbot.language.hearing.examples import mood_examples, topic_examples
from moodbot.language.hearing.hearing import Models
from moodbot.language.hearing.model import ExampleModel, ModelBroken
from moodbot.language.hearing.training import Example, Training
from moodbot.language.ngrams import WordForms
from moodbot.language.packs import ReplyPack

log = logging.getLogger(__name__)

VERSION = 1
"""Raise it when features or training change: models of another version are trained anew."""


class ModelCache:
    """Models in *folder*, one file for each set of examples; without a folder, or if it fails, nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder.expanduser() if folder is not None else None

    def load(self, pack: ReplyPack) -> Models | None:
        """Return the kept models of *pack*, None if there are none, or none that can be read."""
        if self._folder is None:
            return None
        try:
            return unpacked((self._folder / file_name(pack)).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ModelBroken) as fault:
            log.warning("the kept model of what is said cannot be read and is made anew: %s", fault)
            return None

    def save(self, pack: ReplyPack, raw: bytes) -> None:
        """Keep the models *raw* of *pack*, and remove the file of an older pack of this language."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as written:
                written.write(raw)
            os.replace(written.name, self._folder / file_name(pack))
        except OSError as fault:
            log.warning("the model of what is said cannot be kept, so each start makes it anew: %s", fault)


def file_name(pack: ReplyPack) -> str:
    """Return the name of the models' file: another one whenever an example or a word form changes."""
    assert pack.hearing is not None
    forms = pack.hearing.forms
    plain = (
        VERSION,
        [astuple(example) for example in (*mood_examples(pack), *topic_examples(pack))],
        [
            sorted(forms.written_out.items()),
            *(sorted(each) for each in (forms.negations, forms.clause_ends, forms.common)),
        ],
        forms.not_negating,
        forms.reach,
    )
    digest = hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()
    return f"hearing-{pack.language}-{digest[:24]}.bin"


def train(moods: Sequence[Example], topics: Sequence[Example], forms: WordForms) -> bytes:
    """Return the packed models of these examples. Takes seconds of processor time: never call it on the event loop."""
    models = [Training(examples, forms).model() for examples in (moods, topics)]
    head = json.dumps([[model.classes, len(model.hashes)] for model in models]).encode()
    return b"\n".join((head, b"".join(model.packed() for model in models)))


def trained(pack: ReplyPack) -> bytes:
    """Return the packed models of *pack*, trained now."""
    assert pack.hearing is not None
    return train(mood_examples(pack), topic_examples(pack), pack.hearing.forms)


def unpacked(raw: bytes) -> Models:
    """Return the models that `train` packed. Raises ModelBroken."""
    head, _, numbers = raw.partition(b"\n")
    try:
        (moods, mood_size), (topics, topic_size) = json.loads(head)
        end = ExampleModel.packed_length(len(moods), mood_size)
    except (ValueError, TypeError) as fault:
        raise ModelBroken("the head of the file is no list of classes") from fault
    return Models(
        ExampleModel.unpacked(moods, mood_size, numbers[:end]),
        ExampleModel.unpacked(topics, topic_size, numbers[end:]),
    )
