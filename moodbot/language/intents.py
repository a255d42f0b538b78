"""What an answer amounts to: yes, no, maybe, later, stop ... read from the words that people really type.

The rule, in the order in which it is tried (all words come from a `Lexicon`, none stand here):

1. Nothing visible is WORDLESS. More than MOST_WORDS words are a story: UNCLEAR.
2. Words are put into one spelling: "yeahhhh", "u", "mabye". A typo (one slip, in a word of four letters or more) is
   mended only in answers of up to SHORT words, and never when it is a word of its own ("note").
3. The answer is cut into the longest known phrases, if need be without padding ("i literally have no friends").
   Where phrases and fillers cover ALL of it, they are weighed: asking for a person, stop and help come first; "good"
   with "hard" and "yes and no" are MAYBE, but in "yeah no" the later word counts; "i guess" and "ok" are a yes only
   alone; thanks gives way to anything more definite.
4. Where words stay unknown, a short answer may still lean ("vibes are good"). Else only a lead counts: known phrases
   at the start that end in punctuation, "because" or "but", or in an opener that needs no comma ("yeah i have a
   friend from school"); "no" needs a pronoun or the like after it, since "no energy" is no answer. More words than
   LEAD_WORDS, or anything heavy, make it a story. A yes taken back ("yes but ...", "yes, they don't ...") is MAYBE.
   A request for a person counts anywhere in an answer of that length.
5. Everything else is UNCLEAR. An unknown answer is never NO.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import TypeVar

from rapidfuzz.distance import OSA

MOST_WORDS, LEAD_WORDS, SHORT = 24, 14, 4
LONGEST_PHRASE, LONGEST_WORD, TYPO_LETTERS, ID_DIGITS = 9, 24, 4, 15

_BREAK = ","
_BREAKS = frozenset(",.;:!?…–—\n。！？、")
# Letters and symbols of Unicode that show nothing.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_TONES = (*range(0x1F3FB, 0x1F400), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_DROPPED = _BLANKS.union("'`´‘’ʼʹ′＇‛", map(chr, _TONES))


class Intent(StrEnum):
    """What an answer of a person can amount to; UNCLEAR is everything that was not understood."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    LATER = "later"
    STOP = "stop"
    THANKS = "thanks"
    HELP = "help"
    HUMAN = "human"
    LEAN_GOOD = "lean_good"
    LEAN_HARD = "lean_hard"
    UNCLEAR = "unclear"
    WORDLESS = "wordless"


# What a phrase without an intent of its own does in an answer; BREAK and UNREAD are never in the data.
Role = StrEnum(
    "Role",
    "FILLERS ACKNOWLEDGEMENTS FLIPPERS JOINERS TURNS REASONS NEGATIONS HEAVY OPENERS CAREFUL_OPENERS STARTERS "
    "PADDING MENDABLE REAL_WORDS BREAK UNREAD",
)
_RAW = (Role.PADDING, Role.MENDABLE, Role.REAL_WORDS)
_LISTS = (*_RAW, Role.NEGATIONS, Role.HEAVY, Role.OPENERS, Role.CAREFUL_OPENERS, Role.STARTERS)
_FLIPPED: Mapping[Intent | Role, Intent] = {Intent.LEAN_GOOD: Intent.LEAN_HARD, Intent.LEAN_HARD: Intent.LEAN_GOOD}

_Phrase = tuple[str, ...]
_Groups = Mapping[str, Sequence[str]]
_Mark = TypeVar("_Mark")
_NONE: _Groups = MappingProxyType({})


class LexiconError(ValueError):
    """The words that answers are read with contradict themselves or name something unknown."""


