"""Carry out due steps of requests: post cards, climb the ladder, open threads, remind, close; digests."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from moodbot.core.errors import StoreUnavailable
from moodbot.core.faults import describe
from moodbot.core.ports import Clock
from moodbot.core.words import Words
from moodbot.features.counsellors.cards import RETRY_AFTER, DeskCards
from moodbot.features.counsellors.messages import DeskMessages
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Notice, StaffSide
from moodbot.features.counsellors.rendering import member_choice
from moodbot.features.counsellors.rules.hours import delay_of, next_digest, next_rung
from moodbot.features.counsellors.rules.requests import (
    POSTED,
    Desk,
    Ended,
    Request,
    RequestState,
    Rung,
    Stage,
    agreement_minutes,
)
from moodbot.features.counsellors.rungs import RungCalls
from moodbot.features.counsellors.service import Requests
from moodbot.features.counsellors.staffing import still_staffs
from moodbot.features.counsellors.threads import DeskThreads
from moodbot.features.outreach.service import nonce_of
from moodbot.times.units import DAY, HOUR, MINUTE

log = logging.getLogger(__name__)

LEASE = MINUTE
BATCH = 20
IDLE_SECONDS, TROUBLE_SECONDS, NOT_READY_SECONDS = 20.0, 5.0, 1.0
END_RETRY_EVERY, END_RETRY_FOR = 10 * MINUTE, DAY
"""Milliseconds between retries of ending a thread, and in total: an admin has to allow it first."""

DIGEST_RETRY_AFTER = 5 * MINUTE
"""Milliseconds before a digest is retried that Discord did not accept."""

GRACE = HOUR
"""Milliseconds of extra waiting for a request whose day passed while the bot or Discord was down."""

SERVER_CHECK_EVERY = HOUR
"""Milliseconds between checks whether the bot is still in its servers; the first check is at the start."""


class DeskWorker:
    """Works until it is stopped. Each step is one row and idempotent, so that it can be repeated after a crash.

    *interrupt* closes the pending questions of a person before another message is sent to them.
    """

    def __init__(
        self,
        requests: Requests,
        words: Words,
        clock: Clock,
        *,
        installation: str,
        interrupt: Callable[[int], None],
        woken: asyncio.Event,
    ) -> None:
        self._requests = requests
        self._store = requests.store
        self._staff: StaffSide = requests.staff
        self._words = words
        self._clock = clock
        self._installation = installation
        self.messages = DeskMessages(requests, words, clock, installation, interrupt)
        self.cards = DeskCards(requests, self.messages, words)
        self.calls = RungCalls(requests, self.messages, words)
        self.threads = DeskThreads(requests, self.messages, words)
        self._woken = woken
        self._stopping = False
        self._next_server_check = 0

    def stop(self) -> None:
        """Begin no further step; `run` returns."""
        self._stopping = True
        self._woken.set()

    async def run(self, *, alone: bool) -> None:
        """Carry out due steps until `stop`. *alone*: no other process shares the database, so the leases of an earlier
        process are ended at once.
        """
        took_over = not alone
        while not self._stopping:
            self._woken.clear()
            try:
                if not took_over:
                    await self._store.end_leases(self._clock.now())
                    took_over = True
                if not await self.work():
                    await self._clock.pause(await self._idle_seconds(), self._woken)
            except StoreUnavailable as fault:
                log.error("requests that are due could not be looked up: %s", fault)
                await self._clock.pause(TROUBLE_SECONDS, self._woken)

    async def work(self) -> int:
        """Carry out the steps and digests due now; return their number. May raise StoreUnavailable."""
        if not self._staff.ready:
            return 0
        now = self._clock.now()
        if now >= self._next_server_check:
            await self._forget_left_servers()
            self._next_server_check = now + SERVER_CHECK_EVERY
        await self.cards.retry_old_cards()
        due = await self._store.claim_due(now, now + LEASE, BATCH)
        for request in due:
            await self._try_step(request)
        digests = await self._store.digests_due(now, now + LEASE)
        for desk in digests:
            await self._digest(desk)
        return len(due) + len(digests)

    async def _forget_left_servers(self) -> None:
        """Forget the servers that removed the bot while it was not connected."""
        for desk in await self._store.desks():
            try:
                if await self._staff.has_left(desk.server):
                    log.info("the bot is not in server %d any more", desk.server)
                    await self.forget_server(desk.server)
            except DeskFailed as fault:
                log.warning("whether the bot is still in server %d is looked at later: %s", desk.server, fault)

    async def forget_server(self, server: int) -> None:
        """Delete the data of a server that the bot has left, and tell the people whose requests were open there."""
        await self.messages.tell_ended(await self._requests.forget_server(server), "member_server_left")

    async def _idle_seconds(self) -> float:
        if not self._staff.ready:
            return NOT_READY_SECONDS
        due = await self._store.next_due()
        return IDLE_SECONDS if due is None else min(IDLE_SECONDS, max(0.0, (due - self._clock.now()) / 1000))

    async def _try_step(self, request: Request) -> None:
        """Carry out one step. Retry it later if Discord failed; close the request if Discord refused."""
        try:
            await self._step(request)
        except DeskFailed as fault:
            log.warning("request %d of server %d: %s", request.number, request.server, fault)
            if fault.fault is DeskFault.LATER:
                await self._store.change(replace(request, due_at=self._clock.now() + RETRY_AFTER))
            else:
                await self._close_broken(request, fault)
        except StoreUnavailable as fault:
            log.error("a request could not be kept: %s", fault)
        except Exception as fault:  # noqa: BLE001 - a boundary: one request must not hinder the others
            log.error("a request broke: %s", describe(fault))

    async def _step(self, request: Request) -> None:
        desk = await self._store.desk(request.server)
        if desk is None:
            await self._store.change(replace(request, due_at=None))
        elif request.state is RequestState.CLOSED:
            await self._finish_closed(request, desk)
        elif await self._staff.name_of(request.server, request.person) is None:
            await self._requests.close(request, Ended.LEFT)
        elif request.open and request.stage is Stage.RELEASING:
            await self.threads.release(request)
        elif request.state is RequestState.CLAIMED:
            await self._ask_agreement(request, desk)
        elif request.state is RequestState.TALKING:
            await self.threads.work(request, desk)
        elif request.card is None or request.stage is Stage.REQUEUED:
            await self.cards.post(request, desk)
        elif request.stage in POSTED:
            await self.cards.tell_posted(request, desk)
        else:
            await self._climb(request, desk)

    async def _climb(self, request: Request, desk: Desk) -> None:
        """Reach the next rung if it is due: call its people and tell the person; the last rung closes the request."""
        following = next_rung(request, desk)
        if following is None or following[1] > self._clock.now():
            await self._store.change(replace(request, due_at=following[1] if following else None))
            return
        (rung, planned), facts = following, await self._staff.facts(desk)
        delay = delay_of(planned, self._clock.now())
        if rung is Rung.CLOSE:
            if facts.missing:
                # Missing permissions, not missing people, are the cause then.
                raise DeskFailed(DeskFault.FORBIDDEN, ", ".join(facts.missing))
            if delay > GRACE:
                # Nobody could claim it during the outage.
                moved = replace(request, waiting_at=request.waiting_at + delay + GRACE)
                await self._store.change(replace(moved, due_at=self._clock.now() + GRACE))
                return
            await self._requests.close(request, Ended.NOBODY)
            return
        request = await self.cards.refresh(request, desk, facts)
        key = await self.calls.call(rung, request, desk, facts, planned)
        after = replace(request, rung=rung, waiting_at=request.waiting_at + delay)
        due = next_rung(after, desk)
        text = self._words.of(request.person).text(key, server=facts.name)
        await self.messages.tell(request, text, part=f"rung-{rung}")
        await self._store.change(replace(after, due_at=due[1] if due else None))

    async def _ask_agreement(self, request: Request, desk: Desk) -> None:
        """Tell the person who claimed the request and ask them to agree; ask once more, then close it as SILENT."""
        await self.messages.update_card(request, desk)
        name = await self._staff.name_of(request.server, request.claimer or 0)
        now = self._clock.now()
        if name is None or not await still_staffs(self._staff, desk, request.claimer or 0):
            await self._requests.back_to_queue(request)
            return
        if request.reminded:
            await self._requests.close(request, Ended.SILENT)
            return
        first = request.stage is not Stage.CLAIM_TOLD
        asked = replace(request, stage=Stage.CLAIM_TOLD, reminded=not first)
        minutes, pack = agreement_minutes(asked), self._words.of(request.person)
        choices = (member_choice(request, "accept", pack), member_choice(request, "other", pack))
        text = pack.text("member_claimed" if first else "member_claimed_again", name=name)
        reached = await self.messages.tell(request, text, more=choices, part="claimed" if first else "claimed-again")
        if not reached and first:
            # Their DMs are closed, so the thread shows them who claimed it.
            await self._requests.accept(request)
            return
        await self._store.change(replace(asked, due_at=now + minutes * MINUTE))

    async def _finish_closed(self, request: Request, desk: Desk) -> None:
        """End the thread of a closed request, update its card and tell the person."""
        again, ended = request.stage is Stage.ENDING_THREAD, True
        if request.thread is not None:
            pack = self._words.of_server(request.server)
            ending = pack.text(_THREAD_ENDINGS.get(request.ended, "thread_ended"))
            ended = await self.threads.end_talk(request, ending, again=again)
        if not again:
            await self.messages.update_card(request, desk)
            await self._tell_end(request)
        at = self._clock.now() + END_RETRY_EVERY
        retries = not ended and at - (request.closed_at or 0) < END_RETRY_FOR
        after = replace(request, stage=Stage.ENDING_THREAD, due_at=at) if retries else replace(request, due_at=None)
        await self._store.change(after)

    async def _tell_end(self, request: Request) -> None:
        """Tell the person that their request was closed, unless one of the two ended it before a talk."""
        key = _ENDINGS.get(request.ended) or ("member_closed" if request.thread is not None else None)
        if request.ended is Ended.BROKEN and request.thread is not None:
            key = "member_talk_broken"
        if key is not None:
            pack, has_left = self._words.of(request.person), request.ended is Ended.LEFT
            slots = {"server": self._staff.name_of_server(request.server) or "?"} if has_left else {}
            reopen = () if request.ended in _NOT_REOPENABLE else (member_choice(request, "reopen", pack),)
            await self.messages.tell(request, pack.text(key, **slots), waits=False, more=reopen, part="closed")

    async def _close_broken(self, request: Request, fault: DeskFailed) -> None:
        """Close a request as BROKEN and tell the owner what is missing; the next step tells the person."""
        closed = await self._requests.close(request, Ended.BROKEN)
        if closed is None:
            # It was closed already, and its last steps are impossible.
            await self._store.change(replace(request, due_at=None))
            return
        desk = await self._store.desk(request.server)
        if desk is not None:
            await self.messages.tell_owner_broken(desk, fault.what or str(fault.fault))

    async def _digest(self, desk: Desk) -> None:
        now, zone = self._clock.now(), self._requests.times.zone_of(desk.zone)
        count = await self._store.day(desk.server, now - DAY)
        try:
            if count.asked or count.open:
                numbers = {name: str(getattr(count, name)) for name in ("asked", "taken", "missed", "open")}
                text = self._words.of_server(desk.server).text("desk_digest", **numbers)
                nonce = nonce_of(self._installation, "digest", desk.server, desk.digest_at)
                await self._staff.post(desk.server, desk.channel, Notice(text), nonce)
        except DeskFailed as fault:
            log.warning("a digest could not be posted: %s", fault)
            if fault.fault is DeskFault.LATER:
                await self._store.plan_digest(desk.server, now + DIGEST_RETRY_AFTER)
                return
        await self._store.plan_digest(desk.server, next_digest(now, zone))


_ENDINGS: Mapping[Ended | None, str] = {
    Ended.NOBODY: "member_closed_nobody",
    Ended.SILENT: "member_closed_silent",
    Ended.BROKEN: "member_broken",
    Ended.BLOCKED: "member_blocked",
    Ended.LEFT: "member_closed_left",
    Ended.QUIET: "member_closed_quiet",
}
"""Texts to the person for ends that they did not choose."""

_THREAD_ENDINGS: Mapping[Ended | None, str] = {
    Ended.MEMBER: "thread_ended_by_either",
    Ended.COUNSELLOR: "thread_ended_by_either",
    Ended.LEFT: "thread_left",
    Ended.QUIET: "thread_quiet",
}
"""Last messages in a thread; any other end has thread_ended."""

_NOT_REOPENABLE = frozenset({Ended.BLOCKED, Ended.LEFT})
"""Ends after which the person cannot request again."""
