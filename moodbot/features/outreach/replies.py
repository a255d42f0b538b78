"""Handle turns that concern outreach: read answers to it, tell a person what changed, offer follow-ups."""

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
_NO_ZONE_CUES = frozenset({TalkCue.LATER, TalkCue.NO, TalkCue.MAYBE, TalkCue.STOP})
SNOOZE = "snooze"
AGREEING_WORDS = 4
"""Most words of a plain yes or no: "no i feel awful" tells something."""


async def _instead(turn: Turn, advance: Advance) -> Outcome | None:
    """End outreach on a "stop" without an open talk, or answer a declined zone question; None for other advances."""
    if _is_stop_command(turn, advance) and await may_be_ended(turn):
        return await stop_all(turn)
    return await _zone_declined(turn, advance)


def _is_stop_command(turn: Turn, advance: Advance) -> bool:
    """True for the `stop` command, typed or pressed, by any name except a goodbye, which ends only a talk."""
    return advance.command == STOP and not turn.incoming.text.strip().casefold().endswith(GOODBYE)


async def _zone_declined(turn: Turn, advance: Advance) -> SideReply | None:
    """Say what a declined zone means for check-ins; a "stop" ends outreach. None if no check-ins wait for the zone."""
    if (
        turn.session.phase is not JournalPhase.ZONE
        or advance.cue not in _NO_ZONE_CUES
        or turn.preferences.zone is not None
    ):
        return None
    if await turn.of(Checkins).plans.plan(turn.incoming.person) is None:
        return None
    if advance.cue is TalkCue.STOP:
        return replace(await stop_all(turn), settles=JournalPhase.ZONE)
    return replace(turn.side_reply("checkin_zone_later"), settles=JournalPhase.ZONE)


async def _still_on(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Add, after a "stop" that ended only a talk, that outreach goes on, as the person may have meant that."""
    contact = turn.preferences.contact
    if contact is None or advance.cue is not TalkCue.STOP or turn.session.place != DM or _after_risk(turn):
        return shown
    subscribed = contact.letter or await turn.of(Checkins).plans.plan(contact.person) is not None
    if not subscribed or not _reply_words(turn).ends(turn.incoming.text):
        return shown
    return replace(shown, messages=(*shown.messages, turn.pack.text("checkin_still_on")))


async def _offer(turn: Turn, advance: Advance, shown: Shown) -> Shown:
    """Add the button of the follow-up that fits this advance."""
    return replace(shown, choices=(*shown.choices, *follow_offer(turn, advance, shown.after)))


def _after_risk(turn: Turn) -> bool:
    return turn.of(Features).table.stages[turn.session.phase].risky


def _reply_words(turn: Turn) -> OutreachReplyWords:
    return turn.intent_reader.once(OutreachReplyWords)


async def read_place(turn: Turn) -> Outcome | None:
    """Set the zone from typed words after the zone question; None if it was not asked or no place is named.

    Words that answer the question are not searched: "no" is an answer, not Norway.
    """
    may_be_place = turn.cue in (TalkCue.UNCLEAR, TalkCue.STORY) and turn.heard.after_prefix is None
    if turn.session.phase is not JournalPhase.ZONE or not may_be_place or says_journal_hurts(turn):
        return None
    return await find_zone(turn, turn.incoming.text)


async def read_reply(turn: Turn) -> Outcome | Press | None:
    """Answer typed words about outreach: "stop", the label of a button, "snooze 20m", or yes or no to the question
    whether to go on. None if the turn is about something else.
    """
    text, words = turn.incoming.text, _reply_words(turn)
    if turn.preferences.contact is None:
        return None
    if words.ends_letters(text):
        return await letter_off(turn)
    if words.ends(text):
        return await stop_all(turn) if words.names_it(text) or await may_be_ended(turn) else None
    if turn.session.place != DM:
        return None
    after_outreach = turn.session.phase is OutreachPhase.CHECKIN and not turn.question_unsent
    if after_outreach and (button := await _typed_button(turn)):
        return button
    if deed := words.deed(text, turn.of(Checkins).rhythm_words):
        return await _typed_deed(turn, deed)
    if after_outreach and (wish := words.wish(text, turn.of(Checkins).rhythm_words)) is not None:
        return await checkin(replace(turn, argument=wish))
    if turn.session.phase not in TALK_OVER or turn.question_unsent or len(text.split()) > AGREEING_WORDS:
        return None
    cue = TalkCue.YES if words.goes_on(text) else turn.cue
    return await _answer_go_on(turn, wanted=cue is TalkCue.YES) if cue in (TalkCue.YES, TalkCue.NO) else None


async def _typed_button(turn: Turn) -> Press | None:
    """Return the button under the last outreach message that the typed words stand for, None if there is none."""
    row = await turn.of(Checkins).waiting.last_sent(turn.incoming.person)
    kind = None if row is None else turn.of(Features).outreach.get(row.kind)
    return await kind.button(turn, row) if row is not None and isinstance(kind, OutreachMessage) else None


async def _typed_deed(turn: Turn, deed: str) -> Outcome | None:
    """Carry out a typed button label; None if that button is not offered now.

    Snooze counts only right after outreach: "later" has many other meanings.
    """
    plan, phase = await turn.of(Checkins).plans.plan(turn.incoming.person), turn.session.phase
    if deed in _CHOICES[News.THINNED]:
        fits = _backed_off(plan) or (deed == "restore" and _closed(turn))
    else:
        fits = plan is not None and phase in (TALK_OVER if deed != SNOOZE else {OutreachPhase.CHECKIN})
    return await press_checkin(replace(turn, argument=deed)) if fits else None


async def _answer_go_on(turn: Turn, *, wanted: bool) -> Outcome | None:
    """Handle a yes (*wanted*) or no to the question whether to go on, or to the news about it; None for any other.

    An unanswered check-in comes first. The question stays open without limit; the news only in the CHECKIN phase.
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
    if not at_news or not (_backed_off(plan) or (wanted and _closed(turn))):
        return None
    return await press_checkin(replace(turn, argument="restore" if wanted else "leave"))


def _backed_off(plan: CheckinPlan | None) -> bool:
    return plan is not None and (plan.thinned or plan.state is PlanState.ASKED)


def _closed(turn: Turn) -> bool:
    contact = turn.preferences.contact
    return contact is not None and contact.closed_at is not None


async def _tell_news(turn: Turn, reply: Reply) -> Reply:
    """Record that the person has spoken, and put the news about their outreach before the reply.

    In a channel check-ins are private, so only closed DMs are mentioned, once: a person who writes only there would
    never learn of them.
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


async def _record_turn(services: Services, preferences: Preferences) -> None:
    """Record that the person has spoken, in a turn that was answered as a risk."""
    if preferences.contact is not None:
        await services.of(Checkins).heard_from(preferences.contact)


BEFORE = Before(replace_step=_instead)
AFTER = After(words=_still_on, offers=_offer, add_news=_tell_news, record_spoken=_record_turn)