@dataclass(frozen=True, slots=True)
class _Piece:
    mark: Intent | Role
    words: _Phrase


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every word and phrase that answers are read with; made once, by `Lexicon.build`."""

    marks: Mapping[_Phrase, Intent | Role]
    rewrites: Sequence[Mapping[_Phrase, _Phrase]]
    lists: Mapping[Role, frozenset[_Phrase]]
    words: frozenset[str]
    stretched: Mapping[str, Sequence[str]]

    @classmethod
    def build(
        cls, phrases: _Groups, *, spellings: _Groups = _NONE, slots: _Groups = _NONE, helpers: _Groups = _NONE
    ) -> "Lexicon":
        """Build a lexicon from *phrases* (intent -> phrases); a "{slot}" stands for any phrase of that slot.

        *spellings* maps a phrase to other ways of writing it, *slots* a name to phrases (a slot may use itself
        and the slots above it), *helpers* the name of a `Role`, in lower case, to phrases. LexiconError names an
        unknown intent, role or slot, a phrase without words or too long, and a phrase with two meanings.
        """
        draft = _Draft()
        draft.rewrite({name: (name, *others) for name, others in spellings.items()})
        for name, members in slots.items():
            draft.rewrite({"{" + name + "}": members})
        for kind, data in ((Intent, phrases), (Role, helpers)):
            for name, members in data.items():
                if name not in set(kind):
                    raise LexiconError(f"unknown {kind.__name__.lower()} {name!r}")
                draft.mark(kind(name), members)
        return draft.lexicon()

    def has(self, role: Role, words: Sequence[str]) -> bool:
        """Tell whether *words* are a phrase in the list of *role*."""
        return tuple(words) in self.lists.get(role, ())

    def any_of(self, role: Role, pieces: Iterable[_Piece]) -> bool:
        """Tell whether any one word of *pieces* stands in the list of *role*."""
        return any(self.has(role, [word]) for piece in pieces for word in piece.words)

    def pieces(self, words: Sequence[str]) -> list[_Piece]:
        """Cut *words* into known phrases and unread words; an answer like "s t o p" is one word."""
        letters = "".join(word for word in words if word != _BREAK)
        spelt = letters in self.words and max(map(len, words)) == 1 and tuple(words) not in self.marks
        said = [self._settle(word, len(words) <= SHORT) for word in ([letters] if spelt else words)]
        for groups in self.rewrites:
            said = [word for new, old in _cut(said, groups) for word in new or old]
        return [_Piece(mark or _unknown(found[0]), found) for mark, found in _cut(said, self.marks)]

    def _settle(self, word: str, short: bool) -> str:
        """Return the known word that *word* is a stretched or, in a *short* answer, a mistyped form of."""
        known = word in self.words or self.has(Role.REAL_WORDS, [word])
        if known or not word.isalpha() or len(word) > LONGEST_WORD:
            return word
        for other in self.stretched.get(_squeezed(word), ()):
            if _only_stretched(word, other):
                return other
        slips = [other for (other,) in self.lists.get(Role.MENDABLE, ()) if short and _one_slip(word, other)]
        return slips[0] if len(slips) == 1 else word


@dataclass(slots=True)
class _Draft:
    """Gathers phrases while a lexicon is built."""

    marks: dict[_Phrase, Intent | Role] = field(default_factory=dict)
    lists: dict[Role, frozenset[_Phrase]] = field(default_factory=dict)
    rewrites: list[dict[_Phrase, _Phrase]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    slots: set[str] = field(default_factory=set)

    def rewrite(self, groups: _Groups) -> None:
        """Have every phrase of a group replaced by the group's name."""
        table: dict[_Phrase, _Phrase] = {}
        self.slots.update(name for name in groups if name.startswith("{"))
        for name, members in groups.items():
            new = (name,) if name.startswith("{") else tuple(_words(name))
            for member in members:
                if table.setdefault(self._read(member), new) != new:
                    raise LexiconError(f"{member!r} stands under {name!r} and elsewhere")
        # Twice for a slot, which may use itself: "older {kin}" is a kin.
        self.rewrites.extend([table] if self.slots.isdisjoint(groups) else [table, table])

    def mark(self, mark: Intent | Role, members: Sequence[str]) -> None:
        """Have every phrase of *members* mean *mark*."""
        if isinstance(mark, Role) and mark in _LISTS:
            self.lists[mark] = frozenset(self._read(member, raw=mark in _RAW) for member in members)
            return
        for member in members:
            if (other := self.marks.setdefault(self._read(member), mark)) is not mark:
                raise LexiconError(f"{member!r} is both {other.value!r} and {mark.value!r}")

    def lexicon(self) -> Lexicon:
        """Return what was gathered."""
        longest_first = sorted(self.words, key=lambda word: (_squeezed(word), -len(word), word))
        stretched = {letters: [*same] for letters, same in groupby(longest_first, _squeezed)}
        return Lexicon(self.marks, self.rewrites, self.lists, frozenset(self.words), stretched)

    def _read(self, phrase: str, *, raw: bool = False) -> _Phrase:
        if unknown := [part for part in phrase.split() if part.startswith("{") and part not in self.slots]:
            raise LexiconError(f"unknown slot {unknown[0]!r} in {phrase!r}")
        spaced = " ".join(part if part in self.slots else " ".join(_words(part)) for part in phrase.split())
        words = spaced.strip(f" {_BREAK}").split()
        if not 0 < len(words) <= LONGEST_PHRASE:
            raise LexiconError(f"{phrase!r} needs 1 to {LONGEST_PHRASE} words")
        if raw:
            return tuple(words)
        self.words.update(word for word in words if word != _BREAK and word not in self.slots)
        for groups in self.rewrites:
            words = [word for new, old in _cut(words, groups) for word in new or old]
        return tuple(words)


