"""One turn of a talk: where it stands and what was meant go in, what is said and where it stands then come out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from moodbot.core.dialogue import Choice, Cue, Phase, Place, Session
from moodbot.core.phases import OFFERS
from moodbot.core.transitions import STEPS, step_for
from moodbot.core.variation import choose, lean, remember
from moodbot.language.packs import Follow, Line, Mood, ReplyPack, fill

MOOD_CUE = "mood:"
OPENING_LINES = 3
LIST_POOL = "care_lines"
SUGGEST_POOL = "suggest"

_STARTS = {
    Follow.FRIEND: Cue.HARD_MOOD,
    Follow.WONDER: Cue.BETWEEN_MOOD,
    Follow.SAVOUR: Cue.GOOD_MOOD,
}
_NOT_UNDERSTOOD = frozenset({Cue.UNCLEAR, Cue.UNCLEAR_AGAIN})


@dataclass(frozen=True, slots=True)
class Teller:
    """The words and the chance that a turn speaks with; *slots* fill the `{names}` in the lines.

    *weights* say which suggestions helped this person, by line id; above 1 comes more often.
    """

    pack: ReplyPack
    chance: Callable[[], float]
    slots: Mapping[str, str]
    weights: Mapping[str, float] = field(default_factory=dict)

    def message(self, said: str, mood: str | None, heard: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """Return one message from the pools named in *said*, and *heard* with its lines added."""
        parts = []
        for pool in said.split():
            lines = self._chosen(pool, mood, heard)
            heard = remember(heard, (line.id for line in lines))
            parts.append(self._render(pool, lines))
        # Help lines are a list; what stands around them are paragraphs.
        return ("\n" if LIST_POOL in said.split() else " ").join(parts), heard

    def _chosen(self, pool: str, mood: str | None, heard: tuple[str, ...]) -> tuple[Line, ...]:
        lines = self.pack.lines(pool, mood)
        if pool == SUGGEST_POOL:
            return lean(lines, heard, self.weights, self.chance)
        return choose(lines, heard, _count(pool), self.chance)

    def _render(self, pool: str, lines: tuple[Line, ...]) -> str:
        if pool == "openers":
            return "\n".join(f"> {line.text}" for line in lines)
        return " ".join(fill(line.text, self.slots) for line in lines)


def _count(pool: str) -> int:
    return OPENING_LINES if pool == "openers" else 1


def start_cue(mood: Mood) -> Cue:
    """Return the cue with which a talk about *mood* begins."""
    return _STARTS[mood.follow]


def advance(session: Session, cue: Cue, target: Place, teller: Teller) -> tuple[Session, tuple[str, ...]]:
    """Return the talk after one turn, now standing at *target*, and the messages to say in order.

    For a mood cue *session* already carries the new mood. Answers that are not understood are counted, so
    that the second in a row is met differently from the first.
    """
    if cue is Cue.UNCLEAR and session.unclear:
        cue = Cue.UNCLEAR_AGAIN
    step = step_for(session.phase, cue, target.private)
    heard, messages = session.heard, []
    for said in step.say:
        text, heard = teller.message(said, session.mood, heard)
        messages.append(text)
    misses = session.unclear + 1 if _was_missed(session.phase, cue) else 0
    after = replace(session, place=target, phase=step.to, step=session.step + 1, unclear=misses, heard=heard)
    return after, tuple(messages)


def _was_missed(phase: Phase, cue: Cue) -> bool:
    """True where the table answers that it did not understand, whatever the cue was."""
    return cue in _NOT_UNDERSTOOD or STEPS[phase, cue].say[0].startswith("clarify")


def offers(phase: Phase, place: Place, pack: ReplyPack) -> tuple[Choice, ...]:
    """Return the choices under the question of *phase*; in PICK all moods, in a channel also the way out of it."""
    if phase is Phase.PICK:
        return mood_choices(pack, tuple(pack.moods))
    cues = OFFERS[phase]
    if cues and not place.private and Cue.PRIVATE not in cues:
        cues = (*cues, Cue.PRIVATE)
    return tuple(Choice(cue, pack.text(label_key(phase, cue))) for cue in cues)


def label_key(phase: Phase, cue: Cue) -> str:
    """Return the key of the button text for *cue* in *phase*."""
    return "choice_private" if cue is Cue.PRIVATE else f"choice_{phase}_{cue}"


def mood_choices(pack: ReplyPack, names: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return a choice for each mood named."""
    return tuple(Choice(MOOD_CUE + name, name, pack.moods[name].emoji) for name in names)
