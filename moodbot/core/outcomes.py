"""What a turn amounts to: the talk goes on, or something is said beside it."""

from dataclasses import dataclass

from moodbot.core.dialogue import Choice, Cue, Phase, Picture, Place, Source


@dataclass(frozen=True, slots=True)
class Advance:
    """The talk goes on by the table of steps; *mood* is the mood that begins, *note* what came with it, *source*
    how it came to be named. *state* is what the flow keeps of its own from then on, where the step does not say it.
    *command* is the name of the command that it comes from, typed or pressed.
    """

    cue: Cue
    mood: str | None = None
    note: str = ""
    source: Source = Source.TALK
    state: str | None = None
    command: str | None = None


@dataclass(frozen=True, slots=True)
class SideReply:
    """Something is said beside the talk, which stays where it is.

    *private* says that nobody else may read it, *uninterrupted* that it is said to its end even if the person speaks
    meanwhile, because it tells of something done or kept. *settles* is the phase whose question it answers: where the
    talk stands there, that is over. *asks* is the phase in which the talk waits for an answer to this from now on.
    *pictures* come with the last message. *place* is where it is said, None where the talk is. *yes* and *no* are the
    buttons that a typed yes and a typed no stand for, where it asks a question. *forgets*: the person had themselves
    forgotten, so nothing of this turn is remembered.
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
    """Return a reply about what is kept of a person: nobody else reads it, and it is said to its end."""
    return SideReply(*(messages, choices, False, True, True, settles, asks, pictures), yes=yes, no=no, forgets=forgets)


Outcome = Advance | SideReply