def normalise(text: str) -> str:
    """Return *text* as plain lower-case words and emoji with single spaces, "" where nothing of it is left.

    Compatibility forms become plain letters; marks, invisible characters, apostrophes and skin tones go; other
    punctuation becomes a space. Three or more equal letters become two, not one, so that "goood" stays apart from
    "god"; `read` takes the rest off. The work grows linearly with the text.
    """
    return " ".join(word for word in _words(text) if word != _BREAK)


def read(text: str, lexicon: Lexicon) -> Intent:
    """Return what *text*, an answer to the bot, amounts to; the rule stands at the top of this module."""
    words = [word for word, run in groupby(_words(text)) for _ in range(min(2, len(list(run))))]
    count = sum(word != _BREAK for word in words)
    if not count:
        seen = any(_shape(char) and not char.isspace() and char not in _DROPPED for char in text)
        return Intent.UNCLEAR if seen else Intent.WORDLESS
    if count > SHORT and len(distinct := set(words) - {_BREAK}) == 1:
        words, count = [*distinct], 1
    if count > MOST_WORDS:
        return Intent.UNCLEAR
    bare = [word for word in words if not lexicon.has(Role.PADDING, [word])] or words
    pieces = min(lexicon.pieces(words), lexicon.pieces(bare), key=_unread)
    if not _unread(pieces):
        return _weighed(pieces, lexicon)
    leaning = {piece.mark for piece in pieces} - {Role.FILLERS, Role.BREAK, Role.UNREAD}
    if count <= SHORT and leaning and leaning <= _FLIPPED.keys() and not lexicon.any_of(Role.NEGATIONS, pieces):
        return _weighed(pieces, lexicon)
    if count > LEAD_WORDS:
        return Intent.UNCLEAR
    return Intent.HUMAN if _asks_for_person(pieces, lexicon) else _led(pieces, lexicon)


def _weighed(pieces: Sequence[_Piece], lexicon: Lexicon) -> Intent:
    """Return what phrases that are all known mean together."""
    said: list[Intent] = []
    flip = False
    for mark in (piece.mark for piece in pieces):
        if isinstance(mark, Intent):
            said.append(_FLIPPED.get(mark, Intent.UNCLEAR) if flip else mark)
        flip = mark is Role.FLIPPERS or (flip and mark is Role.FILLERS)
    marks = {piece.mark for piece in pieces}
    if not said:
        return Intent.YES if Role.ACKNOWLEDGEMENTS in marks and Role.FLIPPERS not in marks else Intent.UNCLEAR
    if Intent.HUMAN in said:
        return Intent.HUMAN if _asks_for_person(pieces, lexicon) else Intent.UNCLEAR
    if first := next((intent for intent in (Intent.UNCLEAR, Intent.STOP, Intent.HELP) if intent in said), None):
        return first
    if leans := {Intent.LEAN_GOOD, Intent.LEAN_HARD}.intersection(said):
        leaning = Intent.MAYBE if len(leans) > 1 else leans.pop()
        return said[0] if said[0] in (Intent.THANKS, Intent.NO) else leaning
    said = [intent for intent in said if intent is not Intent.THANKS] or [Intent.THANKS]
    if Intent.LATER in said:
        first_words = [piece.words[:1] for piece in pieces if piece.mark is Intent.LATER]
        refused = Intent.NO in said and all(lexicon.has(Role.NEGATIONS, word) for word in first_words)
        return Intent.NO if refused else Intent.LATER
    if {Intent.YES, Intent.NO} <= {*said} and marks & {Role.JOINERS, Role.TURNS, Intent.MAYBE}:
        return Intent.MAYBE
    return said[-1]


def _asks_for_person(pieces: Sequence[_Piece], lexicon: Lexicon) -> bool:
    """Tell whether a person is asked for; "i don't want a mod" and "they made me talk to staff" do not."""
    clause: list[_Piece] = []
    for piece in pieces:
        if piece.mark is Intent.HUMAN and (len(piece.words) > 1 or not _unread(pieces)):
            begins = not lexicon.any_of(Role.NEGATIONS, clause) and not _unread(clause)
            if begins or not lexicon.has(Role.STARTERS, piece.words[:1]):
                return True
        clause = [] if piece.mark is Role.BREAK or lexicon.has(Role.CAREFUL_OPENERS, piece.words) else [*clause, piece]
    return False


