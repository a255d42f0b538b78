"""Classify a typed answer as an intent: yes, no, maybe, later, stop, thanks, help, ...

The rules, in the order in which they are applied (all words come from a `Lexicon`):

1. An answer without visible characters is WORDLESS. More than MOST_WORDS words are a story: UNCLEAR.
2. Spelling is normalised: "yeahhhh", "u", "mabye". A typo (one edit, in a word of four letters or more) is corrected
   only in answers of up to SHORT_ANSWER words, and never when it is a real word ("note").
3. The answer is split into the longest known phrases, without padding if that helps ("i literally have no friends").
   If phrases and fillers cover ALL of it, they are combined: asking for a person, stop and help win; "good" with
   "hard" and "yes and no" are MAYBE, but in "yeah no" the later word counts; "i guess" and "ok" mean yes only if
   nothing else was said; thanks yields to any more definite intent.
4. If unknown words remain, a short answer may still lean ("vibes are good"). Otherwise only the start counts: known
   phrases that end in punctuation, "because" or "but", or in an opener that needs no comma ("yeah i have a friend
   from school"); "no" needs a pronoun or the like after it, since "no energy" is not an answer. More than LEAD_WORDS
   words, or any heavy word, make it a story. A retracted yes ("yes but ...", "yes, they don't ...") is MAYBE.
   A request for a person counts anywhere in an answer of up to LEAD_WORDS words.
5. Everything else is UNCLEAR. An unknown answer is never NO.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import TypeVar

from rapidfuzz.distance import OSA

from moodbot.language.plain_words import BREAK, is_visible, plain_char, plain_words

MOST_WORDS, LEAD_WORDS, SHORT_ANSWER = 24, 14, 4
LONGEST_PHRASE, LONGEST_WORD, TYPO_LETTERS, ID_DIGITS = 9, 24, 4, 15


class Intent(StrEnum):
    """The meaning of an answer; UNCLEAR is everything that was not understood."""

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


# Functions of phrases that carry no intent; BREAK and UNREAD are never in the data.
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
_EMPTY: _Groups = MappingProxyType({})


class LexiconError(ValueError):
    """The word lists contradict each other or use an unknown name."""


@dataclass(frozen=True, slots=True)
class _Piece:
    mark: Intent | Role
    words: _Phrase


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words and phrases for classifying answers; built once, by `Lexicon.build`."""

    marks: Mapping[_Phrase, Intent | Role]
    rewrites: Sequence[Mapping[_Phrase, _Phrase]]
    lists: Mapping[Role, frozenset[_Phrase]]
    words: frozenset[str]
    stretched: Mapping[str, Sequence[str]]

    @classmethod
    def build(
        cls, phrases: _Groups, *, spellings: _Groups = _EMPTY, slots: _Groups = _EMPTY, helpers: _Groups = _EMPTY
    ) -> "Lexicon":
        """Build a lexicon from *phrases* (intent -> phrases); a "{slot}" matches any phrase of that slot.

        *spellings* maps a phrase to its variants, *slots* a name to phrases (a slot may use itself and the slots
        above it), *helpers* the name of a `Role`, in lower case, to phrases. Raises LexiconError for an unknown
        intent, role or slot, for a phrase without words or too long, and for a phrase with two meanings.
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
        """Return True if *words* are a phrase in the list of *role*."""
        return tuple(words) in self.lists.get(role, ())

    def any_of(self, role: Role, pieces: Iterable[_Piece]) -> bool:
        """Return True if any single word of *pieces* is in the list of *role*."""
        return any(self.has(role, [word]) for piece in pieces for word in piece.words)

    def pieces(self, words: Sequence[str]) -> list[_Piece]:
        """Split *words* into known phrases and unknown words; "s t o p" is joined into one word first."""
        letters = "".join(word for word in words if word != BREAK)
        spaced = letters in self.words and max(map(len, words)) == 1 and tuple(words) not in self.marks
        known = [self._known_form(word, len(words) <= SHORT_ANSWER) for word in ([letters] if spaced else words)]
        for groups in self.rewrites:
            known = [word for new, old in _split(known, groups) for word in new or old]
        return [_Piece(mark or _unknown_role(phrase[0]), phrase) for mark, phrase in _split(known, self.marks)]

    def _known_form(self, word: str, short: bool) -> str:
        """Return the known word behind a stretched or, in a *short* answer, mistyped *word*; else *word* itself."""
        known = word in self.words or self.has(Role.REAL_WORDS, [word])
        if known or not word.isalpha() or len(word) > LONGEST_WORD:
            return word
        for other in self.stretched.get(_without_repeats(word), ()):
            if _is_stretched(word, other):
                return other
        matches = [other for (other,) in self.lists.get(Role.MENDABLE, ()) if short and _is_one_typo(word, other)]
        return matches[0] if len(matches) == 1 else word


@dataclass(slots=True)
class _Draft:
    """Collects phrases while a lexicon is built."""

    marks: dict[_Phrase, Intent | Role] = field(default_factory=dict)
    lists: dict[Role, frozenset[_Phrase]] = field(default_factory=dict)
    rewrites: list[dict[_Phrase, _Phrase]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    slots: set[str] = field(default_factory=set)

    def rewrite(self, groups: _Groups) -> None:
        """Replace every phrase of a group by the group's name. Raises LexiconError for a phrase in two groups."""
        table: dict[_Phrase, _Phrase] = {}
        self.slots.update(name for name in groups if name.startswith("{"))
        for name, members in groups.items():
            new = (name,) if name.startswith("{") else tuple(plain_words(name))
            for member in members:
                if table.setdefault(self._parse(member), new) != new:
                    raise LexiconError(f"{member!r} stands under {name!r} and elsewhere")
        # Applied twice for slots, because a slot may use itself: "older {kin}" is a kin.
        self.rewrites.extend([table] if self.slots.isdisjoint(groups) else [table, table])

    def mark(self, mark: Intent | Role, members: Sequence[str]) -> None:
        """Assign *mark* to every phrase of *members*. Raises LexiconError if a phrase has another mark."""
        if isinstance(mark, Role) and mark in _LISTS:
            self.lists[mark] = frozenset(self._parse(member, raw=mark in _RAW) for member in members)
            return
        for member in members:
            if (other := self.marks.setdefault(self._parse(member), mark)) is not mark:
                raise LexiconError(f"{member!r} is both {other.value!r} and {mark.value!r}")

    def lexicon(self) -> Lexicon:
        """Return the finished lexicon."""
        longest_first = sorted(self.words, key=lambda word: (_without_repeats(word), -len(word), word))
        stretched = {letters: [*same] for letters, same in groupby(longest_first, _without_repeats)}
        return Lexicon(self.marks, self.rewrites, self.lists, frozenset(self.words), stretched)

    def _parse(self, phrase: str, *, raw: bool = False) -> _Phrase:
        if unknown := [part for part in phrase.split() if part.startswith("{") and part not in self.slots]:
            raise LexiconError(f"unknown slot {unknown[0]!r} in {phrase!r}")
        spaced = " ".join(part if part in self.slots else " ".join(plain_words(part)) for part in phrase.split())
        words = spaced.strip(f" {BREAK}").split()
        if not 0 < len(words) <= LONGEST_PHRASE:
            raise LexiconError(f"{phrase!r} needs 1 to {LONGEST_PHRASE} words")
        if raw:
            return tuple(words)
        self.words.update(word for word in words if word != BREAK and word not in self.slots)
        for groups in self.rewrites:
            words = [word for new, old in _split(words, groups) for word in new or old]
        return tuple(words)


