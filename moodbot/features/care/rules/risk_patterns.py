"""Risk patterns: parse the small pattern language, and compile it to RE2, which never backtracks.

A pattern is words as `risk_text` spells them, with: `(a|b c)` either; `x?` or `(a|b)?` optional; `{name}` a slot, a
named list of patterns; `..3` up to three words of any kind in the same sentence; `~3` the same, but none of them
"i" or a comma; `kill*` a word's beginning; `#` a number; `/` the end of one sentence and the start of the next; `^` the
start and `$` the end of a sentence. A comma is a word.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase, digits
from typing import Protocol

import re2

MOST_GAP = 12
"""Most words that `..N` may skip: the size of the machine grows with it."""

_MEMORY = 64 * 2**20
"""Most bytes of one machine; beyond them RE2 drops states and continues, more slowly but as safely."""

_OR_START = re.compile(r"\((?:[^()]*\|)?\^(?:\|[^()]*)?\)(?P<rest>.+)")
"""A pattern whose first bracket lets it begin at the start of a sentence: `(i|^) want to die`."""

_WORD = frozenset(ascii_lowercase + digits + "_,")


class PatternInvalid(Exception):
    """A pattern cannot be parsed; the message names the pattern, the character and the reason."""

    def __init__(self, pattern: str, at: int, why: str) -> None:
        super().__init__(f"`{pattern}`, character {at + 1}: {why}")


class Finder(Protocol):
    """A compiled set of patterns."""

    def search(self, text: str) -> object | None:
        """Return an object if *text* has a match, else None."""

    def sub(self, replacement: str, text: str) -> str:
        """Return *text* with every match replaced."""


@dataclass(slots=True)
class _Reader:
    pattern: str
    slots: Mapping[str, str]
    at: int = 0

    def either(self) -> str:
        options = [self.row()]
        while self.peek() == "|":
            self.at += 1
            options.append(self.row())
        return f"(?:{'|'.join(options)})" if len(options) > 1 else options[0]

    def row(self) -> str:
        parts: list[str] = []
        while (sign := self.peek()) and sign not in "|)":
            if sign == " ":
                self.at += 1
                continue
            part = self.part(sign)
            if self.peek() == "?":
                self.at += 1
                part = f"(?:{part})?"
            parts.append(part)
        if not parts:
            raise self.fault("here is nothing to look for: write a word")
        return "".join(parts)

    def part(self, sign: str) -> str:
        if sign == "(":
            self.at += 1
            inner = self.either()
            self.expect(")")
            return f"(?:{inner})"
        if sign == "{":
            end = self.pattern.find("}", self.at)
            name = self.pattern[self.at + 1 : end]
            if end < 0 or name not in self.slots:
                raise self.fault("there is no such slot (slots must stand before the patterns that use them)")
            self.at = end + 1
            return self.slots[name]
        if sign in ".~":
            return self.gap(sign)
        if sign == "/":
            self.at += 1
            return "\n "
        if sign == "#":
            self.at += 1
            return "[0-9]+[^ \n]* "
        if sign in "^$":
            self.at += 1
            return "(?:^|\n )" if sign == "^" else "(?:\n|$)"
        return self.word()

    def gap(self, sign: str) -> str:
        start = ".." if sign == "." else "~"
        end = self.at + len(start)
        while end < len(self.pattern) and self.pattern[end] in digits:
            end += 1
        number = self.pattern[self.at + len(start) : end]
        if not self.pattern.startswith(start, self.at) or not number or int(number) > MOST_GAP:
            raise self.fault(f"a gap is two dots or a tilde and a number up to {MOST_GAP}")
        self.at = end
        word = "[^ \n]+" if sign == "." else "(?:[^ \ni,][^ \n]*|i[^ \n]+)"
        return f"(?:{word} ){{0,{number}}}"

    def word(self) -> str:
        start = self.at
        while self.peek() in _WORD and self.peek():
            self.at += 1
        word = self.pattern[start : self.at]
        if not word:
            raise self.fault("a word has small letters and digits only, spelled as risk_text spells it")
        if self.peek() == "*":
            self.at += 1
            return f"{word}[^ \n]* "
        return f"{word} "

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def expect(self, sign: str) -> None:
        if self.peek() != sign:
            raise self.fault(f"a `{sign}` is missing")
        self.at += 1

    def fault(self, why: str) -> PatternInvalid:
        return PatternInvalid(self.pattern, self.at, why)


def translate(pattern: str, slots: Mapping[str, str]) -> str:
    """Return *pattern* as an RE2 expression for text that `risk_text` normalised. Raises PatternInvalid."""
    reader = _Reader(pattern, slots)
    expression = reader.either()
    if reader.peek():
        raise reader.fault("a bracket closes that was never opened")
    return expression


def translate_slots(slots: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the RE2 expression of each slot; a slot may use those before it. Raises PatternInvalid."""
    done: dict[str, str] = {}
    for name, options in slots.items():
        done[name] = f"(?:{'|'.join(translate(option, done) for option in options)})"
    return done


def _beginnings(pattern: str) -> Iterator[str]:
    """Yield *pattern*, and its form for the start of a sentence: there is no word boundary before a line break."""
    yield pattern
    if start := _OR_START.fullmatch(pattern):
        yield f"^ {start['rest']}"


def compile_patterns(patterns: Sequence[str], slots: Mapping[str, str]) -> Finder:
    """Return one RE2 machine for all *patterns*; *slots* come from `translate_slots`. Raises PatternInvalid."""
    options = re2.Options()
    options.max_mem = _MEMORY
    options.never_capture = True
    options.log_errors = False
    # A pattern must begin at a word; `^` already requires the start of a sentence.
    source = "|".join(
        expression if pattern.startswith("^") else rf"\b{expression}"
        for given in patterns
        for pattern in _beginnings(given)
        for expression in (translate(pattern, slots),)
    )
    try:
        machine: Finder = re2.compile(source or r"\bnothing\b\B", options)
    except re2.error as error:
        raise PatternInvalid("; ".join(patterns)[:80], 0, f"RE2 does not take it ({error})") from error
    return machine
