"""What is said about requests: cards that show how they stand, and every word to staff, owners and the person."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from moodbot.core.dialogue import DM, Choice, Reply, Utterance
from moodbot.core.ports import Clock
from moodbot.core.words import Words
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Facts, Notice
from moodbot.features.counsellors.rendering import card, of_number, to_member
from moodbot.features.counsellors.rules.requests import Desk, Request
from moodbot.features.counsellors.service import Requests
from moodbot.features.outreach.service import nonce_of

log = logging.getLogger(__name__)

MARK = 8
REMEMBERED = 1_000
"""Reports of which it is remembered, in memory only, that the backups were called for them."""


class DeskMessages:
    """Says it with nonces made of the request: what is said again is there once. Methods may raise DeskFailed."""

    def __init__(
        self, requests: Requests, words: Words, clock: Clock, installation: str, interrupt: Callable[[int], None]
    ) -> None:
        self._store = requests.store
        self._staff = requests.staff
        self._words = words
        self._clock = clock
        self._interrupt = interrupt
        self._installation = installation
        self._called: OrderedDict[str, None] = OrderedDict()

    async def tell(
        self, request: Request, text: str, *, waits: bool = True, more: tuple[Choice, ...] = (), part: str = ""
    ) -> bool:
        """Tell the person in their DM; False where it is closed to the bot."""
        self._interrupt(request.person)
        reply = to_member(request, text, self._words.of(request.person), waits=waits, more=more)
        return await self._staff.tell(
            reply, self.nonce(part or f"tell-{request.stage}-{request.rung}-{request.state}", request)
        )

    async def tell_owner(self, desk: Desk, facts: Facts, key: str, what: str) -> bool:
        text = self._words.of_server(desk.server).text(key, server=facts.name, what=what, number=what)
        reply = Reply(facts.owner, DM, 0, (Utterance(text),))
        nonce = nonce_of(self._installation, key, desk.server, what)
        return await self._staff.tell(reply, nonce)

    def nonce(self, part: str, request: Request) -> str:
        return nonce_of(self._installation, "request", part, request.server, request.number, request.waiting_at)

    def mark(self, request: Request) -> str:
        """Return a few characters that no other talk has; they stay the same for as long as this one goes on."""
        parts = (request.server, request.number, request.person, request.asked_at, request.waiting_at)
        return nonce_of(self._installation, "thread", *parts)[:MARK]

    def nonce_in(self, thread: int) -> str:
        """Return the nonce of the last word in a thread."""
        return nonce_of(self._installation, "end", thread)

    async def show(self, request: Request, desk: Desk) -> None:
        """Let the card show how its requests stand now; one that is gone is no reason to stop."""
        try:
            # After a crash the card may be there, though nobody has kept it.
            message = request.card or await self._staff.find(desk.channel, request.number, request.asked_at)
            if message is not None:
                await self.render(desk, message, also=request)
        except DeskFailed as fault:
            if fault.fault is DeskFault.LATER:
                raise
            log.info("a card could not be changed: %s", fault)

    async def render(
        self, desk: Desk, message: int, also: Request | None = None, quotes: tuple[str, ...] | None = None
    ) -> None:
        """Write a card anew; what was quoted of a request that is closed goes."""
        there = list(await self._store.with_card(desk.server, message))
        if also is not None and all(each.number != also.number for each in there) and not await self.gone(also):
            there.append(also)
        names = {}
        for each in there:
            if each.claimer is not None:
                names[each.claimer] = await self._staff.name_of(desk.server, each.claimer) or "?"
        if quotes is None and not any(each.open for each in there):
            # Nothing of it stays, so it need not be read, which may be forbidden by now.
            quotes = ()
        below = quotes if quotes is not None else await self._staff.quotes(desk.channel, message)
        closed = {each.number for each in there if not each.open}
        kept = tuple(each for each in below if of_number(each) not in closed)
        notice = replace(card(there, self._words.of_server(desk.server), names), quotes=kept)
        await self._staff.edit(desk.server, desk.channel, message, notice)

    async def gone(self, request: Request) -> bool:
        """True where a request is kept no more, because the person had themselves forgotten."""
        return await self._store.request(request.server, request.number) is None

    async def emptied(self, server: int, channel: int, message: int | None, number: int) -> None:
        """Take the deleted request *number* off its card, which is looked for where *message* is None."""
        message = message or await self._staff.find(channel, number)
        if message is None:
            return
        desk = await self._store.desk(server)
        if desk is not None and await self._store.with_card(server, message):
            below = await self._staff.quotes(channel, message)
            kept = tuple(each for each in below if of_number(each) != number)
            await self.render(desk, message, quotes=kept)
        else:
            text = self._words.of_server(server).text("desk_forgotten")
            await self._staff.edit(server, channel, message, Notice(text, quotes=()))

    async def test_card(self, desk: Desk) -> None:
        """Post a card that shows the counsellors that their desk works. Raises DeskFailed."""
        text = self._words.of_server(desk.server).text("desk_test", role=f"<@&{desk.role}>")
        nonce = nonce_of(self._installation, "test", desk.server, self._clock.now())
        await self._staff.post(desk.server, desk.channel, Notice(text, roles=(desk.role,)), nonce)

    async def report(self, request: Request, desk: Desk) -> bool:
        """Bring a complaint about a talk to the owner and to where complaints go; False where nobody was reached.

        Whoever it is or may be about is left out: an owner, or a channel that they can read. One who cannot be
        reached does not keep it from the other.
        """
        about = frozenset((*request.served_by_now, *request.refused))
        reached = False
        for way in (self._report_to_owner, self._report_to_channel):
            try:
                reached = await way(request, desk, about) or reached
            except DeskFailed as fault:
                log.warning("a report of server %d did not reach one of two: %s", request.server, fault)
        return reached

    async def _report_to_owner(self, request: Request, desk: Desk, about: frozenset[int]) -> bool:
        owner = await self._staff.owner_of(desk.server)
        if not owner or owner in about:
            return False
        server, pack = self._staff.name_of_server(desk.server) or "?", self._words.of_server(desk.server)
        text = pack.text("desk_owner_report", server=server, number=str(request.number))
        reply = Reply(owner, DM, 0, (Utterance(text),))
        return await self._staff.tell(reply, self.nonce(f"report-owner-{request.claimer}", request))

    async def _report_to_channel(self, request: Request, desk: Desk, about: frozenset[int]) -> bool:
        if desk.reports is None:
            return False
        for person in about:
            if await self._reads(desk.server, desk.reports, person):
                return False
        nonce = self.nonce(f"report-{request.claimer}", request)
        # Pressed again, it is posted again, and notifies nobody another time.
        calls = desk.backup_role is not None and nonce not in self._called
        roles = (desk.backup_role,) if desk.backup_role is not None and calls else ()
        number, mention = str(request.number), f"<@&{desk.backup_role}>" if calls else ""
        pack = self._words.of_server(desk.server)
        if request.claimer is None or about != {request.claimer}:
            # Nobody is named whom it may not be about.
            text = pack.text("desk_report_unnamed", number=number, role=mention)
        else:
            who = f"<@{request.claimer}>"
            text = pack.text("desk_report", number=number, role=mention, counsellor=who)
        await self._staff.post(desk.server, desk.reports, Notice(text.strip(), roles=roles), nonce)
        self._called[nonce] = None
        if len(self._called) > REMEMBERED:
            self._called.popitem(last=False)
        return True

    async def _reads(self, server: int, channel: int, person: int) -> bool:
        """True where *person* can read *channel*; whoever has left the server cannot."""
        try:
            return await self._staff.can_read(server, channel, person)
        except DeskFailed as fault:
            if fault.fault is DeskFault.GONE:
                return False
            raise

    async def handed_over(self, request: Request, by: int, words: str) -> bool:
        """Say where both read it that a colleague has taken over, and take *by* out; False where they are still in."""
        assert request.thread is not None
        now = request.claimer or 0
        pack = self._words.of_server(request.server)
        text = pack.text("thread_handed_over", before=f"<@{by}>", now=f"<@{now}>", words=words)
        nonce = self.nonce(f"handed-{request.version}", request)
        left = False
        try:
            await self._staff.remove(request.thread, by)
            left = True
            await self._staff.post(request.server, request.thread, Notice(text, people=(now,)), nonce)
            desk = await self._store.desk(request.server)
            if desk is not None:
                await self.show(request, desk)
        except DeskFailed as fault:
            log.warning("a talk was handed over, and not all of it said: %s", fault)
        return left

    async def added(self, request: Request, colleague: int) -> None:
        """Let a colleague in, and say so where both read it. Raises DeskFailed."""
        assert request.thread is not None
        text = self._words.of_server(request.server).text("thread_added", person=f"<@{colleague}>")
        await self._staff.post(
            request.server,
            request.thread,
            Notice(text, people=(colleague,)),
            self.nonce(f"added-{colleague}", request),
        )
        await self._staff.add(request.thread, colleague)

    async def lost(self, desk: Desk, what: str) -> None:
        """Tell the owner what is missing for the desk, as well as that can be done."""
        try:
            owner = await self._staff.owner_of(desk.server)
            facts = Facts(self._staff.name_of_server(desk.server) or "?", owner)
            await self.tell_owner(desk, facts, "desk_owner_broken", what)
        except DeskFailed as fault:
            log.warning("an owner could not be told that a desk is broken: %s", fault)

    async def ended(self, requests: tuple[Request, ...], key: str) -> None:
        """Tell people whose requests ended with their server, or its channel, as well as that can be done."""
        for request in requests:
            try:
                text = self._words.of(request.person).text(key)
                await self.tell(request, text, waits=False, part=key)
            except DeskFailed as fault:
                log.info("somebody could not be told that their request ended: %s", fault)
