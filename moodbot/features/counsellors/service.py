"""Use cases of requests: ask, claim, agree, give back, hand over, close, reopen, block. The first change wins."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from enum import StrEnum

from moodbot.core.dialogue import Membership
from moodbot.core.memory import Memories
from moodbot.core.ports import Clock
from moodbot.features.counsellors.drafts import Draft, Drafts
from moodbot.features.counsellors.optimistic_retry import MAX_TRIES, change_with_retry, same_claim, same_talk
from moodbot.features.counsellors.ports import DeskFailed, StaffSide
from moodbot.features.counsellors.rules.hours import is_open, opens_at
from moodbot.features.counsellors.rules.requests import (
    Block,
    Desk,
    Ended,
    Request,
    RequestState,
    Stage,
)
from moodbot.features.counsellors.staffing import on_duty
from moodbot.features.counsellors.store.desks import DeskStore
from moodbot.features.counsellors.visits import Visits
from moodbot.times.local_time import TimeBook
from moodbot.times.units import DAY, MINUTE

log = logging.getLogger(__name__)

CHECK_EVERY = 30 * MINUTE
"""Milliseconds between checks of a talk: whether its thread and both people are still there."""

REOPEN_WITHIN = DAY
"""Milliseconds after its end in which a request can be reopened."""


class Refusal(StrEnum):
    """Reason why a use case refuses."""

    NO_DESK = "no_desk"
    BLOCKED = "blocked"
    TOO_MANY = "too_many"
    OPEN_ALREADY = "open_already"
    NOT_STAFF = "not_staff"
    OWN = "own"
    TAKEN = "taken"
    FULL = "full"
    REFUSED = "refused"
    GONE = "gone"
    NOT_YOURS = "not_yours"


class Requests:
    """Changes requests. Methods may raise StoreUnavailable; *wake* tells the worker that a step is due."""

    def __init__(
        self,
        store: DeskStore,
        staff: StaffSide,
        memories: Memories,
        clock: Clock,
        *,
        times: TimeBook,
        wake: Callable[[], None],
    ) -> None:
        self.store = store
        self.staff = staff
        self.clock = clock
        self.drafts = Drafts(memories, clock)
        self.visits = Visits(store, staff, memories, clock)
        self.times = times
        self._wake = wake

    async def set_up(self, desk: Desk) -> tuple[int, ...]:
        """Store *desk*; members of its server can request from now on. If its channel changed, open requests get new
        cards; return the ids of the old ones.
        """
        before = await self.store.desk(desk.server)
        await self.store.save_desk(desk)
        self.visits.add_server(desk.server)
        old_cards = await self._detach_cards(desk.server) if before and before.channel != desk.channel else ()
        if before and (before.hours, before.zone) != (desk.hours, desk.zone):
            await self._reschedule_held(desk)
        self._wake()
        return old_cards

    async def _reschedule_held(self, desk: Desk) -> None:
        """Move HELD requests to the next opening of the desk's new hours."""
        due = await self.next_opening(desk) or self.clock.now()
        for request in await self.store.open_requests(desk.server):
            await change_with_retry(
                self.store,
                request,
                lambda current: self._change(current, waiting_at=due, due_at=due),
                lambda current: current.state is RequestState.HELD,
            )

    async def _detach_cards(self, server: int) -> tuple[int, ...]:
        """Remove the card ids of open requests, so that each gets a new card; return the old ids."""
        cards: dict[int, None] = {}
        for request in await self.store.open_requests(server):
            current: Request | None = request
            while current is not None and current.open and current.card is not None:
                due = self.clock.now() if current.state is RequestState.WAITING else current.due_at
                cards[current.card] = None
                if await self.store.change(replace(current, card=None, due_at=due)) is not None:
                    break
                current = await self.store.request(server, request.number)
        return tuple(cards)

    async def forget_server(self, server: int) -> tuple[Request, ...]:
        """Delete all data of a server that the bot has left; return the requests that were open."""
        self.visits.forget_server(server)
        return await self.store.forget_server(server)

    async def may_ask(self, server: int, person: int) -> Desk | Refusal:
        """Return the desk of *server* if *person* may request a counsellor there, else the refusal."""
        desk, now = await self.store.desk(server), self.clock.now()
        if desk is None:
            return Refusal.NO_DESK
        if await self.store.blocked(server, person, now) is not None:
            return Refusal.BLOCKED
        if await self.store.open_request(server, person) is not None:
            return Refusal.OPEN_ALREADY
        if await self.store.asked_since(server, person, now - DAY) >= desk.most_a_day:
            return Refusal.TOO_MANY
        return desk

    async def next_opening(self, desk: Desk) -> int | None:
        """Return the next opening of the desk (UTC ms), None if it is open or somebody is on duty now."""
        zone, now = self.times.zone_of(desk.zone), self.clock.now()
        if desk.hours is None or is_open(desk.hours, now, zone):
            return None
        try:
            people = await on_duty(self.store, self.staff, desk)
        except DeskFailed:
            people = await self.store.on_duty(desk.server)
        return None if people else opens_at(desk.hours, now, zone)

    async def ask(self, server: int, person: int, *, urgent: bool, share: bool, later: bool) -> Request | Refusal:
        """Store a request of a person who has consented; its card is posted at once, or with *later* at the opening.

        With *share*, the words and the mood of the person's draft are sent along.
        """
        desk = await self.may_ask(server, person)
        if isinstance(desk, Refusal):
            return desk
        draft, now = self.drafts.draft(person) if share else Draft(), self.clock.now()
        due = (await self.next_opening(desk) or now) if later else now
        new = Request(
            server=server,
            person=person,
            asked_at=now,
            state=RequestState.HELD if due > now else RequestState.WAITING,
            urgent=urgent,
            mood=draft.mood,
            words=draft.words if self.store.keeps_words and draft.words else None,
            waiting_at=due,
            due_at=due,
        )
        request = await self.store.ask(new)
        self.drafts.discard(person)
        if request is None:
            return Refusal.OPEN_ALREADY
        if draft.words and not self.store.keeps_words:
            self.drafts.hold_words(request, draft.words)
        self._wake()
        return request

    async def release_held(self, server: int) -> None:
        """Turn HELD requests of *server* into WAITING ones, because a counsellor came on duty."""
        now = self.clock.now()
        for request in await self.store.open_requests(server):
            if request.state is RequestState.HELD:
                await self._change(request, state=RequestState.WAITING, waiting_at=now, due_at=now)

    async def claim(self, member: Membership, number: int) -> Request | Refusal:
        """Claim a request for a counsellor, or return the refusal."""
        for _ in range(MAX_TRIES):
            outcome = await self._try_claim(member, number)
            if outcome is not None:
                return outcome
        return Refusal.TAKEN

    async def _try_claim(self, member: Membership, number: int) -> Request | Refusal | None:
        """Claim a request once, or return the refusal; None if a concurrent change won and a retry may succeed."""
        request, desk = await self._request_for_staff(member, number)
        if isinstance(desk, Refusal):
            return desk
        if request is None or not request.open:
            return Refusal.GONE
        if request.person == member.person:
            return Refusal.OWN
        if member.person in request.refused:
            return Refusal.REFUSED
        if request.state not in (RequestState.WAITING, RequestState.HELD):
            return Refusal.TAKEN
        if await self.store.held_by(member.server, member.person) >= desk.most_open:
            return Refusal.FULL
        now = self.clock.now()
        claimed = replace(request, state=RequestState.CLAIMED, claimer=member.person, due_at=now, reminded=False)
        saved = await self.store.take(claimed, desk.most_open)
        self._wake()
        return saved

    async def accept(self, request: Request) -> Request | None:
        """Record the person's agreement; the worker then opens the thread. None if the claim has ended."""

        def accepts(current: Request) -> Awaitable[Request | None]:
            return self._change(current, state=RequestState.TALKING, due_at=self.clock.now())

        return await change_with_retry(self.store, request, accepts, same_claim(request))

    async def refuse(self, request: Request) -> Request | None:
        """Refuse the claimer and requeue the request; nobody is told why. None if the claim has ended."""

        def refuses(current: Request) -> Awaitable[Request | None]:
            return self.back_to_queue(current, refused=(*current.refused, *filter(None, [current.claimer])))

        return await change_with_retry(self.store, request, refuses, same_claim(request))

    async def back_to_queue(self, request: Request, **more: tuple[int, ...]) -> Request | None:
        """Put a request back into the queue, waiting from now on, or close it if its person is blocked; None if a
        concurrent change won.
        """
        if await self.is_blocked(request):
            return await self.close(replace(request, thread=None, served=request.served_by_now), Ended.BLOCKED)
        now = self.clock.now()
        waiting = {"state": RequestState.WAITING, "claimer": None, "thread": None, "waiting_at": now, "due_at": now}
        more = {"served": request.served_by_now, **more}
        return await self._change(request, **waiting, stage=Stage.REQUEUED, rung=None, spoken=False, **more)

    async def hand_over(self, request: Request, to: int, desk: Desk) -> Request | None:
        """Make the colleague *to* the claimer of a talk; None if the talk changed hands or ended, or *to* is full."""
        due = self.clock.now() + desk.ladder_of(request).silent * MINUTE

        def hands_over(current: Request) -> Awaitable[Request | None]:
            served = current.served_by_now
            handed_over = replace(current, claimer=to, served=served, spoken=False, reminded=False, due_at=due)
            return self.store.take(handed_over, desk.most_open)

        changed = await change_with_retry(self.store, request, hands_over, same_talk(request))
        self._wake()
        return changed

    async def add_served(self, request: Request, colleague: int) -> Request | None:
        """Record that *colleague* is in a talk, too; None if the talk changed hands or ended."""

        def adds(current: Request) -> Awaitable[Request | None]:
            return self._change(current, served=(*(each for each in current.served if each != colleague), colleague))

        return await change_with_retry(self.store, request, adds, same_talk(request))

    async def end(self, request: Request, by: int) -> Request | None:
        """Close a request for *by*, its person or its claimer; retry after concurrent changes. None if it is closed
        already, or *by* is not its claimer any more.
        """
        how = Ended.MEMBER if by == request.person else Ended.COUNSELLOR
        by_person = how is Ended.MEMBER
        return await change_with_retry(
            self.store,
            request,
            lambda current: self.close(current, how),
            lambda current: current.open and (by_person or current.claimer == by),
        )

    async def close(self, request: Request, how: Ended) -> Request | None:
        """Close a request; None if it is closed already or a concurrent change won. The worker then updates its card
        and ends its thread.
        """
        if not request.open:
            return None
        now = self.clock.now()
        closed = await self._change(
            request, state=RequestState.CLOSED, ended=how, closed_at=now, due_at=now, words=None
        )
        if closed is not None:
            self.drafts.drop_words(closed)
        return closed

    async def reopen(self, request: Request) -> Request | Refusal:
        """Store a new request like one that was closed within a day, or return the refusal. It counts towards the daily
        limit and gets its own card and thread; the remaining steps of the old request are still carried out.
        """
        now = self.clock.now()
        if request.open or now - (request.closed_at or 0) > REOPEN_WITHIN:
            return Refusal.GONE
        desk = await self.may_ask(request.server, request.person)
        if isinstance(desk, Refusal):
            return desk
        due = await self.next_opening(desk) or now
        fresh = Request(request.server, request.person, now, urgent=request.urgent, mood=request.mood, waiting_at=due)
        state = RequestState.HELD if due > now else RequestState.WAITING
        stored = await self.store.ask(replace(fresh, state=state, refused=request.refused, due_at=due))
        self._wake()
        return stored or Refusal.OPEN_ALREADY

    async def block(self, block: Block) -> Request | None:
        """Store a block and close the person's request if it is not in a talk yet; return that request or None."""
        await self.store.block(block)
        request = await self.store.open_request(block.server, block.person)
        while request is not None and request.state is not RequestState.TALKING:
            if await self.close(request, Ended.BLOCKED) is not None:
                return request
            request = await self.store.open_request(block.server, block.person)
        return None

    async def is_blocked(self, request: Request) -> bool:
        """Return whether the person of a request is blocked in its server now."""
        return await self.store.blocked(request.server, request.person, self.clock.now()) is not None

    async def record_message(self, thread: int, person: int) -> None:
        """Record that the claimer has written in the thread of a talk; ignore anybody else."""
        request = await self.store.in_thread(thread)
        if request is None or request.claimer != person or request.spoken or request.stage is Stage.RELEASING:
            return
        opening = request.stage in (Stage.OPENING, Stage.OPENING_UNASKED)
        await self._change(request, spoken=True, due_at=request.due_at if opening else self.clock.now() + CHECK_EVERY)

    async def change(self, request: Request, **changes: object) -> Request | None:
        """Save *changes* of a request; None if a concurrent change won."""
        return await self._change(request, **changes)

    async def _change(self, request: Request, **changes: object) -> Request | None:
        # Reminders count per state.
        reset = {"reminded": False} if "state" in changes else {}
        changed = await self.store.change(replace(request, **reset, **changes))  # type: ignore[arg-type]
        self._wake()
        return changed

    async def _request_for_staff(self, member: Membership, number: int) -> tuple[Request | None, Desk | Refusal]:
        desk = await self.store.desk(member.server)
        if desk is None:
            return None, Refusal.NO_DESK
        if not desk.staffed_by(member):
            return None, Refusal.NOT_STAFF
        return await self.store.request(member.server, number), desk
