"""Normalise a text for the risk check: "I'm gonna k1ll mysellf" becomes "i am going to kill myself".

The result is words of small letters and digits, each followed by a space; a line break separates sentences.
Every step is one pass, so the work grows with the length of the text only.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from string import ascii_lowercase

import re2

HEAD, TAIL = 4_000, 4_000
"""Characters read at the start and the end of a longer text: a message has 4,000 at most, and people end with what
weighs most."""

TYPO_LETTERS, LONGEST_WORD = 6, 40
_TWO, _SPELLED_OUT = 2, 3

_STOPS, _CUT = ".!?", " . "
_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "$": "s", "@": "a", "!": "i", "|": "l"}
)
_REPLACEMENTS = {
    **dict.fromkeys("'’‘`´ʼ＇", ""),
    **dict.fromkeys('-_/\\~"“”()[]{}<>=+&%^:–—\t\r', " "),
    ",": " , ",
    **dict.fromkeys("\n;…。！？", " \n "),
}
_STRETCHED = re2.compile(f"[a-z]*(?:{'|'.join(f'{letter}{{3,}}' for letter in ascii_lowercase)})[a-z]*")


@dataclass(frozen=True, slots=True)
class Spelling:
    """The data of the normalisation; all of it comes from content/risk.

    *words*: a word to the words it stands for ("wanna" to "want to"). *pairs*: two words that are one ("my self").
    *keywords*: words also found behind leet, stars, stretched letters and typos. *never*: words that look like a typo
    of a keyword but are not. *fillers*: words that change nothing ("really"). *signs*: an emoji to its word.
    """

    words: Mapping[str, tuple[str, ...]]
    pairs: Mapping[tuple[str, str], tuple[str, ...]]
    keywords: frozenset[str]
    fillers: frozenset[str]
    signs: Mapping[str, str]
    never: frozenset[str] = frozenset()
    known: Mapping[str, tuple[str, ...]] = field(init=False, default_factory=dict)
    pair_starts: frozenset[str] = field(init=False, default=frozenset())
    by_length: Mapping[int, tuple[str, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """List every one-letter typo of each keyword in advance, so that recognising one costs a single look-up."""
        known = {word: (word,) for word in self.keywords} | dict(self.words)
        taken = self.never | frozenset(known)
        for keyword in sorted(self.keywords):
            if len(keyword) >= TYPO_LETTERS:
                for typo in _typos(keyword):
                    if typo not in taken:
                        known.setdefault(typo, self.words.get(keyword, (keyword,)))
        lengths: dict[int, tuple[str, ...]] = {}
        for keyword in sorted(self.keywords):
            lengths[len(keyword)] = (*lengths.get(len(keyword), ()), keyword)
        object.__setattr__(self, "known", known)
        object.__setattr__(self, "pair_starts", frozenset(first for first, _ in self.pairs))
        object.__setattr__(self, "by_length", lengths)

    def plain(self, word: str) -> tuple[str, ...]:
        """Return the words that *word* stands for if it is a known word in disguise, else *word* without signs."""
        plain_words = self.known.get(word) or self._unmasked(word)
        if plain_words:
            return plain_words
        runs = [(letter, len(list(run))) for letter, run in groupby(word)]
        if any(count > _TWO for _, count in runs):
            double = "".join(letter * min(count, _TWO) for letter, count in runs)
            single = "".join(letter for letter, _ in runs)
            for shorter in (double, single):
                if plain_words := self.known.get(shorter) or self._unmasked(shorter):
                    return plain_words
            word = single
        bare = "".join(filter(str.isalnum, word))
        return (bare,) if bare else ()

    def _unmasked(self, word: str) -> tuple[str, ...] | None:
        if word.isalpha():
            return None
        if "*" in word or "#" in word:
            stars = word.replace("#", "*")
            return next(
                (self.known[key] for key in self.by_length.get(len(word), ()) if _matches_starred(stars, key)), None
            )
        return self.known.get(word.translate(_LEET)) or self.known.get(word.replace("1", "l").translate(_LEET))


def normalise(text: str, spelling: Spelling) -> str:
    """Return *text* in the spelling that the risk patterns use."""
    # Cut again, because one character may stand for several letters.
    text = _both_ends(_ascii_letters(_both_ends(text), spelling.signs))
    normaliser = _Normaliser(spelling, frozenset(_STRETCHED.findall(text)))
    # A sentence repeated a thousand times must cost the patterns no more than one.
    return "\n ".join(dict.fromkeys(filter(None, map(normaliser.sentence, _sentences(text)))))


def _both_ends(text: str) -> str:
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]}{_CUT}{text[len(_CUT) - TAIL :]}"


def _ascii_letters(text: str, signs: Mapping[str, str]) -> str:
    """Return *text* in small letters without accents; other non-ASCII characters become spaces."""
    text = _replace_signs(text)
    if not text.isascii():
        for sign, word in signs.items():
            if sign in text:
                text = text.replace(sign, word)
        # One by one: a whole text is normalised in time quadratic in its longest run of marks.
        text = text.translate({ord(letter): _ascii_of(letter) for letter in set(text) if not letter.isascii()})
    return text.lower()


@lru_cache(maxsize=2048)
def _ascii_of(letter: str) -> str:
    """Return the ASCII letters that *letter* stands for; a single space for any number of other letters."""
    plain = _replace_signs(unicodedata.normalize("NFKD", letter))
    letters = "".join(sign if sign.isascii() else _substitute(sign) for sign in plain)
    return re.sub(" +", " ", letters)


def _substitute(letter: str) -> str:
    """Return "" for a combining mark or an invisible character, else a space."""
    return "" if unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf") else " "


def _replace_signs(text: str) -> str:
    for sign, replacement in _REPLACEMENTS.items():
        if sign in text:
            text = text.replace(sign, replacement)
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
    """Yield words, commas and line breaks; signs inside a word stay, because they may stand for letters."""
    for chunk in text.split(" "):
        if chunk.isalpha() or chunk in (",", "\n"):
            yield chunk[:LONGEST_WORD]
        elif chunk in _STOPS:
            yield from "\n" if chunk else ""
        else:
            yield from _split_chunk(chunk)


def _split_chunk(chunk: str) -> Iterator[str]:
    chunk = chunk.strip("*#|$@")
    word = chunk.strip(_STOPS)
    inner = [part for each in word.split(".") for part in each.split("?")]
    # "k.i.l.l" is one word, "3.5" a number; otherwise a stop ends a sentence even without a space.
    single = all(len(part) <= 1 for part in inner)
    for index, part in enumerate(inner):
        if index and not single and not (part.isdigit() or inner[index - 1].isdigit()):
            yield "\n"
        if part:
            yield part[:LONGEST_WORD]
    if chunk.endswith(tuple(_STOPS)) and not (len(word) == 1 and chunk[-1] == "."):
        yield "\n"


@dataclass(slots=True)
class _Normaliser:
    """Normalises the sentences of one text; it works out each disguised word only once."""

    spelling: Spelling
    stretched: frozenset[str]
    seen: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def sentence(self, words: list[str]) -> str:
        if sum(len(word) == 1 for word in words) >= _SPELLED_OUT:
            words = _join_letters(words)
        known, stretched, fillers = self.spelling.known, self.stretched, self.spelling.fillers
        out: list[str] = []
        for word in words:
            plain_words = known.get(word)
            if plain_words:
                out.extend(plain_words)
            elif word == "," or (word.isalpha() and word not in stretched):
                out.append(word)
            else:
                out.extend(self.plain(word))
        if not self.spelling.pair_starts.isdisjoint(out):
            out = _merge_pairs(out, self.spelling.pairs)
        out = [word for word in out if word not in fillers]
        return f"{' '.join(out)} " if out else ""

    def plain(self, word: str) -> tuple[str, ...]:
        plain_words = self.seen.get(word)
        if plain_words is None:
            plain_words = self.seen[word] = self.spelling.plain(word)
        return plain_words


def _join_letters(words: list[str]) -> list[str]:
    """Return *words* with single letters joined: "k i l l" becomes "kill"."""
    out: list[str] = []
    for alone, run in groupby(words, key=lambda word: len(word) == 1 and word != ","):
        letters = list(run)
        if alone and len(letters) >= _SPELLED_OUT and not all(map(str.isdigit, letters)):
            out.append("".join(letters)[:LONGEST_WORD])
        else:
            out.extend(letters)
    return out


def _merge_pairs(words: list[str], pairs: Mapping[tuple[str, str], tuple[str, ...]]) -> list[str]:
    out: list[str] = []
    for word in words:
        merged = pairs.get((out[-1], word)) if out else None
        if merged:
            out[-1:] = merged
        else:
            out.append(word)
    return out


def _typos(word: str) -> Iterator[str]:
    """Yield every one-letter typo of *word*: a letter left out, added, changed or swapped, but never the first."""
    for at in range(1, len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in ascii_lowercase)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
            if len(tail) > 1:
                yield head + tail[1] + tail[0] + tail[_TWO:]


def _matches_starred(stars: str, key: str) -> bool:
    return all(sign in ("*", letter) for sign, letter in zip(stars, key, strict=True))
