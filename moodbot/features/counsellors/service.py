"""Requests for a person: asked for, taken, agreed to, given back, closed. Whoever is first changes it."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from enum import StrEnum

from moodbot.core.dialogue import Membership
from moodbot.core.memory import Memories
from moodbot.core.ports import Clock
from moodbot.features.counsellors.drafts import Draft, Drafts
from moodbot.features.counsellors.optimistic_retry import TRIES, asked_about, insist, talks_as
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

LOOK = 30 * MINUTE
"""Milliseconds after which it is looked again at a talk that goes on: whether its thread and both people are there."""

REOPEN = DAY
"""Milliseconds after its end within which a request can be opened again."""


class Refusal(StrEnum):
    """Why something is not done."""

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
    """Every change of a request. Methods may raise StoreUnavailable; *wake* tells the worker that something is due."""

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
        """Keep *desk*; people of its server can ask from now on. What is open gets new cards where the channel is
        another; return the old ones.
        """
        before = await self.store.desk(desk.server)
        await self.store.save_desk(desk)
        self.visits.add_server(desk.server)
        left = await self._take_off_cards(desk.server) if before and before.channel != desk.channel else ()
        if before and (before.hours, before.zone) != (desk.hours, desk.zone):
            await self._wait_for_hours(desk)
        self._wake()
        return left

    async def _wait_for_hours(self, desk: Desk) -> None:
        """Let what waits for the hours of a desk wait for those that it has now."""
        due = await self.opens(desk) or self.clock.now()
        for request in await self.store.open_requests(desk.server):
            await insist(
                self.store,
                request,
                lambda now: self._change(now, waiting_at=due, due_at=due),
                lambda now: now.state is RequestState.HELD,
            )

    async def _take_off_cards(self, server: int) -> tuple[int, ...]:
        """Let no open request have a card, so that each gets a new one; return those that they had."""
        cards: dict[int, None] = {}
        for request in await self.store.open_requests(server):
            there: Request | None = request
            while there is not None and there.open and there.card is not None:
                due = self.clock.now() if there.state is RequestState.WAITING else there.due_at
                cards[there.card] = None
                if await self.store.change(replace(there, card=None, due_at=due)) is not None:
                    break
                there = await self.store.request(server, request.number)
        return tuple(cards)

    async def left(self, server: int) -> tuple[Request, ...]:
        """Forget everything about a server that the bot has left; return the requests that were open."""
        self.visits.forget_server(server)
        return await self.store.forget_server(server)

    async def may_ask(self, server: int, person: int) -> Desk | Refusal:
        """Return the desk that this person may turn to, or why not."""
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

    async def opens(self, desk: Desk) -> int | None:
        """Return when somebody is there next (UTC ms), None where somebody should be there, or is on duty, now."""
        zone, now = self.times.zone_of(desk.zone), self.clock.now()
        if desk.hours is None or is_open(desk.hours, now, zone):
            return None
        try:
            there = await on_duty(self.store, self.staff, desk)
        except DeskFailed:
            there = await self.store.on_duty(desk.server)
        return None if there else opens_at(desk.hours, now, zone)

    async def ask(self, server: int, person: int, *, urgent: bool, share: bool, later: bool) -> Request | Refusal:
        """Keep the request of a person who has agreed; its card is posted at once, or with *later* when the desk opens.

        With *share* the words and the mood that they have written down go with it.
        """
        desk = await self.may_ask(server, person)
        if isinstance(desk, Refusal):
            return desk
        draft, now = self.drafts.draft(person) if share else Draft(), self.clock.now()
        due = (await self.opens(desk) or now) if later else now
        made = Request(
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
        request = await self.store.ask(made)
        self.drafts.tear_up(person)
        if request is None:
            return Refusal.OPEN_ALREADY
        if draft.words and not self.store.keeps_words:
            self.drafts.hold(request, draft.words)
        self._wake()
        return request

    async def wake(self, server: int) -> None:
        """Let what waits for the hours of a desk wait for a counsellor now: one is there."""
        now = self.clock.now()
        for request in await self.store.open_requests(server):
            if request.state is RequestState.HELD:
                await self._change(request, state=RequestState.WAITING, waiting_at=now, due_at=now)

    async def claim(self, member: Membership, number: int) -> Request | Refusal:
        """Let a counsellor take a request; the first wins."""
        for _ in range(TRIES):
            taken = await self._claimed_once(member, number)
            if taken is not None:
                return taken
        return Refusal.TAKEN

    async def _claimed_once(self, member: Membership, number: int) -> Request | Refusal | None:
        """Take a request, or return why not; None where it was changed meanwhile, and may be free still."""
        request, desk = await self._staffed(member, number)
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
        wanted = replace(request, state=RequestState.CLAIMED, claimer=member.person, due_at=now, reminded=False)
        taken = await self.store.take(wanted, desk.most_open)
        self._wake()
        return taken

    async def accept(self, request: Request) -> Request | None:
        """Let the person agree to who has taken it; the thread is opened then."""

        def accepts(now: Request) -> Awaitable[Request | None]:
            return self._change(now, state=RequestState.TALKING, due_at=self.clock.now())

        return await insist(self.store, request, accepts, asked_about(request))

    async def refuse(self, request: Request) -> Request | None:
        """Let the person ask for somebody else; nobody is told why."""

        def refuses(now: Request) -> Awaitable[Request | None]:
            return self.back_to_queue(now, refused=(*now.refused, *filter(None, [now.claimer])))

        return await insist(self.store, request, refuses, asked_about(request))

    async def back_to_queue(self, request: Request, **more: tuple[int, ...]) -> Request | None:
        """Let a request wait again, from now on, or end it where its person may not ask by now; None where somebody
        else has changed it.
        """
        if await self.is_blocked(request):
            return await self.close(replace(request, thread=None, served=request.served_by_now), Ended.BLOCKED)
        now = self.clock.now()
        waiting = {"state": RequestState.WAITING, "claimer": None, "thread": None, "waiting_at": now, "due_at": now}
        more = {"served": request.served_by_now, **more}
        return await self._change(request, **waiting, stage=Stage.REQUEUED, rung=None, spoken=False, **more)

    async def hand_over(self, request: Request, to: int, desk: Desk) -> Request | None:
        """Let the colleague *to* be the counsellor of a talk; None where it was changed meanwhile, or they are full."""
        due = self.clock.now() + desk.ladder_of(request).silent * MINUTE

        def hands(now: Request) -> Awaitable[Request | None]:
            handed = replace(now, claimer=to, served=now.served_by_now, spoken=False, reminded=False, due_at=due)
            return self.store.take(handed, desk.most_open)

        done = await insist(self.store, request, hands, talks_as(request))
        self._wake()
        return done

    async def let_in(self, request: Request, colleague: int) -> Request | None:
        """Keep that *colleague* is in a talk, too; None where it does not go on as it did."""

        def lets(now: Request) -> Awaitable[Request | None]:
            return self._change(now, served=(*(each for each in now.served if each != colleague), colleague))

        return await insist(self.store, request, lets, talks_as(request))

    async def end(self, request: Request, by: int) -> Request | None:
        """End a request for its person, or its counsellor, whatever was changed meanwhile; None where it has ended, or
        is theirs no more.
        """
        how = Ended.MEMBER if by == request.person else Ended.COUNSELLOR
        theirs = how is Ended.MEMBER
        return await insist(
            self.store,
            request,
            lambda now: self.close(now, how),
            lambda now: now.open and (theirs or now.claimer == by),
        )

    async def close(self, request: Request, how: Ended) -> Request | None:
        """End a request; None where it has ended already. The worker then mends its card and thread."""
        if not request.open:
            return None
        now = self.clock.now()
        closed = await self._change(
            request, state=RequestState.CLOSED, ended=how, closed_at=now, due_at=now, words=None
        )
        if closed is not None:
            self.drafts.posted(closed)
        return closed

    async def reopen(self, request: Request) -> Request | Refusal:
        """Ask again as in a request that ended within a day. It is one more of the day, with a card and a thread of its
        own; what is left to do for the old ones is done as it would have been.
        """
        now = self.clock.now()
        if request.open or now - (request.closed_at or 0) > REOPEN:
            return Refusal.GONE
        desk = await self.may_ask(request.server, request.person)
        if isinstance(desk, Refusal):
            return desk
        due = await self.opens(desk) or now
        fresh = Request(request.server, request.person, now, urgent=request.urgent, mood=request.mood, waiting_at=due)
        state = RequestState.HELD if due > now else RequestState.WAITING
        made = await self.store.ask(replace(fresh, state=state, refused=request.refused, due_at=due))
        self._wake()
        return made or Refusal.OPEN_ALREADY

    async def block(self, block: Block) -> Request | None:
        """Let this person not ask; return their request that nobody talks about yet, which is closed."""
        await self.store.block(block)
        request = await self.store.open_request(block.server, block.person)
        while request is not None and request.state is not RequestState.TALKING:
            if await self.close(request, Ended.BLOCKED) is not None:
                return request
            request = await self.store.open_request(block.server, block.person)
        return None

    async def is_blocked(self, request: Request) -> bool:
        """True where the person of a request may not ask there by now."""
        return await self.store.blocked(request.server, request.person, self.clock.now()) is not None

    async def spoke(self, thread: int, person: int) -> None:
        """Note that the counsellor of a talk has written in its thread."""
        request = await self.store.in_thread(thread)
        if request is None or request.claimer != person or request.spoken or request.stage is Stage.RELEASING:
            return
        opening = request.stage in (Stage.OPENING, Stage.OPENING_UNASKED)
        await self._change(request, spoken=True, due_at=request.due_at if opening else self.clock.now() + LOOK)

    async def change(self, request: Request, **changes: object) -> Request | None:
        """Keep *changes* of a request; None where somebody else has changed it meanwhile."""
        return await self._change(request, **changes)

    async def _change(self, request: Request, **changes: object) -> Request | None:
        # Each new state begins with nobody reminded.
        reset = {"reminded": False} if "state" in changes else {}
        changed = await self.store.change(replace(request, **reset, **changes))  # type: ignore[arg-type]
        self._wake()
        return changed

    async def _staffed(self, member: Membership, number: int) -> tuple[Request | None, Desk | Refusal]:
        desk = await self.store.desk(member.server)
        if desk is None:
            return None, Refusal.NO_DESK
        if not desk.staffed_by(member):
            return None, Refusal.NOT_STAFF
        return await self.store.request(member.server, number), desk


"""Milliseconds without a word after which a talk is closed."""
