"""How a person's turn bears on what was said to them first: an answer to it, and what they are told because of it."""

from dataclasses import replace
from functools import partial

from moodbot.core.cues import GOODBYE, STOP
from moodbot.core.dialogue import DM, Choice, Press, Reply, TalkCue, Utterance
from moodbot.core.features import Features
from moodbot.core.hooks import After, Before, Shown
from moodbot.core.outcomes import Advance, Outcome, SideReply
from moodbot.core.person import Preferences
from moodbot.core.said_once import SaidOnce
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.journal.commands import says_journal_hurts
from moodbot.features.journal.flow import JournalPhase
from moodbot.features.outreach.commands import CHECKIN_CUE, TALK_OVER, checkin, may_be_ended, press_checkin, stop_all
from moodbot.features.outreach.flow import OutreachPhase
from moodbot.features.outreach.follow_ups import follow_offer
from moodbot.features.outreach.kinds import OutreachMessage
from moodbot.features.outreach.letter_command import letter_off
from moodbot.features.outreach.reply_reading import OutreachReplyWords
from moodbot.features.outreach.rules.backoff import restored
from moodbot.features.outreach.rules.plans import CheckinPlan, PlanState
from moodbot.features.outreach.service import Checkins, News
from moodbot.features.outreach.zone_command import find_zone

_CHOICES = {
    News.THINNED: ("restore", "leave"),
    News.RESTED: ("restore", "leave"),
    News.CLOSED: ("restore",),
}
_LEFT = frozenset({TalkCue.LATER, TalkCue.NO, TalkCue.MAYBE, TalkCue.STOP})
LATER = "snooze"
AGREEING_WORDS = 4
"""Words up to which a yes or a no is only that: "no i feel awful" tells something."""


async def _instead(turn: Turn, advance: Advance) -> Outcome | None:
    """Let a "stop" where no talk is going on end what the bot says first; say what leaving the zone open means."""
    if _is_stop_command(turn, advance) and await may_be_ended(turn):
        return await stop_all(turn)
    return await _zone_left(turn, advance)


def _is_stop_command(turn: Turn, advance: Advance) -> bool:
    """True for `stop` under any of its names, typed or pressed; a goodbye ends a talk and nothing else."""
    return advance.command == STOP and not turn.incoming.text.strip().casefold().endswith(GOODBYE)


async def _zone_left(turn: Turn, advance: Advance) -> SideReply | None:
    """Return what leaving the zone open means for check-ins that wait for one; None where none do."""
    if turn.session.phase is not JournalPhase.ZONE or advance.cue not in _LEFT or turn.preferences.zone is not None:
        return None
    if await turn.of(Checkins).plans.plan(turn.incoming.person) is None:
        return None
    if advance.cue is TalkCue.STOP:
        return replace(await stop_all(turn), settles=JournalPhase.ZONE)
    return replace(turn.side_reply("checkin_zone_later"), settles=JournalPhase.ZONE)


