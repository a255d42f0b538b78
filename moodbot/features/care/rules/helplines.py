"""Help lines by country: find the country that a person names, and format its lines with the services' own links."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from rapidfuzz.distance import OSA

from moodbot.language.packs import fill

__all__ = [
    "Channel",
    "Country",
    "HelpLine",
    "HelpLines",
    "LineTexts",
    "Purpose",
    "due",
    "show_briefly",
    "show_line",
    "show_lines",
]

LONGEST_NAME, TYPO_LETTERS = 60, 5
"""Most characters of a typed country, and fewest letters of a name in which one typo is corrected."""


class Channel(StrEnum):
    """How a help line is reached."""

    CALL = "call"
    TEXT = "text"
    CHAT = "chat"


class Purpose(StrEnum):
    """What a help line is for; GENERAL is for any trouble, suicide included. IMAGES: to have pictures taken down."""

    SUICIDE = "suicide"
    GENERAL = "general"
    ABUSE = "abuse"
    CHILDREN = "children"
    POISON = "poison"
    IMAGES = "images"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One way to reach one service from inside *country* (ISO 3166-1 alpha-2).

    *dial* is what is dialled nationally, None for a chat; *keyword* is what to text, None where anything
    goes; *hours* is None if uncertain. *source* is the page on which the number was read on *reviewed_on*.
    *confirmed* says that a person has compared it with the official page at *url*.
    """

    country: str
    service: str
    purpose: Purpose
    channel: Channel
    dial: str | None
    keyword: str | None
    url: str
    languages: tuple[str, ...]
    hours: str | None
    source: str
    reviewed_on: date | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its *emergency* numbers ("112", "113 (ambulance)") and its lines, in the order of the file."""

    code: str
    name: str
    aliases: tuple[str, ...]
    emergency: tuple[str, ...]
    lines: tuple[HelpLine, ...]

    def lines_for(self, *purposes: Purpose) -> tuple[HelpLine, ...]:
        """Return the lines for these *purposes*, in the order of the purposes; all lines if none is given."""
        if not purposes:
            return self.lines
        return tuple(line for purpose in purposes for line in self.lines if line.purpose is purpose)


@dataclass(frozen=True, slots=True)
class LineTexts:
    """The pack's texts that format a help line.

    *call*, *text* and *chat* may use {service} and {dial}, *keyword* (for texting a certain word) also
    {keyword}. *unconfirmed* marks a line that no person has confirmed.
    """

    call: str
    text: str
    keyword: str
    chat: str
    unconfirmed: str


class HelpLines:
    """All help lines. *elsewhere* is the page for other countries; *others* names countries without lines here.

    *fillers* are words that may stand before a country ("in", "the"). *places* maps names of cities and states to the
    code of their country.
    """

    def __init__(
        self,
        countries: Iterable[Country],
        elsewhere: str,
        others: Iterable[str] = (),
        fillers: Iterable[str] = (),
        places: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.countries = tuple(countries)
        self.elsewhere = elsewhere
        self._fillers = frozenset(map(_key, fillers))
        self._by_key: Mapping[str, Country] = {
            _key(name): country for country in self.countries for name in names_of(country)
        }
        self._other_keys = frozenset(map(_key, others)) - self._by_key.keys()
        codes = {country.code: country for country in self.countries}
        # With their blanks, so that "to run" is not Toruń.
        by_place = {
            " ".join(_words(place)): codes.get(code)
            for place, code in places.items()
            if (key := _key(place)) not in self._by_key and key not in self._other_keys
        }
        self._by_place: Mapping[str, Country] = {place: each for place, each in by_place.items() if each is not None}
        self._places_elsewhere = by_place.keys() - self._by_place.keys()

    @property
    def lines(self) -> tuple[HelpLine, ...]:
        """Return all lines of all countries."""
        return tuple(line for country in self.countries for line in country.lines)

    def find(self, text: str) -> Country | None:
        """Return the country that *text* names: "uk", "Deutschland", "I'm in the US", or with one typo "germny".

        None if it names none, or one without lines here, or could be a typo of two: a wrong country
        would be worse than asking again.
        """
        words = _words(text[:LONGEST_NAME]) if len(text) <= LONGEST_NAME else []
        while words:
            key = "".join(words)
            if key in self._by_key or key in self._other_keys:
                return self._by_key.get(key)
            if words[0] not in self._fillers:
                return self._corrected(key)
            words = words[1:]
        return None

    def find_by_place(self, text: str) -> Country | None:
        """Return the country of the city or state that *text* names exactly: "lahore", "in Florida"; None if none."""
        return next((self._by_place[name] for name in self._names(text) if name in self._by_place), None)

    def is_elsewhere(self, text: str) -> bool:
        """Return whether *text* names a country, or a city of one, of which no lines are here."""
        names = tuple(self._names(text))
        return any(name.replace(" ", "") in self._other_keys or name in self._places_elsewhere for name in names)

    def _names(self, text: str) -> Iterator[str]:
        """Yield *text* in plain words, and without each filler before it."""
        words = _words(text) if len(text) <= LONGEST_NAME else []
        while words:
            yield " ".join(words)
            words = words[1:] if words[0] in self._fillers else []

    def _corrected(self, key: str) -> Country | None:
        if len(key) < TYPO_LETTERS:
            return None
        near_codes = {
            self._by_key[name].code if name in self._by_key else ""
            for name in (*self._by_key, *self._other_keys)
            if len(name) >= TYPO_LETTERS and OSA.distance(key, name, score_cutoff=1) <= 1
        }
        return next((country for country in self.countries if near_codes == {country.code}), None)


def names_of(country: Country) -> tuple[str, ...]:
    """Return every name of *country*: its code, its name and its aliases."""
    return (country.code, country.name, *country.aliases)


def show_line(line: HelpLine, texts: LineTexts, language: str = "en") -> str:
    """Return *line* as one line of a message; its languages are named unless *language* is the only one."""
    spoken = "" if line.languages == (language,) else ", ".join(line.languages)
    mark = "" if line.confirmed else f"({texts.unconfirmed})"
    # In angle brackets, so that Discord does not put a large preview under every link.
    link = " ".join(part for part in (f"<{line.url}>", mark) if part)
    return " · ".join(part for part in (_how(line, texts), line.hours, spoken, link) if part)


def show_briefly(lines: Iterable[HelpLine], texts: LineTexts) -> str:
    """Return *lines* in as few words as can be: how to reach each and its page, and once that they are unconfirmed."""
    shown = [f"{_how(line, texts)} · <{line.url}>" for line in lines]
    mark = "" if all(line.confirmed for line in lines) else f" ({texts.unconfirmed})"
    return "\n".join(shown) + mark


def show_lines(lines: Iterable[HelpLine], texts: LineTexts, language: str = "en") -> str:
    """Return *lines* as a bulleted list for a message."""
    return "\n".join(f"- {show_line(line, texts, language)}" for line in lines)


def _how(line: HelpLine, texts: LineTexts) -> str:
    slots = {"service": line.service, "dial": line.dial or "", "keyword": line.keyword or ""}
    how = {Channel.CALL: texts.call, Channel.TEXT: texts.text, Channel.CHAT: texts.chat}[line.channel]
    return fill(texts.keyword if line.keyword else how, slots)


def due(lines: Iterable[HelpLine], today: date) -> list[HelpLine]:
    """Return the lines due for review: not reviewed in the twelve months before *today*.

    A line without a review date is due, and so is one with a date in the future: it proves nothing.
    """
    return [line for line in lines if not _reviewed_within_a_year(line.reviewed_on, today)]


def _reviewed_within_a_year(reviewed: date | None, today: date) -> bool:
    if reviewed is None or reviewed > today:
        return False
    return (today.year - reviewed.year, today.month, today.day) <= (1, reviewed.month, reviewed.day)


def _words(text: str) -> list[str]:
    """Return the words of *text* for comparison: without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", "").replace(".", ""))
    kept = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", "".join(kept)).split()


def _key(name: str) -> str:
    return "".join(_words(name))
