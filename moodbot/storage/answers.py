"""Which messages of the bot answer which message, so that taking back the one takes back the other."""

from collections.abc import Sequence

from moodbot.storage.batches import BATCH, let_go
from moodbot.storage.database import Database

ANSWERED = """
INSERT INTO answers (question, answer, channel, answered_at) VALUES (?, ?, ?, ?)
ON CONFLICT (question, answer) DO NOTHING
"""
FORGET = "DELETE FROM answers WHERE question IN ({marks}) RETURNING channel, answer"
LET_GO = """
DELETE FROM answers WHERE (question, answer) IN (
    SELECT question, answer FROM answers WHERE answered_at < ? ORDER BY answered_at LIMIT ?
) RETURNING 1
"""


class AnswerStore:
    """Questions and their answers, by message id. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answered(self, question: int, channel: int, answer: int, at: int) -> None:
        """Note that the message *answer*, in *channel*, answers *question*; *at* is in UTC milliseconds.

        A question may have several answers. Saying the same again changes nothing.
        """
        await self._database.execute(ANSWERED, question, answer, channel, at)

    async def answers_to(self, questions: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Return (channel, answer) for every answer to *questions*, oldest message first, and forget them."""
        found: list[tuple[int, int]] = []
        for start in range(0, len(questions), BATCH):
            batch = questions[start : start + BATCH]
            marks = ", ".join("?" * len(batch))
            rows = await self._database.execute(FORGET.format(marks=marks), *batch)
            found.extend((channel, answer) for channel, answer in rows)
        return tuple(sorted(found, key=lambda pair: pair[1]))

    async def let_go_answers(self, before: int) -> int:
        """Forget the answers given before *before* (UTC milliseconds), in batches; return how many."""
        return await let_go(self._database, LET_GO, before)
