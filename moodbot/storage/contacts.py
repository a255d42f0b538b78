"""Convert a database row to a Contact (the DM in which a person opted in to outreach)."""

from collections.abc import Sequence
from typing import Any

from moodbot.core.person import Contact

CONTACT_COLUMNS = "channel, letter, unanswered, last_at, closed_at, told"


def contact_of(person: int, row: Sequence[Any]) -> Contact:
    """Return the contact in *row*, which holds CONTACT_COLUMNS in order."""
    channel, letter, unanswered, last_at, closed_at, told = row
    return Contact(person, channel, bool(letter), unanswered, last_at, closed_at, bool(told))
