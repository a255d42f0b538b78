"""What a kind of message that the bot sends first tells the worker that sends them all."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from moodbot.core.dialogue import DM, Choice, Press, Reply, Utterance
from moodbot.core.outreach_kinds import OutreachEntry
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.outreach.ports import Next, Situation
from moodbot.features.outreach.rules.plans import Skipped, Waiting
from moodbot.features.outreach.rules.relevance import Manners
from moodbot.language.packs import ReplyPack


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent, and the ids of *heard* lines after it."""

    reply: Reply
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sending:
    """A row on its way: the *situation* of the person, the words that they read, and the parts of the bot."""

    row: Waiting
    situation: Situation
    pack: ReplyPack
    services: Services

    def reply(self, text: str, choices: tuple[Choice, ...] = (), *, menu: bool = False) -> Reply:
        """Return *text* with *choices* as it is said to the person."""
        return Reply(self.row.person, DM, 0, (Utterance(text),), choices, menu)


def nothing_after_sending(sending: Sending, message: Message, now: int) -> Next:
    """Nothing follows."""
    return Next()


def nothing_after_skipping(sending: Sending, reason: Skipped, now: int) -> Next:
    """Nothing follows."""
    return Next()


async def nothing_was_sent(sending: Sending, at: int) -> None:
    """Nothing has to be noted."""


async def no_button(turn: Turn, row: Waiting) -> Press | None:
    """No words stand for a button under it."""
    return None


@dataclass(frozen=True, slots=True)
class OutreachMessage(OutreachEntry):
    """A kind of message that the bot sends first.

    *message* finds its words, None where there is nothing to say any more; it may raise StoreUnavailable. *manners* say
    when it is left out. *after_sending* and *after_skipping* return what follows, both at a time in UTC milliseconds;
    *was_sent* notes what others should know. *button* returns the button under it that typed words stand for.
    """

    message: Callable[[Sending], Awaitable[Message | None]]
    manners: Manners = field(default_factory=Manners)
    after_sending: Callable[[Sending, Message, int], Next] = nothing_after_sending
    after_skipping: Callable[[Sending, Skipped, int], Next] = nothing_after_skipping
    was_sent: Callable[[Sending, int], Awaitable[None]] = nothing_was_sent
    button: Callable[[Turn, Waiting], Awaitable[Press | None]] = no_button
