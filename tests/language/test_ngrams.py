"""Words that know whether they are negated, and the features that models read."""

from hypothesis import given
from hypothesis import strategies as st

from moodbot.language.ngrams import MOST_WORDS, WordForms, ngram_hashes, ngrams

ENGLISH = WordForms(
    {"im": ("i", "am"), "cant": ("can", "not")},
    negations=frozenset({"not", "never"}),
    clause_ends=frozenset({"but"}),
    not_negating=(("can", "not", "wait"),),
    common=frozenset({"i", "am", "to"}),
)


def negated(text: str) -> list[str]:
    """Return the negated words of *text*."""
    return [word.text for word in ENGLISH.marked(text) if word.negated]


def test_a_negation_turns_the_three_words_after_it_but_not_the_next_clause() -> None:
    """ "Not happy at all" is not happy; what follows a "but" or a full stop is meant as it stands."""
    assert negated("im not happy at all today") == ["happy", "at", "all"]
    assert negated("never sad but tired") == ["sad"]
    assert negated("never. sad") == []


def test_what_only_looks_like_a_negation_turns_nothing() -> None:
    """ "I can't wait to go" looks forward."""
    assert negated("i cant wait to go") == []
    assert negated("i cant go there") == ["go", "there"]


def test_features_are_words_pairs_triples_and_pieces_of_longer_words() -> None:
    """Short and common words have no feature of their own, a negated word is another one than the plain word."""
    features = list(ngrams("im not happy", ENGLISH))

    assert "w i" not in features
    assert {"w !happy", "b not !happy", "t am not !happy", "!c <hap", "!c ppy>"} <= set(features)


@given(st.text())
def test_any_text_has_features_of_32_bits_and_a_long_one_is_cut(text: str) -> None:
    """Whatever people type can be read, and costs no more than its first words."""
    assert all(0 <= feature < 2**32 for feature in ngram_hashes(text, ENGLISH))
    assert len(ENGLISH.words(text * 50)) <= 2 * MOST_WORDS
