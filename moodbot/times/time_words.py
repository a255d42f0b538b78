"""The words in which a language names times, and typed text cut into pieces that can be compared with them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TypeVar

Words = frozenset[str]
Phrase = tuple[str, ...]
"""Pieces that stand behind each other: ("day", "before", "yesterday"), ("p", ".", "m", ".")."""

MOST_PIECES = 32
"""Pieces of a text that are looked at; the longest time anybody writes has about fifteen."""

_MOST_DIGITS = 9
# The T of 2026-11-12T20:00 only parts the day from the time.
_PIECE = re.compile(r"\d+|(?!(?<=\d)[Tt](?=\d\d:))[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|[^\w\s]|_")
_APOSTROPHES = str.maketrans("’ʼ", "''")
_JOINING = frozenset("-–—/:.'’+_")
_Meaning = TypeVar("_Meaning")


class Unit(StrEnum):
    """A measure of time that can be counted back."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day: *hour* is its typical one, *begins* the first of the twelve hours that it may reach over.

    Both count from the midnight with which the day begins and may pass 24: in a night that begins at 18, two
    o'clock is hour 26.
    """

    begins: int
    hour: int


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What times are called in one language, in lower case. In examples, the words meant stand in capitals.

    - *lead* may stand before a time (ON monday); after *at* a bare number is an hour (AT 8)
    - *now*, *future* (TOMORROW) and *never* (24/7) are phrases; what is *never* looks like a time and is none
    - *numbers* (TWO hours, at TWO), *amounts* (A COUPLE OF hours), *units*, *joins* (1 h AND 5 min), *ago*, and
      *waiting* (IN two hours)
    - *days* by how many days back they lie; *weekdays* from Monday, 0; *short_weekdays* (SUN) are words of their own
      too, so they need a time beside them; *months* from January, 1; *ordinals* (12TH) and *of*
    - *parts* of the day, *tonight* a part of this day; *this*, *last* and *coming* before a weekday; *week*
    - *noon*, *midnight*, *am*, *pm*, *oclock*, *half*, *quarter*, *minutes*, *past* and *to* (half PAST eight)
    """

    lead: Words
    at: Words
    now: frozenset[Phrase]
    future: frozenset[Phrase]
    never: frozenset[Phrase]
    numbers: Mapping[str, int]
    amounts: Mapping[Phrase, float]
    units: Mapping[str, Unit]
    joins: Words
    ago: Words
    waiting: Words
    days: Mapping[Phrase, int]
    weekdays: Mapping[str, int]
    short_weekdays: Mapping[str, int]
    months: Mapping[str, int]
    ordinals: Words
    of: Words
    parts: Mapping[str, DayPart]
    tonight: Mapping[str, DayPart]
    this: Words
    last: Words
    coming: Words
    week: Words
    noon: Words
    midnight: Words
    am: frozenset[Phrase]
    pm: frozenset[Phrase]
    oclock: Words
    half: Words
    quarter: Words
    minutes: Words
    past: Words
    to: Words


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a row of digits or a single sign of a text, in lower case, from *start* to *end*.

    *glued* says that nothing stands between it and the piece before.
    """

    text: str
    start: int
    end: int
    glued: bool


_NOTHING = Piece("", 0, 0, False)


class Row:
    """The first pieces of a text, counted from 0; behind the last one lies nothing, which is no word."""

    def __init__(self, text: str) -> None:
        self.pieces = tuple(islice(_pieces(text), MOST_PIECES))

    def __getitem__(self, place: int) -> Piece:
        return self.pieces[place] if place < len(self.pieces) else _NOTHING

    def number(self, place: int, most_digits: int = _MOST_DIGITS) -> int | None:
        """Return the number at *place*, None where there is none or it has more than *most_digits*."""
        text = self[place].text
        return int(text) if text.isdecimal() and len(text) <= most_digits else None

    def skip(self, place: int, words: Collection[str]) -> int:
        """Return the place behind one of *words* at *place*, or *place* itself."""
        return place + 1 if self[place].text in words else place

    def phrase(self, place: int, phrases: Collection[Phrase]) -> Phrase | None:
        """Return the longest of *phrases* that stands at *place*, None where there is none."""
        fitting = [
            phrase for phrase in phrases if all(self[place + step].text == word for step, word in enumerate(phrase))
        ]
        return max(fitting, key=len, default=None)

    def named(self, place: int, phrases: Mapping[Phrase, _Meaning]) -> tuple[_Meaning, int] | None:
        """Return what the longest of *phrases* at *place* stands for, and the place behind it."""
        phrase = self.phrase(place, phrases)
        return None if phrase is None else (phrases[phrase], place + len(phrase))

    def ends(self, place: int) -> bool:
        """True where the text, or a part of its sentence, ends before *place*."""
        return place >= len(self.pieces) or not self[place].text.isalnum()

    def parted(self, place: int) -> bool:
        """True where a word ends before *place*: not inside "8-9" or "monday's"."""
        here, behind = self[place], self[place + 1]
        if not here.glued:
            return True
        return not here.text[0].isalnum() and not (here.text in _JOINING and behind.glued and behind.text.isalnum())


def phrase_of(text: str) -> Phrase:
    """Return *text* as the phrase that is found in typed text: "p.m." is ("p", ".", "m", ".")."""
    return tuple(piece.text for piece in _pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    end = -1
    for found in _PIECE.finditer(text):
        glued = found.start() == end
        end = found.end()
        yield Piece(found[0].casefold().translate(_APOSTROPHES), found.start(), end, glued)
