"""A person's words in one plain spelling, for the risk check: "I'm gonna k1ll mysellf" is "i am going to kill myself".

The result is words of small letters and digits, each followed by a space; sentences are parted by a line break.
Every step is one pass, so the work grows with the length of the text and with nothing else.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from string import ascii_lowercase

import re2

HEAD, TAIL = 8_000, 8_000
"""Characters read at either end of a longer text: the longest message has 4,000, and people end on what weighs most."""

TYPO_LETTERS, LONGEST_WORD = 6, 40
_TWO, _SPELLED_OUT = 2, 3

_STOPS = ".!?"
_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "$": "s", "@": "a", "!": "i", "|": "l"}
)
_PLACES = {
    **dict.fromkeys("'’‘`´ʼ＇", ""),
    **dict.fromkeys('-_/\\~"“”()[]{}<>=+&%^:–—\t\r', " "),
    ",": " , ",
    **dict.fromkeys("\n;…。！？", " \n "),
}
_STRETCHED = re2.compile(f"[a-z]*(?:{'|'.join(f'{letter}{{3,}}' for letter in ascii_lowercase)})[a-z]*")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How words are put into one spelling; all of it comes from content/risk.

    *words*: a word to the words it stands for ("wanna" to "want to"). *pairs*: two words that are one ("my self").
    *keywords*: the words to find behind leet, stars, stretched letters and typos. *never*: words that look like a typo
    of one and are not. *fillers*: words that change nothing ("really"). *signs*: an emoji to its word.
    """

    words: Mapping[str, tuple[str, ...]]
    pairs: Mapping[tuple[str, str], tuple[str, ...]]
    keywords: frozenset[str]
    fillers: frozenset[str]
    signs: Mapping[str, str]
    never: frozenset[str] = frozenset()
    known: Mapping[str, tuple[str, ...]] = field(init=False, default_factory=dict)
    firsts: frozenset[str] = field(init=False, default=frozenset())
    by_length: Mapping[int, tuple[str, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Write out every slip of one letter, so that finding one costs a look-up however long the list is."""
        known = {word: (word,) for word in self.keywords} | dict(self.words)
        taken = self.never | frozenset(known)
        for keyword in sorted(self.keywords):
            if len(keyword) >= TYPO_LETTERS:
                for slip in _slips(keyword):
                    if slip not in taken:
                        known.setdefault(slip, self.words.get(keyword, (keyword,)))
        lengths: dict[int, tuple[str, ...]] = {}
        for keyword in sorted(self.keywords):
            lengths[len(keyword)] = (*lengths.get(len(keyword), ()), keyword)
        object.__setattr__(self, "known", known)
        object.__setattr__(self, "firsts", frozenset(first for first, _ in self.pairs))
        object.__setattr__(self, "by_length", lengths)

    def plain(self, word: str) -> tuple[str, ...]:
        """Return what *word* stands for, where it is a known one in disguise, else itself without signs."""
        found = self.known.get(word) or self._unmasked(word)
        if found:
            return found
        runs = [(letter, len(list(run))) for letter, run in groupby(word)]
        if any(count > _TWO for _, count in runs):
            double = "".join(letter * min(count, _TWO) for letter, count in runs)
            single = "".join(letter for letter, _ in runs)
            for shorter in (double, single):
                if found := self.known.get(shorter) or self._unmasked(shorter):
                    return found
            word = single
        bare = "".join(filter(str.isalnum, word))
        return (bare,) if bare else ()

    def _unmasked(self, word: str) -> tuple[str, ...] | None:
        if word.isalpha():
            return None
        if "*" in word or "#" in word:
            stars = word.replace("#", "*")
            return next((self.known[key] for key in self.by_length.get(len(word), ()) if _fits(stars, key)), None)
        return self.known.get(word.translate(_LEET)) or self.known.get(word.replace("1", "l").translate(_LEET))


def normalise(text: str, spelling: Spelling) -> str:
    """Return *text* in the plain spelling that the patterns are written in."""
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}\n{text[-TAIL:]}"
    text = _letters(text, spelling.signs)
    line = _Line(spelling, frozenset(_STRETCHED.findall(text)))
    # A sentence said a thousand times counts once.
    return "\n ".join(dict.fromkeys(filter(None, map(line.spelled, _sentences(text)))))


def _letters(text: str, signs: Mapping[str, str]) -> str:
    """Return *text* in small letters without accents; what is no letter of English is a space."""
    text = _placed(text)
    if not text.isascii():
        for sign, word in signs.items():
            if sign in text:
                text = text.replace(sign, word)
        text = _placed(unicodedata.normalize("NFKD", text))
        text = "".join(letter if letter.isascii() else _beside(letter) for letter in text)
    return text.lower()


def _beside(letter: str) -> str:
    """Return nothing for a mark on a letter and for what shows nothing, else a space."""
    return "" if unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf") else " "


def _placed(text: str) -> str:
    for sign, place in _PLACES.items():
        if sign in text:
            text = text.replace(sign, place)
    return text


def _sentences(text: str) -> Iterator[list[str]]:
    words: list[str] = []
    for piece in _pieces(text):
        if piece == "\n":
            yield words
            words = []
        else:
            words.append(piece)
    yield words


def _pieces(text: str) -> Iterator[str]:
    """Give words, commas and line breaks; signs inside a word stay, since they may stand for letters."""
    for chunk in text.split(" "):
        if chunk.isalpha() or chunk in (",", "\n"):
            yield chunk[:LONGEST_WORD]
        elif chunk in _STOPS:
            yield from "\n" if chunk else ""
        else:
            yield from _parts(chunk)


def _parts(chunk: str) -> Iterator[str]:
    chunk = chunk.strip("*#|$@")
    word = chunk.strip(_STOPS)
    inner = [part for each in word.split(".") for part in each.split("?")]
    # "k.i.l.l" is one word, "3.5" a number; elsewhere a stop without a space ends a sentence all the same.
    single = all(len(part) <= 1 for part in inner)
    for index, part in enumerate(inner):
        if index and not single and not (part.isdigit() or inner[index - 1].isdigit()):
            yield "\n"
        if part:
            yield part[:LONGEST_WORD]
    if chunk.endswith(tuple(_STOPS)) and not (len(word) == 1 and chunk[-1] == "."):
        yield "\n"


@dataclass(slots=True)
class _Line:
    """Spells one sentence after the other; a word in disguise is worked out once for a text."""

    spelling: Spelling
    stretched: frozenset[str]
    seen: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def spelled(self, words: list[str]) -> str:
        if sum(len(word) == 1 for word in words) >= _SPELLED_OUT:
            words = _joined(words)
        known, stretched, fillers = self.spelling.known, self.stretched, self.spelling.fillers
        out: list[str] = []
        for word in words:
            found = known.get(word)
            if found:
                out.extend(found)
            elif word == "," or (word.isalpha() and word not in stretched):
                out.append(word)
            else:
                out.extend(self.plain(word))
        if not self.spelling.firsts.isdisjoint(out):
            out = _paired(out, self.spelling.pairs)
        out = [word for word in out if word not in fillers]
        return f"{' '.join(out)} " if out else ""

    def plain(self, word: str) -> tuple[str, ...]:
        found = self.seen.get(word)
        if found is None:
            found = self.seen[word] = self.spelling.plain(word)
        return found


def _joined(words: list[str]) -> list[str]:
    """Return *words* with letters that stand alone put together: "k i l l" is "kill"."""
    out: list[str] = []
    for alone, run in groupby(words, key=lambda word: len(word) == 1 and word != ","):
        letters = list(run)
        if alone and len(letters) >= _SPELLED_OUT and not all(map(str.isdigit, letters)):
            out.append("".join(letters)[:LONGEST_WORD])
        else:
            out.extend(letters)
    return out


def _paired(words: list[str], pairs: Mapping[tuple[str, str], tuple[str, ...]]) -> list[str]:
    out: list[str] = []
    for word in words:
        one = pairs.get((out[-1], word)) if out else None
        if one:
            out[-1:] = one
        else:
            out.append(word)
    return out


def _slips(word: str) -> Iterator[str]:
    """Give every word that is one slip away: a letter left out, added, changed or swapped, but never the first."""
    for at in range(1, len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in ascii_lowercase)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
            if len(tail) > 1:
                yield head + tail[1] + tail[0] + tail[_TWO:]


def _fits(stars: str, key: str) -> bool:
    return all(sign in ("*", letter) for sign, letter in zip(stars, key, strict=True))
