"""A person's words in one plain spelling, for the risk check: "I'm gonna k1ll mysellf" is "i am going to kill myself".

The result is words of small letters and digits, each followed by a space; a sentence ends with a line break and a space.
Every step is one pass, so the work grows with the length of the text and with nothing else.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from string import ascii_lowercase

HEAD, TAIL = 12_000, 12_000
"""Characters read at either end of a longer text: Discord's longest message has 4,000, and people end on what weighs most."""

TYPO_LETTERS, LONGEST_WORD = 6, 40

_BREAKS = frozenset(".!?;\n…。！？")
_SILENT = "'’‘`´ʼ＇"
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "$": "s", "@": "a", "!": "i", "|": "l"})
_LEET_SIGNS = frozenset("0134578$@!|*#")
_LETTERS = frozenset(ascii_lowercase)
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Spelling:
    """How words are put into one spelling; all of it comes from content/risk.

    *words*: a word to the words it stands for ("wanna" to "want to"). *pairs*: two words that are one ("my self").
    *keywords*: the words to find behind leet, stars, stretched letters and typos. *never*: words that look like a typo of
    one and are not. *fillers*: words that change nothing ("really"). *signs*: an emoji to its word.
    """

    words: Mapping[str, tuple[str, ...]]
    pairs: Mapping[tuple[str, str], tuple[str, ...]]
    keywords: frozenset[str]
    fillers: frozenset[str]
    signs: Mapping[str, str]
    never: frozenset[str] = frozenset()
    _typos: Mapping[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Write out every slip of one letter, so that finding one costs a look-up however long the list is."""
        typos: dict[str, str] = {}
        for keyword in sorted(self.keywords):
            if len(keyword) >= TYPO_LETTERS:
                for slip in _slips(keyword):
                    if slip not in self.keywords and slip not in self.never and slip not in self.words:
                        typos.setdefault(slip, keyword)
        object.__setattr__(self, "_typos", typos)

    def plain(self, word: str) -> str:
        """Return *word* as its keyword, where it is one in disguise, else as it is."""
        if word in self.keywords or word in self.words:
            return word
        known = self._known(word)
        if known is None and not _LETTERS.issuperset(word):
            known = self._unmasked(word)
        if known is None and any(len(list(run)) > 1 for _, run in groupby(word)):
            runs = [(letter, len(list(run))) for letter, run in groupby(word)]
            single = "".join(letter for letter, _ in runs)
            double = "".join(letter * min(count, _PAIR) for letter, count in runs)
            known = self._known(double) or (single if single in self.keywords else None)
            if known is None and any(count > _PAIR for _, count in runs):
                known = single
        return known or word

    def _known(self, word: str) -> str | None:
        return word if word in self.keywords or word in self.words else self._typos.get(word)

    def _unmasked(self, word: str) -> str | None:
        if "*" in word or "#" in word:
            stars = word.replace("#", "*")
            return next((key for key in sorted(self.keywords) if _fits(stars, key)), None)
        return self._known(word.translate(_LEET)) or self._known(word.replace("1", "l").translate(_LEET))


def normalise(text: str, spelling: Spelling) -> str:
    """Return *text* in the plain spelling that the patterns are written in."""
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}\n{text[-TAIL:]}"
    lines = []
    for sentence in _sentences(_letters(text, spelling.signs)):
        known = (plain for word in sentence for plain in _spelled(word, spelling))
        words = [word for word in _paired(known, spelling) if word not in spelling.fillers]
        if words:
            lines.append(" ".join(words) + " ")
    # A sentence said a thousand times counts once.
    return "\n ".join(dict.fromkeys(lines))


def _spelled(word: str, spelling: Spelling) -> Sequence[str]:
    plain = spelling.plain(word)
    return spelling.words.get(plain) or ((_clean(plain),) if plain != "," else (plain,))


def _clean(word: str) -> str:
    return word if word.isalnum() else "".join(letter for letter in word if letter.isalnum()) or ","


def _letters(text: str, signs: Mapping[str, str]) -> str:
    """Return *text* in small letters without accents; what neither reads nor parts is a space."""
    if not text.isascii():
        text = "".join(signs.get(letter, letter) for letter in text)
        text = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", text)
            if not unicodedata.category(letter).startswith(("M", "Cf"))
        )
    return text.lower()


def _sentences(text: str) -> Iterator[list[str]]:
    words: list[str] = []
    for piece in _pieces(text):
        if piece == "\n":
            yield _joined(words)
            words = []
        else:
            words.append(piece)
    yield _joined(words)


def _pieces(text: str) -> Iterator[str]:
    """Give words, commas and line breaks; signs inside a word stay, since they may stand for letters."""
    table = {ord(sign): None for sign in _SILENT} | {ord(sign): " " for sign in "-_/\\~\"“”()[]{}<>=+&%^:"}
    table |= {ord(sign): f" {sign} " for sign in ",;\n…。！？"}
    for chunk in text.translate(table).split(" "):
        piece = chunk.strip("*#|$@ \t\r")
        if not piece:
            continue
        if piece == ",":
            yield piece
        elif _BREAKS.issuperset(piece):
            yield "\n"
        else:
            yield from _word_and_stop(piece)


def _word_and_stop(piece: str) -> Iterator[str]:
    word = piece.rstrip(".!?").lstrip(".!?")
    inner = word.split(".") if "." in word else [word]
    inner = [part for each in inner for part in (each.split("?") if "?" in each else [each])]
    single = all(len(part) <= 1 for part in inner)
    for index, part in enumerate(inner):
        if index and not single and not (part.isdigit() or inner[index - 1].isdigit()):
            yield "\n"
        if part:
            yield part[:LONGEST_WORD]
    if piece[-1] in ".!?" and not (single and len(inner) == 1 and piece[-1] == "."):
        yield "\n"


def _joined(words: list[str]) -> list[str]:
    """Return *words* with letters that stand alone put together: "k i l l" is "kill"."""
    out: list[str] = []
    for alone, run in groupby(words, key=lambda word: len(word) == 1 and word != ","):
        letters = list(run)
        if alone and len(letters) > _PAIR and not all(letter.isdigit() for letter in letters):
            out.append("".join(letters)[:LONGEST_WORD])
        else:
            out.extend(letters)
    return out


def _paired(words: Iterable[str], spelling: Spelling) -> Iterator[str]:
    before: str | None = None
    for word in words:
        if before is not None and (one := spelling.pairs.get((before, word))):
            yield from one[:-1]
            before = one[-1]
            continue
        if before is not None:
            yield before
        before = word
    if before is not None:
        yield before


def _slips(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if at and tail:
            # The first letter is hardly ever the wrong one.
            yield head + tail[1:]
            if len(tail) > 1:
                yield head + tail[1] + tail[0] + tail[2:]
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
        if at:
            yield from (head + letter + tail for letter in ascii_lowercase)


def _fits(stars: str, key: str) -> bool:
    return len(stars) == len(key) and all(sign in ("*", letter) for sign, letter in zip(stars, key, strict=True))
