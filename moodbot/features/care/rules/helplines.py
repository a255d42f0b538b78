"""Help lines by country: found by what a person calls their country, shown with the service's own link."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz.distance import OSA

from moodbot.language.packs import fill

__all__ = ["Channel", "Country", "HelpLine", "HelpLines", "LineTexts", "Purpose", "due", "show_line", "show_lines"]

LONGEST_NAME, TYPO_LETTERS = 60, 5
"""Most characters of a country as typed, and the fewest letters of a name in which a typo is mended."""


class Channel(StrEnum):
    """How a help line is reached."""

    CALL = "call"
    TEXT = "text"
    CHAT = "chat"


class Purpose(StrEnum):
    """Whom a help line is for; GENERAL listens to any trouble, suicide among them."""

    SUICIDE = "suicide"
    GENERAL = "general"
    ABUSE = "abuse"
    CHILDREN = "children"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One way to reach one service from inside *country* (ISO 3166-1 alpha-2).

    *dial* is what is dialled nationally, None for a chat; *keyword* is what to text, None where anything
    goes; *hours* is None where they are not certain. *source* is where the number was read on
    *reviewed_on*. *confirmed* says that a person has compared it with the official page at *url*.
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
        """Return the lines for these *purposes*, those for the first one first; all lines without any purpose."""
        if not purposes:
            return self.lines
        return tuple(line for purpose in purposes for line in self.lines if line.purpose is purpose)


@dataclass(frozen=True, slots=True)
class LineTexts:
    """The words that a help line is shown in, from the pack.

    *call*, *text* and *chat* may use {service} and {dial}, *keyword* (a text that begins with a certain
    word) also {keyword}. *unconfirmed* stands beside a line that no person has confirmed.
    """

    call: str
    text: str
    keyword: str
    chat: str
    unconfirmed: str


class HelpLines:
    """All help lines. *elsewhere* is the page for every other country; *others* are countries without lines here."""

    def __init__(
        self, countries: Iterable[Country], elsewhere: str, others: Iterable[str] = (), fillers: Iterable[str] = ()
    ) -> None:
        self.countries = tuple(countries)
        self.elsewhere = elsewhere
        self._fillers = frozenset(map(_key, fillers))
        self._by_key: Mapping[str, Country] = {
            _key(name): country for country in self.countries for name in names_of(country)
        }
        self._other_keys = frozenset(map(_key, others)) - self._by_key.keys()

    @property
    def lines(self) -> tuple[HelpLine, ...]:
        """All lines of all countries."""
        return tuple(line for country in self.countries for line in country.lines)

    def find(self, text: str) -> Country | None:
        """Return the country that *text* names: "uk", "Deutschland", "I'm in the US", or with one typo "germny".

        None where it names none, or one without lines here, or could be a typo of two: a wrong country
        would be worse than asking again.
        """
        words = _words(text[:LONGEST_NAME]) if len(text) <= LONGEST_NAME else []
        while words:
            key = "".join(words)
            if key in self._by_key or key in self._other_keys:
                return self._by_key.get(key)
            if words[0] not in self._fillers:
                return self._mended(key)
            words = words[1:]
        return None

    def _mended(self, key: str) -> Country | None:
        if len(key) < TYPO_LETTERS:
            return None
        near = {
            self._by_key[name].code if name in self._by_key else ""
            for name in (*self._by_key, *self._other_keys)
            if len(name) >= TYPO_LETTERS and OSA.distance(key, name, score_cutoff=1) <= 1
        }
        return next((c for c in self.countries if near == {c.code}), None)


def names_of(country: Country) -> tuple[str, ...]:
    """Return all that *country* may be called: its code, its name and its aliases."""
    return (country.code, country.name, *country.aliases)


def show_line(line: HelpLine, texts: LineTexts, language: str = "en") -> str:
    """Return *line* as one line of a message; its languages are named unless *language* is the only one."""
    slots = {"service": line.service, "dial": line.dial or "", "keyword": line.keyword or ""}
    how = {Channel.CALL: texts.call, Channel.TEXT: texts.text, Channel.CHAT: texts.chat}[line.channel]
    if line.keyword:
        how = texts.keyword
    spoken = "" if line.languages == (language,) else ", ".join(line.languages)
    mark = "" if line.confirmed else f"({texts.unconfirmed})"
    # In angle brackets, so that Discord does not put a large preview under every link.
    link = " ".join(part for part in (f"<{line.url}>", mark) if part)
    return " · ".join(part for part in (fill(how, slots), line.hours, spoken, link) if part)


def show_lines(lines: Iterable[HelpLine], texts: LineTexts, language: str = "en") -> str:
    """Return *lines* below each other, as a list for a message."""
    return "\n".join(f"- {show_line(line, texts, language)}" for line in lines)


def due(lines: Iterable[HelpLine], today: date) -> list[HelpLine]:
    """Return the lines that nobody has reviewed in the twelve months before *today*.

    A line without a date is due, and so is one whose date is still to come: it proves nothing.
    """
    return [line for line in lines if not _fresh(line.reviewed_on, today)]


def _fresh(reviewed: date | None, today: date) -> bool:
    if reviewed is None or reviewed > today:
        return False
    return (today.year - reviewed.year, today.month, today.day) <= (1, reviewed.month, reviewed.day)


def _words(text: str) -> list[str]:
    """Return *text* in comparable words: without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", "").replace(".", ""))
    kept = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", "".join(kept)).split()


def _key(name: str) -> str:
    return "".join(_words(name))
