"""The one way in: what a person said or pressed becomes a whole reply, and the talk is kept."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from moodbot.conversation.outreach_replies import still_on, with_news, zone_left
from moodbot.conversation.questions import Beside
from moodbot.conversation.router import outcome_of
from moodbot.conversation.voice import Voice
from moodbot.core.commands import Goes, Outcome, Says, Services, Turn
from moodbot.core.dialogue import (
    Choice,
    Cue,
    Entrance,
    Incoming,
    Phase,
    Picture,
    Place,
    PlaceKind,
    Reply,
    Session,
    Utterance,
)
from moodbot.core.errors import StoreUnavailable
from moodbot.core.person import Preferences
from moodbot.core.phases import TELLING
from moodbot.core.ports import Clock, TalkStore
from moodbot.core.talk import Teller, advance, offers
from moodbot.core.transitions import MOVES
from moodbot.core.typing_pace import seconds_to_type
from moodbot.core.variation import remember
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import Care
from moodbot.features.counsellors.commands import person_offer
from moodbot.features.counsellors.service import Requests
from moodbot.features.journal.after_turn import Remembered, Remembering, Turned
from moodbot.features.journal.commands import zone_choices
from moodbot.features.journal.rules.entries import Suggestion
from moodbot.features.journal.service import Journal, heard_beyond
from moodbot.features.outreach.follow_ups import follow_offer
from moodbot.features.outreach.service import Checkins
from moodbot.features.privacy.commands import DataRights

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60 * 1000
"""Milliseconds of silence after which a talk is let go."""

DM = Place(PlaceKind.DM)


class Conversation:
    """Answers one turn at a time; the caller sees to it that a person's turns come in order."""

    def __init__(
        self,
        voice: Voice,
        store: TalkStore,
        clock: Clock,
        *,
        care: Care,
        journal: Journal,
        checkins: Checkins,
        requests: Requests,
        rights: DataRights,
        beside: Beside,
    ) -> None:
        self.voice = voice
        self.care = care
        self.journal = journal
        self.checkins = checkins
        self.requests = requests
        self.rights = rights
        self._remembering = Remembering(journal, voice.pack, voice.commands.prefix)
        self._services = Services(
            care, journal, self._remembering, checkins, requests, rights, rights.retention, rights.imports
        )
        self._store = store
        self._clock = clock
        self._questions = beside

    def answers(self, incoming: Incoming) -> bool:
        """True when *incoming* will be answered; decided without any I/O, so that typing can show at once.

        In a server channel a word after the prefix may belong to another bot: it is answered only where it is,
        or nearly is, one of ours. Everything else that reaches the bot is addressed to it.
        """
        if incoming.entrance is not Entrance.COMMAND:
            return True
        commands = self.voice.commands
        words = commands.after_prefix(incoming.text.strip())
        return words is not None and (commands.called(incoming) is not None or commands.nearly(words))

    async def handle(self, incoming: Incoming, unheard: bool = False) -> Reply | None:
        """Return the answer to one turn, None where there is nothing to answer.

        *unheard* says that the last question had not been said when this turn came, so that it cannot be an
        answer to it. A database that fails costs the memory of the talk, never the answer.
        """
        if not self.answers(incoming):
            return None
        talks = await self._talks(incoming.person)
        preferences = await self.journal.preferences(incoming.person)
        await self._visited(incoming)
        session = self._after_care(_talk_at(incoming, talks, heard_beyond(preferences)))
        meant = self._questions.answered(incoming, session, self._clock.now())
        if meant is not None and not unheard:
            incoming = replace(incoming, text="", press=meant)
        turn = self._turn(incoming, session, preferences)
        try:
            outcome = await self._decided(turn, await outcome_of(turn, self.voice.meanings, unheard))
        except StoreUnavailable as fault:
            log.error("a command could not be carried out: %s", fault)
            outcome = Says((self.voice.pack.text("journal_store_failed"),), private=True)
        reply = await (self._beside(session, outcome) if isinstance(outcome, Says) else self._goes_on(turn, outcome))
        if reply.stands:
            # What was known of the person has changed; they may have had themselves forgotten.
            turn = replace(turn, preferences=await self.journal.preferences(incoming.person))
        self._questions.said(reply.person, reply.place, self._clock.now())
        answer = await with_news(turn, reply)
        if answer.news and not reply.writes:
            await self._stand_at_news(reply)
        return answer

    async def _visited(self, incoming: Incoming) -> None:
        if incoming.member is None:
            return
        try:
            await self.requests.visited(incoming.person, incoming.member.server)
        except StoreUnavailable as fault:
            log.error("it could not be kept where a person uses the bot: %s", fault)

    async def _goes_on(self, turn: Turn, goes: Goes) -> Reply:
        session = turn.session
        made: tuple[Suggestion, ...] = ()
        if goes.mood is not None and turn.preferences.journal:
            made = await self.journal.suggestions(session.person)
        after, messages = self._advance(turn, goes, made)
        messages = (*messages, *await still_on(turn, goes, self.voice.meanings))
        shown = await self._remember(turn, goes, after, messages, made)
        offered = (*follow_offer(turn, goes, shown.after), *person_offer(turn, goes, shown.after))
        shown = replace(shown, choices=(*shown.choices, *offered))
        await self._keep(shown.after, session.place)
        if after.phase is Phase.CARE and session.phase is not Phase.CARE:
            # A "yes" to the direct question, or help that was asked for, is as plain as words can be.
            self.care.memory.notice(after.person, Tier.EXPLICIT)
            await self.care.memory.keep(after.person)
        return self._reply_to(turn.incoming, shown)

    async def _remember(
        self, turn: Turn, goes: Goes, after: Session, messages: tuple[str, ...], made: tuple[Suggestion, ...]
    ) -> Remembered:
        turned = Turned(
            before=turn.session,
            after=after,
            goes=goes,
            preferences=turn.preferences,
            messages=messages,
            made=made,
            calm=self.care.memory.tier(after.person) is Tier.NONE,
            moderators=self.care.slots(turn.incoming)["moderators"],
        )
        return await self._remembering.remember(turned)

    def _turn(self, incoming: Incoming, session: Session, preferences: Preferences) -> Turn:
        return Turn(
            incoming=incoming,
            argument="",
            session=session,
            pack=self.voice.pack,
            commands=self.voice.commands,
            services=self._services,
            preferences=preferences,
            last_said=self._questions.last_said(incoming.person, incoming.place),
        )

    async def _decided(self, turn: Turn, outcome: Outcome) -> Outcome:
        """Switch the journal or check-ins on or off where the turn says so; the answer depends on what is known."""
        if not isinstance(outcome, Goes):
            return outcome
        if left := await zone_left(turn, outcome):
            return left
        wanted = self.journal.decision(turn.session, outcome.cue)
        if wanted is None:
            return outcome
        if not wanted:
            await self.journal.switch_off(turn.incoming.person)
            return Goes(Cue.JOURNAL_NO)
        await self.journal.switch_on(turn.session, turn.preferences)
        return Goes(Cue.JOURNAL_BACK if turn.preferences.zone else Cue.JOURNAL_YES)

    async def _beside(self, session: Session, says: Says) -> Reply:
        """Return what is said beside the talk; where it settles the talk's question, that is over."""
        if says.settled and session.phase is Phase.ZONE:
            session = replace(session, phase=Phase.REST, step=session.step + 1, updated=self._clock.now())
            await self._keep(session, session.place)
        place = says.place or (DM if says.private and not session.place.private else session.place)
        session = replace(session, place=place)
        if says.asks is not None:
            session = replace(session, phase=says.asks, step=session.step + 1, updated=self._clock.now())
            await self._keep(session, place)
        await self._remember_question(session, says)
        reply = self._reply(session, says.messages, says.choices, says.menu)
        # What is private tells of something done with what is kept; a talk can be taken up again, that cannot.
        return replace(reply, utterances=_with_pictures(reply.utterances, says.pictures), stands=says.private)

    async def _remember_question(self, session: Session, says: Says) -> None:
        """Remember the question in *says*, and how the talk stands at the place where it is put."""
        if not says.choices:
            return
        talks = {talk.place: talk for talk in await self._talks(session.person)}
        here = talks.get(session.place, Session(session.person, session.place))
        self._questions.asked(here, says, self._clock.now())

    async def _stand_at_news(self, reply: Reply) -> None:
        """Let the talk, which asks nothing, stand at the question in the news that came before *reply*."""
        talks = {talk.place: talk for talk in await self._talks(reply.person)}
        here = talks.get(reply.place, Session(reply.person, reply.place, step=1))
        await self._keep(replace(here, phase=Phase.CHECKIN, updated=self._clock.now()), reply.place)

    async def move(self, person: int, source: Place, target: Place) -> None:
        """Let the talk at *source* go on at *target*, because the person could not be reached at *source*."""
        try:
            await self._store.move(person, source, target)
        except StoreUnavailable as fault:
            log.error("a talk could not be moved: %s", fault)

    async def told(self, person: int) -> None:
        """Keep that the news in a reply has reached the person."""
        await self.checkins.told(person)

    def interrupt(self, person: int) -> None:
        """Close what was asked of the person beside the talk, because something else is said to them."""
        self._questions.forget(person)

    async def spoke(self, person: int) -> None:
        """Note that the person has spoken, where their turn was answered before anything was looked up."""
        contact = (await self.journal.preferences(person)).contact
        if contact is not None:
            await self.checkins.heard_from(contact)

    async def keep_care(self, after: Session) -> None:
        """Keep that the talk stands at the answer to a risk, which was given before the talk was looked up."""
        talks = await self._talks(after.person)
        here = next((talk for talk in talks if talk.place == after.place), None)
        if here is not None:
            heard = remember(here.heard, after.heard)
            after = replace(after, mood=here.mood, step=here.step + 1, heard=heard)
        await self._keep(after, after.place)

    def _after_care(self, session: Session) -> Session:
        """Return *session* as it stands; where no talk is known but a risk is, it stands at the answer to that."""
        tier = self.care.memory.tier(session.person)
        if session.step or tier is Tier.NONE or not session.place.private:
            return session
        return replace(session, phase=Phase.CARE if tier is Tier.EXPLICIT else Phase.ASKED)

    def _advance(self, turn: Turn, goes: Goes, made: tuple[Suggestion, ...]) -> tuple[Session, tuple[str, ...]]:
        session, now = turn.session, self._clock.now()
        weights: Mapping[str, float] = {}
        if goes.mood is not None:
            session = replace(session, mood=goes.mood, mood_at=now, unclear=0)
            weights = self.journal.weights(made, goes.mood)
        target = session.place
        if (session.phase, goes.cue) in MOVES and not target.private:
            target = DM
        slots = self.care.slots(turn.incoming)
        teller = Teller(self.voice.pack, self._clock.chance, slots, weights)
        after, messages = advance(session, goes.cue, target, teller)
        return replace(after, updated=now), messages

    def _with_hint(self, after: Session, messages: tuple[str, ...]) -> tuple[str, ...]:
        if after.place.private or after.phase not in TELLING:
            return messages
        return (*messages[:-1], f"{messages[-1]}\n{self.voice.pack.text('channel_hint')}")

    def _reply_to(self, incoming: Incoming, shown: Remembered) -> Reply:
        """Return a turn of the talk as it is said."""
        after = shown.after
        choices = (*self._offers(incoming, after), *shown.choices)
        reply = self._reply(after, self._with_hint(after, shown.messages), choices, after.phase is Phase.PICK)
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
            writes=session.phase is not Phase.REST,
        )

    def _offers(self, incoming: Incoming, session: Session) -> tuple[Choice, ...]:
        """Return what is offered; for a day after a risk, the help lines stay within one press."""
        choices = offers(session.phase, session.place, self.voice.pack)
        if session.phase is Phase.ZONE:
            choices = (*zone_choices(self.journal, self.voice.pack, incoming.locale), *choices)
        sticky = self.care.memory.tier(session.person) is not Tier.NONE
        picking = session.phase is Phase.PICK
        if sticky and session.place.private and not picking and session.phase is not Phase.CARE:
            return (*choices, Choice(Cue.LINES, self.voice.pack.text("choice_lines")))
        return choices

    def _pause(self, text: str) -> float:
        return seconds_to_type(text, self.voice.pace, self._clock.chance())

    async def _talks(self, person: int) -> tuple[Session, ...]:
        try:
            return await self._store.talks_of(person, self._clock.now() - DAY)
        except StoreUnavailable as fault:
            log.error("talks could not be read: %s", fault)
            return ()

    async def _keep(self, after: Session, source: Place) -> None:
        try:
            if after.place != source:
                await self._store.move(after.person, source, after.place)
            await self._store.keep(after)
        except StoreUnavailable as fault:
            log.error("a talk could not be kept: %s", fault)


def _with_pictures(utterances: tuple[Utterance, ...], pictures: tuple[Picture, ...]) -> tuple[Utterance, ...]:
    return (*utterances[:-1], replace(utterances[-1], pictures=pictures)) if pictures else utterances


def _talk_at(incoming: Incoming, talks: tuple[Session, ...], heard: tuple[str, ...]) -> Session:
    """Return the talk at the place of *incoming*, with the lines *heard* before and in every talk of this person.

    A talk that has gone on in private is found there when a button that it left in the channel is pressed.
    """
    for talk in reversed(talks):
        heard = remember(heard, talk.heard)
    here = {talk.place: talk for talk in talks}
    found = here.get(incoming.place)
    if found is None and incoming.press is not None and incoming.press.cue in set(Cue):
        found = here.get(DM)
    return replace(found or Session(incoming.person, incoming.place), heard=heard)
