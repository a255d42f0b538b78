"""What every backend promises about answers."""

from tests.stores import Store

CHANNEL = 7


async def test_taking_a_question_back_finds_its_answers_once(store: Store) -> None:
    """All messages that answer a deleted one are named, oldest first, and then forgotten."""
    await store.answers.answered(1, CHANNEL, 12, at=5)
    await store.answers.answered(1, CHANNEL, 11, at=5)
    await store.answers.answered(2, CHANNEL, 13, at=5)
    assert await store.answers.pop_answers([1]) == ((CHANNEL, 11), (CHANNEL, 12))
    assert await store.answers.pop_answers([1]) == ()
    assert await store.answers.pop_answers([2]) == ((CHANNEL, 13),)


async def test_a_cleared_channel_takes_many_questions_back(store: Store) -> None:
    """More questions at once than one statement names are all found, with the largest ids too."""
    top = 2**63 - 1
    for number in range(1_001):
        await store.answers.answered(top - number, CHANNEL, number, at=5)
    found = await store.answers.pop_answers([top - number for number in range(1_001)])
    assert found == tuple((CHANNEL, number) for number in range(1_001))


async def test_a_question_without_an_answer_has_none(store: Store) -> None:
    """Unknown questions, or none at all, have no answers."""
    assert await store.answers.pop_answers([5, 6]) == ()
    assert await store.answers.pop_answers([]) == ()


async def test_an_answer_noted_twice_is_one_answer(store: Store) -> None:
    """Saying the same again changes nothing."""
    await store.answers.answered(1, CHANNEL, 11, at=5)
    await store.answers.answered(1, CHANNEL, 11, at=6)
    assert await store.answers.pop_answers([1]) == ((CHANNEL, 11),)


async def test_old_answers_are_let_go_in_batches(store: Store) -> None:
    """More answers than one batch holds are forgotten and counted; one at the limit stays."""
    for number in range(1_001):
        await store.answers.answered(number, CHANNEL, number, at=number)
    assert await store.answers.delete_expired(before=1_000) == 1_000
    assert await store.answers.pop_answers([999, 1_000]) == ((CHANNEL, 1_000),)
