"""What a person lets the bot remember: mood entries, suggestions that were made, and what they have agreed to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from moodbot.core.dialogue import Source
from moodbot.language.packs import Line, Mood
from moodbot.times.units import DAY

NOTE_LIMIT = 500
"""Most characters of a note; longer ones are refused with a clear line, never cut."""


class Helped(StrEnum):
    """What a person said about a suggestion."""

    YES = "yes"
    BIT = "bit"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Entry:
    """One mood at one time.

    *at* and *made* are UTC milliseconds: when it was felt and when it was written down. *zone* is the IANA zone in
    which the person lived then, None while it is unknown. *number* counts this person's entries from 1; 0 before
    the entry is kept. *note_lost* says that there is a note which no key of this installation opens.
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
    """A suggestion that was made: the id of the line, when (UTC ms), when the bot asked about it, and the answer.

    *number* counts this person's suggestions from 1; 0 before it is kept.
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
"""Milliseconds for which a person who was offered someone to talk to is not offered it again."""

_WEIGHTS = {Helped.YES: 2.0, Helped.BIT: 1.0, Helped.NO: -0.5}
_LEAST, _MOST = 0.25, 4.0


def low_run(entries: Iterable[Entry], moods: Mapping[str, Mood], now: int, zone: tzinfo) -> bool:
    """True where most of the last week was hard: several hard entries, on several local days.

    It only decides whether a person is offered, gently and seldom. It is no score: nothing of it is shown or kept.
    """
    recent = [entry for entry in entries if entry.at > now - LOW_DAYS * DAY and entry.mood in moods]
    hard = [entry for entry in recent if moods[entry.mood].pleasantness <= LOW_PLEASANTNESS]
    days = {datetime.fromtimestamp(entry.at / 1000, UTC).astimezone(zone).date() for entry in hard}
    return len(hard) >= LOW_ENTRIES and len(days) >= LOW_ON_DAYS and len(hard) >= LOW_SHARE * len(recent)


def leaning(
    suggestions: Sequence[Suggestion], lines: Iterable[Line], techniques: Mapping[str, str | None]
) -> dict[str, float]:
    """Return the weights of *lines* by id, from 0.25 to 4, by what helped this person; 1 is a line without any.

    What was said about a line counts whole for it, and half for lines of any mood that suggest the same technique.
    *techniques* gives the technique of every line of the pack by its id.
    """
    judged = [(made.line, techniques.get(made.line), _WEIGHTS[made.helped]) for made in suggestions if made.helped]
    weights = {}
    for line in lines:
        told = [
            weight if said == line.id else weight / 2
            for said, technique, weight in judged
            if said == line.id or (technique is not None and technique == line.technique)
        ]
        if told:
            weights[line.id] = min(_MOST, max(_LEAST, 1.0 + sum(told)))
    return weights
