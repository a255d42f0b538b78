"""One turn of a talk: where it stands and what was meant go in, what is said and where it stands then come out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from moodbot.core.dialogue import Choice, Cue, Phase, Place, Session, TalkCue
from moodbot.core.flow import Step, Table
from moodbot.core.variation import choose, lean, remember
from moodbot.language.packs import Follow, Line, Mood, ReplyPack, fill

MOOD_CUE = "mood:"
OPENING_LINES = 3
SUGGEST_POOL = "suggest"

_STARTS = {
    Follow.FRIEND: TalkCue.HARD_MOOD,
    Follow.WONDER: TalkCue.BETWEEN_MOOD,
    Follow.SAVOUR: TalkCue.GOOD_MOOD,
}
Advanced = tuple[Session, tuple[str, ...]]
"""A talk after a turn, and what is said."""

_NOT_UNDERSTOOD = frozenset({TalkCue.UNCLEAR, TalkCue.UNCLEAR_AGAIN})


@dataclass(frozen=True, slots=True)
class Teller:
    """The words and the chance that a turn speaks with; *slots* fill the `{names}` in the lines.

    *weights* say which suggestions helped this person, by line id; above 1 comes more often.
    """

    table: Table
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
        # What stands around a list, such as that of help lines, are paragraphs.
        return (" " if self.table.lists.isdisjoint(said.split()) else "\n").join(parts), heard

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


def advance_talk(session: Session, cue: Cue, target: Place, teller: Teller, state: str | None = None) -> Advanced:
    """Return the talk after one turn, now standing at *target*, and the messages to say in order.

    For a mood cue *session* already carries the new mood. Answers that are not understood are counted, so
    that the second in a row is met differently from the first. *state* goes before the state that the step leaves.
    """
    if cue is TalkCue.UNCLEAR and session.unclear:
        cue = TalkCue.UNCLEAR_AGAIN
    step = teller.table.step_at(session, cue, target.private)
    heard, messages = session.heard, []
    for said in step.say:
        text, heard = teller.message(said, session.mood, heard)
        messages.append(text)
    phase = step.to or session.phase
    left = session.state if phase is session.phase and step.state is None else step.state or ""
    misses = session.unclear + 1 if _was_missed(cue, step) else 0
    after = replace(
        session,
        place=target,
        phase=phase,
        step=session.step + 1,
        unclear=misses,
        heard=heard,
        state=left if state is None else state,
    )
    return after, tuple(messages)


def _was_missed(cue: Cue, step: Step) -> bool:
    """True where the table answers that it did not understand, whatever the cue was."""
    return cue in _NOT_UNDERSTOOD or step.say[0].startswith("clarify")


def offers(table: Table, phase: Phase, place: Place, pack: ReplyPack) -> tuple[Choice, ...]:
    """Return the choices under the question of *phase*: its cues or all moods, in a channel also the way out of it."""
    stage = table.stages[phase]
    if stage.offers_moods:
        return mood_choices(pack, tuple(pack.moods))
    cues = stage.offers
    if cues and not place.private and TalkCue.PRIVATE not in cues:
        cues = (*cues, TalkCue.PRIVATE)
    return tuple(Choice(cue, pack.text(label_key(phase, cue))) for cue in cues)


def label_key(phase: Phase, cue: Cue) -> str:
    """Return the key of the button text for *cue* in *phase*."""
    return "choice_private" if cue is TalkCue.PRIVATE else f"choice_{phase}_{cue}"


def mood_choices(pack: ReplyPack, names: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return a choice for each mood named."""
    return tuple(Choice(MOOD_CUE + name, name, pack.moods[name].emoji) for name in names)
