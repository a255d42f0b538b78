"""Training: the model learns from examples, is packed without loss, and scores an example without itself."""

import pytest

from moodbot.language.hearing.model import ExampleModel, ModelBroken, probabilities
from moodbot.language.hearing.training import Example, Training
from moodbot.language.ngrams import WordForms, ngram_hashes

FORMS = WordForms({}, negations=frozenset({"not"}))
EXAMPLES = [
    Example("my dog died yesterday", "loss"),
    Example("we lost our old cat", "loss"),
    Example("my hamster died and the cage is empty", "loss"),
    Example("exam tomorrow and i know nothing", "exam"),
    Example("studying all night for the exam", "exam"),
    Example("the test is on monday", "exam"),
]


def best(model: ExampleModel, text: str) -> str:
    """Return the class whose examples *text* is nearest to."""
    shares = probabilities(model.scores(ngram_hashes(text, FORMS)), model.classes)
    assert sum(shares.values()) == pytest.approx(1)
    return max(shares, key=lambda name: shares[name])


def test_a_text_is_read_by_the_examples_that_it_resembles() -> None:
    """Neither text is an example; each shares words, or pieces of words, with those of one class."""
    model = Training(EXAMPLES, FORMS).model()

    assert best(model, "our dogs died last week") == "loss"
    assert best(model, "big exams next monday") == "exam"


def test_a_packed_model_reads_the_same() -> None:
    """What was kept in the cache folder scores as what was trained."""
    model = Training(EXAMPLES, FORMS).model()
    again = ExampleModel.unpacked(model.classes, len(model.hashes), model.packed())

    features = list(ngram_hashes("our dog died before the exam", FORMS))
    assert again.scores(features) == model.scores(features)


def test_a_model_that_was_cut_off_is_refused() -> None:
    """A file of another length is no model, so it is made anew instead of scoring nonsense."""
    model = Training(EXAMPLES, FORMS).model()

    with pytest.raises(ModelBroken):
        ExampleModel.unpacked(model.classes, len(model.hashes), model.packed()[:-1])


def test_an_example_left_out_is_scored_as_if_it_had_never_been_there() -> None:
    """Without itself it is read as a model that was trained on all others reads it."""
    left = dict(zip((e.text for e in EXAMPLES), Training(EXAMPLES, FORMS).scores_left_out(), strict=True))
    example, scores = left["my dog died yesterday"]
    others = Training([e for e in EXAMPLES if e is not example], FORMS).model()
    expected = others.scores(ngram_hashes(example.text, FORMS))

    assert (scores[others.classes.index("loss")] > scores[others.classes.index("exam")]) == (
        expected[others.classes.index("loss")] > expected[others.classes.index("exam")]
    )
