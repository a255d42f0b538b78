"""Time vocabulary of a language (TimeWords), and a tokenizer (Row) that matches text against it."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TypeVar

Words = frozenset[str]
Phrase = tuple[str, ...]
"""Consecutive tokens: ("day", "before", "yesterday"), ("p", ".", "m", ".")."""

MOST_PIECES = 32
"""Most tokens of a text that are parsed; the longest time that people write has about fifteen."""

_MOST_DIGITS = 9
# The T of 2026-11-12T20:00 is a separator, no token.
_PIECE = re.compile(r"\d+|(?!(?<=\d)[Tt](?=\d\d:))[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|[^\w\s]|_")
_APOSTROPHES = str.maketrans("’ʼ", "''")
_WORD_JOINERS = frozenset("-–—/:.'’+_")
_Meaning = TypeVar("_Meaning")


class Unit(StrEnum):
    """A unit of time."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day: *hour* is its typical hour, *begins* the first of the twelve hours that it can span.

    Hours count from the midnight at the start of the day and may exceed 24: in a night that begins at 18, two
    o'clock is hour 26.
    """

    begins: int
    hour: int


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The words for times of one language, in lower case. In the examples, the words in question are in capitals.

    - *lead* may introduce a time (ON monday); after *at* a bare number is an hour (AT 8)
    - *now*, *future* (TOMORROW) and *never* (24/7) are phrases; *never* looks like a time but is none
    - *numbers* (TWO hours, at TWO), *amounts* (A COUPLE OF hours), *units*, *joins* (1 h AND 5 min), *ago*, and
      *waiting* (IN two hours)
    - *days* map to the number of days back; *weekdays* from Monday, 0; *short_weekdays* (SUN) are also ordinary words,
      so they need a time next to them; *months* from January, 1; *ordinals* (12TH) and *of*
    - *parts* of the day, *tonight* a part of today; *this*, *last* and *coming* before a weekday; *week*
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
    """A token: a word, a run of digits or a single sign, in lower case, from *start* to *end* of the text.

    *glued* is True if there is no blank between it and the token before.
    """

    text: str
    start: int
    end: int
    glued: bool


_NO_PIECE = Piece("", 0, 0, False)


class Row:
    """The first MOST_PIECES tokens of a text, indexed from 0; past the end, the token is empty."""

    def __init__(self, text: str) -> None:
        self.pieces = tuple(islice(_tokens(text), MOST_PIECES))

    def __getitem__(self, place: int) -> Piece:
        return self.pieces[place] if place < len(self.pieces) else _NO_PIECE

    def number(self, place: int, most_digits: int = _MOST_DIGITS) -> int | None:
        """Return the number at *place*, or None if there is none or it has more than *most_digits*."""
        text = self[place].text
        return int(text) if text.isdecimal() and len(text) <= most_digits else None

    def skip(self, place: int, words: Collection[str]) -> int:
        """Return the place after one of *words* at *place*, or *place* itself."""
        return place + 1 if self[place].text in words else place

    def phrase(self, place: int, phrases: Collection[Phrase]) -> Phrase | None:
        """Return the longest of *phrases* at *place*, or None."""
        matching = [
            phrase for phrase in phrases if all(self[place + step].text == word for step, word in enumerate(phrase))
        ]
        return max(matching, key=len, default=None)

    def named(self, place: int, phrases: Mapping[Phrase, _Meaning]) -> tuple[_Meaning, int] | None:
        """Return the meaning of the longest of *phrases* at *place* and the place after it, or None."""
        phrase = self.phrase(place, phrases)
        return None if phrase is None else (phrases[phrase], place + len(phrase))

    def ends(self, place: int) -> bool:
        """Return True if the text or a clause ends before *place*."""
        return place >= len(self.pieces) or not self[place].text.isalnum()

    def parted(self, place: int) -> bool:
        """Return True if a word ends before *place*: False inside "8-9" or "monday's"."""
        here, after = self[place], self[place + 1]
        if not here.glued:
            return True
        return not here.text[0].isalnum() and not (here.text in _WORD_JOINERS and after.glued and after.text.isalnum())


def phrase_of(text: str) -> Phrase:
    """Split *text* into the tokens of a phrase: "p.m." is ("p", ".", "m", ".")."""
    return tuple(piece.text for piece in _tokens(text))


def _tokens(text: str) -> Iterator[Piece]:
    end = -1
    for found in _PIECE.finditer(text):
        glued = found.start() == end
        end = found.end()
        yield Piece(found[0].casefold().translate(_APOSTROPHES), found.start(), end, glued)
