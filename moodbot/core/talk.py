"""Advance a talk by one turn (pure functions): session and cue in, new session and messages out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from moodbot.core.dialogue import Choice, Cue, Phase, Place, Session, TalkCue
from moodbot.core.flow import Step, Table
from moodbot.core.variation import choose, lean, remember
from moodbot.language.packs import Follow, Line, Mood, ReplyPack, fill

MOOD_CUE = "mood:"
OPENING_LINES = 3
SUGGEST_POOL = "suggest"

_START_CUES = {
    Follow.FRIEND: TalkCue.HARD_MOOD,
    Follow.WONDER: TalkCue.BETWEEN_MOOD,
    Follow.SAVOUR: TalkCue.GOOD_MOOD,
}
Advanced = tuple[Session, tuple[str, ...]]
"""The session after a turn, and the messages of the turn."""

_NOT_UNDERSTOOD = frozenset({TalkCue.UNCLEAR, TalkCue.UNCLEAR_AGAIN})


@dataclass(frozen=True, slots=True)
class Teller:
    """Composes messages from the pools of *pack*; *slots* fill the `{names}` in the lines, *chance* is in [0, 1).

    *weights* (by line id) make suggestions that helped this person come up more often: above 1 more, below 1 less.
    """

    table: Table
    pack: ReplyPack
    chance: Callable[[], float]
    slots: Mapping[str, str]
    weights: Mapping[str, float] = field(default_factory=dict)

    def message(self, pools: str, mood: str | None, heard: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """Return one message from *pools* (names, separated by spaces), and *heard* with its line ids added."""
        parts = []
        for pool in pools.split():
            lines = self._choose_lines(pool, mood, heard)
            heard = remember(heard, (line.id for line in lines))
            parts.append(self._render(pool, lines))
        # A list, such as that of help lines, is a paragraph of its own.
        return (" " if self.table.lists.isdisjoint(pools.split()) else "\n").join(parts), heard

    def _choose_lines(self, pool: str, mood: str | None, heard: tuple[str, ...]) -> tuple[Line, ...]:
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
    """Return the cue that starts a talk about *mood*."""
    return _START_CUES[mood.follow]


def advance_talk(session: Session, cue: Cue, target: Place, teller: Teller, state: str | None = None) -> Advanced:
    """Return the session after one turn, now at *target*, and the messages in order.

    For a mood cue, *session* already has the new mood. Consecutive answers that are not understood are counted, so
    that the second gets another answer than the first. *state*, unless None, replaces the state that the step leaves.
    """
    if cue is TalkCue.UNCLEAR and session.unclear:
        cue = TalkCue.UNCLEAR_AGAIN
    step = teller.table.step_at(session, cue, target.private)
    heard, messages = session.heard, []
    for pools in step.say:
        text, heard = teller.message(pools, session.mood, heard)
        messages.append(text)
    phase = step.to or session.phase
    next_state = session.state if phase is session.phase and step.state is None else step.state or ""
    unclear = session.unclear + 1 if _was_not_understood(cue, step) else 0
    after = replace(
        session,
        place=target,
        phase=phase,
        step=session.step + 1,
        unclear=unclear,
        heard=heard,
        state=next_state if state is None else state,
    )
    return after, tuple(messages)


def _was_not_understood(cue: Cue, step: Step) -> bool:
    """Return whether the bot did not understand: by the cue, or because the step asks for clarification."""
    return cue in _NOT_UNDERSTOOD or step.say[0].startswith("clarify")


def offers(table: Table, phase: Phase, place: Place, pack: ReplyPack) -> tuple[Choice, ...]:
    """Return the choices under the question of *phase*: its cues or all moods; in a channel also "private"."""
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
    """Return a choice for each mood in *names*. Raises KeyError for an unknown mood."""
    return tuple(Choice(MOOD_CUE + name, name, pack.moods[name].emoji) for name in names)
