"""How a person's turn bears on what was said to them unasked: an answer to it, and what they are told because of it."""

from dataclasses import replace

from moodbot.app.checkin_commands import CHECKIN_CUE, stop_all
from moodbot.app.checkins import News
from moodbot.app.commands import Goes, Outcome, Says, Turn
from moodbot.domain.checkins import PlanState
from moodbot.domain.dialogue import Choice, Cue, Phase, Reply, Utterance
from moodbot.domain.yielding import restored

_CHOICES = {
    News.THINNED: ("restore", "leave"),
    News.RESTED: ("restore", "leave"),
    News.CLOSED: ("restore",),
}
_OPEN = frozenset({Phase.CHECKIN, Phase.REST})


async def answer_to_unasked(turn: Turn, goes: Goes) -> Outcome | None:
    """Return the answer to "stop" after something that was said unasked, and to yes or no where it was asked whether to
    go on; None where the turn is about something else.
    """
    contact, session = turn.preferences.contact, turn.session
    if contact is None or not contact.unanswered or not session.place.private or session.phase not in _OPEN:
        return None
    if goes.cue is Cue.STOP:
        return await stop_all(turn)
    if goes.cue not in (Cue.YES, Cue.NO):
        return None
    plan = await turn.checkins.plans.plan(contact.person)
    if plan is None or plan.state is not PlanState.ASKED:
        return None
    if goes.cue is Cue.NO:
        return await stop_all(turn)
    await turn.checkins.keep(restored(plan))
    return Says((turn.pack.text("checkin_restored"),), private=True)


async def with_news(turn: Turn, reply: Reply) -> Reply:
    """Note that the person has spoken; put before the answer what they should know about their check-ins, once."""
    contact = turn.preferences.contact
    if contact is None or (contact.told and not contact.unanswered):
        return reply
    news = await turn.checkins.heard_from(contact, private=reply.place.private)
    if news is None:
        return reply
    choices = tuple(Choice(f"{CHECKIN_CUE}{deed}", turn.pack.text(f"choice_checkin_{deed}")) for deed in _CHOICES[news])
    first = Utterance(turn.pack.text(f"checkin_{news}"), choices=choices)
    return replace(reply, utterances=(first, *reply.utterances))