async def _still_on(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Say after a "stop" that ended only a talk what goes on, so that nobody takes it for the end of all."""
    contact = turn.preferences.contact
    if contact is None or advance.cue is not TalkCue.STOP or turn.session.place != DM or _after_risk(turn):
        return shown
    on = contact.letter or await turn.of(Checkins).plans.plan(contact.person) is not None
    if not on or not _words(turn).ends(turn.incoming.text):
        return shown
    return replace(shown, messages=(*shown.messages, turn.pack.text("checkin_still_on")))


async def _offer(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Offer the follow-up that fits what was just said."""
    return replace(shown, choices=(*shown.choices, *follow_offer(turn, advance, shown.after)))


def _after_risk(turn: Turn) -> bool:
    return turn.of(Features).table.stages[turn.session.phase].risky


def _words(turn: Turn) -> OutreachReplyWords:
    return turn.intent_reader.once(OutreachReplyWords)


async def read_place(turn: Turn) -> Outcome | None:
    """Set the zone where it was asked for and a place is named.

    It is looked for only in words that are no answer: "no" is an answer, not Norway.
    """
    named = turn.cue in (TalkCue.UNCLEAR, TalkCue.STORY) and turn.heard.after_prefix is None
    if turn.session.phase is not JournalPhase.ZONE or not named or says_journal_hurts(turn):
        return None
    return await find_zone(turn, turn.incoming.text)


async def read_reply(turn: Turn) -> Outcome | Press | None:
    """Return the answer to typed words about what the bot said first: "stop", the label of one of its buttons, "snooze
    20m", yes or no where it was asked whether to go on. None where the turn is about something else.
    """
    text, words = turn.incoming.text, _words(turn)
    if turn.preferences.contact is None:
        return None
    if words.ends_letters(text):
        return await letter_off(turn)
    if words.ends(text):
        return await stop_all(turn) if words.names_it(text) or await may_be_ended(turn) else None
    if turn.session.place != DM:
        return None
    under = turn.session.phase is OutreachPhase.CHECKIN and not turn.unheard
    if under and (button := await _button(turn)):
        return button
    if deed := words.deed(text, turn.of(Checkins).rhythm_words):
        return await _typed(turn, deed)
    if under and (wish := words.wish(text, turn.of(Checkins).rhythm_words)) is not None:
        return await checkin(replace(turn, argument=wish))
    if turn.session.phase not in TALK_OVER or turn.unheard or len(text.split()) > AGREEING_WORDS:
        return None
    cue = TalkCue.YES if words.goes_on(text) else turn.cue
    return await _agreed(turn, wanted=cue is TalkCue.YES) if cue in (TalkCue.YES, TalkCue.NO) else None


async def _button(turn: Turn) -> Press | None:
    """Return the button that words stand for under the message that was sent last."""
    row = await turn.of(Checkins).waiting.last_sent(turn.incoming.person)
    kind = None if row is None else turn.of(Features).outreach.get(row.kind)
    return await kind.button(turn, row) if row is not None and isinstance(kind, OutreachMessage) else None


async def _typed(turn: Turn, deed: str) -> Outcome | None:
    """Carry out a button that was typed, where it could have been pressed; "later" is so much else, too."""
    plan, phase = await turn.of(Checkins).plans.plan(turn.incoming.person), turn.session.phase
    if deed in _CHOICES[News.THINNED]:
        fits = _gave_way(plan) or (deed == "restore" and _closed(turn))
    else:
        fits = plan is not None and phase in (TALK_OVER if deed != LATER else {OutreachPhase.CHECKIN})
    return await press_checkin(replace(turn, argument=deed)) if fits else None


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
        await turn.of(Checkins).save_plan(restored(plan))
        return turn.side_reply("checkin_restored")
    at_news = turn.session.phase is OutreachPhase.CHECKIN and contact.told and not contact.unanswered
    if not at_news or not (_gave_way(plan) or (wanted and _closed(turn))):
        return None
    return await press_checkin(replace(turn, argument="restore" if wanted else "leave"))


def _gave_way(plan: CheckinPlan | None) -> bool:
    return plan is not None and (plan.thinned or plan.state is PlanState.ASKED)


def _closed(turn: Turn) -> bool:
    contact = turn.preferences.contact
    return contact is not None and contact.closed_at is not None


async def _tell_news(turn: Turn, reply: Reply) -> Reply:
    """Note that the person has spoken; put before the answer what they should know about their check-ins.

    In a channel nothing is said of check-ins; only, once, that DMs are closed, or nobody who stays there would know.
    """
    contact, checkins = turn.preferences.contact, turn.of(Checkins)
    if contact is None or (contact.told and not contact.unanswered):
        return reply
    news = await checkins.heard_from(contact)
    if news is None:
        return reply
    if not reply.place.private:
        if news is not News.CLOSED or not turn.of(SaidOnce).first(contact.person, News.CLOSED):
            return reply
        return replace(reply, utterances=(Utterance(turn.pack.text("checkin_closed_hint")), *reply.utterances))
    choices = tuple(Choice(f"{CHECKIN_CUE}{deed}", turn.pack.text(f"choice_checkin_{deed}")) for deed in _CHOICES[news])
    first = Utterance(turn.pack.text(f"checkin_{news}"), choices=choices)
    return replace(
        reply,
        utterances=(first, *reply.utterances),
        stands_at=OutreachPhase.CHECKIN,
        when_out=partial(checkins.news_delivered, contact.person),
    )


async def _spoke(services: Services, preferences: Preferences) -> None:
    """Note that somebody has spoken whose risk was answered first."""
    if preferences.contact is not None:
        await services.of(Checkins).heard_from(preferences.contact)


BEFORE = Before(instead=_instead)
AFTER = After(words=_still_on, offers=_offer, tells=_tell_news, spoke=_spoke)
