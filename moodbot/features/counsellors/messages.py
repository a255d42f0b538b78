"""Send messages about requests: update cards, and write to staff, owners and the person."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from moodbot.core.dialogue import DM, Choice, Reply, Utterance
from moodbot.core.ports import Clock
from moodbot.core.words import Words
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Facts, Notice
from moodbot.features.counsellors.rendering import card, member_reply, quoted_number
from moodbot.features.counsellors.rules.requests import Desk, Request
from moodbot.features.counsellors.service import Requests
from moodbot.features.outreach.service import nonce_of

log = logging.getLogger(__name__)

MARK_LENGTH = 8
MOST_REMEMBERED = 1_000
"""Maximum number of complaints remembered, in memory only, as already mentioned to the backups."""


class DeskMessages:
    """Sends with nonces made from the request, so that a repeated send is idempotent. Methods may raise DeskFailed."""

    def __init__(
        self, requests: Requests, words: Words, clock: Clock, installation: str, interrupt: Callable[[int], None]
    ) -> None:
        self._store = requests.store
        self._staff = requests.staff
        self._words = words
        self._clock = clock
        self._interrupt = interrupt
        self._installation = installation
        self._backups_called: OrderedDict[str, None] = OrderedDict()

    async def tell(
        self, request: Request, text: str, *, waits: bool = True, more: tuple[Choice, ...] = (), part: str = ""
    ) -> bool:
        """Send the person a DM; return False if their DMs are closed. *part* distinguishes its nonce."""
        self._interrupt(request.person)
        reply = member_reply(request, text, self._words.of(request.person), waits=waits, more=more)
        return await self._staff.tell(
            reply, self.nonce(part or f"tell-{request.stage}-{request.rung}-{request.state}", request)
        )

    async def tell_owner(self, desk: Desk, facts: Facts, key: str, what: str) -> bool:
        """Send the owner the text *key* about *what* as a DM; return False if their DMs are closed."""
        text = self._words.of_server(desk.server).text(key, server=facts.name, what=what, number=what)
        reply = Reply(facts.owner, DM, 0, (Utterance(text),))
        nonce = nonce_of(self._installation, key, desk.server, what)
        return await self._staff.tell(reply, nonce)

    def nonce(self, part: str, request: Request) -> str:
        """Return the nonce of one message about a request, new each time that it begins to wait."""
        return nonce_of(self._installation, "request", part, request.server, request.number, request.waiting_at)

    def mark(self, request: Request) -> str:
        """Return MARK_LENGTH characters that identify one talk; they stay the same as long as it goes on."""
        parts = (request.server, request.number, request.person, request.asked_at, request.waiting_at)
        return nonce_of(self._installation, "thread", *parts)[:MARK_LENGTH]

    def ending_nonce(self, thread: int) -> str:
        """Return the nonce of the last message in a thread."""
        return nonce_of(self._installation, "end", thread)

    async def update_card(self, request: Request, desk: Desk) -> None:
        """Update the card of a request; a card that cannot be changed is only logged. Raises DeskFailed (LATER)."""
        try:
            # After a crash the card may be posted without its id being stored.
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
        """Rewrite a card from the stored requests, and *also* this one; drop the quotes of closed requests.

        *quotes* replace the present ones; None keeps these.
        """
        requests = list(await self._store.with_card(desk.server, message))
        if (
            also is not None
            and all(each.number != also.number for each in requests)
            and not await self.is_deleted(also)
        ):
            requests.append(also)
        names = {}
        for each in requests:
            if each.claimer is not None:
                names[each.claimer] = await self._staff.name_of(desk.server, each.claimer) or "?"
        if quotes is None and not any(each.open for each in requests):
            # No quote remains, so none need be read, which Discord may forbid by now.
            quotes = ()
        present = quotes if quotes is not None else await self._staff.quotes(desk.channel, message)
        closed = {each.number for each in requests if not each.open}
        remaining = tuple(each for each in present if quoted_number(each) not in closed)
        notice = replace(card(requests, self._words.of_server(desk.server), names), quotes=remaining)
        await self._staff.edit(desk.server, desk.channel, message, notice)

    async def is_deleted(self, request: Request) -> bool:
        """Return whether a request was deleted by an erasure of its person."""
        return await self._store.request(request.server, request.number) is None

    async def emptied(self, server: int, channel: int, message: int | None, number: int) -> None:
        """Remove the deleted request *number* from its card *message*; for None, search for the card."""
        message = message or await self._staff.find(channel, number)
        if message is None:
            return
        desk = await self._store.desk(server)
        if desk is not None and await self._store.with_card(server, message):
            present = await self._staff.quotes(channel, message)
            remaining = tuple(each for each in present if quoted_number(each) != number)
            await self.render(desk, message, quotes=remaining)
        else:
            text = self._words.of_server(server).text("desk_forgotten")
            await self._staff.edit(server, channel, message, Notice(text, quotes=()))

    async def test_card(self, desk: Desk) -> None:
        """Post a test card in the staff's channel. Raises DeskFailed."""
        text = self._words.of_server(desk.server).text("desk_test", role=f"<@&{desk.role}>")
        nonce = nonce_of(self._installation, "test", desk.server, self._clock.now())
        await self._staff.post(desk.server, desk.channel, Notice(text, roles=(desk.role,)), nonce)

    async def report(self, request: Request, desk: Desk) -> bool:
        """Send a complaint about a talk to the owner and to the channel for complaints; return False if neither got it.

        It never goes to anybody it may be about: not to that owner, not to a channel that they can read. If one of the
        two fails, the other is still tried.
        """
        about = frozenset((*request.served_by_now, *request.refused))
        reached = False
        for send in (self._report_to_owner, self._report_to_channel):
            try:
                reached = await send(request, desk, about) or reached
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
            if await self._can_read(desk.server, desk.reports, person):
                return False
        nonce = self.nonce(f"report-{request.claimer}", request)
        # A second press posts the complaint again, but must not mention the backups again.
        mentions = desk.backup_role is not None and nonce not in self._backups_called
        roles = (desk.backup_role,) if desk.backup_role is not None and mentions else ()
        number, mention = str(request.number), f"<@&{desk.backup_role}>" if mentions else ""
        pack = self._words.of_server(desk.server)
        if request.claimer is None or about != {request.claimer}:
            # Several counsellors may be meant, so none is named.
            text = pack.text("desk_report_unnamed", number=number, role=mention)
        else:
            counsellor = f"<@{request.claimer}>"
            text = pack.text("desk_report", number=number, role=mention, counsellor=counsellor)
        await self._staff.post(desk.server, desk.reports, Notice(text.strip(), roles=roles), nonce)
        self._backups_called[nonce] = None
        if len(self._backups_called) > MOST_REMEMBERED:
            self._backups_called.popitem(last=False)
        return True

    async def _can_read(self, server: int, channel: int, person: int) -> bool:
        """Return whether *person* can read *channel*; False for people who have left the server."""
        try:
            return await self._staff.can_read(server, channel, person)
        except DeskFailed as fault:
            if fault.fault is DeskFault.GONE:
                return False
            raise

    async def announce_hand_over(self, request: Request, by: int, words: str) -> bool:
        """Remove *by* from the thread and announce the new claimer there; return False if *by* could not be removed."""
        assert request.thread is not None
        successor = request.claimer or 0
        pack = self._words.of_server(request.server)
        text = pack.text("thread_handed_over", before=f"<@{by}>", now=f"<@{successor}>", words=words)
        nonce = self.nonce(f"handed-{request.version}", request)
        removed = False
        try:
            await self._staff.remove(request.thread, by)
            removed = True
            await self._staff.post(request.server, request.thread, Notice(text, people=(successor,)), nonce)
            desk = await self._store.desk(request.server)
            if desk is not None:
                await self.update_card(request, desk)
        except DeskFailed as fault:
            log.warning("a talk was handed over, and not all of it said: %s", fault)
        return removed

    async def add_colleague(self, request: Request, colleague: int) -> None:
        """Announce a colleague in the thread and add them to it. Raises DeskFailed."""
        assert request.thread is not None
        text = self._words.of_server(request.server).text("thread_added", person=f"<@{colleague}>")
        await self._staff.post(
            request.server,
            request.thread,
            Notice(text, people=(colleague,)),
            self.nonce(f"added-{colleague}", request),
        )
        await self._staff.add(request.thread, colleague)

    async def tell_owner_broken(self, desk: Desk, what: str) -> None:
        """Tell the owner *what* the desk lacks; a failure is only logged."""
        try:
            owner = await self._staff.owner_of(desk.server)
            facts = Facts(self._staff.name_of_server(desk.server) or "?", owner)
            await self.tell_owner(desk, facts, "desk_owner_broken", what)
        except DeskFailed as fault:
            log.warning("an owner could not be told that a desk is broken: %s", fault)

    async def tell_ended(self, requests: tuple[Request, ...], key: str) -> None:
        """Tell the people of *requests*, which ended with their server; failures are only logged."""
        for request in requests:
            try:
                text = self._words.of(request.person).text(key)
                await self.tell(request, text, waits=False, part=key)
            except DeskFailed as fault:
                log.info("somebody could not be told that their request ended: %s", fault)
