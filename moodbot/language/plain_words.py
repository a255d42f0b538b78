"""Split text into plain lower-case words, whatever letters and signs it is written with."""

import re
import unicodedata
from functools import lru_cache

LONGEST_TEXT = 8_000
"""Most characters that remain of a text: one letter may stand for eighteen, as U+FDFA does."""

BREAK = ","
_LONG_RUN = re.compile(r"(\S)\1{2,}")
_BREAKS = frozenset(",.;:!?…–—\n。！？、")
# Unicode letters and symbols without a visible glyph.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SKIN_TONES = (*range(0x1F3FB, 0x1F400), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_REMOVED = _INVISIBLE.union("'`´‘’ʼʹ′＇‛", map(chr, _SKIN_TONES))


def plain_words(text: str) -> list[str]:
    """Split *text* into plain words and emoji; a BREAK replaces any punctuation that ends a clause."""
    # Marks are removed first, so that letters can be normalised one by one.
    unmarked = "".join(c for c in text if c not in _REMOVED and not unicodedata.combining(c))
    unmarked = unmarked.replace("\u200d♀", "").replace("\u200d♂", "")
    spaced = unicodedata.normalize("NFC", "".join(map(_plain_letters, unmarked))[:LONGEST_TEXT])
    return _LONG_RUN.sub(r"\1\1", spaced).split()


def is_visible(text: str) -> bool:
    """Return whether anything of *text* can be seen."""
    return any(plain_char(char) and not char.isspace() and char not in _REMOVED for char in text)


@lru_cache(maxsize=2048)
def _plain_letters(char: str) -> str:
    """Return what remains of *char*, which is no mark: small letters without accents, or a replacement."""
    return "".join(map(plain_char, unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())))


def plain_char(char: str) -> str:
    """Return the plain-text replacement of *char*; "" removes it."""
    kind = unicodedata.category(char)
    if char in _BREAKS:
        return f" {BREAK} "
    if char.isspace() or kind[0] in "PZ" or kind in ("Sm", "Sc", "Sk", "Co", "Cs"):
        return " "
    if kind in ("So", "Cn"):
        return f" {char} "
    return "" if kind in ("Cc", "Cf", "Me") or unicodedata.combining(char) else char
