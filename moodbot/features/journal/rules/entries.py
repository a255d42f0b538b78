"""Entries and suggestions of the journal, and the rules that detect a low week and weigh suggestions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from moodbot.core.dialogue import Source
from moodbot.language.packs import Line, Mood
from moodbot.times.units import DAY

NOTE_LIMIT = 500
"""Most characters of a note; longer notes are refused with a clear text, never cut."""

MOST_ENTRIES = 20_000
"""Most entries of one journal: five a day for eleven years, and every command stays quick."""


class JournalFull(Exception):
    """A journal would have more than MOST_ENTRIES entries; nothing was saved."""


class Helped(StrEnum):
    """Answers to the question whether a suggestion helped."""

    YES = "yes"
    BIT = "bit"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Entry:
    """One mood at one time.

    *at* and *made* are UTC milliseconds: when the mood was felt and when it was logged. *zone* is the IANA zone in
    which the person lived then, None while unknown. *number* counts this person's entries from 1; 0 before the
    entry is saved. *note_lost* says that there is a note which no key of this installation opens.
    """

    person: int
    mood: str
    at: int
    zone: str | None
    source: Source
    made: int
    note: str | None = None
    number: int = 0
    note_lost: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion made to a person: its line id, when it was made and asked about (UTC ms), and the answer.

    *number* counts this person's suggestions from 1; 0 before it is saved.
    """

    person: int
    line: str
    said_at: int
    asked_at: int | None = None
    helped: Helped | None = None
    number: int = 0


LOW_DAYS, LOW_ENTRIES, LOW_ON_DAYS, LOW_SHARE = 7, 5, 3, 0.75
LOW_PLEASANTNESS = -2
LOW_AGAIN = 30 * DAY
"""Milliseconds before a person is again offered someone to talk to."""

_WEIGHTS = {Helped.YES: 2.0, Helped.BIT: 1.0, Helped.NO: -0.5}
_LEAST, _MOST = 0.25, 4.0


def low_run(entries: Iterable[Entry], moods: Mapping[str, Mood], now: int, zone: tzinfo) -> bool:
    """Return whether most entries of the last week were hard: LOW_ENTRIES or more, on LOW_ON_DAYS local days or more.

    It only decides whether the bot offers someone to talk to, gently and seldom. It is no score, and is neither shown
    nor stored.
    """
    recent = [entry for entry in entries if entry.at > now - LOW_DAYS * DAY and entry.mood in moods]
    hard = [entry for entry in recent if moods[entry.mood].pleasantness <= LOW_PLEASANTNESS]
    days = {datetime.fromtimestamp(entry.at / 1000, UTC).astimezone(zone).date() for entry in hard}
    return len(hard) >= LOW_ENTRIES and len(days) >= LOW_ON_DAYS and len(hard) >= LOW_SHARE * len(recent)


def leaning(
    suggestions: Sequence[Suggestion], lines: Iterable[Line], techniques: Mapping[str, str | None]
) -> dict[str, float]:
    """Return weights of *lines* by id, from 0.25 to 4, by what helped this person; a line left out has weight 1.

    An answer counts fully for its own line, and half for lines of any mood that suggest the same technique.
    *techniques* gives the technique of every line of the pack by its id.
    """
    judged = [(made.line, techniques.get(made.line), _WEIGHTS[made.helped]) for made in suggestions if made.helped]
    weights = {}
    for line in lines:
        line_weights = [
            weight if judged_line == line.id else weight / 2
            for judged_line, technique, weight in judged
            if judged_line == line.id or (technique is not None and technique == line.technique)
        ]
        if line_weights:
            weights[line.id] = min(_MOST, max(_LEAST, 1.0 + sum(line_weights)))
    return weights
