"""Cards in the staff's channel: posted, shared by several requests, brought back, and posted anew where one is gone."""

import logging
from collections import Counter
from dataclasses import replace

from moodbot.core.words import Words
from moodbot.features.counsellors.messages import DeskMessages
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Facts, Notice, StaffSide
from moodbot.features.counsellors.rendering import card, of_number, quote
from moodbot.features.counsellors.rules.hours import late, next_rung
from moodbot.features.counsellors.rules.requests import POSTED, Desk, Request, RequestState, Stage
from moodbot.features.counsellors.service import Requests
from moodbot.features.counsellors.store.desks import DeskStore

log = logging.getLogger(__name__)

SEATS = 10
"""Most requests on one card: Discord shows no more embeds under a message, and 25 lines in a list."""

QUOTED = 5_000
"""Most characters quoted under one card; Discord takes 6,000."""


AGAIN_AFTER = 15_000
"""Milliseconds after which something is tried again that Discord did not do."""


class DeskCards:
    """Each step is kept once it is done, so that what fails on the way is done again. Methods may raise DeskFailed."""

    def __init__(self, requests: Requests, messages: DeskMessages, words: Words) -> None:
        self._requests = requests
        self._messages = messages
        self._words = words
        self._left: list[tuple[int, int, int, Notice]] = []

    @property
    def _store(self) -> DeskStore:
        return self._requests.store

    @property
    def _staff(self) -> StaffSide:
        return self._requests.staff

    async def post(self, request: Request, desk: Desk) -> None:
        """Post the card, or bring it back; then tell the person what has been done."""
        facts = await self._staff.facts(desk)
        if facts.missing:
            raise DeskFailed(DeskFault.FORBIDDEN, ", ".join(facts.missing))
        if await self._messages.gone(request):
            return
        waiting = replace(request, state=RequestState.WAITING)
        pings = await self._pings(request, desk, facts)
        # Where others can read along by now, neither mood nor words are shown.
        told = None if facts.leaks else self._quoted(request)
        if request.card is not None and await self._shown(waiting, desk, facts):
            message = request.card
            await self._say_again(waiting, desk, pings=pings)
        else:
            message = await self._placed(waiting, desk, facts, told, pings=pings)
        kept = await self._keep(waiting, message, desk, notified=pings)
        if kept is not None:
            await self.tell_of(kept, desk)

    async def tell_of(self, request: Request, desk: Desk) -> None:
        """Tell the person, and the owner where need be, how the card of their request was posted."""
        facts = await self._staff.facts(desk)
        if facts.leaks:
            await self._messages.tell_owner(desk, facts, "desk_owner_leaks", ", ".join(facts.leaks))
        if facts.silent and await self._first_silence(desk):
            await self._messages.tell_owner(desk, facts, "desk_owner_silent", str(request.number))
        notified = request.stage is Stage.POSTED_WITH_PING
        key = "member_posted" if notified else "member_posted_silent" if facts.silent else "member_posted_joined"
        text = self._words.of(request.person).text(key, server=facts.name, role=facts.role)
        await self._messages.tell(request, text, part="posted")
        told = replace(request, stage=Stage.QUEUED)
        following = next_rung(told, desk)
        await self._store.change(replace(told, due_at=following[1] if following else None))

    async def renewed(self, request: Request, desk: Desk, facts: Facts) -> Request:
        """Write the card anew, and post another where it is gone; return the request with the card that is there."""
        if facts.leaks:
            await self._messages.tell_owner(desk, facts, "desk_owner_leaks", ", ".join(facts.leaks))
        if request.card is not None and await self._shown(request, desk, facts):
            return request
        told = None if facts.leaks else self._quoted(request)
        pings = await self._pings(request, desk, facts)
        return replace(request, card=await self._placed(request, desk, facts, told, pings=pings))

    async def left_behind(self, before: Desk, desk: Desk, cards: tuple[int, ...]) -> None:
        """Empty *cards* in a channel that is the staff's no more; what Discord does not do now is done by `go_on`."""
        text = self._words.of_server(desk.server).text("desk_moved", channel=f"<#{desk.channel}>")
        notice = Notice(text, quotes=())
        self._left.extend((before.server, before.channel, message, notice) for message in cards)
        await self.go_on()

    async def go_on(self) -> None:
        """Empty what is left of cards in former channels, as well as that can be done. Never raises."""
        left, self._left = self._left, []
        for server, channel, message, notice in left:
            try:
                await self._staff.edit(server, channel, message, notice)
            except DeskFailed as fault:
                log.info("a card could not be changed: %s", fault)
                if fault.fault is DeskFault.LATER:
                    self._left.append((server, channel, message, notice))

    def _quoted(self, request: Request) -> str | None:
        return quote(request, self._requests.drafts.words_of(request), self._words.of_server(request.server))

    async def _pings(self, request: Request, desk: Desk, facts: Facts) -> bool:
        now = self._requests.clock.now()
        return not facts.silent and await self._store.ping(request, now, desk.most_pings, request.waiting_at)

    async def _shown(self, request: Request, desk: Desk, facts: Facts) -> bool:
        """Write the card of a request anew, without any words where others can read it; False where it was deleted."""
        assert request.card is not None
        try:
            await self._messages.render(desk, request.card, also=request, quotes=() if facts.leaks else None)
        except DeskFailed as fault:
            if fault.fault is DeskFault.LATER:
                raise
            return False
        return True

    async def _placed(self, request: Request, desk: Desk, facts: Facts, told: str | None, *, pings: bool) -> int:
        """Return the card on which a request stands now: one that others have, or its own."""
        if not pings and not facts.silent:
            joined = await self._joined(request, desk, facts, told)
            if joined is not None:
                return joined
        # After a crash the card may be there, though nobody has kept it.
        message = await self._staff.find(desk.channel, request.number, request.asked_at)
        if message is not None and await self._written(request, desk, facts, message, told):
            if request.stage is Stage.REQUEUED:
                await self._say_again(request, desk, pings=pings)
            return message
        pack = self._words.of_server(desk.server)
        head = f"<@&{desk.role}>" if pings else pack.text("desk_silent") if facts.silent else ""
        notice = card((request,), pack, {}, head=head)
        notice = replace(notice, roles=(desk.role,) if pings else (), quotes=(told,) if told else ())
        nonce = self._messages.nonce(f"card-{request.card}" if request.card else "card", request)
        return await self._staff.post(desk.server, desk.channel, notice, nonce)

    async def _written(self, request: Request, desk: Desk, facts: Facts, message: int, told: str | None) -> bool:
        """Write a card that was found anew, with what is *told* of this request; False where it cannot be changed."""
        try:
            there = () if facts.leaks else await self._staff.quotes(desk.channel, message)
            others = [each for each in there if not _about(each, request)]
            await self._messages.render(desk, message, also=request, quotes=(*others, *([told] if told else ())))
        except DeskFailed as fault:
            if fault.fault is DeskFault.LATER:
                raise
            return False
        return True

    async def _joined(self, request: Request, desk: Desk, facts: Facts, told: str | None) -> int | None:
        """Put a request onto the latest card with room; None where there is none."""
        others = [
            each
            for each in await self._store.open_requests(request.server)
            if each.card and each.card != request.card and each.number != request.number
        ]
        taken = Counter(each.card or 0 for each in others)
        free = (each.card or 0 for each in others if each.state is RequestState.WAITING)
        message = max((each for each in free if taken[each] < SEATS), default=None)
        if message is None:
            return None
        try:
            below = () if facts.leaks else await self._staff.quotes(desk.channel, message)
            if told and told not in below:
                below = (*below, told)
            if sum(map(len, below)) > QUOTED:
                return None
            await self._messages.render(desk, message, also=request, quotes=below)
        except DeskFailed as fault:
            if fault.fault is DeskFault.LATER:
                raise
            return None
        return message

    async def _say_again(self, request: Request, desk: Desk, *, pings: bool) -> None:
        """Say to the role that a request waits again."""
        pack = self._words.of_server(desk.server)
        text = pack.text("desk_again", role=f"<@&{desk.role}>" if pings else "", number=str(request.number))
        notice = Notice(text.strip(), roles=(desk.role,) if pings else ())
        await self._staff.post(desk.server, desk.channel, notice, self._messages.nonce("again", request))

    async def _keep(self, waiting: Request, message: int, desk: Desk, *, notified: bool) -> Request | None:
        """Keep the card of a request, also where somebody has taken or closed it meanwhile; return the request where
        its person is still to be told.
        """
        if waiting.rung is not None:
            # Its card only stands elsewhere now; the person knows.
            following = next_rung(waiting, desk)
            placed = replace(waiting, due_at=following[1] if following else None)
        else:
            at = self._requests.clock.now()
            # Nobody could take it before they were told of it.
            since = waiting.waiting_at + late(waiting.waiting_at, at)
            stage = Stage.POSTED_WITH_PING if notified else Stage.POSTED_WITHOUT_PING
            placed = replace(waiting, stage=stage, waiting_at=since, due_at=at + AGAIN_AFTER)
        kept = await self._store.change(replace(placed, card=message, words=None))
        if kept is not None:
            self._requests.drafts.posted(kept)
            return kept if kept.stage in POSTED else None
        now = await self._store.request(waiting.server, waiting.number)
        while now is not None and kept is None:
            kept = await self._store.change(replace(now, card=message, words=None))
            now = kept or await self._store.request(waiting.server, waiting.number)
        if kept is None:
            # The person had themselves forgotten.
            await self._messages.emptied(desk.server, desk.channel, message, waiting.number)
            return None
        self._requests.drafts.posted(kept)
        await self._messages.show(kept, desk)
        return None

    async def _first_silence(self, desk: Desk) -> bool:
        """True where nothing else of this desk is waiting, so that the owner is not told again and again."""
        return len(await self._store.open_requests(desk.server)) <= 1


def _about(quoted: str, request: Request) -> bool:
    return of_number(quoted) == request.number
