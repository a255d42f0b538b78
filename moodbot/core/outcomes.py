"""Outcomes of a turn: Advance (the talk takes a step) or SideReply (a reply that leaves the talk where it is)."""

from dataclasses import dataclass

from moodbot.core.dialogue import Choice, Cue, Phase, Picture, Place, Source


@dataclass(frozen=True, slots=True)
class Advance:
    """The talk takes the step for *cue*.

    *mood* is the mood that a new talk is about, *note* the journal note typed after it, *source* where it was named.
    *state* replaces the flow state that the step leaves, unless it is None. *command* is the name of the command,
    typed or pressed, that led here.
    """

    cue: Cue
    mood: str | None = None
    note: str = ""
    source: Source = Source.TALK
    state: str | None = None
    command: str | None = None


@dataclass(frozen=True, slots=True)
class SideReply:
    """A reply beside the talk, which stays where it is.

    *private*: nobody else may read it. *uninterrupted*: all of it is sent even if the person speaks meanwhile, because
    it reports something done or saved. *settles* is the phase whose question it answers: a talk in that phase goes to
    REST. *asks* is the phase in which the talk then waits for an answer to this reply. *pictures* come with the last
    message. *place* is where it is sent, None for the talk's place. *yes* and *no* are the cues of the buttons that a
    typed yes and a typed no press. *forgets*: the person was erased, so nothing of this turn is remembered.
    """

    messages: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    menu: bool = False
    private: bool = False
    uninterrupted: bool = False
    settles: Phase | None = None
    asks: Phase | None = None
    pictures: tuple[Picture, ...] = ()
    place: Place | None = None
    yes: str | None = None
    no: str | None = None
    forgets: bool = False
    removes: bool = False


def private_reply(
    messages: tuple[str, ...],
    choices: tuple[Choice, ...] = (),
    *,
    settles: Phase | None = None,
    asks: Phase | None = None,
    pictures: tuple[Picture, ...] = (),
    yes: str | None = None,
    no: str | None = None,
    forgets: bool = False,
) -> SideReply:
    """Return a side reply that is private and uninterrupted, for replies about a person's stored data."""
    return SideReply(*(messages, choices, False, True, True, settles, asks, pictures), yes=yes, no=no, forgets=forgets)


Outcome = Advance | SideReply