def normalise(text: str) -> str:
    """Return *text* as plain lower-case words and emoji with single spaces, "" if nothing remains.

    Compatibility forms become plain letters; marks, invisible characters, apostrophes and skin tones are removed;
    other punctuation becomes a space. Three or more equal letters become two, not one, so that "goood" differs from
    "god"; `read` reduces further. At most LONGEST_TEXT characters remain. Runs in time linear in the text.
    """
    return " ".join(word for word in plain_words(text) if word != BREAK)


def read(text: str, lexicon: Lexicon) -> Intent:
    """Return the intent of *text*, an answer to the bot, by the rules at the top of this module."""
    words = [word for word, run in groupby(plain_words(text)) for _ in range(min(2, len(list(run))))]
    count = sum(word != BREAK for word in words)
    if not count:
        return Intent.UNCLEAR if is_visible(text) else Intent.WORDLESS
    if count > SHORT_ANSWER and len(distinct := set(words) - {BREAK}) == 1:
        words, count = [*distinct], 1
    if count > MOST_WORDS:
        return Intent.UNCLEAR
    bare = [word for word in words if not lexicon.has(Role.PADDING, [word])] or words
    pieces = min(lexicon.pieces(words), lexicon.pieces(bare), key=_unread_count)
    if not _unread_count(pieces):
        return _combined_intent(pieces, lexicon)
    leaning = {piece.mark for piece in pieces} - {Role.FILLERS, Role.BREAK, Role.UNREAD}
    if count <= SHORT_ANSWER and leaning and leaning <= _FLIPPED.keys() and not lexicon.any_of(Role.NEGATIONS, pieces):
        return _combined_intent(pieces, lexicon)
    if count > LEAD_WORDS:
        return Intent.UNCLEAR
    return Intent.HUMAN if _asks_for_person(pieces, lexicon) else _intent_of_start(pieces, lexicon)


