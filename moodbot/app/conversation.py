"""The one way in: what a person said or pressed becomes a whole reply, and the talk is kept."""

import logging
from dataclasses import replace

from moodbot.app.basics import COMMAND_CUE, begin, offer_named, offer_nearest
from moodbot.app.care import Care
from moodbot.app.commands import Call, Goes, Outcome, Says, Turn
from moodbot.app.errors import StoreUnavailable
from moodbot.app.help_commands import COUNTRY_CUE, keep_country, show_country
from moodbot.app.ports import Clock, TalkStore
from moodbot.app.voice import Voice
from moodbot.domain.dialogue import Choice, Cue, Entrance, Incoming, Phase, Place, PlaceKind, Reply, Session, Utterance
from moodbot.domain.safety import Tier
from moodbot.domain.talk import MOOD_CUE, Teller, advance, offers
from moodbot.domain.transitions import CARE_CUES, MOVES, OFFERS, RISKY, TELLING
from moodbot.domain.typing_pace import seconds_to_type
from moodbot.domain.variation import remember

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60 * 1000
"""Milliseconds of silence after which a talk is let go."""

LAST_WORDS = 2
"""Words up to which "ok" or "great" after a talk only takes leave."""

DM = Place(PlaceKind.DM)


class Conversation:
    """Answers one turn at a time; the caller sees to it that a person's turns come in order."""

    def __init__(self, voice: Voice, store: TalkStore, clock: Clock, care: Care) -> None:
        self.voice = voice
        self.care = care
        self._store = store
        self._clock = clock

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
        session = self._after_care(_talk_at(incoming, talks))
        outcome = await self._outcome(incoming, session, unheard)
        if isinstance(outcome, Says):
            return self._reply(session, outcome.messages, outcome)
        after, messages = self._advance(incoming, session, outcome)
        await self._keep(after, session.place)
        if after.phase is Phase.CARE and session.phase is not Phase.CARE:
            # A "yes" to the direct question, or help that was asked for, is as plain as words can be.
            self.care.memory.notice(after.person, Tier.EXPLICIT)
            await self.care.memory.keep(after.person)
        return self._reply(after, self._with_hint(after, messages))

    async def move(self, person: int, source: Place, target: Place) -> None:
        """Let the talk at *source* go on at *target*, because the person could not be reached at *source*."""
        try:
            await self._store.move(person, source, target)
        except StoreUnavailable as fault:
            log.error("a talk could not be moved: %s", fault)

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

    async def _outcome(self, incoming: Incoming, session: Session, unheard: bool) -> Outcome:
        if incoming.press is not None:
            return await self._pressed(incoming, session)
        call = self.voice.commands.called(incoming)
        if call is not None:
            return await self._called(incoming, session, call)
        return self._said(incoming, session, unheard)

    async def _called(self, incoming: Incoming, session: Session, call: Call) -> Outcome:
        if call.command.needs_server and incoming.place.kind is PlaceKind.TERMINAL:
            return Says((self.voice.pack.text("needs_server"),))
        turn = Turn(incoming, call, session, self.voice.pack, self.voice.commands, self.care)
        return await call.command.use_case(turn)

    async def _pressed(self, incoming: Incoming, session: Session) -> Outcome:
        press, pack = incoming.press, self.voice.pack
        assert press is not None
        if press.cue.startswith(MOOD_CUE):
            name = press.cue.removeprefix(MOOD_CUE)
            return begin(name, pack) if name in pack.moods else self._menu("talk_over")
        if press.cue.startswith(COUNTRY_CUE):
            chosen = self.care.lines.find(press.cue.removeprefix(COUNTRY_CUE))
            return await keep_country(self.care, pack, incoming.person, chosen)
        if press.cue.startswith(COMMAND_CUE):
            command = self.voice.commands.named(press.cue.removeprefix(COMMAND_CUE))
            return await self._called(incoming, session, Call(command)) if command else self._menu("talk_over")
        if press.cue in CARE_CUES:
            return Goes(Cue(press.cue))
        if session.phase in RISKY and press.cue in OFFERS[session.phase]:
            # The answer to a risk is given before the talk is looked up, so its buttons do not know the step.
            return Goes(Cue(press.cue))
        if session.step == 0:
            return self._menu("talk_over")
        if press.step != session.step and press.cue != Cue.PRIVATE:
            return Says((pack.text("stale"),), offers(session.phase, session.place, pack))
        return Goes(Cue(press.cue))

    def _menu(self, key: str) -> Says:
        pack = self.voice.pack
        return Says((pack.text(key),), offers(Phase.PICK, DM, pack), menu=True)

    def _said(self, incoming: Incoming, session: Session, unheard: bool) -> Outcome:
        voice, text = self.voice, incoming.text
        words = voice.commands.after_prefix(text.strip())
        if words is not None:
            return offer_nearest(words, voice.pack, voice.commands)
        cue = voice.meanings.cue(text, session.phase, incoming.wordless)
        # Only words that are no answer can be a country: "no" is an answer, not Norway.
        asks_country = session.phase is Phase.CARE and cue in (Cue.UNCLEAR, Cue.STORY)
        if asks_country and (country := self.care.lines.find(text)):
            return show_country(self.care, voice.pack, country, incoming.person, session.place.private)
        open_to_moods = session.phase in (Phase.REST, Phase.PICK) and not _just_agrees(session, cue, text)
        if open_to_moods and (found := voice.commands.moods.within(text)):
            return offer_named(text, found, voice.pack)
        if unheard and cue not in (Cue.STOP, Cue.HELP, Cue.HUMAN, Cue.WORDLESS):
            cue = Cue.MORE_WORDS
        return Goes(cue)

    def _advance(self, incoming: Incoming, session: Session, goes: Goes) -> tuple[Session, tuple[str, ...]]:
        if goes.mood is not None:
            session = replace(session, mood=goes.mood, unclear=0)
        target = session.place
        if (session.phase, goes.cue) in MOVES and not target.private:
            target = DM
        teller = Teller(self.voice.pack, self._clock.chance, self.care.slots(incoming))
        after, messages = advance(session, goes.cue, target, teller)
        return replace(after, updated=self._clock.now()), messages

    def _with_hint(self, after: Session, messages: tuple[str, ...]) -> tuple[str, ...]:
        if after.place.private or after.phase not in TELLING:
            return messages
        return (*messages[:-1], f"{messages[-1]}\n{self.voice.pack.text('channel_hint')}")

    def _reply(self, session: Session, messages: tuple[str, ...], says: Says | None = None) -> Reply:
        picking = session.phase is Phase.PICK
        return Reply(
            person=session.person,
            place=session.place,
            step=session.step,
            utterances=tuple(Utterance(text, self._pause(text)) for text in messages),
            choices=says.choices if says else self._offers(session, picking),
            menu=says.menu if says else picking,
            writes=session.phase is not Phase.REST,
        )

    def _offers(self, session: Session, picking: bool) -> tuple[Choice, ...]:
        """Return what is offered; for a day after a risk, the help lines stay within one press."""
        choices = offers(session.phase, session.place, self.voice.pack)
        sticky = self.care.memory.tier(session.person) is not Tier.NONE
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


def _just_agrees(session: Session, cue: Cue, text: str) -> bool:
    """True for the "ok" or "great, thanks" that ends a talk, though `okay` and `great` also name moods."""
    last_word = session.phase is Phase.REST and session.step > 0 and len(text.split()) <= LAST_WORDS
    return cue in (Cue.STOP, Cue.THANKS) or (last_word and cue in (Cue.YES, Cue.LEAN_GOOD))


def _talk_at(incoming: Incoming, talks: tuple[Session, ...]) -> Session:
    """Return the talk at the place of *incoming*, with the lines heard in every talk of this person.

    A talk that has gone on in private is found there when a button that it left in the channel is pressed.
    """
    heard: tuple[str, ...] = ()
    for talk in reversed(talks):
        heard = remember(heard, talk.heard)
    here = {talk.place: talk for talk in talks}
    found = here.get(incoming.place)
    if found is None and incoming.press is not None and incoming.press.cue in set(Cue):
        found = here.get(DM)
    return replace(found or Session(incoming.person, incoming.place), heard=heard)
