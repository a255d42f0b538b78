"""Flows: what a talk may wait for and what follows, declared by each feature and merged into one table.

A step names the pools that its messages are taken from, and where the talk stands afterwards. Each string is one
message; several pools in one string are spoken in one breath.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from moodbot.core.dialogue import STATE_LIMIT, Cue, Phase, Session, TalkCue, TalkPhase


@dataclass(frozen=True, slots=True)
class Step:
    """What is said, message by message, and where the talk stands then: in *to*, None where it stands already.

    *again* asks the open question once more. *moves* takes a talk in a server channel into a private place. *state* is
    the flow's own state from then on; None keeps it while the talk stays in its phase, and else clears it.
    """

    say: tuple[str, ...]
    to: Phase | None = None
    again: bool = False
    moves: bool = False
    state: str | None = None


ByState = Mapping[str, Step]
"""Steps by the flow's own state; "" is the one for every state that is not listed."""

Steps = Mapping[Cue, Step | ByState]
"""What is answered to each cue."""


def again(*say: str, moves: bool = False) -> Step:
    """Return a step that says *say* and asks the open question again."""
    return Step(say, again=True, moves=moves)


@dataclass(frozen=True, slots=True)
class Stage:
    """One phase of a flow: the pool of the question that it *asks*, the cues that it *offers* as buttons, and its own
    *steps*; what it does not answer itself is answered as everywhere.

    *like* is a phase whose own steps it shares. *telling*: any words are an answer. *private*: entered only where
    nobody else reads along. *names_moods*: a mood in the words is what the person wants to say. *offers_moods*: the
    moods are the buttons. *over*: nothing of a talk is open there. *risky*: it follows an answer to a risk, so that its
    buttons do not know the step. *exactly* and *phrases* are lists of the pack's understanding, (group, list), that
    mean a cue here: as the whole text, or standing in it.
    """

    phase: Phase
    steps: Steps = field(default_factory=dict)
    asks: str | None = None
    offers: tuple[Cue, ...] = ()
    like: Phase | None = None
    telling: bool = False
    private: bool = False
    names_moods: bool = False
    offers_moods: bool = False
    over: bool = False
    risky: bool = False
    exactly: Mapping[Cue, tuple[str, str]] = field(default_factory=dict)
    phrases: Mapping[Cue, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flow:
    """A feature's part of every talk: *stages* of its own, what it answers *everywhere*, and in phases of others.

    *standing* are cues that are answered whatever the talk, so that their buttons work when no talk is known. *lists*
    are pools whose lines stand below each other.
    """

    stages: tuple[Stage, ...] = ()
    everywhere: Mapping[Cue, Step] = field(default_factory=dict)
    in_others: Mapping[tuple[Phase, Cue], Step] = field(default_factory=dict)
    standing: frozenset[Cue] = frozenset()
    lists: frozenset[str] = frozenset()


class FlowInvalid(ValueError):
    """Two flows contradict each other, or one is not complete; the message says which and where."""


class Table:
    """All flows as one table that answers every cue in every phase. Raises FlowInvalid where they do not fit.

    *gate* is the step that stands in a server channel for a question that belongs in private.
    """

    def __init__(self, flows: Iterable[Flow], gate: Step) -> None:
        each_flow = tuple(flows)
        self.gate = gate
        self.stages: Mapping[Phase, Stage] = MappingProxyType(_stages(each_flow))
        self.everywhere: Mapping[Cue, Step] = MappingProxyType(_everywhere(each_flow))
        self.standing: frozenset[Cue] = frozenset().union(*(flow.standing for flow in each_flow))
        self.lists: frozenset[str] = frozenset().union(*(flow.lists for flow in each_flow))
        self._steps = self._merged(each_flow)
        self.cues: Mapping[str, Cue] = MappingProxyType({cue.value: cue for _, cue in self._steps})
        self._phases = {phase.value: phase for phase in self.stages}

    @property
    def pools(self) -> frozenset[str]:
        """Every pool that is spoken from."""
        steps = [each for by_state in self._steps.values() for each in by_state.values()]
        return frozenset(pool for step in (*steps, self.gate) for said in step.say for pool in said.split())

    def phase(self, name: str) -> Phase:
        """Return the phase called *name*; REST for one that no flow has, as nobody knows what was asked."""
        return self._phases.get(name, TalkPhase.REST)

    def states(self, phase: Phase, cue: Cue) -> tuple[str, ...]:
        """Return the states for which *cue* has a step of its own in *phase*; "" is among them."""
        return tuple(self._steps[phase, cue])

    def step(self, phase: Phase, cue: Cue, state: str = "") -> Step:
        """Return what follows on *cue*, wherever it is said."""
        by_state = self._steps[phase, cue]
        return by_state.get(state) or by_state[""]

    def step_at(self, session: Session, cue: Cue, private: bool) -> Step:
        """Return what follows on *cue*; in a server channel a question that belongs in private becomes the gate."""
        step = self.step(session.phase, cue, session.state)
        entered = self.stages[step.to or session.phase]
        return self.gate if entered.private and not private else step

    def _merged(self, flows: tuple[Flow, ...]) -> dict[tuple[Phase, Cue], ByState]:
        """Return the steps of every phase, each with the question that it asks again written out."""
        found: dict[tuple[Phase, Cue], ByState] = {}
        cues = {cue for flow in flows for stage in flow.stages for cue in stage.steps}
        others = self._in_others(flows)
        for phase in self.stages:
            # What belongs to one flow alone is not understood in the phases of others.
            unclear = self.everywhere.get(TalkCue.UNCLEAR)
            strange = {} if unclear is None else dict.fromkeys(cues, unclear)
            own = {**strange, **self.everywhere, **self._own(phase, others)}
            for cue, step in own.items():
                by_state = {"": step} if isinstance(step, Step) else step
                found[phase, cue] = {state: self._asking(each, phase) for state, each in by_state.items()}
        _check(found, self.stages.keys())
        return found

    def _in_others(self, flows: tuple[Flow, ...]) -> dict[tuple[Phase, Cue], Step]:
        """Return what flows answer in phases of others, where nobody else does."""
        found: dict[tuple[Phase, Cue], Step] = {}
        for (phase, cue), step in (each for flow in flows for each in flow.in_others.items()):
            if phase not in self.stages:
                raise FlowInvalid(f"a flow answers `{cue}` in `{phase}`, which no flow has")
            if (phase, cue) in found or cue in self.stages[phase].steps:
                raise FlowInvalid(f"two flows answer `{cue}` in `{phase}`: leave it to one")
            found[phase, cue] = step
        return found

    def _own(self, phase: Phase, others: Mapping[tuple[Phase, Cue], Step]) -> dict[Cue, Step | ByState]:
        stage = self.stages[phase]
        shared = self._own(stage.like, others) if stage.like is not None else {}
        return {**shared, **stage.steps, **{cue: step for (where, cue), step in others.items() if where == phase}}

    def _asking(self, step: Step, phase: Phase) -> Step:
        asks = self.stages[phase].asks
        return replace(step, say=(*step.say, asks), again=False) if step.again and asks is not None else step


def _stages(flows: tuple[Flow, ...]) -> dict[Phase, Stage]:
    found: dict[Phase, Stage] = {}
    for stage in (stage for flow in flows for stage in flow.stages):
        if stage.phase in found:
            raise FlowInvalid(f"two flows have the phase `{stage.phase}`: rename one")
        found[stage.phase] = stage
    return found


def _everywhere(flows: tuple[Flow, ...]) -> dict[Cue, Step]:
    found: dict[Cue, Step] = {}
    for flow in flows:
        if taken := found.keys() & flow.everywhere.keys():
            raise FlowInvalid(f"two flows answer {sorted(taken)} everywhere: rename one")
        found.update(flow.everywhere)
    return found


def _check(steps: Mapping[tuple[Phase, Cue], ByState], phases: Iterable[Phase]) -> None:
    known, cues = set(phases), {cue for _, cue in steps}
    for phase in known:
        if missing := sorted(cue for cue in cues if (phase, cue) not in steps):
            raise FlowInvalid(f"`{phase}` does not answer {missing}: answer them everywhere, or in this stage")
    for (phase, cue), by_state in steps.items():
        if "" not in by_state:
            raise FlowInvalid(f"`{phase}` answers `{cue}` only in some states: add a step for the state ''")
        for step in by_state.values():
            if step.to is not None and step.to not in known:
                raise FlowInvalid(f"`{phase}` leads by `{cue}` to `{step.to}`, which no flow has")
            if step.state is not None and len(step.state) > STATE_LIMIT:
                raise FlowInvalid(f"the state that `{cue}` leaves in `{phase}` is longer than {STATE_LIMIT} characters")
