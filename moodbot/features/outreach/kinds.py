"""Declare a kind of outreach message: its text, when it is skipped, what follows, and its typed buttons."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from moodbot.core.dialogue import DM, Choice, Press, Reply, Utterance
from moodbot.core.outreach_kinds import OutreachEntry
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.outreach.ports import Next, Situation
from moodbot.features.outreach.rules.plans import Skipped, Waiting
from moodbot.features.outreach.rules.relevance import RelevanceRules
from moodbot.language.packs import ReplyPack


@dataclass(frozen=True, slots=True)
class Message:
    """The reply to send, and the person's *heard* line ids after it."""

    reply: Reply
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sending:
    """A claimed row with the person's *situation*, their reply pack and the bot's services."""

    row: Waiting
    situation: Situation
    pack: ReplyPack
    services: Services

    def reply(self, text: str, choices: tuple[Choice, ...] = (), *, menu: bool = False) -> Reply:
        """Return *text* with *choices* as a reply in the person's DM."""
        return Reply(self.row.person, DM, 0, (Utterance(text),), choices, menu)


def nothing_after_sending(sending: Sending, message: Message, now: int) -> Next:
    """Default `after_sending`: return no changes."""
    return Next()


def nothing_after_skipping(sending: Sending, reason: Skipped, now: int) -> Next:
    """Default `after_skipping`: return no changes."""
    return Next()


async def nothing_was_sent(sending: Sending, at: int) -> None:
    """Default `was_sent`: do nothing."""


async def no_button(turn: Turn, row: Waiting) -> Press | None:
    """Default `button`: return None."""
    return None


@dataclass(frozen=True, slots=True)
class OutreachMessage(OutreachEntry):
    """A kind of outreach message.

    *message* composes it, None if there is nothing to say any more; it may raise StoreUnavailable. *manners* say when
    it is skipped. *after_sending* and *after_skipping* return the changes that follow; *was_sent* updates other stores.
    All three get the time in UTC milliseconds. *button* returns the button under the message that the typed words of a
    turn stand for, None if there is none.
    """

    message: Callable[[Sending], Awaitable[Message | None]]
    manners: RelevanceRules = field(default_factory=RelevanceRules)
    after_sending: Callable[[Sending, Message, int], Next] = nothing_after_sending
    after_skipping: Callable[[Sending, Skipped, int], Next] = nothing_after_skipping
    was_sent: Callable[[Sending, int], Awaitable[None]] = nothing_was_sent
    button: Callable[[Turn, Waiting], Awaitable[Press | None]] = no_button
