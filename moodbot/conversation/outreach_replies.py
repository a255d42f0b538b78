"""How a person's turn bears on what was said to them unasked: an answer to it, and what they are told because of it."""

from dataclasses import replace

from moodbot.conversation.buttons import standing, typed
from moodbot.conversation.meanings import Meanings
from moodbot.core.commands import Goes, Outcome, Says, Turn, UseCase
from moodbot.core.dialogue import Choice, Cue, Phase, Place, PlaceKind, Reply, Utterance
from moodbot.core.phases import RISKY
from moodbot.features.counsellors.commands import ask_choice
from moodbot.features.journal.after_turn import helped_choices
from moodbot.features.outreach.commands import CHECKIN_CUE, TALK_OVER, checkin, may_be_ended, press, stop_all
from moodbot.features.outreach.letter_command import letter_off
from moodbot.features.outreach.rules.backoff import restored
from moodbot.features.outreach.rules.plans import CheckinPlan, Kind, PlanState
from moodbot.features.outreach.service import Checkins, News

_CHOICES = {
    News.THINNED: ("restore", "leave"),
    News.RESTED: ("restore", "leave"),
    News.CLOSED: ("restore",),
}
_LEFT = frozenset({Cue.LATER, Cue.NO, Cue.MAYBE, Cue.STOP})
LATER = "snooze"
AGREEING_WORDS = 4
"""Words up to which a yes or a no is only that: "no i feel awful" tells something."""

DM = Place(PlaceKind.DM)


async def zone_left(turn: Turn, goes: Goes) -> Says | None:
    """Return what leaving the zone open means for check-ins that wait for one; None where none do."""
    if turn.session.phase is not Phase.ZONE or goes.cue not in _LEFT or turn.preferences.zone is not None:
        return None
    if await turn.of(Checkins).plans.plan(turn.incoming.person) is None:
        return None
    if goes.cue is Cue.STOP:
        return replace(await stop_all(turn), settled=True)
    return replace(turn.says("checkin_zone_later"), settled=True)


async def still_on(turn: Turn, goes: Goes, meanings: Meanings) -> tuple[str, ...]:
    """Return what is said after a "stop" that ended only a talk, so that nobody takes it for the end of all."""
    contact = turn.preferences.contact
    if contact is None or goes.cue is not Cue.STOP or turn.session.place != DM or turn.session.phase in RISKY:
        return ()
    on = contact.letter or await turn.of(Checkins).plans.plan(contact.person) is not None
    return (turn.pack.text("checkin_still_on"),) if on and meanings.unasked.ends(turn.incoming.text) else ()


async def answer_to_unasked(turn: Turn, meanings: Meanings, unheard: bool) -> Outcome | None:
    """Return the answer to typed words about what is said unasked: "stop", the label of one of its buttons, "snooze
    20m", yes or no where it was asked whether to go on. None where the turn is about something else.

    *unheard* says that the last question had not been said when this turn came.
    """
    text, words = turn.incoming.text, meanings.unasked
    if turn.preferences.contact is None:
        return None
    if words.ends_letters(text):
        return await letter_off(turn)
    if words.ends(text):
        return await stop_all(turn) if words.names_it(text) or await may_be_ended(turn) else None
    if turn.session.place != DM:
        return None
    under = turn.session.phase is Phase.CHECKIN and not unheard
    if under and (asked := await _to_question(turn, meanings)):
        use_case, argument = asked
        return await use_case(replace(turn, argument=argument))
    if deed := words.deed(text, turn.of(Checkins).rhythm_words):
        return await _typed(turn, deed)
    if under and (wish := words.wish(text, turn.of(Checkins).rhythm_words)) is not None:
        return await checkin(replace(turn, argument=wish))
    if turn.session.phase not in TALK_OVER or unheard:
        return None
    cue = Cue.YES if words.goes_on(text) else meanings.cue(text, turn.session.phase, turn.incoming.wordless)
    if len(text.split()) > AGREEING_WORDS:
        return None
    return await _agreed(turn, wanted=cue is Cue.YES) if cue in (Cue.YES, Cue.NO) else None


async def _to_question(turn: Turn, meanings: Meanings) -> tuple[UseCase, str] | None:
    """Return the button that words stand for under "did that help?" and "would you like me to ask?"."""
    text, row = turn.incoming.text, await turn.of(Checkins).waiting.last_sent(turn.incoming.person)
    if row is None:
        return None
    agrees = meanings.agrees(text)
    if row.kind is Kind.DESK_OPENS:
        return standing(ask_choice(turn.pack).cue) if agrees else None
    if row.kind is not Kind.DID_IT_HELP:
        return None
    choices = helped_choices(int(row.detail), turn.pack)
    if agrees is not None:
        return standing(choices[0 if agrees else -1].cue)
    cue = typed(text, choices)
    return None if cue is None else standing(cue)


async def _typed(turn: Turn, deed: str) -> Outcome | None:
    """Carry out a button that was typed, where it could have been pressed; "later" is so much else, too."""
    plan, phase = await turn.of(Checkins).plans.plan(turn.incoming.person), turn.session.phase
    if deed in _CHOICES[News.THINNED]:
        fits = _gave_way(plan) or (deed == "restore" and _closed(turn))
    else:
        fits = plan is not None and phase in (TALK_OVER if deed != LATER else {Phase.CHECKIN})
    return await press(replace(turn, argument=deed)) if fits else None


async def _agreed(turn: Turn, *, wanted: bool) -> Outcome | None:
    """Answer yes or no to the question whether to go on, or to what was told of it; None where it was another question.

    Whoever has an unanswered check-in answers that. The question is open for as long as it takes; the news only while
    the talk stands at it.
    """
    contact, plan = turn.preferences.contact, await turn.of(Checkins).plans.plan(turn.incoming.person)
    if contact is None:
        return None
    if contact.unanswered and plan is not None and plan.state is PlanState.ASKED:
        if not wanted:
            return await stop_all(turn)
        await turn.of(Checkins).keep(restored(plan))
        return turn.says("checkin_restored")
    at_news = turn.session.phase is Phase.CHECKIN and contact.told and not contact.unanswered
    if not at_news or not (_gave_way(plan) or (wanted and _closed(turn))):
        return None
    return await press(replace(turn, argument="restore" if wanted else "leave"))


def _gave_way(plan: CheckinPlan | None) -> bool:
    return plan is not None and (plan.thinned or plan.state is PlanState.ASKED)


def _closed(turn: Turn) -> bool:
    contact = turn.preferences.contact
    return contact is not None and contact.closed_at is not None


async def with_news(turn: Turn, reply: Reply) -> Reply:
    """Note that the person has spoken; put before the answer what they should know about their check-ins.

    In a channel nothing is said of check-ins; only, once, that DMs are closed, or nobody who stays there would know.
    """
    contact = turn.preferences.contact
    if contact is None or (contact.told and not contact.unanswered):
        return reply
    news = await turn.of(Checkins).heard_from(contact)
    if news is None:
        return reply
    if not reply.place.private:
        if news is not News.CLOSED or not turn.of(Checkins).first_hint(contact.person):
            return reply
        return replace(reply, utterances=(Utterance(turn.pack.text("checkin_closed_hint")), *reply.utterances))
    choices = tuple(Choice(f"{CHECKIN_CUE}{deed}", turn.pack.text(f"choice_checkin_{deed}")) for deed in _CHOICES[news])
    first = Utterance(turn.pack.text(f"checkin_{news}"), choices=choices)
    return replace(reply, utterances=(first, *reply.utterances), news=True)
