"""Store which bot messages answer a person's message, to delete them when the person deletes that message."""

from collections.abc import Sequence

from moodbot.storage.batches import BATCH, delete_in_batches
from moodbot.storage.database import Database

INSERT_ANSWER = """
INSERT INTO answers (question, answer, channel, answered_at) VALUES (?, ?, ?, ?)
ON CONFLICT (question, answer) DO NOTHING
"""
DELETE_ANSWERS_TO = "DELETE FROM answers WHERE question IN ({placeholders}) RETURNING channel, answer"
DELETE_EXPIRED = """
DELETE FROM answers WHERE (question, answer) IN (
    SELECT question, answer FROM answers WHERE answered_at < ? ORDER BY answered_at LIMIT ?
) RETURNING 1
"""


class AnswerStore:
    """Stores questions and their answers by message id. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answered(self, question: int, channel: int, answer: int, at: int) -> None:
        """Record that the message *answer* in *channel* answers *question*; *at* is in UTC ms. Idempotent.

        A question may have several answers.
        """
        await self._database.execute(INSERT_ANSWER, question, answer, channel, at)

    async def pop_answers(self, questions: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Delete the stored answers to *questions*; return them as (channel, answer), oldest message first."""
        answers: list[tuple[int, int]] = []
        for start in range(0, len(questions), BATCH):
            batch = questions[start : start + BATCH]
            placeholders = ", ".join("?" * len(batch))
            rows = await self._database.execute(DELETE_ANSWERS_TO.format(placeholders=placeholders), *batch)
            answers.extend((channel, answer) for channel, answer in rows)
        return tuple(sorted(answers, key=lambda pair: pair[1]))

    async def delete_expired(self, before: int) -> int:
        """Delete the answers recorded before *before* (UTC ms), in batches; return how many."""
        return await delete_in_batches(self._database, DELETE_EXPIRED, before)
