"""Flows: phases and the steps that answer their cues, declared by each feature and merged into one table.

A step names the pools that its messages are taken from, and the next phase. Each string is one message; several pools
in one string make one message together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from moodbot.core.dialogue import STATE_LIMIT, Cue, Phase, Session, TalkCue, TalkPhase


@dataclass(frozen=True, slots=True)
class Step:
    """The answer to a cue: *say* has the pools of each message, *to* the next phase (None: it stays).

    *again* repeats the open question. *moves* takes a talk in a server channel into the DM. *state* is the flow's new
    state; None keeps the old one if the talk stays in its phase, and clears it otherwise.
    """

    say: tuple[str, ...]
    to: Phase | None = None
    again: bool = False
    moves: bool = False
    state: str | None = None


ByState = Mapping[str, Step]
"""Steps by the flow's own state; "" is the default for states that are not listed."""

Steps = Mapping[Cue, Step | ByState]
"""The answer to each cue."""


def again(*say: str, moves: bool = False) -> Step:
    """Return a step that says *say* and asks the open question again."""
    return Step(say, again=True, moves=moves)


@dataclass(frozen=True, slots=True)
class Stage:
    """One phase of a flow: the pool of the question that it *asks*, the cues that it *offers* as buttons, and its own
    *steps*. Cues without a step of its own are answered by the steps of `Flow.everywhere`.

    *like* is a phase whose steps it inherits. *telling*: any words are an answer. *private*: it is entered only where
    nobody else can read. *names_moods*: a mood named in the words starts a talk about it. *offers_moods*: its buttons
    are all moods. *over*: no question is open. *risky*: it follows an answer to a risk, so its buttons do not know the
    step. *exactly* and *phrases* are (group, list) names of the pack's word lists that mean a cue here: *exactly* as
    the whole text, *phrases* within it. *hears_nobody*: it asks for no one, so "no one" tells that there is nobody.
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
    hears_nobody: bool = False
    exactly: Mapping[Cue, tuple[str, str]] = field(default_factory=dict)
    phrases: Mapping[Cue, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flow:
    """A feature's part of the table: its own *stages*, its steps in every phase (*everywhere*), and those in single
    phases of other flows (*in_others*).

    *standing* are cues that mean the same in every talk, so that their buttons work when no talk is known. *lists* are
    pools that make paragraphs of their own in a message.
    """

    stages: tuple[Stage, ...] = ()
    everywhere: Mapping[Cue, Step] = field(default_factory=dict)
    in_others: Mapping[tuple[Phase, Cue], Step] = field(default_factory=dict)
    standing: frozenset[Cue] = frozenset()
    lists: frozenset[str] = frozenset()


class FlowInvalid(ValueError):
    """Raised when flows contradict each other or one is incomplete; the message says which and where."""


class Table:
    """All flows merged into one table that answers every cue in every phase. Raises FlowInvalid.

    *gate* is the step that replaces a private question in a server channel.
    """

    def __init__(self, flows: Iterable[Flow], gate: Step) -> None:
        each_flow = tuple(flows)
        self.gate = gate
        self.stages: Mapping[Phase, Stage] = MappingProxyType(_stages(each_flow))
        self.everywhere: Mapping[Cue, Step] = MappingProxyType(_everywhere(each_flow))
        self.standing: frozenset[Cue] = frozenset().union(*(flow.standing for flow in each_flow))
        self.lists: frozenset[str] = frozenset().union(*(flow.lists for flow in each_flow))
        self._steps = self._merged_steps(each_flow)
        self.cues: Mapping[str, Cue] = MappingProxyType({cue.value: cue for _, cue in self._steps})
        self._phases = {phase.value: phase for phase in self.stages}

    @property
    def pools(self) -> frozenset[str]:
        """Every pool that a step names."""
        steps = [each for by_state in self._steps.values() for each in by_state.values()]
        return frozenset(pool for step in (*steps, self.gate) for said in step.say for pool in said.split())

    def phase(self, name: str) -> Phase:
        """Return the phase called *name*; REST for one that no flow has, because its question is unknown."""
        return self._phases.get(name, TalkPhase.REST)

    def states(self, phase: Phase, cue: Cue) -> tuple[str, ...]:
        """Return the states that have their own step for *cue* in *phase*; "" (the default) is among them."""
        return tuple(self._steps[phase, cue])

    def step(self, phase: Phase, cue: Cue, state: str = "") -> Step:
        """Return the step for *cue* in *phase* and *state*, without regard to the place. Raises KeyError if unknown."""
        by_state = self._steps[phase, cue]
        return by_state.get(state) or by_state[""]

    def step_at(self, session: Session, cue: Cue, private: bool) -> Step:
        """Return the step for *cue* in *session*; the gate if its question is private and the place is not."""
        step = self.step(session.phase, cue, session.state)
        entered = self.stages[step.to or session.phase]
        return self.gate if entered.private and not private else step

    def _merged_steps(self, flows: tuple[Flow, ...]) -> dict[tuple[Phase, Cue], ByState]:
        """Return the steps by (phase, cue); each `again` is replaced by the question of its phase."""
        steps: dict[tuple[Phase, Cue], ByState] = {}
        cues = {cue for flow in flows for stage in flow.stages for cue in stage.steps}
        others = self._in_others(flows)
        for phase in self.stages:
            # A cue of one flow counts as not understood in the phases of other flows.
            unclear = self.everywhere.get(TalkCue.UNCLEAR)
            not_understood = {} if unclear is None else dict.fromkeys(cues, unclear)
            own = {**not_understood, **self.everywhere, **self._own_steps(phase, others)}
            for cue, step in own.items():
                by_state = {"": step} if isinstance(step, Step) else step
                steps[phase, cue] = {state: self._with_question(each, phase) for state, each in by_state.items()}
        _check_complete(steps, self.stages.keys())
        return steps

    def _in_others(self, flows: tuple[Flow, ...]) -> dict[tuple[Phase, Cue], Step]:
        """Return the steps that flows add to phases of other flows. Raises FlowInvalid if two answer it."""
        steps: dict[tuple[Phase, Cue], Step] = {}
        for (phase, cue), step in (each for flow in flows for each in flow.in_others.items()):
            if phase not in self.stages:
                raise FlowInvalid(f"a flow answers `{cue}` in `{phase}`, which no flow has")
            if (phase, cue) in steps or cue in self.stages[phase].steps:
                raise FlowInvalid(f"two flows answer `{cue}` in `{phase}`: leave it to one")
            steps[phase, cue] = step
        return steps

    def _own_steps(self, phase: Phase, others: Mapping[tuple[Phase, Cue], Step]) -> dict[Cue, Step | ByState]:
        stage = self.stages[phase]
        shared = self._own_steps(stage.like, others) if stage.like is not None else {}
        return {**shared, **stage.steps, **{cue: step for (other, cue), step in others.items() if other == phase}}

    def _with_question(self, step: Step, phase: Phase) -> Step:
        asks = self.stages[phase].asks
        return replace(step, say=(*step.say, asks), again=False) if step.again and asks is not None else step


def _stages(flows: tuple[Flow, ...]) -> dict[Phase, Stage]:
    stages: dict[Phase, Stage] = {}
    for stage in (stage for flow in flows for stage in flow.stages):
        if stage.phase in stages:
            raise FlowInvalid(f"two flows have the phase `{stage.phase}`: rename one")
        stages[stage.phase] = stage
    return stages


def _everywhere(flows: tuple[Flow, ...]) -> dict[Cue, Step]:
    steps: dict[Cue, Step] = {}
    for flow in flows:
        if taken := steps.keys() & flow.everywhere.keys():
            raise FlowInvalid(f"two flows answer {sorted(taken)} everywhere: rename one")
        steps.update(flow.everywhere)
    return steps


def _check_complete(steps: Mapping[tuple[Phase, Cue], ByState], phases: Iterable[Phase]) -> None:
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