def _combined_intent(pieces: Sequence[_Piece], lexicon: Lexicon) -> Intent:
    """Return the combined intent of phrases that are all known."""
    intents: list[Intent] = []
    flip = False
    for mark in (piece.mark for piece in pieces):
        if isinstance(mark, Intent):
            intents.append(_FLIPPED.get(mark, Intent.UNCLEAR) if flip else mark)
        flip = mark is Role.FLIPPERS or (flip and mark is Role.FILLERS)
    marks = {piece.mark for piece in pieces}
    if not intents:
        return Intent.YES if Role.ACKNOWLEDGEMENTS in marks and Role.FLIPPERS not in marks else Intent.UNCLEAR
    if Intent.HUMAN in intents:
        return Intent.HUMAN if _asks_for_person(pieces, lexicon) else Intent.UNCLEAR
    if first := next((intent for intent in (Intent.UNCLEAR, Intent.STOP, Intent.HELP) if intent in intents), None):
        return first
    if leans := {Intent.LEAN_GOOD, Intent.LEAN_HARD}.intersection(intents):
        leaning = Intent.MAYBE if len(leans) > 1 else leans.pop()
        return intents[0] if intents[0] in (Intent.THANKS, Intent.NO) else leaning
    intents = [intent for intent in intents if intent is not Intent.THANKS] or [Intent.THANKS]
    if Intent.LATER in intents:
        first_words = [piece.words[:1] for piece in pieces if piece.mark is Intent.LATER]
        refused = Intent.NO in intents and all(lexicon.has(Role.NEGATIONS, word) for word in first_words)
        return Intent.NO if refused else Intent.LATER
    if {Intent.YES, Intent.NO} <= {*intents} and marks & {Role.JOINERS, Role.TURNS, Intent.MAYBE}:
        return Intent.MAYBE
    return intents[-1]


def _asks_for_person(pieces: Sequence[_Piece], lexicon: Lexicon) -> bool:
    """Return True for a request for a person; "i don't want a mod", "they made me talk to staff" are none."""
    clause: list[_Piece] = []
    for piece in pieces:
        if piece.mark is Intent.HUMAN and (len(piece.words) > 1 or not _unread_count(pieces)):
            begins = not lexicon.any_of(Role.NEGATIONS, clause) and not _unread_count(clause)
            if begins or not lexicon.has(Role.STARTERS, piece.words[:1]):
                return True
        clause = [] if piece.mark is Role.BREAK or lexicon.has(Role.CAREFUL_OPENERS, piece.words) else [*clause, piece]
    return False


