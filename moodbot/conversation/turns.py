"""TurnRunner: runs one turn from incoming message to delivered reply, for every front door."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

from moodbot.conversation.conversation import Conversation
from moodbot.conversation.hooks import Hooks
from moodbot.conversation.talk_book import TalkBook
from moodbot.core.bot_language import BotLanguages
from moodbot.core.delivery import deliver
from moodbot.core.dialogue import DM, Incoming, Place, Reply, Utterance
from moodbot.core.errors import CannotSpeak
from moodbot.core.faults import describe
from moodbot.core.features import Features
from moodbot.core.pending_question import PendingQuestions
from moodbot.core.ports import Clock, Detour, Reach
from moodbot.core.services import Services
from moodbot.core.turn import Heard
from moodbot.core.turn_taking import Speaking, TurnTaking
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import PLAIN_BLOCK, Care, Noticed

log = logging.getLogger(__name__)

FINISH_SECONDS = 10.0
"""Seconds that a stopping program gives to answers which are being said."""

CUT_SECONDS = 2.0
"""Seconds in which an answer that is cut after that may put its talk back."""


HELP_WITHIN = 5.0
"""Seconds for which one try to send help may take, on a connection that does not answer."""


class TurnRunner:
    """Runs turns: those of different people concurrently, those of one person in order.

    *patient* switches off the flood limit, for a script that waits for each answer.
    """

    def __init__(self, features: Features, services: Services, patient: bool = False) -> None:
        self.features = features
        self._hooks = Hooks(features)
        self.bot_languages = services.of(BotLanguages)
        self._services = services
        self._conversation = Conversation(features, services)
        self._care = services.of(Care)
        self._talks = services.of(TalkBook)
        self._questions = services.of(PendingQuestions)
        self._clock = services.of(Clock)
        self._patient = patient
        self._turn_taking = TurnTaking()
        self._answering: set[asyncio.Task[Any]] = set()
        self.stopping = False

    async def hear(self, incoming: Incoming, reach: Reach) -> None:
        """Answer *incoming* through *reach*, or stay silent if it is not for this bot. Never raises an Exception.

        A fault is logged by its type and place in the code, never with the person's words, and the person is told
        that something broke. While the program stops, only a risk is still answered.
        """
        heard = self._parse(incoming)
        if heard is None:
            return
        noticed = self._care.noticed(heard)
        if self.stopping and noticed is None:
            return
        with self._counted():
            if noticed is not None:
                await self._care_for(incoming, noticed, reach)
            else:
                await self._answer_or_explain(heard, reach)

    async def finish(self) -> None:
        """Begin no more turns and let the answers in progress be said without pauses, for at most FINISH_SECONDS.

        What is cut then puts its talk back, so that no question counts as asked that was not said.
        """
        self.stopping = True
        log.info("stopping; answers in progress: %d", len(self._answering))
        self._turn_taking.hurry()
        finished = asyncio.Event()
        waiting = asyncio.create_task(self._wait_for_answers(finished))
        await self._clock.pause(FINISH_SECONDS, finished)
        waiting.cancel()
        if cut := set(self._answering):
            log.warning("%d answers could not be finished and were cut", len(cut))
            for each in cut:
                each.cancel()
            await asyncio.wait(cut, timeout=CUT_SECONDS)

    async def _wait_for_answers(self, finished: asyncio.Event) -> None:
        while self._answering:
            await asyncio.wait(self._answering)
        finished.set()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Count the running task among those that `finish` waits for."""
        task = asyncio.current_task()
        assert task is not None
        self._answering.add(task)
        try:
            yield
        finally:
            self._answering.discard(task)

    async def _answer_or_explain(self, heard: Heard, reach: Reach) -> None:
        incoming = heard.incoming
        try:
            if not self._patient and self._turn_taking.is_flooding(incoming.person, self._clock.monotonic()):
                if self._turn_taking.tell(incoming.person):
                    await self._send_text(heard, reach, "flood")
                return
            await self._answer(heard, reach)
        except CannotSpeak as fault:
            reach.log_unreachable(incoming.place, fault)
        except Exception as fault:  # noqa: BLE001 - the one boundary: a person never meets silence
            log.error("a turn broke: %s", describe(fault))
            try:
                await self._send_text(heard, reach, "something_broke")
            except CannotSpeak as second_fault:
                reach.log_unreachable(incoming.place, second_fault)

    def _parse(self, incoming: Incoming) -> Heard | None:
        """Parse *incoming*, with the default language if the person's own fails, so that a risk in it is still seen."""
        try:
            return self._conversation.hear(incoming)
        except Exception as fault:  # noqa: BLE001 - a boundary: the risk check comes after this
            log.error("somebody's words could not be read: %s", describe(fault))
            return self._conversation.hear(incoming, self.bot_languages.default)

    async def _care_for(self, incoming: Incoming, noticed: Noticed, reach: Reach) -> None:
        """Send the answer to a risk at once: before any database access, without a pause.

        In a channel it goes to the person's DM; if that is closed, a neutral line in the channel has a button that
        opens the answer for them alone. It does not wait for the person's earlier turns; later turns wait for it.
        """
        self._care.remember(incoming, noticed)
        self._questions.close_all(incoming.person)
        order = self._turn_taking.order(incoming.person)
        try:
            if order.locked():
                await self._give_care(incoming, noticed, reach)
            else:
                async with order:
                    await self._give_care(incoming, noticed, reach)
        except CannotSpeak as fault:
            reach.log_unreachable(incoming.place, fault)
        except Exception as fault:  # noqa: BLE001 - a boundary: the person gets the help lines in any case
            log.error("an answer to a risk broke: %s", describe(fault))
            await self._send_plain_block(incoming, reach)

    async def _send_plain_block(self, incoming: Incoming, reach: Reach) -> None:
        """Send the plain help block in private; it needs no file, no buttons and no database."""
        try:
            await reach.messenger_for(incoming.place if incoming.place.private else DM).say(
                PLAIN_BLOCK, within=HELP_WITHIN
            )
        except CannotSpeak as fault:
            reach.log_unreachable(incoming.place, fault)

    async def _give_care(self, incoming: Incoming, noticed: Noticed, reach: Reach) -> None:
        answer = self._care.answer(incoming, noticed)
        if answer is None:
            return
        async with self._speaking(incoming) as speaking:
            self._turn_taking.also_at(incoming.person, answer.reply.place, speaking)
            try:
                # A new Speaking, so that the next turn cannot stop it: "sorry, forget it" often follows at once.
                reply = replace(answer.reply, phase=answer.after.phase if answer.after is not None else None)
                messenger = reach.messenger_for(reply.place)
                await deliver(reply, messenger, Speaking(), self._clock, within=HELP_WITHIN)
            except CannotSpeak as fault:
                self._care.memory.answer_not_given(incoming.person)
                await self._offer_help_button(incoming, noticed, reach, fault)
        await self._care.memory.save_risk(incoming.person)
        await self._hooks.record_spoken(self._services, await self._talks.preferences(incoming.person))
        erased = noticed.tier is not Tier.NONE and self._care.memory.tier(incoming.person) is Tier.NONE
        if answer.after is not None and not erased:
            await self._talks.keep_care(answer.after)
        await self._store_no_child(incoming.person)

    async def _store_no_child(self, person: int) -> None:
        """Delete what was stored of a child under 13, the talk included, which goes on in memory."""
        if self._care.memory.is_child(person):
            await self._care.memory.keep_no_child(person)
            await self._talks.hold(person)

    async def _offer_help_button(self, incoming: Incoming, noticed: Noticed, reach: Reach, fault: CannotSpeak) -> None:
        """Send a neutral line with a help button where the person spoke, after *fault* in their DM.

        Where they spoke in private, an answer that was refused is followed by the plain block.
        """
        if incoming.place.private and fault.refused:
            await self._send_plain_block(incoming, reach)
            return
        if incoming.place.private:
            reach.log_unreachable(incoming.place, fault)
            return
        if self._care.memory.waits_unopened(incoming.person) and not noticed.asked:
            return
        neutral = self._care.waits_to_be_opened(incoming, noticed)
        try:
            await reach.messenger_for(incoming.place).say(neutral.utterances[0].text, neutral, within=HELP_WITHIN)
        except CannotSpeak as second_fault:
            reach.log_unreachable(incoming.place, second_fault)

    async def _answer(self, heard: Heard, reach: Reach) -> None:
        incoming = heard.incoming
        async with self._speaking(incoming) as speaking, _typing(reach, incoming) as typing:
            async with self._turn_taking.order(incoming.person):
                reply = await self._conversation.handle(heard, speaking.question_unsent)
                await self._store_no_child(incoming.person)
            if speaking.interrupted and not reply.uninterrupted:
                return
            if reply.place == incoming.place:
                await self._deliver(reply, reach, speaking, typing)
            else:
                self._turn_taking.also_at(reply.person, reply.place, speaking)
                await self._deliver(reply, reach, speaking, None)

    @asynccontextmanager
    async def _speaking(self, incoming: Incoming) -> AsyncIterator[Speaking]:
        speaking = self._turn_taking.speak(incoming.person, incoming.place)
        try:
            yield speaking
        finally:
            self._turn_taking.done(incoming.person, speaking, self._clock.monotonic())

    async def _deliver(self, reply: Reply, reach: Reach, speaking: Speaking, typing: asyncio.Task[None] | None) -> None:
        try:
            if reply.removes:
                await reach.messenger_for(reply.place).remove_own()
            async with self._putting_back(reply, reply.place, speaking):
                await deliver(reply, reach.messenger_for(reply.place), speaking, self._clock, typing)
            if reply.when_out is not None:
                await reply.when_out()
        except CannotSpeak as fault:
            # Nobody saw the question, so no typed words may answer it.
            self._questions.close_all(reply.person)
            detour = reach.detour_for(reply.place, fault)
            if detour is None:
                raise
            log.info("a reply takes a detour: %s", fault)
            await self._talks.move(reply.person, reply.place, detour.place)
            self._turn_taking.also_at(reply.person, detour.place, speaking)
            async with self._putting_back(reply, detour.place, speaking):
                await deliver(_over_detour(reply, detour), detour.messenger, speaking, self._clock)
            if reply.when_out is not None and not detour.explanation_only:
                await reply.when_out()

    @asynccontextmanager
    async def _putting_back(self, reply: Reply, place: Place, speaking: Speaking) -> AsyncIterator[None]:
        """If the block is cut before the last message is out, save the talk as it was before the turn."""
        try:
            yield
        except asyncio.CancelledError:
            if reply.before is not None and not (speaking.out or speaking.interrupted):
                await self._talks.save(reply.before, place)
            raise

    async def _send_text(self, heard: Heard, reach: Reach, key: str) -> None:
        """Send the text *key* where the person spoke, or over the detour. Raises CannotSpeak."""
        place, text = heard.incoming.place, heard.bot_language.pack.text(key)
        try:
            await reach.messenger_for(place).say(text)
        except CannotSpeak as fault:
            detour = reach.detour_for(place, fault)
            if detour is None:
                raise
            reply = _over_detour(Reply(heard.incoming.person, place, 0, (Utterance(text),)), detour)
            await detour.messenger.say("\n".join(each.text for each in reply.utterances))


def _over_detour(reply: Reply, detour: Detour) -> Reply:
    """Return *reply* as it is sent over *detour*: the explanation first, or alone if it must be."""
    explanation = (Utterance(detour.explanation),) if detour.explanation else ()
    if detour.explanation_only:
        return replace(reply, place=detour.place, utterances=explanation, choices=(), writes=False)
    return replace(reply, place=detour.place, utterances=(*explanation, *reply.utterances))


@asynccontextmanager
async def _typing(reach: Reach, incoming: Incoming) -> AsyncIterator[asyncio.Task[None]]:
    """Start typing at the place of *incoming* while the block computes the answer; yield the typing task."""
    typing = asyncio.create_task(reach.messenger_for(incoming.place).type())
    try:
        yield typing
    finally:
        await typing
