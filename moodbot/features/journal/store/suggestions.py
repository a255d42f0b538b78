"""Store the suggestions made to people with a journal, and the answers whether they helped."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from moodbot.features.journal.rules.entries import Helped, Suggestion
from moodbot.storage.database import Database

NUMBER = """
INSERT INTO preferences (person, last_suggestion) VALUES (?, 1)
ON CONFLICT (person) DO UPDATE SET last_suggestion = preferences.last_suggestion + 1
RETURNING last_suggestion
"""
ADD = "INSERT INTO suggestions (person, number, line, said_at, asked_at, helped) VALUES (?, ?, ?, ?, ?, ?)"
LATEST = """
SELECT person, number, line, said_at, asked_at, helped
FROM suggestions WHERE person = ? ORDER BY number DESC LIMIT ?
"""
ASKED = "UPDATE suggestions SET asked_at = ? WHERE person = ? AND number = ?"
HELPED = "UPDATE suggestions SET helped = ? WHERE person = ? AND number = ? RETURNING 1"

_ANSWERS = {answer.value: answer for answer in Helped}


class SuggestionStore:
    """Stores suggestions by person. Each method may raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def suggested(self, suggestion: Suggestion) -> Suggestion:
        """Save a suggestion that was made, and return it with its number."""
        person, helped = suggestion.person, suggestion.helped
        async with self._database.transaction() as transaction:
            number = int((await transaction.execute(NUMBER, person))[0][0])
            await transaction.execute(
                ADD,
                person,
                number,
                suggestion.line,
                suggestion.said_at,
                suggestion.asked_at,
                helped.value if helped else None,
            )
        return replace(suggestion, number=number)

    async def suggestions(self, person: int, count: int) -> tuple[Suggestion, ...]:
        """Return up to *count* suggestions made to this person, latest first."""
        return tuple(map(_suggestion, await self._database.fetch(LATEST, person, count)))

    async def asked_about(self, person: int, number: int, at: int) -> None:
        """Store that the person was asked at *at* (UTC ms) whether this suggestion helped."""
        await self._database.execute(ASKED, at, person, number)

    async def helped(self, person: int, number: int, answer: Helped) -> bool:
        """Save the answer; return False if there is no such suggestion."""
        return bool(await self._database.execute(HELPED, answer.value, person, number))


def _suggestion(row: Sequence[Any]) -> Suggestion:
    person, number, line, said_at, asked_at, helped = row
    return Suggestion(person, line, said_at, asked_at, _ANSWERS.get(helped), number)
