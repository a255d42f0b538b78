"""Finds what a turn is about: the question that a reply answers, the button it names, the talks that "stop" ends."""

from collections.abc import Iterable
from dataclasses import replace

from moodbot.core.cues import COMMAND_CUE
from moodbot.core.dialogue import Incoming, Press, Session, TalkPhase
from moodbot.core.features import Features
from moodbot.core.flow import Table
from moodbot.core.intent_reader import typed


def at_question(incoming: Incoming, session: Session, table: Table) -> Session | None:
    """Return the talk at the question that *incoming* answers, which may be an older one; None if it answers none.

    A plain message answers the open question. After a risk no older question is gone back to, and no yes to one counts.
    """
    replied_to = incoming.replied_to
    if replied_to is None:
        return session
    phase = table.phase(replied_to.phase or "")
    asked, stage = table.stages[session.phase], table.stages[phase]
    if phase is TalkPhase.REST:
        return None
    if phase is session.phase and (stage.risky or replied_to.step == session.step):
        return session
    return None if asked.risky else replace(session, phase=phase, state="", unclear=0)


def named_button(incoming: Incoming, features: Features) -> Press | None:
    """Return the button under the message replied to whose label was typed, None if there is none; only buttons that
    mean the same in every talk.
    """
    choices = incoming.replied_to.choices if incoming.replied_to is not None and incoming.press is None else ()
    standing = (
        each
        for each in choices
        if each.cue in features.table.standing or each.cue.startswith(COMMAND_CUE) or features.standing(each.cue)
    )
    cue = typed(incoming.text, standing)
    return None if cue is None else Press(cue, 0)


def open_talk(session: Session, talks: Iterable[Session], table: Table) -> Session:
    """Return *session* with the question of this person's newest open talk elsewhere, if it has none itself."""
    if session.phase is not TalkPhase.REST:
        return session
    for talk in open_elsewhere(session, talks, table):
        return replace(session, phase=talk.phase, state=talk.state, mood=talk.mood, mood_at=talk.mood_at)
    return session


def open_elsewhere(session: Session, talks: Iterable[Session], table: Table) -> tuple[Session, ...]:
    """Return the talks at other places that wait for an answer; what follows a risk is none of them."""
    others = (talk for talk in talks if talk.place != session.place and talk.phase is not TalkPhase.REST)
    return tuple(talk for talk in others if not table.stages[talk.phase].risky)