def _intent_of_start(pieces: Sequence[_Piece], lexicon: Lexicon) -> Intent:
    """Return the intent of an answer that starts with known phrases and continues with unknown words."""
    unread = next(at for at, piece in enumerate(pieces) if piece.mark is Role.UNREAD)
    ends = [at for at in range(1, unread + 1) if _can_end_at(pieces, at, lexicon)]
    rest = pieces[ends[-1] :] if ends else pieces
    # Mentioning a person ("no because they'd tell my mum") is no contradiction.
    marks = {piece.mark for piece in rest if not piece.words[0].startswith("{")}
    if not ends or Intent.UNCLEAR in marks or lexicon.any_of(Role.HEAVY, rest):
        return Intent.UNCLEAR
    meaning = _combined_intent(pieces[: ends[-1]], lexicon)
    negated = meaning in (Intent.YES, Intent.THANKS) and lexicon.any_of(Role.NEGATIONS, rest)
    opposite = {Intent.YES: Intent.NO, Intent.NO: Intent.YES, **_FLIPPED}.get(meaning)
    if negated or opposite in marks or Role.TURNS in marks:
        return Intent.UNCLEAR if meaning in (Intent.HELP, Intent.THANKS, Intent.STOP, Intent.UNCLEAR) else Intent.MAYBE
    return Intent.UNCLEAR if meaning is Intent.HELP else meaning


def _can_end_at(pieces: Sequence[_Piece], at: int, lexicon: Lexicon) -> bool:
    """Return True if the pieces before *at* can be interpreted without those that follow."""
    before = pieces[at - 1].words
    if pieces[at].mark in (Role.BREAK, Role.REASONS, Role.TURNS):
        return any(isinstance(piece.mark, Intent) for piece in pieces[:at])
    follows = next((piece.words[:1] for piece in pieces[at:] if piece.mark is not Role.FILLERS), ())
    careful = lexicon.has(Role.CAREFUL_OPENERS, before) and lexicon.has(Role.STARTERS, follows)
    return lexicon.has(Role.OPENERS, before) or careful


def _split(words: Sequence[str], phrases: Mapping[_Phrase, _Mark]) -> Iterator[tuple[_Mark | None, _Phrase]]:
    """Yield the longest *phrases* in *words*, left to right, with their meanings; None for other words."""
    start = 0
    while start < len(words):
        longest = min(LONGEST_PHRASE, len(words) - start)
        options = (tuple(words[start : start + size]) for size in range(longest, 0, -1))
        phrase = next((option for option in options if option in phrases), (words[start],))
        yield phrases.get(phrase), phrase
        start += len(phrase)


def _unknown_role(word: str) -> Role:
    # Unknown emoji, and the ids in Discord's mentions and custom emoji, carry no meaning.
    is_meaningless = plain_char(word[0]) == f" {word[0]} " or (word.isdigit() and len(word) >= ID_DIGITS)
    return Role.BREAK if word == BREAK else Role.FILLERS if is_meaningless else Role.UNREAD


def _unread_count(pieces: Sequence[_Piece]) -> int:
    return sum(piece.mark is Role.UNREAD for piece in pieces)


def _without_repeats(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def _is_stretched(word: str, known: str) -> bool:
    return all(len([*a]) >= len([*b]) for (_, a), (_, b) in zip(groupby(word), groupby(known), strict=True))


def _is_one_typo(word: str, known: str) -> bool:
    """Return True if *word* is one edit away from *known*; people rarely mistype the first letter."""
    likely = len(word) >= TYPO_LETTERS and (word[0] == known[0] or word[1::-1] == known[:2])
    return likely and OSA.distance(word, known, score_cutoff=1) <= 1
