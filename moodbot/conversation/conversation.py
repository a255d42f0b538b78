"""Conversation: turns an incoming message or press into a reply, and saves the talk."""

import logging
from dataclasses import replace

from moodbot.conversation.hooks import Hooks
from moodbot.conversation.out_of_reach import help_choices
from moodbot.conversation.reply_context import at_question, named_button, open_elsewhere, open_talk
from moodbot.conversation.router import outcome_of
from moodbot.conversation.talk_book import TalkBook
from moodbot.core.bot_language import BotLanguages
from moodbot.core.dialogue import (
    DM,
    Choice,
    Entrance,
    Incoming,
    Phase,
    Picture,
    Reply,
    Session,
    TalkPhase,
    Utterance,
)
from moodbot.core.errors import StoreUnavailable
from moodbot.core.features import Features
from moodbot.core.hooks import Shown
from moodbot.core.outcomes import Advance, Outcome, SideReply, private_reply
from moodbot.core.pending_question import PendingQuestions
from moodbot.core.ports import Clock
from moodbot.core.services import Services
from moodbot.core.talk import Teller, advance_talk, offers
from moodbot.core.turn import BotLanguage, Heard, Turn
from moodbot.core.typing_pace import seconds_to_type
from moodbot.core.variation import remember

log = logging.getLogger(__name__)


