"""Post cards in the staff's channel: share one among several requests, reuse it, replace a deleted one."""

import logging
from collections import Counter
from dataclasses import replace

from moodbot.core.words import Words
from moodbot.features.counsellors.messages import DeskMessages
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Facts, Notice, StaffSide
from moodbot.features.counsellors.rendering import card, quote, quoted_number
from moodbot.features.counsellors.rules.hours import delay_of, next_rung
from moodbot.features.counsellors.rules.requests import POSTED, Desk, Request, RequestState, Stage
from moodbot.features.counsellors.service import Requests
from moodbot.features.counsellors.store.desks import DeskStore

log = logging.getLogger(__name__)

MOST_ON_CARD = 10
"""Maximum requests on one card: Discord shows at most 10 embeds below a message, and 25 lines in a list."""

MOST_QUOTED = 5_000
"""Maximum characters quoted below one card; Discord's limit is 6,000."""

RETRY_AFTER = 15_000
"""Milliseconds before a step is retried that Discord did not carry out."""


class DeskCards:
    """Posts and updates cards; each step is saved when done, so that a failed one is retried. May raise DeskFailed."""

    def __init__(self, requests: Requests, messages: DeskMessages, words: Words) -> None:
        self._requests = requests
        self._messages = messages
        self._words = words
        self._old_cards: list[tuple[int, int, int, Notice]] = []

    @property
    def _store(self) -> DeskStore:
        return self._requests.store

    @property
    def _staff(self) -> StaffSide:
        return self._requests.staff

    async def post(self, request: Request, desk: Desk) -> None:
        """Post the card of a request, or update its present one; then tell the person."""
        facts = await self._staff.facts(desk)
        if facts.missing:
            raise DeskFailed(DeskFault.FORBIDDEN, ", ".join(facts.missing))
        if await self._messages.is_deleted(request):
            return
        waiting = replace(request, state=RequestState.WAITING)
        pings = await self._count_ping(request, desk, facts)
        # If others can read the channel by now, mood and words are not shown.
        quoted = None if facts.leaks else self._quote_of(request)
        if request.card is not None and await self._update(waiting, desk, facts):
            message = request.card
            await self._announce_again(waiting, desk, pings=pings)
        else:
            message = await self._place(waiting, desk, facts, quoted, pings=pings)
        saved = await self._save_card(waiting, message, desk, notified=pings)
        if saved is not None:
            await self.tell_posted(saved, desk)

    async def tell_posted(self, request: Request, desk: Desk) -> None:
        """Tell the person that the card is posted, and the owner if the channel leaks or the role is not notified."""
        facts = await self._staff.facts(desk)
        if facts.leaks:
            await self._messages.tell_owner(desk, facts, "desk_owner_leaks", ", ".join(facts.leaks))
        if facts.silent and await self._is_only_open_request(desk):
            await self._messages.tell_owner(desk, facts, "desk_owner_silent", str(request.number))
        notified = request.stage is Stage.POSTED_WITH_PING
        key = "member_posted" if notified else "member_posted_silent" if facts.silent else "member_posted_joined"
        text = self._words.of(request.person).text(key, server=facts.name, role=facts.role)
        await self._messages.tell(request, text, part="posted")
        queued = replace(request, stage=Stage.QUEUED)
        following = next_rung(queued, desk)
        await self._store.change(replace(queued, due_at=following[1] if following else None))

    async def refresh(self, request: Request, desk: Desk, facts: Facts) -> Request:
        """Update the card, or post another if it was deleted; return the request with its present card."""
        if facts.leaks:
            await self._messages.tell_owner(desk, facts, "desk_owner_leaks", ", ".join(facts.leaks))
        if request.card is not None and await self._update(request, desk, facts):
            return request
        quoted = None if facts.leaks else self._quote_of(request)
        pings = await self._count_ping(request, desk, facts)
        return replace(request, card=await self._place(request, desk, facts, quoted, pings=pings))

    async def empty_old_cards(self, before: Desk, desk: Desk, cards: tuple[int, ...]) -> None:
        """Replace *cards* in the former staff's channel by the new channel; `retry_old_cards` retries failures."""
        text = self._words.of_server(desk.server).text("desk_moved", channel=f"<#{desk.channel}>")
        notice = Notice(text, quotes=())
        self._old_cards.extend((before.server, before.channel, message, notice) for message in cards)
        await self.retry_old_cards()

    async def retry_old_cards(self) -> None:
        """Replace the remaining cards in former channels; failures are logged or retried later. Never raises."""
        old_cards, self._old_cards = self._old_cards, []
        for server, channel, message, notice in old_cards:
            try:
                await self._staff.edit(server, channel, message, notice)
            except DeskFailed as fault:
                log.info("a card could not be changed: %s", fault)
                if fault.fault is DeskFault.LATER:
                    self._old_cards.append((server, channel, message, notice))

    def _quote_of(self, request: Request) -> str | None:
        return quote(request, self._requests.drafts.words_of(request), self._words.of_server(request.server))

    async def _count_ping(self, request: Request, desk: Desk, facts: Facts) -> bool:
        """Record a mention of the role; return False if it would notify nobody or exceed the limit."""
        now = self._requests.clock.now()
        return not facts.silent and await self._store.ping(request, now, desk.most_pings, request.waiting_at)

    async def _update(self, request: Request, desk: Desk, facts: Facts) -> bool:
        """Update the card of a request, without quotes if others can read it; return False if it cannot be changed."""
        assert request.card is not None
        try:
            await self._messages.render(desk, request.card, also=request, quotes=() if facts.leaks else None)
        except DeskFailed as fault:
            if fault.fault is DeskFault.LATER:
                raise
            return False
        return True

    async def _place(self, request: Request, desk: Desk, facts: Facts, quoted: str | None, *, pings: bool) -> int:
        """Put a request on a shared card or a card of its own; return the id of that message."""
        if not pings and not facts.silent:
            joined = await self._join(request, desk, facts, quoted)
            if joined is not None:
                return joined
        # After a crash the card may be posted without its id being stored.
        message = await self._staff.find(desk.channel, request.number, request.asked_at)
        if message is not None and await self._update_found(request, desk, facts, message, quoted):
            if request.stage is Stage.REQUEUED:
                await self._announce_again(request, desk, pings=pings)
            return message
        pack = self._words.of_server(desk.server)
        head = f"<@&{desk.role}>" if pings else pack.text("desk_silent") if facts.silent else ""
        notice = card((request,), pack, {}, head=head)
        notice = replace(notice, roles=(desk.role,) if pings else (), quotes=(quoted,) if quoted else ())
        nonce = self._messages.nonce(f"card-{request.card}" if request.card else "card", request)
        return await self._staff.post(desk.server, desk.channel, notice, nonce)

    async def _update_found(self, request: Request, desk: Desk, facts: Facts, message: int, quoted: str | None) -> bool:
        """Update a card that was found, with *quoted* for this request; return False if it cannot be changed."""
        try:
            present = () if facts.leaks else await self._staff.quotes(desk.channel, message)
            others = [each for each in present if quoted_number(each) != request.number]
            await self._messages.render(desk, message, also=request, quotes=(*others, *([quoted] if quoted else ())))
        except DeskFailed as fault:
            if fault.fault is DeskFault.LATER:
                raise
            return False
        return True

    async def _join(self, request: Request, desk: Desk, facts: Facts, quoted: str | None) -> int | None:
        """Add a request to the latest card with room and return its id; None if there is no such card."""
        others = [
            each
            for each in await self._store.open_requests(request.server)
            if each.card and each.card != request.card and each.number != request.number
        ]
        taken = Counter(each.card or 0 for each in others)
        free = (each.card or 0 for each in others if each.state is RequestState.WAITING)
        message = max((each for each in free if taken[each] < MOST_ON_CARD), default=None)
        if message is None:
            return None
        try:
            quotes = () if facts.leaks else await self._staff.quotes(desk.channel, message)
            if quoted and quoted not in quotes:
                quotes = (*quotes, quoted)
            if sum(map(len, quotes)) > MOST_QUOTED:
                return None
            await self._messages.render(desk, message, also=request, quotes=quotes)
        except DeskFailed as fault:
            if fault.fault is DeskFault.LATER:
                raise
            return None
        return message

    async def _announce_again(self, request: Request, desk: Desk, *, pings: bool) -> None:
        """Post in the staff's channel that a request waits again; *pings* mentions the role."""
        pack = self._words.of_server(desk.server)
        text = pack.text("desk_again", role=f"<@&{desk.role}>" if pings else "", number=str(request.number))
        notice = Notice(text.strip(), roles=(desk.role,) if pings else ())
        await self._staff.post(desk.server, desk.channel, notice, self._messages.nonce("again", request))

    async def _save_card(self, waiting: Request, message: int, desk: Desk, *, notified: bool) -> Request | None:
        """Save the card of a request, even if the request was claimed or closed meanwhile; return the request if its
        person is still to be told, else None.
        """
        if waiting.rung is not None:
            # The card only moved; the person was told of the first one.
            following = next_rung(waiting, desk)
            placed = replace(waiting, due_at=following[1] if following else None)
        else:
            at = self._requests.clock.now()
            # A late card delays the ladder: nobody could claim the request before.
            since = waiting.waiting_at + delay_of(waiting.waiting_at, at)
            stage = Stage.POSTED_WITH_PING if notified else Stage.POSTED_WITHOUT_PING
            placed = replace(waiting, stage=stage, waiting_at=since, due_at=at + RETRY_AFTER)
        saved = await self._store.change(replace(placed, card=message, words=None))
        if saved is not None:
            self._requests.drafts.drop_words(saved)
            return saved if saved.stage in POSTED else None
        current = await self._store.request(waiting.server, waiting.number)
        while current is not None and saved is None:
            saved = await self._store.change(replace(current, card=message, words=None))
            current = saved or await self._store.request(waiting.server, waiting.number)
        if saved is None:
            # The person was erased meanwhile.
            await self._messages.emptied(desk.server, desk.channel, message, waiting.number)
            return None
        self._requests.drafts.drop_words(saved)
        await self._messages.update_card(saved, desk)
        return None

    async def _is_only_open_request(self, desk: Desk) -> bool:
        """Return whether the desk has at most one open request, so that the owner is not told repeatedly."""
        return len(await self._store.open_requests(desk.server)) <= 1