def _led(pieces: Sequence[_Piece], lexicon: Lexicon) -> Intent:
    """Return what the known start of an answer means that goes on in unknown words."""
    unread = next(at for at, piece in enumerate(pieces) if piece.mark is Role.UNREAD)
    seams = [at for at in range(1, unread + 1) if _seam(pieces, at, lexicon)]
    rest = pieces[seams[-1] :] if seams else pieces
    # A person who is only named ("no because they'd tell my mum") contradicts nothing.
    marks = {piece.mark for piece in rest if not piece.words[0].startswith("{")}
    if not seams or Intent.UNCLEAR in marks or lexicon.any_of(Role.HEAVY, rest):
        return Intent.UNCLEAR
    meaning = _weighed(pieces[: seams[-1]], lexicon)
    negated = meaning in (Intent.YES, Intent.THANKS) and lexicon.any_of(Role.NEGATIONS, rest)
    opposite = {Intent.YES: Intent.NO, Intent.NO: Intent.YES, **_FLIPPED}.get(meaning)
    if negated or opposite in marks or Role.TURNS in marks:
        return Intent.UNCLEAR if meaning in (Intent.HELP, Intent.THANKS, Intent.STOP, Intent.UNCLEAR) else Intent.MAYBE
    return Intent.UNCLEAR if meaning is Intent.HELP else meaning


def _seam(pieces: Sequence[_Piece], at: int, lexicon: Lexicon) -> bool:
    """Tell whether what stands before *at* may be read without what follows."""
    before = pieces[at - 1].words
    if pieces[at].mark in (Role.BREAK, Role.REASONS, Role.TURNS):
        return any(isinstance(piece.mark, Intent) for piece in pieces[:at])
    follows = next((piece.words[:1] for piece in pieces[at:] if piece.mark is not Role.FILLERS), ())
    careful = lexicon.has(Role.CAREFUL_OPENERS, before) and lexicon.has(Role.STARTERS, follows)
    return lexicon.has(Role.OPENERS, before) or careful


def _cut(words: Sequence[str], phrases: Mapping[_Phrase, _Mark]) -> Iterator[tuple[_Mark | None, _Phrase]]:
    """Cut *words*, left to right, into the longest of *phrases* with their meanings; None for other words."""
    start = 0
    while start < len(words):
        tried = (tuple(words[start : start + size]) for size in range(min(LONGEST_PHRASE, len(words) - start), 0, -1))
        found = next((phrase for phrase in tried if phrase in phrases), (words[start],))
        yield phrases.get(found), found
        start += len(found)


def _words(text: str) -> list[str]:
    """Split *text* into plain words and emoji; a "," stands for any punctuation that ends a clause."""
    # Marks go first: sorting a long run of them, as normalising does, takes time that grows with its square.
    kept = "".join(c for c in text if c not in _DROPPED and not unicodedata.combining(c))
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", kept).casefold())
    plain = plain.replace("\u200d♀", "").replace("\u200d♂", "")
    spaced = unicodedata.normalize("NFC", "".join(map(_shape, plain)))
    return ["".join(c * min(2, len(list(run))) for c, run in groupby(word)) for word in spaced.split()]


def _shape(char: str) -> str:
    """Return what stands for *char* in plain words."""
    kind = unicodedata.category(char)
    if char in _BREAKS:
        return f" {_BREAK} "
    if char.isspace() or kind[0] in "PZ" or kind in ("Sm", "Sc", "Sk", "Co", "Cs"):
        return " "
    if kind in ("So", "Cn"):
        return f" {char} "
    return "" if kind in ("Cc", "Cf", "Me") or unicodedata.combining(char) else char


def _unknown(word: str) -> Role:
    # Unknown emoji, and the ids in Discord's marks for custom emoji and mentions, say nothing by themselves.
    silent = _shape(word[0]) == f" {word[0]} " or (word.isdigit() and len(word) >= ID_DIGITS)
    return Role.BREAK if word == _BREAK else Role.FILLERS if silent else Role.UNREAD


def _unread(pieces: Sequence[_Piece]) -> int:
    return sum(piece.mark is Role.UNREAD for piece in pieces)


def _squeezed(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def _only_stretched(word: str, known: str) -> bool:
    return all(len([*a]) >= len([*b]) for (_, a), (_, b) in zip(groupby(word), groupby(known), strict=True))


def _one_slip(word: str, known: str) -> bool:
    """Tell whether one slip makes *known* into *word*; people rarely miss the first letter."""
    likely = len(word) >= TYPO_LETTERS and (word[0] == known[0] or word[1::-1] == known[:2])
    return likely and OSA.distance(word, known, score_cutoff=1) <= 1
