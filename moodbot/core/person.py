"""A person's consent and preferences, and the DM for outreach."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """The DM of a person who opted in to outreach; times are UTC milliseconds.

    *letter*: they opted in to the Sunday letter. *unanswered* counts the messages sent since they last spoke.
    *closed_at* is when a message was refused because their DMs are closed; *told* is False until the bot has told
    them so.
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
    """One person's consent and choices; times are UTC milliseconds, None if it did not happen.

    *journal* is their consent to the journal, None if not answered yet; *journal_at* is when they answered, *asked_at*
    when they were asked. *zone* is an IANA zone, None if unknown. *pictures*: they want pictures of the journal.
    *note_told_at* is when they were told that notes cannot be stored here, *low_told_at* when they were last offered
    a person after several hard days. *heard* lists the ids of lines said to them, the latest last; it is stored
    beyond a talk only with consent. *contact* is None without an opt-in to outreach; it is changed elsewhere.
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
