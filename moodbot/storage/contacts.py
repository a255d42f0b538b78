"""The columns of a contact: the DM in which a person agreed to be written to."""

from collections.abc import Sequence
from typing import Any

from moodbot.core.person import Contact

CONTACT_COLUMNS = "channel, letter, unanswered, last_at, closed_at, told"


def contact_of(person: int, row: Sequence[Any]) -> Contact:
    """Return the contact out of CONTACT_COLUMNS."""
    channel, letter, unanswered, last_at, closed_at, told = row
    return Contact(person, channel, bool(letter), unanswered, last_at, closed_at, bool(told))
