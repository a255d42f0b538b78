"""Hooks of counsellors in every turn: record visits, offer a counsellor, read agreement to a claim; outreach."""

from dataclasses import replace

from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.dialogue import Choice, Incoming, Press, TalkPhase
from moodbot.core.hooks import After, Before, Shown
from moodbot.core.intent_reader import typed
from moodbot.core.outcomes import Advance
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.counsellors.commands import ask_choice, person_offer
from moodbot.features.counsellors.rules.requests import DeskKind, Request, Stage, agreement_asked_at
from moodbot.features.counsellors.service import Requests
from moodbot.features.outreach.kinds import Message, OutreachMessage, Sending
from moodbot.features.outreach.rules.plans import Waiting


async def _record_visit(services: Services, incoming: Incoming) -> None:
    """Record a visit of a server that has a desk."""
    if incoming.member is not None:
        await services.of(Requests).visits.visited(incoming.person, incoming.member.server)


async def _offer(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Add the button for a counsellor at turns where a person may want one."""
    return replace(shown, choices=(*shown.choices, *person_offer(turn, advance, shown.after)))


async def read_agreement(turn: Turn) -> Press | None:
    """Return the button that typed words in a DM mean while one claim awaits the person's agreement; else None.

    A plain yes or no counts only outside a talk and right after the question: otherwise it may answer something else.
    """
    text, session = turn.incoming.text, turn.session
    action = typed(text, (Choice(each, turn.pack.text(f"choice_counsellor_{each}")) for each in ("accept", "other")))
    agrees = turn.intent_reader.agrees(text) if session.phase is TalkPhase.REST else None
    if (action is None and agrees is None) or not session.place.private:
        return None
    claimed = await turn.of(Requests).store.claimed_of(turn.incoming.person)
    if len(claimed) != 1 or (action is None and not _asked_last(claimed[0], turn)):
        return None
    action = action or ("accept" if agrees else "other")
    return Press(f"{COUNSELLOR_CUE}{action}:{claimed[0].server}:{claimed[0].number}", 0)


def _asked_last(claimed: Request, turn: Turn) -> bool:
    """Return whether the person was told who claimed the request, and the bot has said nothing since."""
    asked = agreement_asked_at(claimed)
    last = max(turn.session.updated, turn.last_said)
    return claimed.stage is Stage.CLAIM_TOLD and asked is not None and asked >= last


async def _opens(sending: Sending) -> Message | None:
    """Return the message that counsellors should be there now."""
    ask = Choice(f"{COUNSELLOR_CUE}in:{sending.row.detail}", sending.pack.text("choice_counsellor_ask"))
    return Message(sending.reply(sending.pack.text("counsellor_opens"), (ask,)))


async def _opens_button(turn: Turn, row: Waiting) -> Press | None:
    return Press(ask_choice(turn.pack).cue, 0) if turn.intent_reader.agrees(turn.incoming.text) else None


BEFORE = Before(record_arrival=_record_visit)
AFTER = After(offers=_offer)
OUTREACH_MESSAGES = (OutreachMessage(DeskKind.DESK_OPENS, _opens, button=_opens_button),)
