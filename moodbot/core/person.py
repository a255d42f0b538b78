"""What a person has agreed to, and the DM in which they may be written to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """The DM of a person who agreed to hear from the bot unasked; times are UTC milliseconds.

    *unanswered* counts what was sent since they last spoke. *letter* says that they want one on Sundays. *closed_at*
    is when a message was refused because their DMs are closed; *told* is False until they know.
    """

    person: int
    channel: int
    letter: bool = False
    unanswered: int = 0
    last_at: int | None = None
    closed_at: int | None = None
    told: bool = True


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person has agreed to and chosen; times are UTC milliseconds.

    *journal* is None where they have not answered, *journal_at* when they did, *asked_at* when they were asked.
    *pictures* can be switched off. *note_told_at* is when they were told that notes cannot be kept here,
    *low_told_at* when they were last offered a person after several hard days. *heard* lists the ids of
    lines said to them, the latest last, and is kept beyond a talk only with their consent. *contact* is there
    where they agreed to hear from the bot unasked; it is changed elsewhere.
    """

    person: int
    journal: bool | None = None
    journal_at: int | None = None
    asked_at: int | None = None
    zone: str | None = None
    pictures: bool = True
    note_told_at: int | None = None
    low_told_at: int | None = None
    heard: tuple[str, ...] = ()
    contact: Contact | None = None