class Conversation:
    """Answers one turn at a time; the caller must serialise the turns of a person."""

    def __init__(self, features: Features, services: Services) -> None:
        self.bot_languages = services.of(BotLanguages)
        self._features = features
        self._hooks = Hooks(features)
        self._services = services
        self._talks = services.of(TalkBook)
        self._questions = services.of(PendingQuestions)
        self._clock = services.of(Clock)

    def hear(self, incoming: Incoming, bot_language: BotLanguage | None = None) -> Heard | None:
        """Parse *incoming*; return None if it will not be answered. No I/O, so that typing can show at once.

        *bot_language* is the person's own if not given. In a server channel a word after the prefix may belong to
        another bot: it is answered only if it is, or nearly is, one of ours. Everything else that reaches the bot is
        addressed to it.
        """
        heard = (bot_language or self.bot_languages.of(incoming.person)).hear(incoming)
        if incoming.entrance is not Entrance.COMMAND or heard.call is not None:
            return heard
        words = heard.after_prefix
        return heard if words is not None and heard.bot_language.commands.nearly(words) else None

    async def handle(self, heard: Heard, question_unsent: bool = False) -> Reply:
        """Return the reply to one turn, and save the talk.

        *question_unsent*: the last question was not sent yet when this turn came, so this cannot answer it. If the
        database fails, the talk is not saved, but the reply is returned.
        """
        turn = await self._turn(heard, question_unsent)
        try:
            outcome = await self._after_instead(turn, await outcome_of(turn, self._features))
            if heard.stops and turn.talk_unknown:
                # It may have meant the check-ins, of which nobody knows now.
                outcome = self._nothing_changed(turn)
        except StoreUnavailable as fault:
            log.error("a command could not be carried out: %s", fault)
            outcome = self._nothing_changed(turn)
        reply = await (
            self._side_reply(turn, outcome) if isinstance(outcome, SideReply) else self._advance_reply(turn, outcome)
        )
        if reply.uninterrupted:
            # The turn may have changed the preferences, or erased the person.
            turn = replace(turn, preferences=await self._talks.preferences(turn.incoming.person))
        if heard.stops:
            await self._end_elsewhere(turn)
        if not (isinstance(outcome, SideReply) and outcome.forgets):
            self._questions.said(reply.person, reply.place)
        if isinstance(outcome, Advance):
            turn = replace(turn, cue=outcome.cue)
        answer = await self._hooks.add_news(turn, reply)
        if answer.stands_at is not None and not reply.writes:
            # The talk itself asks nothing, so it waits for an answer to the question that a hook put first.
            talk = await self._talks.at(reply.person, reply.place, step=1)
            await self._talks.save(replace(talk, phase=answer.stands_at, updated=self._clock.now()))
            answer = answer if answer.before else replace(answer, before=talk)
        return answer

    def _nothing_changed(self, turn: Turn) -> SideReply:
        choices = help_choices(turn, self._features) if turn.talk_unknown else ()
        return private_reply((turn.pack.text("journal_store_failed"),), choices)

    async def _turn(self, heard: Heard, question_unsent: bool) -> Turn:
        """Return the turn with its talk and preferences; words that answer a side question become a press."""
        incoming = heard.incoming
        talks, all_known = await self._talks.known(incoming.person)
        preferences = await self._talks.preferences(incoming.person)
        await self._hooks.record_arrival(self._services, incoming)
        heard_before = preferences.heard if preferences.journal else ()
        found = self._talk_at(incoming, talks, heard_before)
        session = self._hooks.correct_phase(self._services, found)
        if heard.stops:
            session = open_talk(session, talks, self._features.table)
        press = self._questions.answered(heard, session) or named_button(incoming, self._features)
        if press is not None and not question_unsent:
            heard = Heard(replace(incoming, text="", press=press), heard.bot_language)
        last_said = self._questions.last_said(incoming.person, incoming.place)
        asked = at_question(incoming, session, self._features.table)
        return Turn(
            heard,
            asked or session,
            self._services,
            preferences,
            last_said=last_said,
            question_unsent=question_unsent or asked is None,
            talk_unknown=not all_known and not found.step,
        )

    async def _end_elsewhere(self, turn: Turn) -> None:
        """End the talks and open questions at all other places, because the person said "stop"."""
        self._questions.close_all(turn.incoming.person)
        talks, _ = await self._talks.known(turn.incoming.person)
        for talk in open_elsewhere(turn.session, talks, self._features.table):
            await self._talks.save(self._at_phase(talk, TalkPhase.REST))

    async def _after_instead(self, turn: Turn, outcome: Outcome) -> Outcome:
        return await self._hooks.replace_step(turn, outcome) if isinstance(outcome, Advance) else outcome

    async def _advance_reply(self, turn: Turn, advance: Advance) -> Reply:
        after, messages = await self._take_step(turn, advance)
        shown = await self._hooks.shown(
            turn,
            advance,
            Shown(after, messages),
            lambda talk: offers(self._features.table, talk.phase, talk.place, turn.pack),
        )
        await self._talks.save(shown.after, turn.session.place)
        return replace(self._shown_reply(turn, shown), before=None if turn.talk_unknown else turn.session)

    async def _take_step(self, turn: Turn, advance: Advance) -> tuple[Session, tuple[str, ...]]:
        session, now, table = turn.session, self._clock.now(), self._features.table
        weights = await self._hooks.weights(turn, advance)
        if advance.mood is not None:
            session = replace(session, mood=advance.mood, mood_at=now, unclear=0)
        moves = table.step(session.phase, advance.cue, session.state).moves
        target = DM if moves and not session.place.private else session.place
        teller = Teller(table, turn.pack, self._clock.chance, self._hooks.slots(turn), weights)
        after, messages = advance_talk(session, advance.cue, target, teller, advance.state)
        return replace(after, updated=now), messages

    async def _side_reply(self, turn: Turn, side_reply: SideReply) -> Reply:
        """Return the reply of *side_reply*; save the talk if it settles the talk's question or asks one of its own."""
        session, before = turn.session, None
        if side_reply.settles is not None and session.phase is side_reply.settles:
            before = session
            session = self._at_phase(session, TalkPhase.REST)
            await self._talks.save(session)
        place = side_reply.place or (DM if side_reply.private and not session.place.private else session.place)
        session = replace(session, place=place)
        if side_reply.asks is not None:
            before = before or session
            session = self._at_phase(session, side_reply.asks)
            await self._talks.save(session)
        if side_reply.choices:
            self._questions.asked(await self._talks.at(session.person, place), side_reply)
        reply = self._reply(session, side_reply.messages, side_reply.choices, side_reply.menu)
        asks_again = side_reply.choices == offers(self._features.table, session.phase, place, turn.pack)
        if side_reply.asks is not None or asks_again:
            reply = replace(reply, phase=session.phase)
        return replace(
            reply,
            utterances=_with_pictures(reply.utterances, side_reply.pictures),
            uninterrupted=side_reply.uninterrupted,
            removes=side_reply.removes,
            before=before and replace(before, place=place),
        )

    def _at_phase(self, session: Session, phase: Phase) -> Session:
        return replace(session, phase=phase, step=session.step + 1, state="", updated=self._clock.now())

    def _shown_reply(self, turn: Turn, shown: Shown) -> Reply:
        """Return the reply of a step that all hooks have added to."""
        after, stage = shown.after, self._features.table.stages[shown.after.phase]
        messages = shown.messages
        if stage.telling and not after.place.private:
            messages = (*messages[:-1], f"{messages[-1]}\n{turn.pack.text('channel_hint')}")
        reply = self._reply(after, messages, (*shown.offered, *shown.choices), stage.offers_moods)
        reply = replace(reply, phase=after.phase)
        if shown.first is None:
            return reply
        first = replace(shown.first, pause=self._pause(shown.first.text))
        return replace(reply, utterances=(first, *reply.utterances))

    def _reply(self, session: Session, messages: tuple[str, ...], choices: tuple[Choice, ...], menu: bool) -> Reply:
        return Reply(
            person=session.person,
            place=session.place,
            step=session.step,
            utterances=tuple(Utterance(text, self._pause(text)) for text in messages),
            choices=choices,
            menu=menu,
            writes=session.phase is not TalkPhase.REST,
        )

    def _pause(self, text: str) -> float:
        return seconds_to_type(text, self.bot_languages.pace, self._clock.chance())

    def _talk_at(self, incoming: Incoming, talks: tuple[Session, ...], heard: tuple[str, ...]) -> Session:
        """Return the talk at the place of *incoming*, with *heard* and the lines heard in all talks of this person.

        If the talk has moved to the DM, a press of a button that it left in the channel belongs to the DM's talk.
        """
        for talk in reversed(talks):
            heard = remember(heard, talk.heard)
        by_place = {talk.place: talk for talk in talks}
        session = by_place.get(incoming.place)
        if session is None and incoming.press is not None and incoming.press.cue in self._features.table.cues:
            session = by_place.get(DM)
        return replace(session or Session(incoming.person, incoming.place), heard=heard)


def _with_pictures(utterances: tuple[Utterance, ...], pictures: tuple[Picture, ...]) -> tuple[Utterance, ...]:
    return (*utterances[:-1], replace(utterances[-1], pictures=pictures)) if pictures else utterances
